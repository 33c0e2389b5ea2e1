"""The policy in force on this device, and published ones that it refuses, with line and reason."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.standing import Refused
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.policy_words import sentence
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty


class PolicyCard(Card):
    """By which policy everything goes here; what is refused stands below it."""

    def __init__(self) -> None:
        super().__init__(N_("Policy"))
        self._policy: Policy | None = None
        self.badge, self.in_force = Badge(), Label(kind="muted", wrap=True)
        self.head.addWidget(self.badge)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.hint = Label(kind="small", wrap=True)
        say(
            self.hint.setText,
            N_(
                "The last good policy stays in force. Tell head office; a newer program may be able to read it."
            ),
        )
        self.body.addWidget(self.in_force)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.hint)

    def show_policies(self, policy: Policy, refused: Sequence[Refused]) -> None:
        """Show what is in force and what is refused."""
        self._policy = policy
        empty(self._rows)
        for row in refused:
            self._rows.addWidget(RefusedPolicy(row))
        self.hint.setVisible(bool(refused))
        self.badge.show_text(str(len(refused)) if refused else "", Tone.BAD)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        if self._policy is None:
            return
        title = self._policy.policy.title.in_language(current_language())
        self.in_force.setText(
            _("Version {version} “{title}” is in force.", version=self._policy.version, title=title)
        )


class RefusedPolicy(QFrame):
    """One policy that is refused."""

    def __init__(self, row: Refused) -> None:
        super().__init__()
        self._row = row
        self.setProperty("kind", "raised")
        self._why = Label(wrap=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 12, 8)
        line.setSpacing(10)
        line.addWidget(Glyph("circle-alert", "bad", 18))
        line.addWidget(self._why, 1)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        row = self._row
        said = _(
            "Version {version} of the policy is refused. {sentence}",
            version=row.version,
            sentence=sentence(row.error),
        )
        self._why.setText(said)
        self.setAccessibleName(said)

"""The tier of a customer: how it stands, how far it is up and down, how it came, what is to come and what it gives."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.domain.tier_view import TierView
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.services.tier_view import tier_view
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.tier_lines import TONES, Line, lines, outlook, since
from advisor_app.ui.screens.customer.tier_strip import TierStrip
from advisor_app.ui.theme import Tone
from advisor_app.ui.tiers import tier_tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.tips import plain_tip

_WIDE = 640
"""From this width on the months stand beside the sentences."""


class TierCard(Card):
    """The tier of the customer who is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Tier"), parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._view: TierView | None = None
        self.tier, self.state = Badge(), Badge()
        self.since, self.month = Label(kind="small"), ElidedLabel(kind="small")
        self.strip = TierStrip()
        say(self.strip.setAccessibleName, N_("Tier of the last months"))
        self.entitled = QWidget()
        self._gets = FlowLayout(self.entitled)
        self._said, self._ahead = QVBoxLayout(), QVBoxLayout()
        self._right = QWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.strip.month_chosen.connect(self._on_month_chosen)
        self.clear()

    @property
    def view(self) -> TierView | None:
        """What is shown, None before it has been read."""
        return self._view

    @property
    def sentences(self) -> list[str]:
        """What is said, from the top."""
        view = self._view
        return [line.text for line in (*lines(view), *outlook(view))] if view else []

    def show_profile(self, profile: Profile, *, same: bool = False) -> None:
        """Show the tier of a customer; of the `same` one it stands until it is read anew."""
        if not same:
            self.clear()
        self._customer = profile.person.id
        service = partial(tier_view, profile=profile)
        self._desk.ask(self, service, partial(self._on_read, profile.person.id), key="tier")

    def clear(self) -> None:
        """Forget the customer."""
        self._customer = self._view = None
        self.strip.show_view(None)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._line.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer_id: bytes, view: TierView) -> None:
        if customer_id != self._customer or view == self._view:
            return
        self._view = view
        self.strip.show_view(view)
        self._render()

    def _on_month_chosen(self, told: str) -> None:
        self.month.setText(told or self._told())

    def _render(self) -> None:
        view = self._view
        if view is None:
            return
        standing = view.standing
        name = words.tier(view.policy, standing.tier) if standing else ""
        self.tier.show_text(name or "", tier_tone(view.policy, standing.tier) if standing else Tone.NEUTRAL)
        state = words.TIER_STATES.get(standing.state) if standing else None
        tone = TONES.get(standing.state, Tone.NEUTRAL) if standing else Tone.NEUTRAL
        self.state.show_text(_(state) if state else "", tone)
        self.since.setText(since(view))
        _say_all(self._said, lines(view))
        _say_all(self._ahead, outlook(view))
        self._right.setVisible(bool(view.months or view.entitlements))
        self.strip.setVisible(bool(view.months))
        self.month.setText(self._told())
        self.month.setVisible(bool(view.months))
        empty(self._gets)
        for one in view.entitlements:
            name, text = (said.in_language(current_language()) for said in (one.name, one.text))
            chip = Badge(name, Tone.NEUTRAL, self.entitled)
            chip.setToolTip(plain_tip(text))
            chip.setAccessibleDescription(text)
            self._gets.addWidget(chip)
        self.entitled.setVisible(bool(view.entitlements))
        self.show()

    def _told(self) -> str:
        """Return what is said of the months while none is chosen."""
        view = self._view
        if view is None or view.policy_version is None:
            return ""
        return _("By policy version {version}", version=view.policy_version)

    def _lay_out(self) -> None:
        self.head.insertWidget(1, self.tier)
        self.head.insertWidget(2, self.state)
        self.head.insertWidget(3, self.since)
        self.head.setSpacing(8)
        for layout in (self._said, self._ahead):
            layout.setSpacing(3)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(self._said)
        left.addLayout(self._ahead)
        left.addStretch(1)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(6)
        right.addWidget(self.strip)
        right.addWidget(self.month)
        right.addWidget(self.entitled)
        right.addStretch(1)
        self._line.setSpacing(24)
        self._line.addLayout(left, 1)
        self._line.addWidget(self._right, 1)
        self.body.addLayout(self._line)


def _say_all(layout: QVBoxLayout, said: tuple[Line, ...]) -> None:
    empty(layout)
    for line in said:
        layout.addWidget(Label(line.text, line.kind, wrap=True))

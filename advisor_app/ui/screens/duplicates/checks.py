"""What head office says of new prospects beyond the own book: that the bank knows them, or nothing yet."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from advisor_app import words
from advisor_app.domain.duplicates import OfficeCheck
from advisor_app.i18n import N_, ngettext
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.items import Items, RowFrame
from advisor_app.ui.widgets.label import Label

_EXISTS = "exists"


class ChecksCard(Card):
    """The prospects whom the bank knows already, and how many are not checked; without any it takes no room."""

    customer_wanted = Signal(bytes)

    def __init__(self) -> None:
        super().__init__(N_("New prospects beyond your book"), kind="raised")
        self._unchecked = 0
        self._why, self._later = Label(kind="small", wrap=True), Label(kind="small", wrap=True)
        say(
            self._why.setText,
            N_("The bank knows these people already. Ask the branch who looks after them before you go on."),
        )
        self.known = Items(_key, self._make, _show_again, 4)
        for widget in (self._why, self.known, self._later):
            self.body.addWidget(widget)
        self.hide()

    @property
    def later(self) -> str:
        """What is said of those who are not checked yet."""
        return self._later.text()

    def show_checks(self, checks: Sequence[OfficeCheck]) -> None:
        """Show what is known, and how many are not checked."""
        known = [check for check in checks if check.answer == _EXISTS]
        self._unchecked = len(checks) - len(known)
        self.known.show_rows(known)
        self._why.setVisible(bool(known))
        self._say()
        self.setVisible(bool(checks))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        count = self._unchecked
        self._later.setText(
            ngettext(
                "{n} prospect is not checked yet; head office is asked with the next sync.",
                "{n} prospects are not checked yet; head office is asked with the next sync.",
                count,
            )
            if count
            else ""
        )
        self._later.setVisible(count > 0)

    def _make(self, check: OfficeCheck) -> "_KnownItem":
        item = _KnownItem(check)
        item.first.clicked.connect(partial(self._on_clicked, item))
        return item

    def _on_clicked(self, item: "_KnownItem") -> None:
        self.customer_wanted.emit(item.check.customer_id)


class _KnownItem(RowFrame):
    """One prospect, whose name leads to it."""

    first: QPushButton

    def __init__(self, check: OfficeCheck) -> None:
        super().__init__()
        self.first = QPushButton()
        self.first.setProperty("kind", "link")
        badge = Badge()
        say(partial(badge.show_text, tone=Tone.WARN), N_("Ask the branch"), owner=badge)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.first)
        row.addWidget(badge)
        row.addStretch(1)
        self.show_check(check)

    def show_check(self, check: OfficeCheck) -> None:
        """Show a prospect."""
        self.check = check
        self.first.setText((check.name or words.NOTHING).replace("&", "&&"))


def _key(check: OfficeCheck) -> bytes:
    return check.customer_id


def _show_again(item: _KnownItem, check: OfficeCheck) -> None:
    item.show_check(check)

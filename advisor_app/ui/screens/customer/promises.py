"""What was promised to the customer and is not done yet, the overdue first, and how promises were kept so far."""

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.promises import KEPT, WITHDRAWN, PromiseFigures, PromiseRow, Standing
from advisor_app.i18n import N_, format_percent, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Edited
from advisor_app.services.promises import Promises, promises, settle_promise
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.items import Items, RowFrame
from advisor_app.ui.widgets.label import ElidedLabel, Label

AT_ONCE = 3
"""How many promises are shown before the advisor asks for all."""


class PromisesSection(QFrame):
    """The promises to one customer; without any it takes no room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: Promises | None = None
        self._all = False
        heading = Label(kind="heading")
        say(heading.setText, N_("Promises"))
        self.apology, self.figures = Label(kind="bad", wrap=True), Label(kind="small")
        self.list = Items(_key, self._make, self._show_again, 0)
        self.more_button = QPushButton()
        self.more_button.setProperty("kind", "link")
        self.more_button.clicked.connect(self._on_more_clicked)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(heading)
        head.addWidget(self.apology, 1)
        head.addStretch(0)
        head.addWidget(self.figures)
        foot = QHBoxLayout()
        foot.addWidget(self.more_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addLayout(foot)
        self.hide()

    def show_customer(self, customer_id: bytes) -> None:
        """Read the promises to a customer; of the same one what is shown stays until they are read anew."""
        if customer_id != self._customer:
            self.clear()
            self._customer = customer_id
        service = partial(promises, customer_id=customer_id)
        self._desk.ask(self, service, partial(self._on_read, customer_id), key="promises")

    def clear(self) -> None:
        """Forget the customer."""
        self._customer, self._found, self._all = None, None, False
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer_id: bytes, found: Promises) -> None:
        if customer_id == self._customer:
            self._found = found
            self._render()

    def _on_more_clicked(self) -> None:
        self._all = True
        self._render()

    def _on_settle_wanted(self, line: "PromiseLine", outcome: str) -> None:
        service = partial(settle_promise, promise_id=line.row.id, outcome=outcome)
        self._desk.ask(self, service, partial(self._on_settled, outcome))

    def _on_settled(self, outcome: str, edited: Edited) -> None:
        self._desk.book_changed.emit()
        told = _("The promise is kept.") if outcome == KEPT else _("The promise is withdrawn.")
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, edited.mutations))

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()

    def _render(self) -> None:
        found = self._found
        rows = [row for row in found.rows if row.outcome is None] if found else []
        shown = rows if self._all else rows[:AT_ONCE]
        self.list.show_rows(shown)
        hidden = len(rows) - len(shown)
        self.more_button.setText(ngettext("{n} more promise", "{n} more promises", hidden) if hidden else "")
        self.more_button.setVisible(hidden > 0)
        owed = len(found.owed) if found else 0
        self.apology.setText(
            ngettext(
                "{n} is overdue: begin the next contact with an apology, not with a sale.",
                "{n} are overdue: begin the next contact with an apology, not with a sale.",
                owed,
            )
            if owed
            else ""
        )
        self.apology.setVisible(owed > 0)
        self.figures.setText(_figures(found.figures) if found else "")
        self.setVisible(bool(rows or self.figures.text()))

    def _make(self, row: PromiseRow) -> "PromiseLine":
        line = PromiseLine(row, self._today)
        line.settle_wanted.connect(partial(self._on_settle_wanted, line))
        return line

    def _show_again(self, line: "PromiseLine", row: PromiseRow) -> None:
        line.show_promise(row, self._today)

    @property
    def _today(self) -> int:
        return self._found.today if self._found else 0


class PromiseLine(RowFrame):
    """One promise that is open: by when, what, and the two ways to settle it."""

    settle_wanted = Signal(str)
    """It was kept, or is withdrawn."""

    def __init__(self, row: PromiseRow, today: int) -> None:
        super().__init__()
        self.row, self._today = row, today
        self.due, self.text, self._day = Badge(), ElidedLabel(), Label(kind="small")
        self.kept_button, self.withdraw_button = QPushButton(), QPushButton()
        say(self.kept_button.setText, N_("Kept it"))
        say(self.withdraw_button.setText, N_("Withdraw it"))
        self.first = self.kept_button
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 1, 0, 1)
        line.setSpacing(8)
        line.addWidget(self.due)
        line.addWidget(self.text, 1)
        line.addWidget(self._day)
        for outcome, button in ((KEPT, self.kept_button), (WITHDRAWN, self.withdraw_button)):
            button.setProperty("kind", "link")
            button.clicked.connect(partial(self._settle, outcome))
            line.addWidget(button)
        self._render()

    def show_promise(self, row: PromiseRow, today: int) -> None:
        """Show the promise as it is now."""
        self.row, self._today = row, today
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _settle(self, outcome: str, *_checked: bool) -> None:
        self.settle_wanted.emit(outcome)

    def _render(self) -> None:
        row, days = self.row, self._today - self.row.due_on
        if row.standing(self._today) is Standing.BROKEN:
            self.due.show_text(ngettext("{n} day overdue", "{n} days overdue", days), Tone.BAD)
        else:
            self.due.show_text(words.days_until(row.due_on, self._today), Tone.NEUTRAL if days else Tone.WARN)
        self.text.setText(row.text)
        pending = _("not sent yet") if row.pending else ""
        self._day.setText(" · ".join(filter(None, (words.column_day(row.due_on), row.advisor, pending))))
        for button in (self.kept_button, self.withdraw_button):
            button.setAccessibleDescription(f"{row.text}, {self.due.text}")


def _figures(figures: PromiseFigures) -> str:
    """Say how promises were kept, empty while that is known of none."""
    if not figures.decided:
        return ""
    said = _(
        "kept {kept} · late {late} · overdue {broken}",
        kept=figures.kept,
        late=figures.late,
        broken=figures.broken,
    )
    share = format_percent(figures.kept_share or 0.0, 0)
    return _("{said} · {share} of {n} in time", said=said, share=share, n=figures.decided)


def _key(row: PromiseRow) -> bytes:
    return row.id

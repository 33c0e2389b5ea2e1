"""What was advised of a customer on a past day: made again, and compared with what was shown. Nothing changes here."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from advisor_app import words
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services import advice_words
from advisor_app.services.past_advice import PastAdvice, past_advice
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.wanted import AdviceWanted
from advisor_app.ui.widgets.date_field import DateField
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.sheet import Sheet


class AdviceSheet(Sheet):
    """The panel over the page. The days on which something was shown are gone through by the two buttons."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("What was advised"), "history", area)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: PastAdvice | None = None
        self.day, self.text = DateField(), QPlainTextEdit()
        self.earlier_button, self.later_button = QPushButton(), QPushButton()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.kept = Label(kind="small", wrap=True)
        say(self.text.setAccessibleName, N_("What was advised"))
        say(self.day.setAccessibleName, N_("Day"))
        say(self.earlier_button.setText, N_("Earlier day"))
        say(self.later_button.setText, N_("Later day"))
        say(self.save_button.setText, N_("Copy  Ctrl+Enter"))
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self.earlier_button, self.day, self.later_button):
            line.addWidget(widget)
        line.addStretch(1)
        self.body.setContentsMargins(20, 8, 20, 12)
        self.body.setSpacing(10)
        self.body.addLayout(line)
        self.body.addWidget(self.text, 1)
        self.body.addWidget(self.kept)
        self.earlier_button.clicked.connect(partial(self._step, -1))
        self.later_button.clicked.connect(partial(self._step, 1))
        self.day.editingFinished.connect(self._on_day_entered)

    def open(self, wanted: AdviceWanted) -> None:
        """Come up with the last day on which something was shown."""
        self._customer, self._found = wanted.customer_id, None
        self.text.clear()
        self.appear(self.text)
        self._read(None)

    def save(self) -> None:
        """Copy what is read."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(self.text.toPlainText())
            self._desk.told.emit(_("What was advised was copied."))

    def leave(self) -> None:
        """Close."""
        self.vanish()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_day_entered(self) -> None:
        try:
            day = self.day.day()
        except InputError as error:
            self._desk.failed.emit(error)
            return
        if day is not None and self._found is not None and day != self._found.day:
            self._read(day)

    def _on_found(self, found: PastAdvice) -> None:
        self._found = found
        self.day.today = found.bank.as_of
        self._render()

    def _on_failed(self, error: AppError) -> None:
        self._desk.failed.emit(error)
        if self._found is None:
            self.vanish()
        else:
            self._render()

    def _step(self, by: int, *_checked: bool) -> None:
        if self._found is not None and (day := self._neighbour(self._found, by)) is not None:
            self._read(day)

    def _neighbour(self, found: PastAdvice, by: int) -> int | None:
        """Return the nearest day before or after the present one on which something was shown."""
        others = [day for day in found.days if (day - found.day) * by > 0]
        return min(others, key=lambda day: abs(day - found.day), default=None)

    def _read(self, day: int | None) -> None:
        if self._customer is not None:
            service = partial(past_advice, customer_id=self._customer, day=day)
            self._desk.ask(self, service, self._on_found, key="advice", failed=self._on_failed)

    def _render(self) -> None:
        found = self._found
        if found is None:
            return
        self.subtitle.setText(found.customer or words.NOTHING)
        self.day.setText(words.column_day(found.day))
        self.text.setPlainText(advice_words.text(found))
        for button, by in ((self.earlier_button, -1), (self.later_button, 1)):
            button.setEnabled(self._neighbour(found, by) is not None)
        self.kept.setText(
            _(
                "What is shown is kept with all that it was made from. Making it again takes the policy, the data and"
                " the rating of then."
            )
        )

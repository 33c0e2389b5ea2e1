"""Revealing a masked value: a reason first, then the value for half a minute and in this one place only."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.reveal import reveal
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.label import Label

SECONDS = 30
FIELDS = {
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "address": N_("Address"),
    "id_number": N_("Identity document"),
}
_REASONS = (
    N_("To call the customer back"),
    N_("To check identity face to face"),
    N_("To correct the customer's details"),
    N_("To send documents"),
)


class Wanted(NamedTuple):
    """What is to be revealed: its name as a message id, and the service that is given the reason."""

    name: str
    service: Callable[..., str]


class RevealPanel(QFrame):
    """Asks for the reason and shows the value; `forget` takes it off the screen at any time."""

    left = Signal()
    """The panel that had the keyboard has gone from the screen."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: Wanted | None = None
        self._error: AppError | None = None
        self._left = 0
        self.setProperty("kind", "raised")
        self._tick = QTimer(self, interval=1_000)
        self._tick.timeout.connect(self._on_second_passed)
        self.heading = Label(kind="heading")
        self.error = Label(kind="bad", wrap=True)
        self.reason = QLineEdit()
        self.confirm = QPushButton()
        self.value = Label(kind="title", wrap=True)
        self.countdown = Label(kind="muted")
        self.hide_now = QPushButton()
        self._question, self._answer = self._question_page(), self._answer_page()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self._question)
        layout.addWidget(self._answer)
        self.hide()

    @property
    def revealed(self) -> bool:
        """Whether a raw value is on the screen."""
        return bool(self.value.text())

    def ask(self, customer_id: bytes, field: str) -> None:
        """Ask why one of `FIELDS` is needed, and take away what was shown before."""
        self.ask_for(FIELDS[field], partial(reveal, customer_id=customer_id, field=field))

    def ask_for(self, name: str, service: Callable[..., str]) -> None:
        """Ask why something is needed that a service returns for a `reason`; `name` is a message id."""
        self.forget()
        self._wanted = Wanted(name, service)
        self._render()
        self._turn(answered=False)
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Take question and value off the screen; an answer that is on its way is dropped."""
        self._tick.stop()
        self._wanted = self._error = None
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self._say_value("")
        self.reason.clear()
        self.error.setText("")
        self.confirm.setEnabled(True)
        self.hide()
        if inside:
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.forget()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous() and self._wanted is not None:
            self.forget()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._wanted:
            self._render()

    def _on_confirmed(self) -> None:
        if self._wanted is None or not self.confirm.isEnabled():
            return
        self.confirm.setEnabled(False)
        self._desk.ask(
            self,
            partial(self._wanted.service, reason=self.reason.text()),
            partial(self._on_revealed, self._wanted),
            key="reveal",
            failed=self._on_refused,
        )

    def _on_revealed(self, asked: Wanted, value: str) -> None:
        self.confirm.setEnabled(True)
        if asked is not self._wanted:
            return
        self._left = SECONDS
        self._say_value(value)
        self._render()
        self._turn(answered=True)
        self.hide_now.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, value)
        self._tick.start()

    def _on_refused(self, error: AppError) -> None:
        self.confirm.setEnabled(True)
        if not isinstance(error, InputError):
            self._desk.failed.emit(error)
        elif self._wanted is not None:
            self._error = error
            self._render()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self.reason, self.error.text(), urgent=True)

    def _on_second_passed(self) -> None:
        self._left -= 1
        if self._left > 0:
            self._render()
        else:
            self.forget()

    def _on_reason_chosen(self, message: str) -> None:
        self.reason.setText(_(message))
        self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_value(self, value: str) -> None:
        self.value.setText(value)
        self.value.setAccessibleName(value)

    def _turn(self, *, answered: bool) -> None:
        self._question.setVisible(not answered)
        self._answer.setVisible(answered)

    def _question_page(self) -> QWidget:
        page = QWidget()
        choices = QHBoxLayout()
        choices.setSpacing(6)
        for message in _REASONS:
            chip = QPushButton()
            chip.setProperty("kind", "chip")
            say(chip.setText, message)
            chip.clicked.connect(partial(self._on_reason_chosen, message))
            choices.addWidget(chip)
        choices.addStretch(1)
        say(self.reason.setPlaceholderText, N_("Why is it needed? A few words."))
        say(self.reason.setAccessibleName, N_("Reason"))
        self.reason.setMaxLength(200)
        self.reason.returnPressed.connect(self._on_confirmed)
        self.confirm.setProperty("kind", "primary")
        self.confirm.setIcon(icon("eye", "on_accent"))
        say(self.confirm.setText, N_("Reveal"))
        self.confirm.clicked.connect(self._on_confirmed)
        cancel = QPushButton()
        say(cancel.setText, N_("Cancel"))
        cancel.clicked.connect(self.forget)
        row = QHBoxLayout()
        row.addWidget(self.reason, 1)
        row.addWidget(self.confirm)
        row.addWidget(cancel)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(choices)
        layout.addLayout(row)
        layout.addWidget(self.error)
        return page

    def _answer_page(self) -> QWidget:
        page = QWidget()
        self.value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.hide_now.setIcon(icon("eye-off"))
        say(self.hide_now.setText, N_("Hide now"))
        self.hide_now.clicked.connect(self.forget)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.value, 1)
        row.addWidget(self.countdown)
        row.addWidget(self.hide_now)
        return page

    def _render(self) -> None:
        if self._wanted is None:
            return
        self.heading.setText(_("Reveal: {what}", what=_(self._wanted.name)))
        self.countdown.setText(
            ngettext("hidden again in {n} second", "hidden again in {n} seconds", self._left)
        )
        self.error.setText(str(self._error) if self._error else "")
        self.error.setVisible(self._error is not None)

"""The page that asks for the passphrase of the book on this machine."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.services.whose_book import Owner
from advisor_app.ui.launcher.passphrase_field import PassphraseField
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label

if TYPE_CHECKING:
    from advisor_app.ui.launcher.notice import Notice

_WIDEST = 400


class UnlockPage(QWidget):
    """Passphrase and button; what is typed stays while it is refused. All else comes with `decorate`."""

    submitted = Signal(str)
    retried = Signal()
    """What was in the way of even asking is to be looked at again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.busy = False
        self.notice: Notice | None = None
        self._demonstration: QWidget | None = None
        heading = Label(kind="display")
        say(heading.setText, N_("Unlock your book"))
        self.owner = Label(" ", kind="muted", wrap=True)
        self.field = PassphraseField(N_("Passphrase"))
        self.field.edit.returnPressed.connect(self.submit)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.setMinimumHeight(40)
        self.button.clicked.connect(self.submit)
        self._say_button()
        self._column = column = QVBoxLayout()
        column.setSpacing(12)
        column.addStretch(2)
        for widget in (heading, self.owner, self.field, self.button):
            column.addWidget(widget)
        column.insertSpacing(column.indexOf(self.field), 8)
        column.addStretch(3)
        middle = QWidget()
        middle.setLayout(column)
        middle.setMaximumWidth(_WIDEST)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 0, 32, 0)
        row.addWidget(middle)
        self.setFocusProxy(self.field)

    def decorate(self) -> None:
        """Add what the first paint did not wait for: the drawings, and the place for what may go wrong."""
        from advisor_app.ui.launcher.notice import Notice
        from advisor_app.ui.theme import icon

        self.field.decorate()
        self.button.setIcon(icon("log-in", "on_accent"))
        self.notice = Notice()
        self.notice.retry_button.clicked.connect(self.retried)
        self._column.insertWidget(self._column.count() - 1, self.notice)

    def show_owner(self, owner: Owner) -> None:
        """Say whose book it is, as far as is known, and whether anything protects it."""
        who = f"{owner.advisor} ({owner.number})" if owner.advisor and owner.number else owner.number
        self.owner.setText(" · ".join(filter(None, (owner.bank, who))) or " ")
        if self._demonstration:
            self._demonstration.deleteLater()
            self._demonstration = None
        if owner.demo or owner.bare:
            from advisor_app.ui.launcher.demonstration import DemonstrationBar

            self._demonstration = DemonstrationBar(bare=owner.bare)
            self._column.insertWidget(self._column.indexOf(self.owner) + 1, self._demonstration)

    def prefill(self, passphrase: str) -> None:
        """Put a passphrase in, for a person to submit."""
        self.field.edit.setText(passphrase)
        self.field.edit.selectAll()

    def submit(self) -> None:
        """Submit what is typed, if anything is and nothing has been submitted yet."""
        if self.field.edit.text() and not self.busy:
            self.busy = True
            self._clear()
            self._let(allowed=False)
            self._say_button()
            self.submitted.emit(self.field.edit.text())

    def refuse(self, error: AppError) -> None:
        """Say why not, and let what was typed be typed over."""
        self._settle()
        if self.notice:
            self.notice.show_error(error)

    def report(self, report: str) -> None:
        """Say that the program is wrong, and how to report it."""
        self._settle()
        if self.notice:
            self.notice.show_report(report)

    def bar(self, error: AppError) -> None:
        """Say what is in the way, and ask for no passphrase until it has been looked at again."""
        self._settle()
        self._let(allowed=False)
        if self.notice:
            self.notice.show_error(error, retry=True)

    def unbar(self) -> None:
        """Ask again."""
        self._clear()
        self._settle()

    def _clear(self) -> None:
        if self.notice:
            self.notice.clear()

    def _settle(self) -> None:
        self.busy = False
        self._let(allowed=True)
        self._say_button()
        self.field.edit.selectAll()
        self.field.edit.setFocus()

    def _let(self, *, allowed: bool) -> None:
        self.field.setEnabled(allowed)
        self.button.setEnabled(allowed)

    def _say_button(self) -> None:
        say(self.button.setText, N_("Unlocking …") if self.busy else N_("Unlock"))

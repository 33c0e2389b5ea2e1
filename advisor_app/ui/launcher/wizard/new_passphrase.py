"""The second step: a passphrase that only this person knows, typed twice, judged while it is typed."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.services.passphrase import complaint
from advisor_app.ui.launcher.passphrase_field import PassphraseField
from advisor_app.ui.launcher.wizard.field import Complaint
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label

_PAUSE_MS = 150


class PassphrasePage(QWidget):
    """Two fields and what the rules say."""

    entered = Signal()
    """Enter was pressed in the second field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        intro = Label(kind="muted", wrap=True)
        say(
            intro.setText,
            N_("Whoever opens the book needs this machine and this passphrase. Nobody can look it up."),
        )
        self.first = PassphraseField(N_("New passphrase"))
        self.second = PassphraseField(N_("The same again"))
        self.rule, self.difference = Complaint(), Complaint()
        for field in (self.first, self.second):
            field.decorate()
        self.fine = Label(kind="good")
        say(self.fine.setText, N_("This passphrase is good."))
        self.fine.hide()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._judge)
        self.first.edit.textChanged.connect(self._on_first_changed)
        self.first.edit.returnPressed.connect(self.second.edit.setFocus)
        self.second.edit.textChanged.connect(self._on_second_changed)
        self.second.edit.returnPressed.connect(self.entered)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(intro)
        for parts in ((self.first, self.rule, self.fine), (self.second, self.difference)):
            group = QVBoxLayout()
            group.setSpacing(5)
            for part in parts:
                group.addWidget(part)
            layout.addLayout(group)
        layout.addStretch(1)
        self.setFocusProxy(self.first)

    @property
    def passphrase(self) -> str:
        """What was typed."""
        return self.first.edit.text()

    def check(self) -> bool:
        """Tell whether the passphrase can be used, and say what is wrong with it."""
        self._judge(whole=True)
        same = self.second.edit.text() == self.passphrase
        different = InputError(N_("The two passphrases are not the same."))
        self.difference.show_error(None if same or self.rule.error else different)
        if self.rule.error:
            self.first.edit.setFocus()
        elif not same:
            self.second.edit.selectAll()
            self.second.edit.setFocus()
        return same and not self.rule.error

    def refuse(self, error: AppError) -> None:
        """Say why the passphrase cannot be used."""
        self.fine.hide()
        self.rule.show_error(error)
        self.first.edit.setFocus()

    def _on_first_changed(self) -> None:
        self._pause.start()
        self.difference.show_error(None)

    def _on_second_changed(self) -> None:
        self.difference.show_error(None)

    def _judge(self, *, whole: bool = False) -> None:
        """Say what the rules say; of nothing at all only when it is `whole`."""
        self._pause.stop()
        wanted = bool(self.passphrase) or whole
        error = complaint(self.passphrase) if wanted else None
        self.rule.show_error(error)
        self.fine.setVisible(wanted and error is None)

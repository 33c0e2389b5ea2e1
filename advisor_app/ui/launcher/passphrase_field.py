"""A field for a passphrase: hidden unless the eye is open, and warned when Caps Lock seems to be on."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label

_HEIGHT = 38
_LONGEST = 1_000


class PassphraseEdit(QLineEdit):
    """The line itself."""

    caps_lock_noticed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(_LONGEST)
        self.setMinimumHeight(_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt  # late, as all of it: see widgets.label

        # Qt does not tell the state of the key, but letters do: capital ones without Shift.
        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps_lock_noticed.emit(False)
        elif len(text) == 1 and text.isascii() and text.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock_noticed.emit(text.isupper() != shift)
        super().keyPressEvent(event)


class PassphraseField(QWidget):
    """Caption, line and eye. `label` is a message id."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = PassphraseEdit()
        self.setFocusProxy(self.edit)
        caption = Label(kind="heading")
        caption.setBuddy(self.edit)
        say(caption.setText, label)
        say(self.edit.setAccessibleName, label)
        self.caps_lock = Label(kind="warn")
        say(self.caps_lock.setText, N_("Caps Lock is on"))
        self.caps_lock.hide()
        self.edit.caps_lock_noticed.connect(self.caps_lock.setVisible)
        self.eye = QToolButton(self.edit)
        self.eye.setCheckable(True)
        self.eye.setProperty("kind", "quiet")
        self.eye.setFixedSize(_HEIGHT - 6, _HEIGHT - 6)
        say(self.eye.setAccessibleName, N_("Show what is typed"))
        say(self.eye.setToolTip, N_("Show what is typed"))
        self.eye.toggled.connect(self._on_eye_toggled)
        self._lay_out(caption)

    def decorate(self) -> None:
        """Draw the eye, and let no input method learn what is typed: the first paint does not wait for it."""
        from PySide6.QtCore import Qt

        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.edit.setInputMethodHints(self.edit.inputMethodHints() | hints)
        self._draw_eye()

    def _draw_eye(self) -> None:
        from advisor_app.ui.theme import icon

        self.eye.setIcon(icon("eye-off" if self.eye.isChecked() else "eye"))

    def _on_eye_toggled(self, shown: bool) -> None:
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._draw_eye()

    def _lay_out(self, caption: QWidget) -> None:
        above, within, layout = QHBoxLayout(), QHBoxLayout(self.edit), QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        above.addWidget(caption)
        above.addStretch(1)
        above.addWidget(self.caps_lock)
        within.setContentsMargins(0, 0, 3, 0)
        within.addStretch(1)
        within.addWidget(self.eye)
        self.edit.setTextMargins(0, 0, _HEIGHT - 6, 0)
        layout.addLayout(above)
        layout.addWidget(self.edit)

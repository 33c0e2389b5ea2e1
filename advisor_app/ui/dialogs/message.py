"""An error that must be answered before work goes on: what happened and what to do about it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QWidget

from advisor_app.errors import AppError
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.widgets.label import Label


class MessageDialog(Dialog):
    """Shows one known error, and again in another language when that changes."""

    def __init__(self, error: AppError, parent: QWidget | None = None) -> None:
        super().__init__(error.title, "circle-alert", "bad", parent)
        self.error = error
        self._sentence = Label(wrap=True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self._sentence)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        self._sentence.setText(str(self.error))
        self.setAccessibleDescription(str(self.error))

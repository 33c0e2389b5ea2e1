"""Several things that are wrong with one input, one below the other."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from advisor_app.errors import AppError, IssuesError
from advisor_app.i18n import N_
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label


class IssuesDialog(Dialog):
    """Shows what is wrong as a whole, and a list of all its issues."""

    def __init__(self, error: IssuesError, parent: QWidget | None = None) -> None:
        super().__init__(error.title, "triangle-alert", "warn", parent, width=520)
        self.error = error
        self._sentence = Label(wrap=True)
        self._list = QListWidget()
        self._list.setWordWrap(True)
        self._list.setSpacing(4)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        say(self._list.setAccessibleName, N_("What needs attention"))
        self.body.addWidget(self._sentence)
        self.body.addWidget(self._list, 1)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        self._sentence.setText(AppError.__str__(self.error))
        self._list.clear()
        for issue in self.error.issues:
            self._list.addItem(QListWidgetItem(icon("circle-alert", "warn"), str(issue)))
        self._list.setCurrentRow(0)

"""What was promised to the customer, each with the day by which it is due."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.contacts import PromiseEntry
from advisor_app.errors import FieldError
from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import SpokenDay, mark_wrong, put
from advisor_app.ui.screens.contact.file_drop import let_files_through
from advisor_app.ui.screens.contact.spoken import day_hint
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label

_DAY_WIDTH = 138


class PromisesField(QWidget):
    """Rows of promises; one that is left empty is none."""

    edited = Signal()
    """A promise was typed, added or taken away by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = 0
        self.rows: list[PromiseLine] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self.add_button = QPushButton(icon("plus"), "")
        self.add_button.setProperty("kind", "quiet")
        say(self.add_button.setText, N_("Add a promise"))
        self.add_button.clicked.connect(self._on_add_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._column)
        layout.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)

    @property
    def promises(self) -> tuple[PromiseEntry, ...]:
        """The promises as they are typed."""
        return tuple(PromiseEntry(row.text.text(), row.due.text()) for row in self.rows)

    def show_promises(self, promises: Sequence[PromiseEntry]) -> None:
        """Show promises without telling anybody."""
        while len(self.rows) > len(promises):
            self._drop(self.rows[-1])
        while len(self.rows) < len(promises):
            self._append()
        for row, promise in zip(self.rows, promises, strict=True):
            row.blockSignals(True)
            put(row.text, promise.text)
            put(row.due, promise.due)
            row.blockSignals(False)

    def show_errors(self, errors: Sequence[FieldError]) -> QWidget | None:
        """Mark what is wrong, each named as in `promises[0].due`, and return the first that is."""
        names = {error.field for error in errors}
        wrong: list[QWidget] = []
        for place, row in enumerate(self.rows):
            for name, field in (("text", row.text), ("due", row.due)):
                is_wrong = f"promises[{place}].{name}" in names
                mark_wrong(field, wrong=is_wrong)
                wrong += [field] if is_wrong else []
        return wrong[0] if wrong else None

    def _on_add_clicked(self) -> None:
        self._append().text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _on_removed(self, row: "PromiseLine") -> None:
        place = self.rows.index(row)
        self._drop(row)
        following = self.rows[min(place, len(self.rows) - 1)].text if self.rows else self.add_button
        following.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _append(self) -> "PromiseLine":
        row = PromiseLine(self.today)
        row.edited.connect(self.edited)
        row.removed.connect(partial(self._on_removed, row))
        self.rows.append(row)
        self._column.addWidget(row)
        return row

    def _drop(self, row: "PromiseLine") -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()


class PromiseLine(QWidget):
    """One promise."""

    edited = Signal()
    removed = Signal()

    def __init__(self, today: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.due, self.remove_button = QLineEdit(), SpokenDay(), QToolButton()
        for field in (self.text, self.due):
            let_files_through(field)
        self.due.today = today
        self.due.setFixedWidth(_DAY_WIDTH)
        self._hint = Label(kind="small")
        self._hint.hide()
        say(self.text.setPlaceholderText, N_("What was promised"))
        say(self.text.setAccessibleName, N_("What was promised"))
        say(self.due.setPlaceholderText, N_("by when"))
        say(self.due.setAccessibleName, N_("By when it is promised"))
        self.remove_button.setProperty("kind", "quiet")
        self.remove_button.setIcon(icon("x"))
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self.remove_button.setAccessibleName, N_("Remove the promise"))
        say(self.remove_button.setToolTip, N_("Remove the promise"))
        self.text.textEdited.connect(self.edited)
        self.due.textChanged.connect(self._on_due_changed)
        self.remove_button.clicked.connect(self.removed)
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget, stretch in ((self.text, 1), (self.due, 0), (self.remove_button, 0)):
            row.addWidget(widget, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self._hint, alignment=Qt.AlignmentFlag.AlignRight)

    def _on_due_changed(self, text: str) -> None:
        hint = day_hint(text, self.due.today)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.edited.emit()

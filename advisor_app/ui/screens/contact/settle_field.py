"""Open tasks of the customers of a contact that are due up to today: those that are ticked are done with it."""

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.tasks import Item
from advisor_app.errors import AppError
from advisor_app.services.contact_tasks import open_tasks
from advisor_app.ui.desk import Desk


class SettleField(QWidget):
    """A tick for each task. `asks`: whether tasks are looked for at all, which a correction does not."""

    edited = Signal()
    """A task was ticked, or not any more, by hand."""
    known = Signal(bool)
    """Whether there are tasks to tick."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customers: tuple[bytes, ...] = ()
        self._chosen: tuple[bytes, ...] = ()
        self.asks = True
        self._tasks: tuple[Item, ...] = ()
        self.boxes: dict[bytes, QCheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        desk.book_changed.connect(self._read)

    @property
    def chosen(self) -> tuple[bytes, ...]:
        """The tasks that are to be settled."""
        return self._chosen

    def show_tasks(self, customers: tuple[bytes, ...], chosen: tuple[bytes, ...]) -> None:
        """Show what is open for some customers, with what is chosen of it; nothing is chosen by itself."""
        self._chosen = chosen
        self._tick()
        if customers != self._customers:
            self._customers = customers
            self._read()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()

    def _read(self) -> None:
        if not self.asks:
            return
        if not self._customers:
            self._show(())
            return
        service = partial(open_tasks, customers=self._customers)
        self._desk.ask(self, service, partial(self._on_read, self._customers), key="settle", failed=_ignore)

    def _on_read(self, customers: tuple[bytes, ...], tasks: tuple[Item, ...]) -> None:
        if customers == self._customers:
            self._show(tasks)

    def _on_ticked(self, *_checked: bool) -> None:
        self._chosen = tuple(key for key, box in self.boxes.items() if box.isChecked())
        self.edited.emit()

    def _show(self, tasks: tuple[Item, ...]) -> None:
        if [task.id for task in tasks] != list(self.boxes):
            for box in self.boxes.values():
                self._column.removeWidget(box)
                box.hide()
                box.deleteLater()
            self.boxes = {task.id: self._box() for task in tasks}
        self._tasks = tasks
        self._chosen = tuple(key for key in self._chosen if key in self.boxes)
        self._name()
        self._tick()
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))
        self.known.emit(bool(tasks))

    def _box(self) -> QCheckBox:
        box = QCheckBox()
        box.clicked.connect(self._on_ticked)
        self._column.addWidget(box)
        return box

    def _tick(self) -> None:
        for key, box in self.boxes.items():
            box.setChecked(key in self._chosen)

    def _name(self) -> None:
        several = len(self._customers) > 1
        for task in self._tasks:
            parts = (words.column_day(task.due_on), task.title, task.customer if several else None)
            self.boxes[task.id].setText(" · ".join(part for part in parts if part).replace("&", "&&"))


def _ignore(_error: AppError) -> None:
    """What cannot be read now is not offered."""

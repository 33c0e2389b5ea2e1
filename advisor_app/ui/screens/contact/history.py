"""The changes of a record, the newest first: who made each, when, and what was changed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from advisor_app.domain.written import Changed, Revised
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.written import Wording, field_name, field_names
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty


class History(QWidget):
    """A list of changes; without any it takes no room."""

    def __init__(self, entity: str = "interactions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entity = entity
        self._changes: tuple[Revised, ...] = ()
        self._wording: Wording | None = None
        self.rows: list[Revision] = []
        heading = Label(kind="heading")
        say(heading.setText, N_("History of this record"))
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addLayout(self._column)
        self.hide()

    def show_changes(self, changes: tuple[Revised, ...], wording: Wording) -> None:
        """Show changes."""
        self._changes, self._wording = changes, wording
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        empty(self._column)
        self.rows = []
        if self._wording is not None:
            self.rows = [Revision(self._entity, change, self._wording) for change in self._changes]
        for row in self.rows:
            self._column.addWidget(row)
        self.setVisible(bool(self.rows))


class Revision(QFrame):
    """One edit: when, by whom, and a line for each field."""

    def __init__(self, entity: str, change: Revised, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self.when = Label(" · ".join(filter(None, (wording.time(change.at), change.advisor))), "small")
        head = QHBoxLayout()
        head.addWidget(self.when)
        head.addStretch(1)
        if change.pending:
            head.addWidget(Badge(_("not sent yet"), Tone.WARN, self))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.lines = [
            _line(entity, each, wording)
            for each in sorted(change.changes, key=lambda each: _place(entity, each.field))
        ]
        for row, (field, old, new) in enumerate(self.lines):
            what = Label(f"{old} → {new}", wrap=True)
            what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            what.setAccessibleName(_("{field}: was {old}, is {new}", field=field, old=old, new=new))
            grid.addWidget(Label(field, "small"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(what, row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(grid)


def _place(entity: str, field: str) -> int:
    """Return where the form has the field."""
    names = field_names(entity)
    return names.index(field) if field in names else len(names)


def _line(entity: str, change: Changed, wording: Wording) -> tuple[str, str, str]:
    """Return a field with its old and its new value, in words."""
    old, new = (wording.value(entity, change.field, value) for value in (change.old, change.new))
    return field_name(entity, change.field), old, new

"""The panel of segments: searches kept under names, to be chosen, renamed, deleted, and brought back."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.customers import CustomerQuery, Segment
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.segments import delete_segment, save_segment, segments
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.calls.wanted import list_of
from advisor_app.ui.screens.customers.name_field import NameField
from advisor_app.ui.screens.customers.segment_row import SegmentRow
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.popup import Popup

_WIDTH = 290


class SegmentsPanel(Popup):
    """Shows the segments of the book, and writes them."""

    chosen = Signal(object)
    """The `Segment` to look at."""
    changed = Signal()
    """There are other segments than before."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._segments: tuple[Segment, ...] = ()
        self._query = CustomerQuery()
        self._deleted: Segment | None = None
        self.rows: list[SegmentRow] = []
        title, self._none, hint = (
            Label(kind="heading"),
            Label(kind="muted", wrap=True),
            Label(kind="small", wrap=True),
        )
        say(title.setText, N_("Segments"))
        say(self._none.setText, N_("No segment has been saved yet."))
        say(hint.setText, N_("Keep the search, filters, shelf and order of now under a name:"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._undo_line, self.undo_text, self.undo = (
            QWidget(),
            Label(kind="muted", wrap=True),
            QPushButton(),
        )
        self.undo.setProperty("kind", "link")
        say(self.undo.setText, N_("Undo"))
        self.undo.clicked.connect(self._on_undo)
        undo_line = QHBoxLayout(self._undo_line)
        undo_line.setContentsMargins(0, 0, 0, 0)
        undo_line.addWidget(self.undo_text, 1)
        undo_line.addWidget(self.undo, alignment=Qt.AlignmentFlag.AlignTop)
        self._undo_line.hide()
        rule = QFrame()
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        self.new_name = NameField(N_("Save"))
        self.new_name.setFixedWidth(_WIDTH)
        self.new_name.named.connect(self._on_named)
        self.new_name.given_up.connect(self.close)
        self.to_call = QPushButton(icon("list-checks"), "")
        self.to_call.setAutoDefault(True)
        say(self.to_call.setText, N_("Make a call list of these customers …"))
        self.to_call.clicked.connect(self._on_to_call)
        self.body.addWidget(title)
        self.body.addWidget(self._none)
        self.body.addLayout(self._rows)
        for part in (self._undo_line, rule, hint, self.new_name, self.to_call):
            self.body.addWidget(part)
        say(self.setAccessibleName, N_("Segments"))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The segments of the book, as far as they are known."""
        return self._segments

    def show_query(self, query: CustomerQuery) -> None:
        """Take a query as the one to be saved, and mark the segment that it is."""
        self._query = query
        for row in self.rows:
            row.look.setChecked(row.segment.query == query)

    def refresh(self) -> None:
        """Read the segments of the book."""
        self._desk.ask(self, segments, self._on_segments, key="segments")

    def open_at(self, button: QWidget) -> None:
        self._forget()
        self.new_name.start()
        super().open_at(button)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._deleted:
            self.undo_text.setText(_("“{name}” is deleted.", name=self._deleted.name))

    def _on_segments(self, found: tuple[Segment, ...]) -> None:
        if found != self._segments:  # otherwise a name that is being typed stays
            self._segments = found
            self._show_rows()
            self.changed.emit()

    def _on_named(self, name: str) -> None:
        query = self._query
        self._desk.ask(
            self, lambda book: save_segment(book, name, query), self._on_saved, failed=self.new_name.refuse
        )

    def _on_saved(self, segment: Segment) -> None:
        self.new_name.start()
        self._forget()
        self._desk.told.emit(_("The segment “{name}” is saved.", name=segment.name))
        self.refresh()

    def _on_to_call(self) -> None:
        self.close()
        named = (segment.name for segment in self._segments if segment.query == self._query)
        list_of(self._desk, self._query, next(named, self._query.text))

    def _on_chosen(self, segment: Segment) -> None:
        self.close()
        self.chosen.emit(segment)
        self.show_query(self._query)  # a click has turned its mark round

    def _on_renamed(self, row: SegmentRow, name: str) -> None:
        segment = row.segment
        self._desk.ask(
            self,
            lambda book: save_segment(book, name, segment.query, segment_id=segment.id),
            partial(self._on_named_anew, row),
            failed=row.refuse,
        )

    def _on_named_anew(self, row: SegmentRow, segment: Segment) -> None:
        if row in self.rows:
            row.stop_renaming()
        self._on_written(segment)

    def _on_written(self, _done: object) -> None:
        self._forget()
        self.refresh()

    def _on_delete(self, segment: Segment) -> None:
        self._desk.ask(
            self, lambda book: delete_segment(book, segment.id), partial(self._on_deleted, segment)
        )

    def _on_deleted(self, segment: Segment, _done: None) -> None:
        self._deleted = segment
        self.undo_text.setText(_("“{name}” is deleted.", name=segment.name))
        self._undo_line.show()
        self.undo.setFocus()
        self.refresh()

    def _on_undo(self) -> None:
        if segment := self._deleted:
            self._desk.ask(
                self,
                lambda book: save_segment(book, segment.name, segment.query, segment_id=segment.id),
                self._on_written,
                failed=self._on_not_undone,
            )

    def _on_not_undone(self, error: AppError) -> None:
        self.undo_text.setText(str(error))

    def _forget(self) -> None:
        self._deleted = None
        self._undo_line.hide()

    def _show_rows(self) -> None:
        empty(self._rows)
        self.rows = [SegmentRow(each, chosen=each.query == self._query) for each in self._segments]
        for row in self.rows:
            segment = row.segment
            row.chosen.connect(partial(self._on_chosen, segment))
            row.renamed.connect(partial(self._on_renamed, row))
            row.deleted.connect(partial(self._on_delete, segment))
            self._rows.addWidget(row)
        self._none.setVisible(not self._segments)

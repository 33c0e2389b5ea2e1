"""One column of the board: the cards of a stage, how many they are and for how much; keys work on the chosen card."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.pipeline import LOST, WON, OpportunityRow, StageFigures
from advisor_app.i18n import format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.opportunities import Pipeline
from advisor_app.ui.models.pursuits import stage_name, stage_tone
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.screens.opportunities.delegate import CardDelegate
from advisor_app.ui.screens.opportunities.models import StageModel
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.label import ElidedLabel, Label

_ENDS = {Qt.Key.Key_W: WON, Qt.Key.Key_L: LOST}
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier


class StageList(QListView):
    """The cards of a stage."""

    open_wanted = Signal(bytes)
    """An opportunity is to be shown."""
    stage_wanted = Signal(object, str)
    """An OpportunityRow is to go to a stage."""
    move_wanted = Signal(object, int)
    """An OpportunityRow is to go to the next stage, or (-1) to the one before."""
    step_wanted = Signal(int)
    """The focus is to go to the next column, or to the one before."""
    new_wanted = Signal()
    """A new opportunity is to be typed."""

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = stage
        self.cards = StageModel()
        self.setModel(self.cards)
        self.setItemDelegate(CardDelegate(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "board")
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.activated.connect(self._on_activated)

    @property
    def chosen(self) -> OpportunityRow | None:
        """The opportunity whose card is chosen."""
        row = self.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, OpportunityRow) else None

    def choose(self, place: int) -> None:
        """Choose the card at a place, or the last one before it."""
        if self.cards.rowCount():
            self.setCurrentIndex(self.cards.index(min(max(place, 0), self.cards.rowCount() - 1), 0))

    def event(self, event: QEvent) -> bool:
        # Ctrl+← and Ctrl+→ go to the previous and next customer elsewhere in the window.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _moves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = Qt.Key(event.key()), self.chosen
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if _moves(event):
            if row is not None:
                self.move_wanted.emit(row, _STEPS[key])
        elif key in _STEPS and plain:
            self.step_wanted.emit(_STEPS[key])
        elif key in _ENDS and plain and row is not None:
            self.stage_wanted.emit(row, _ENDS[key])
        elif key == Qt.Key.Key_N and plain:
            self.new_wanted.emit()
        elif key in _OPENS and row is not None:
            self.open_wanted.emit(row.id)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the board, not the beginning of a card."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if isinstance(event.source(), StageList):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if isinstance(event.source(), StageList) and event.source() is not self:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        source = event.source()
        if isinstance(source, StageList) and source is not self and source.chosen is not None:
            event.acceptProposedAction()
            self.stage_wanted.emit(source.chosen, self.stage)

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, OpportunityRow):
            self.open_wanted.emit(row.id)


def _moves(event: QKeyEvent) -> bool:
    """Tell whether keys take a card to another stage."""
    return event.key() in _STEPS and bool(event.modifiers() & _CONTROL)


class StageColumn(QFrame):
    """The head of a stage with its figures, and its cards."""

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self.list = StageList(stage)
        self.name, self.count, self.amount = Badge(), Label(kind="muted"), ElidedLabel(kind="small")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.name)
        head.addWidget(self.count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 6)
        column.setSpacing(4)
        for part, indent in ((head, 4), (self.amount, 4)):
            line = QHBoxLayout()
            line.setContentsMargins(indent, 0, indent, 0)
            if isinstance(part, QHBoxLayout):
                line.addLayout(part)
            else:
                line.addWidget(part)
            column.addLayout(line)
        column.addWidget(self.list, 1)

    def show_stage(self, found: Pipeline, rows: list[OpportunityRow], figures: StageFigures) -> None:
        """Show the opportunities of the stage, and what all of them (searched for or not) add up to."""
        stage = self.list.stage
        self.name.show_text(stage_name(stage), stage_tone(stage))
        self.count.setText(format_number(figures.n))
        currency = found.bank.base_currency
        total = words.money(figures.amount_minor, currency, compact=True) or words.NOTHING
        weighted = words.money(figures.weighted_minor, currency, compact=True)
        parts = [total]
        if figures.weighted_minor:
            parts.append(_("expected {amount}", amount=weighted))
        if figures.unknown:
            parts.append(ngettext("{n} without an amount", "{n} without an amount", figures.unknown))
        self.amount.setText(" · ".join(parts))
        self.list.setAccessibleName(
            _(
                "{stage}: {n}, {amount}",
                stage=stage_name(stage),
                n=figures.n,
                amount=self.amount.accessibleName(),
            )
        )
        self.list.cards.show(found, rows)

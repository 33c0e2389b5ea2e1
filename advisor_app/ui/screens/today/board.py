"""The lines of the block that is chosen among the tiles. By key: Enter opens, L logs, C begins a contact."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.prompts.board import COMPLAINTS, CONTACTS, Line
from advisor_app.domain.rhythm import Due
from advisor_app.domain.tasks import Item
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.day_board import DayBoard
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.day_board import NOTHING, TITLES, UNLOGGED, BoardModel
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.wanted import log_appointment, log_contact
from advisor_app.ui.screens.today.actions import PromptActions
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label

_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class BoardView(EntryList):
    """The lines, and what the keys do with the chosen one."""

    left = Signal()
    """Esc: whoever is beside it gets the focus."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.lines = BoardModel()
        super().__init__(self.lines, line=False, parent=parent)
        self.lines.setParent(self)
        self._desk = desk
        self._board: DayBoard | None = None
        self.actions_on = PromptActions(desk, self)
        self.doubleClicked.connect(self._on_double_clicked)

    @property
    def chosen(self) -> Line | Item | None:
        """The chosen line."""
        return self.lines.row_at(self.currentIndex().row())

    def show_block(self, block: str, board: DayBoard) -> None:
        """Show the lines of a block; the chosen one stays so while it is there."""
        before, place = self.chosen, self.currentIndex().row()
        self._board = board
        self.lines.show_block(block, board)
        found = self.lines.place_of(before)
        if found is None and before is not None:
            found = min(place, self.lines.rowCount() - 1)
        if found is not None and found >= 0:
            self.setCurrentIndex(self.lines.index(found, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.chosen, Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and row is not None and key in (*_OPENS, Qt.Key.Key_L, Qt.Key.Key_C):
            self._act(row, key)
        elif plain and event.text().isprintable() and event.text():
            event.ignore()  # letters are keys of the screen, not a search
        else:
            super().keyPressEvent(event)

    def _act(self, row: Line | Item, key: Qt.Key) -> None:
        customer = row.customer_id
        if customer is None or self._board is None:
            return
        if key == Qt.Key.Key_C:
            part = self.visualRect(self.currentIndex())
            self.actions_on.begin(customer, self.viewport(), part)
        elif isinstance(row, Item):
            log_appointment(self._desk, row, self._board.bank.time_zone)
        elif key == Qt.Key.Key_L:
            log_contact(self._desk, customer)
        elif row.rule == COMPLAINTS:
            self._desk.feedback_wanted.emit(bytes.fromhex(row.finding.subject.partition(":")[2]))
        else:
            self._desk.customer_wanted.emit(customer)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self.lines.row_at(index.row())
        if row is not None:
            self._act(row, Qt.Key.Key_Return)


class BoardCard(Card):
    """The card of a block: its name, its lines, and where the others are that have no room."""

    left = Signal()
    """Esc in the list."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._block = ""
        self._board: DayBoard | None = None
        self.title, self.none, self.more = Label(kind="heading"), Label(kind="muted", wrap=True), Label()
        self.more.be("small")
        self.list, self.all_button = BoardView(desk), QPushButton()
        self.all_button.setProperty("kind", "link")
        say(self.all_button.setText, N_("All in the list of customers"))
        self.all_button.clicked.connect(self._on_all_clicked)
        self.list.left.connect(self.left)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.head.addWidget(self.all_button)
        self.body.addLayout(self.head)
        for widget in (self.none, self.list, self.more):
            self.body.addWidget(widget, int(widget is self.list))
        self.body.addStretch(0)

    def show_block(self, block: str, board: DayBoard | None) -> None:
        """Show a block."""
        self._block, self._board = block, board
        if board is not None:
            self.list.show_block(block, board)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.list.lines.render()
            self._render()

    def _on_all_clicked(self) -> None:
        due = (Due.RED.value, Due.AMBER.value)
        self._desk.customers_wanted.emit(CustomerQuery(rhythms=due))

    def _render(self) -> None:
        if not self._block or self._board is None:
            return
        title = _(TITLES[self._block])
        self.title.setText(title)
        self.setAccessibleName(title)
        self.list.setAccessibleName(title)
        shown = self.list.lines.rowCount()
        self.none.setText(_(NOTHING[self._block]))
        self.none.setVisible(not shown)
        self.list.setVisible(bool(shown))
        total = shown if self._block == UNLOGGED else self._board.blocks[self._block].total
        self.more.setText(
            ngettext("{n} more is not shown here", "{n} more are not shown here", total - shown)
        )
        self.more.setVisible(total > shown)
        self.all_button.setVisible(self._block == CONTACTS and total > 0)

"""Today: the prompts in the order in which to work them, the chosen one whole, and beside it what else the day holds.

M says how many minutes there are; then the list is the best that fits into them. W works through the list: the
customer of the chosen prompt stands beside it, and what is settled makes way for the next. E closes the day, which is
also offered by itself once its time has come. 1 to 5 show what waits besides: contacts that nobody logged, complaints,
promises, contacts that are due, birthdays.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advisor_app.domain.prompts.types import Today
from advisor_app.domain.tasks import TaskPage, TaskQuery
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.close_day import DayEnd, day_end
from advisor_app.services.day_board import DayBoard, day_board
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import keep_prompts, prompts_today
from advisor_app.services.tasks import task_form, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.today.head import TodayHead, left
from advisor_app.ui.screens.today.last_note import last_note
from advisor_app.ui.screens.today.prompts_view import PromptsView
from advisor_app.ui.screens.today.side import DaySide
from advisor_app.ui.screens.today.tiles import Tiles
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from advisor_app.ui.screens.customer.view import CustomerView

_MOST_PLANNED = 100
_NUMBERS = range(Qt.Key.Key_1, Qt.Key.Key_6)


class TodayScreen(QWidget):
    """The screen that the day begins with."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: Today | None = None
        self._board: DayBoard | None = None
        self._end: DayEnd | None = None
        self._stale, self._others_stale = True, True
        self._logged = self._board_logged = False
        self._view: CustomerView | None = None
        self._noted: bytes | None = None
        self.head, self.tiles = TodayHead(), Tiles()
        self.list, self.empty, self.side = PromptsView(desk), EmptyState("sparkles"), DaySide(desk)
        self.detail, self.unfinished = self.side.detail, self.side.unfinished
        self.day_end, self.board, self.planned = self.side.day_end, self.side.board, self.side.planned
        self._closing = False
        self._work_card, self._columns = Card(), QHBoxLayout()
        self._lay_out()
        self._wire()
        self._render()

    @property
    def looked_at(self) -> bytes | None:
        """The customer who stands beside the list, None while none does."""
        return self._view.customer_id if self._view is not None and self.working else None

    @property
    def working(self) -> bool:
        """Whether the list is worked through with the customer beside it."""
        return self._view is not None and not self._view.isHidden()

    def work(self, on: bool) -> None:
        """Let the customer of the chosen prompt stand beside the list, or not any more."""
        if on and self._view is None:
            from advisor_app.ui.screens.customer.view import CustomerView  # late: not for the first paint

            self._view = CustomerView(self._desk)
            self._view.hide()
            self._columns.addWidget(self._view, 1)
        if self._view is not None:
            self._view.setVisible(on)
        if on:
            self.close_day(False)
            self.tiles.choose("")
            self.side.take_in(self._work_card)
        else:
            self._columns.insertWidget(0, self._work_card, 1)
        self.tiles.setVisible(not on)
        self.list.prompts.be_narrow(narrow=on)
        self.head.work_button.setChecked(on)
        self._share_side()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_day(self, on: bool) -> None:
        """Show how the day stands in place of the chosen prompt, or not any more."""
        self.head.end_button.setChecked(on)
        if on:
            self.tiles.choose("")
        if on and self.working:
            self.work(False)
        self._closing = on
        self._share_side()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()
        self._focus_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_M:
            self.head.minutes.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.head.minutes.selectAll()
        elif plain and event.key() == Qt.Key.Key_W:
            self.work(not self.working)
        elif plain and event.key() == Qt.Key.Key_F:
            self._desk.form_wanted.emit("prompt_outcomes", None)
        elif plain and event.key() == Qt.Key.Key_E:
            self.close_day(not self._closing)
        elif plain and event.key() in _NUMBERS and not self.working:
            self.tiles.toggle(event.key() - Qt.Key.Key_0)
        elif plain and event.key() == Qt.Key.Key_Escape and self.head.minutes.hasFocus():
            self.head.minutes.clear()
            self._on_minutes_entered()
        elif plain and event.key() == Qt.Key.Key_Escape and self.tiles.chosen:
            self._on_board_left()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.list.prompts.render()
            self.planned.items.render()
            self._render()

    def _on_book_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _on_minutes_entered(self) -> None:
        self._read_prompts()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read(self, found: Today) -> None:
        before, place = self.list.chosen, self.list.currentIndex().row()
        waited = self.hasFocus()
        self._logged, self._found = True, found
        self.head.show_today(found)
        self.list.prompts.show_today(found)
        self.list.keep_chosen(before, place)
        self._render()
        if waited:
            self._focus_list()
        if self._others_stale:
            self._read_others()

    def _on_prompts_failed(self, error: AppError) -> None:
        self._desk.failed.emit(error)
        self._read_others()

    def _on_board(self, board: DayBoard | None) -> None:
        self._board, self._board_logged = board, board is not None
        self._show_board()
        # Aside: nobody waits for what is only for tomorrow.
        self._desk.ask(self, keep_prompts, _ignore, key="keep", aside=True)

    def _on_end(self, end: DayEnd) -> None:
        comes = end.due and (self._end is None or not self._end.due)
        self._end = end
        self.day_end.show_end(end)
        self._show_left()
        if comes and not self.working:
            self.close_day(True)

    def _on_failed(self, error: AppError) -> None:
        if not isinstance(error, InputError):  # an empty book is told of beside it
            self._desk.failed.emit(error)

    def _on_tile_chosen(self) -> None:
        if self.tiles.chosen:
            self.close_day(False)
            self._show_board()
        self._share_side()
        if self.board.list.isVisible():
            self.board.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._focus_list()

    def _on_board_left(self) -> None:
        self.tiles.choose("")
        self._focus_list()

    def _on_chosen(self) -> None:
        prompt, group = self.list.chosen, self.list.prompts.group_of(self.list.currentIndex().row())
        name = group.customer.name if group else None
        hidden = self._closing or bool(self.tiles.chosen)
        self.detail.show_prompt(None if hidden else prompt, name, self._found.policy if self._found else None)
        if prompt is None or prompt.customer_id != self._noted:
            self.detail.show_last("")
        self._noted = None
        if prompt is not None and self.working and self._view is not None:
            self._view.show_customer(prompt.customer_id)
            service = partial(last_note, customer_id=prompt.customer_id)
            self._desk.ask(self, service, partial(self._on_noted, prompt.customer_id), key="note")

    def _on_noted(self, customer_id: bytes, note: str) -> None:
        if self.working and self._view is not None and customer_id == self._view.customer_id:
            self._noted = customer_id
            self.detail.show_last(note)

    def _read(self) -> None:
        self._stale = False
        # What is planned is there at once; the prompts of a whole book may take a second.
        self._desk.ask(self, _planned, self.side.show_planned, key="planned", failed=self._on_failed)
        self._others_stale = True
        self._read_prompts()

    def _read_others(self) -> None:
        """Read what can wait until the prompts are there, what takes longest last."""
        self._others_stale = False
        self._desk.ask(self, day_end, self._on_end, key="end", failed=self._on_failed)
        self.unfinished.read()
        self._desk.ask(self, partial(day_board, refines=self._board_logged), self._on_board, key="board")

    def _read_prompts(self) -> None:
        service = partial(prompts_today, minutes=self.head.budget, refines=self._logged)
        self._desk.ask(self, service, self._on_read, key="prompts", failed=self._on_prompts_failed)

    def _show_board(self) -> None:
        self.tiles.show_board(self._board, self.unfinished.count)
        if self.tiles.chosen:
            self.board.show_block(self.tiles.chosen, self._board)
        self._show_left()

    def _show_left(self) -> None:
        unlogged = len(self._board.unlogged) if self._board else 0
        self.day_end.show_left(left(self._found), unlogged + self.unfinished.count)

    def _share_side(self) -> None:
        """Give the side to what it is wanted for: how the day ends, a block, or what is planned."""
        self.side.share(block=bool(self.tiles.chosen), closing=self._closing, working=self.working)
        self._on_chosen()

    def _focus_list(self) -> None:
        (self.list if self.list.isVisible() else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _render(self) -> None:
        found = self._found
        synced = found is not None and found.bank is not None
        self.list.setVisible(bool(found and found.groups))
        self.empty.setVisible(found is not None and not found.groups)
        self.empty.sentence.setText(_("Nothing is left to do.") if synced else _("The book is empty."))
        self.empty.hint.setText("" if synced else _("Synchronise first (F5)."))
        self._on_chosen()

    def _wire(self) -> None:
        self.list.chosen_changed.connect(self._on_chosen)
        self.detail.wanted.connect(self.list.press)
        self.side.left.connect(self._focus_list)
        self.board.left.connect(self._on_board_left)
        self.tiles.chosen_changed.connect(self._on_tile_chosen)
        self.unfinished.counted.connect(self._show_board)
        self.head.work_wanted.connect(self.work)
        self.head.end_wanted.connect(self.close_day)
        self.head.minutes_entered.connect(self._on_minutes_entered)
        self._desk.book_changed.connect(self._on_book_changed)

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("Today"))
        say(self.list.setAccessibleName, N_("Prompts"))
        self._work_card.body.addWidget(self.list, 1)
        self._work_card.body.addWidget(self.empty, 1)
        self._columns.setSpacing(12)
        self._columns.addWidget(self._work_card, 1)
        self._columns.addWidget(self.side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(12)
        whole.addWidget(self.head)
        whole.addWidget(self.tiles)
        whole.addLayout(self._columns, 1)


def _planned(book: Book) -> TaskPage:
    today = task_form(book).today
    return tasks_page(book, TaskQuery(last=today, limit=_MOST_PLANNED))


def _ignore(_kept: bool) -> None:
    """Nobody is told of what is only kept for tomorrow."""

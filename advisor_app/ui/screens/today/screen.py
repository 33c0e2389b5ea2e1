"""Today: the prompts in the order in which to work them, the chosen one whole, and what is planned or overdue.

M says how many minutes there are; then the list is the best that fits into them. W works through the list: the
customer of the chosen prompt stands beside it, and what is settled makes way for the next. E closes the day, which is
also offered by itself once its time has come.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIntValidator, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.prompts.types import Today
from advisor_app.domain.tasks import TaskPage, TaskQuery
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.close_day import DayEnd, day_end
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import prompts_today
from advisor_app.services.tasks import task_form, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import Known, day_text
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.items_view import ItemsView
from advisor_app.ui.screens.today.day_end import DayEndCard
from advisor_app.ui.screens.today.detail import PromptDetail
from advisor_app.ui.screens.today.last_note import last_note
from advisor_app.ui.screens.today.prompts_view import PromptsView
from advisor_app.ui.screens.today.unfinished import Unfinished
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label

if TYPE_CHECKING:
    from advisor_app.ui.screens.customer.view import CustomerView

_SIDE = 380
_MOST_MINUTES = 600
_MOST_PLANNED = 100


class TodayScreen(QWidget):
    """The screen that the day begins with."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: Today | None = None
        self._planned: TaskPage | None = None
        self._stale, self._logged = True, False
        self._view: CustomerView | None = None
        self._noted: bytes | None = None
        self._end: DayEnd | None = None
        self.title, self.about = Label(kind="title"), Label(kind="muted")
        self.minutes = QLineEdit()
        self.list, self.detail = PromptsView(desk), PromptDetail()
        self.planned = ItemsView(desk, grouped=True)
        self.none_planned = Label(kind="muted", wrap=True)
        self.empty = EmptyState("sparkles")
        self.unfinished, self.day_end, self.end_button = Unfinished(desk), DayEndCard(desk), QPushButton()
        self.work_button = QPushButton()
        self._work_card, self._day_card = Card(), Card(N_("Planned and overdue"))
        self._columns, self._beside = QHBoxLayout(), QVBoxLayout()
        self._lay_out()
        self.list.chosen_changed.connect(self._on_chosen)
        self.detail.wanted.connect(self.list.press)
        self.planned.left.connect(self.list.setFocus)
        self.day_end.left.connect(self.list.setFocus)
        self.work_button.toggled.connect(self.work)
        self.end_button.toggled.connect(self.close_day)
        self.minutes.returnPressed.connect(self._on_minutes_entered)
        desk.book_changed.connect(self._on_book_changed)
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
            self._beside.insertWidget(0, self._work_card, 1)
        else:
            self._columns.insertWidget(0, self._work_card, 1)
        self._day_card.setVisible(not on)
        self.list.prompts.be_narrow(narrow=on)
        self.work_button.setChecked(on)
        self._on_chosen()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_day(self, on: bool) -> None:
        """Show how the day stands in place of the chosen prompt, or not any more."""
        self.end_button.setChecked(on)
        if on and self.working:
            self.work(False)
        self.day_end.setVisible(on)
        self._day_card.setVisible(not on and not self.working)
        self._on_chosen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()
        (self.list if self.list.isVisible() else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_M:
            self.minutes.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.minutes.selectAll()
        elif plain and event.key() == Qt.Key.Key_W:
            self.work(not self.working)
        elif plain and event.key() == Qt.Key.Key_E:
            self.close_day(self.day_end.isHidden())
        elif plain and event.key() == Qt.Key.Key_Escape and self.minutes.hasFocus():
            self.minutes.clear()
            self._on_minutes_entered()
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
        self._read()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_read(self, found: Today) -> None:
        before, place = self.list.chosen, self.list.currentIndex().row()
        self._logged, self._found = True, found
        self.list.prompts.show_today(found)
        self.list.keep_chosen(before, place)
        self._render()
        if self.hasFocus():  # which waited for the list
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_planned(self, page: TaskPage) -> None:
        before, place = self.planned.chosen, self.planned.currentIndex().row()
        self._planned = page
        self.planned.items.set_items(page.items, Known(page.policy, page.bank, page.today))
        self.planned.keep_chosen(before, place)
        self._render()

    def _on_end(self, end: DayEnd) -> None:
        comes = end.due and (self._end is None or not self._end.due)
        self._end = end
        self.day_end.show_end(end, _left(self._found))
        if comes and not self.working:
            self.close_day(True)

    def _on_planned_failed(self, error: AppError) -> None:
        if not isinstance(error, InputError):  # an empty book is told of beside it
            self._desk.failed.emit(error)

    def _on_chosen(self) -> None:
        prompt, group = self.list.chosen, self.list.prompts.group_of(self.list.currentIndex().row())
        name = group.customer.name if group else None
        shown = prompt if self.day_end.isHidden() else None
        self.detail.show_prompt(shown, name, self._found.policy if self._found else None)
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
        minutes = int(self.minutes.text() or 0) or None
        # What is planned is there at once; the prompts of a whole book may take a second.
        self._desk.ask(self, _planned, self._on_planned, key="planned", failed=self._on_planned_failed)
        service = partial(prompts_today, minutes=minutes, refines=self._logged)
        self._desk.ask(self, service, self._on_read, key="prompts")
        self._desk.ask(self, day_end, self._on_end, key="end", failed=self._on_planned_failed)
        self.unfinished.read()

    def _render(self) -> None:
        found, planned = self._found, self._planned
        synced = found is not None and found.bank is not None
        self.title.setText(day_text(found.today) if found and synced else _("Today"))
        self.about.setText(_about(found) if found and synced else "")
        self.list.setVisible(bool(found and found.groups))
        self.empty.setVisible(found is not None and not found.groups)
        self.empty.sentence.setText(_("Nothing is left to do.") if synced else _("The book is empty."))
        self.empty.hint.setText("" if synced else _("Synchronise first (F5)."))
        self.planned.setVisible(planned is not None and bool(planned.items))
        self.none_planned.setVisible(not self.planned.isVisibleTo(self))
        self._on_chosen()

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("Today"))
        say(self.list.setAccessibleName, N_("Prompts"))
        say(self.planned.setAccessibleName, N_("Planned and overdue"))
        say(self.none_planned.setText, N_("Nothing is planned for today, and nothing is overdue."))
        self.work_button.setCheckable(True)
        say(self.work_button.setText, N_("Work through (W)"))
        self.end_button.setCheckable(True)
        say(self.end_button.setText, N_("Close the day (E)"))
        self.day_end.hide()
        caption = Label(kind="muted")
        say(caption.setText, N_("Minutes (M)"))
        caption.setBuddy(self.minutes)
        say(self.minutes.setAccessibleName, N_("How many minutes there are; empty for the whole day"))
        say(self.minutes.setPlaceholderText, N_("whole day"))
        self.minutes.setValidator(QIntValidator(0, _MOST_MINUTES, self.minutes))
        self.minutes.setFixedWidth(90)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        head.addWidget(self.work_button)
        head.addWidget(self.end_button)
        head.addWidget(caption)
        head.addWidget(self.minutes)
        work, day = self._work_card, self._day_card
        work.body.addWidget(self.list, 1)
        work.body.addWidget(self.empty, 1)
        day.body.addWidget(self.none_planned)
        day.body.addWidget(self.planned, 1)
        day.body.addStretch(0)
        side = QWidget()
        side.setLayout(self._beside)
        side.setFixedWidth(_SIDE)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(12)
        self._beside.addWidget(self.detail)
        self._beside.addWidget(self.unfinished)
        self._beside.addWidget(self.day_end, 1)
        self._beside.addWidget(day, 1)
        self._columns.setSpacing(12)
        self._columns.addWidget(work, 1)
        self._columns.addWidget(side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(12)
        whole.addLayout(head)
        whole.addLayout(self._columns, 1)


def _left(found: Today | None) -> int:
    """Return how many prompts of the list are left."""
    return sum(len(group.prompts) for group in found.groups) if found else 0


def _planned(book: Book) -> TaskPage:
    today = task_form(book).today
    return tasks_page(book, TaskQuery(last=today, limit=_MOST_PLANNED))


def _about(found: Today) -> str:
    """Return how much there is and of which day the data are."""
    parts = (
        ngettext("{n} prompt", "{n} prompts", _left(found)),
        ngettext("{n} customer", "{n} customers", len(found.groups)),
        _("{n} done today", n=found.settled) if found.settled else "",
        _("{n} more are open", n=found.more) if found.more else "",
        _("data of {day}", day=words.day(found.data_on)),
        "" if found.exact else _("not every choice was compared"),
    )
    return " · ".join(filter(None, parts))

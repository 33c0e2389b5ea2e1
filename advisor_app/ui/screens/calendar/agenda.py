"""What is on one day, to be worked through."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.tasks import Item, TaskDays
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.calendars import DayMark
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import Known, day_text
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.grid_model import mark_text
from advisor_app.ui.screens.calendar.items_view import ItemsView
from advisor_app.ui.screens.calendar.wanted import add_task
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label


class Agenda(Card):
    """The items of one day."""

    left = Signal()
    """Esc in the list."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._day = 0
        self._found: TaskDays | None = None
        self._mark: DayMark | None = None
        self.title, self.about = Label(kind="heading"), Label(kind="small", wrap=True)
        self.list = ItemsView(desk, grouped=False)
        self.list.left.connect(self.left)
        self.empty = EmptyState("calendar-days")
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        say(self.empty.sentence.setText, N_("Nothing on this day."))
        say(self.empty.hint.setText, N_("Press N to plan something."))
        self.add_button = QToolButton()
        self.add_button.setProperty("kind", "quiet")
        self.add_button.setIcon(icon("plus"))
        self.add_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self.add_button.setAccessibleName, N_("New task"))
        say(self.add_button.setToolTip, N_("New task (N)"))
        self.add_button.clicked.connect(self._on_add_clicked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.about)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.empty, 1)
        self.setFocusProxy(self.list)

    @property
    def chosen(self) -> Item | None:
        """The chosen item."""
        return self.list.chosen

    def show_day(self, day: int, found: TaskDays | None, mark: DayMark | None) -> None:
        """Show what is on a day; of the same one what was chosen stays chosen."""
        same = day == self._day and self._found is not None
        before, place = (self.list.chosen, self.list.currentIndex().row()) if same else (None, 0)
        self._day, self._found, self._mark = day, found, mark
        items = found.days[day].items if found and day in found.days else ()
        if found:
            self.list.items.set_items(items, Known(found.policy, found.bank, found.today))
            self.list.keep_chosen(before, place)
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.list.items.render()
            self._render()

    def _on_add_clicked(self) -> None:
        add_task(self._desk, None, self._day)

    def _render(self) -> None:
        found = self._found
        day = found.days.get(self._day) if found else None
        self.title.setText(day_text(self._day))
        said = [mark_text(self._mark)]
        if day is not None:
            said.append(ngettext("{n} item", "{n} items", day.total))
            said.append(_("{n} open", n=day.open) if day.open != day.total else "")
            hidden = day.total - len(day.items)
            said.append(ngettext("{n} more in the list", "{n} more in the list", hidden) if hidden else "")
        self.about.setText(" · ".join(part for part in said if part))
        self.about.setVisible(bool(self.about.text()))
        self.list.setAccessibleName(_("On {day}", day=day_text(self._day)))
        self.list.setVisible(day is not None)
        self.empty.setVisible(found is not None and day is None)

"""The card of what is to be done for a customer: tasks, promises and next steps, the overdue first."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.domain.tasks import TaskPage, TaskQuery
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.tasks import tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import Known
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.items_view import ItemsView
from advisor_app.ui.screens.calendar.wanted import add_task
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label

_MOST = 50
_LOWEST = 160


class TasksCard(Card):
    """What is open for one customer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("To do"), parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._page: TaskPage | None = None
        self.add_button = QPushButton(icon("plus"), "")
        self.add_button.setProperty("kind", "quiet")
        say(self.add_button.setText, N_("Add a task"))
        self.add_button.clicked.connect(self._on_add_clicked)
        self.head.addWidget(self.add_button)
        self.list = ItemsView(desk, grouped=True)
        self.list.setMinimumHeight(_LOWEST)
        say(self.list.setAccessibleName, N_("To do"))
        self.none = Label(kind="muted", wrap=True)
        say(self.none.setText, N_("Nothing is planned. The next step of a contact becomes a task by itself."))
        self.more = Label(kind="small")
        self.body.addWidget(self.list, 1)
        for widget in (self.none, self.more):
            self.body.addWidget(widget)
        self.body.addStretch(0)
        self.clear()

    def show_profile(self, profile: Profile) -> None:
        """Read what is open for a customer; of the same one what is shown stays until it is read."""
        customer = profile.person.id
        if customer != self._customer:
            self.clear()
            self._customer = customer
        service = partial(tasks_page, query=TaskQuery(customer_id=customer, limit=_MOST))
        self._desk.ask(self, service, partial(self._on_read, customer), key="tasks")

    def clear(self) -> None:
        """Forget the customer."""
        self._customer = self._page = None
        self.list.items.set_rows([])
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.list.items.render()
            self._render()

    def _on_read(self, customer: bytes, page: TaskPage) -> None:
        if customer != self._customer:
            return
        before, place = self.list.chosen, self.list.currentIndex().row()
        self._page = page
        # Whose they are is said above.
        items = [item._replace(customer=None, number=None) for item in page.items]
        self.list.items.set_items(items, Known(page.policy, page.bank, page.today))
        self.list.keep_chosen(before, place)
        self._render()

    def _on_add_clicked(self) -> None:
        add_task(self._desk, self._customer)

    def _render(self) -> None:
        page = self._page
        self.list.setVisible(page is not None and bool(page.items))
        self.none.setVisible(page is not None and not page.items)
        self.more.setText(_("There is more; the calendar has all of it.") if page and page.next else "")
        self.more.setVisible(bool(self.more.text()))

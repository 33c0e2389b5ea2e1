"""The card of what is to be done for a customer."""

from functools import partial

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.tasks import TaskQuery
from advisor_app.services.show_customer import show_customer
from advisor_app.services.tasks import add_task, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.calendar.wanted import TaskWanted
from advisor_app.ui.screens.customer.tasks import TasksCard
from tests.support.rich_book import People


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def test_a_customers_tasks_are_shown_and_done_in_place(
    qtbot: QtBot, desk: Desk, people: People, qtmodeltester: ModelTester
) -> None:
    for title, customer in (("回访", people.zeng), ("别人的", people.qiu)):
        add_task(desk.book, TaskEntry(customer_id=customer, title=title))
    card = TasksCard(desk)
    qtbot.addWidget(card)
    card.show()
    card.show_profile(show_customer(desk.book, people.zeng))
    settled(qtbot, desk)
    model = card.list.items
    qtmodeltester.check(model, force_py=False)
    assert [model.entry_at(place).title for place in range(model.rowCount())] == ["今天", "回访"]
    assert "曾国藩" not in model.entry_at(1).foot
    desk.book_changed.connect(partial(card.show_profile, show_customer(desk.book, people.zeng)))
    card.list.setFocus()
    card.list.selectRow(1)
    qtbot.keyClick(card.list, Qt.Key.Key_Space)
    settled(qtbot, desk)
    assert tasks_page(desk.book, TaskQuery(customer_id=people.zeng, kind="follow_up")).items == ()
    qtbot.waitUntil(card.none.isVisible)
    with qtbot.waitSignal(desk.form_wanted) as wanted:
        card.add_button.click()
    assert wanted.args == ["task", TaskWanted(None, people.zeng, None)]
    card.clear()
    assert not card.none.isVisible()

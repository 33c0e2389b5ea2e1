"""The form of a task: what is wrong beside each field, one of a series or all that follow, a draft that is kept."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.domain.dates import from_day
from advisor_app.domain.tasks import Source, TaskQuery
from advisor_app.services.tasks import settle_item, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.screens.calendar.task_sheet import TaskSheet
from advisor_app.ui.screens.calendar.wanted import TaskWanted
from tests.support.rich_book import People
from tests.ui.screens.calendar.conftest import Add, settled

OpenSheet = Callable[[TaskWanted], TaskSheet]


@pytest.fixture
def open_sheet(qtbot: QtBot, desk: Desk, window: MainWindow) -> OpenSheet:
    """Return what opens the form."""

    def open_sheet(wanted: TaskWanted) -> TaskSheet:
        desk.form_wanted.emit("task", wanted)
        settled(qtbot, desk)
        [sheet] = window.findChildren(TaskSheet)
        assert sheet.isVisible()
        return sheet

    return open_sheet


def listed(desk: Desk) -> list[tuple[str, int]]:
    page = tasks_page(desk.book, TaskQuery())
    page = tasks_page(desk.book, TaskQuery(first=page.today))
    return [(item.title, item.due_on - page.today) for item in page.items]


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_saved(
    qtbot: QtBot, desk: Desk, open_sheet: OpenSheet
) -> None:
    sheet = open_sheet(TaskWanted())
    sheet.day.setText("昨天")
    sheet.time.setText("99点")
    sheet.save()
    settled(qtbot, desk)
    wrong = {name for name, field in sheet.fields.items() if field.errors}
    assert wrong == {"title", "day", "time"}
    assert sheet.title_field.hasFocus()
    assert listed(desk) == []
    sheet.title_field.setText("回访")
    sheet.day.setText("明天")
    sheet.time.setText("下午3点")
    assert sheet.fields["time"].hint.text() == "→ 15:00"
    sheet.save()
    settled(qtbot, desk)
    assert listed(desk) == [("回访", 1)]


def test_one_of_a_series_is_changed_alone_unless_all_are_meant(
    qtbot: QtBot, desk: Desk, add: Add, open_sheet: OpenSheet
) -> None:
    key = add("周会", repeats="FREQ=WEEKLY")
    sheet = open_sheet(TaskWanted(key))
    assert sheet.fields["scope"].isVisible()
    sheet.title_field.setText("这次")
    sheet.save()
    settled(qtbot, desk)
    assert listed(desk) == [("这次", 0), ("周会", 7)]
    page = tasks_page(desk.book, TaskQuery(text="周会"))
    sheet = open_sheet(TaskWanted(page.items[0].id))
    sheet.title_field.setText("以后")
    sheet.scope.setCurrentIndex(1)
    sheet.scope.activated.emit(1)
    sheet.save()
    settled(qtbot, desk)
    assert listed(desk) == [("这次", 0), ("以后", 7)]


def test_a_task_is_cancelled_from_its_form(
    qtbot: QtBot, desk: Desk, add: Add, open_sheet: OpenSheet, window: MainWindow
) -> None:
    sheet = open_sheet(TaskWanted(add("一")))
    assert not sheet.fields["scope"].isVisible()
    sheet.cancel_button.click()
    settled(qtbot, desk)
    assert (sheet.isVisible(), listed(desk)) == (False, [])
    window.toast.action.click()
    settled(qtbot, desk)
    assert listed(desk) == [("一", 0)]


def test_a_settled_task_can_be_looked_at_and_not_saved(
    qtbot: QtBot, desk: Desk, add: Add, open_sheet: OpenSheet
) -> None:
    key = add("一")
    settle_item(desk.book, Source.TASK, key)
    sheet = open_sheet(TaskWanted(key))
    assert not sheet.save_button.isEnabled()
    assert not sheet.cancel_button.isVisible()


def test_what_was_typed_is_kept_as_a_draft(
    qtbot: QtBot, desk: Desk, open_sheet: OpenSheet, people: People
) -> None:
    sheet = open_sheet(TaskWanted(customer_id=people.zeng))
    sheet.title_field.setText("带资料")
    sheet.leave()
    settled(qtbot, desk)
    assert not sheet.isVisible()
    again = open_sheet(TaskWanted())
    settled(qtbot, desk)
    assert (again.title_field.text(), again.entry.customer_id) == ("带资料", people.zeng)
    again.discard_button.click()
    settled(qtbot, desk)
    assert listed(desk) == []


def test_a_new_task_is_for_the_day_and_customer_that_it_was_asked_for(
    qtbot: QtBot, desk: Desk, open_sheet: OpenSheet, people: People, today: int
) -> None:
    sheet = open_sheet(TaskWanted(None, people.zeng, today + 3))
    assert (sheet.entry.customer_id, sheet.entry.day) == (people.zeng, from_day(today + 3).isoformat())
    assert sheet.entry.kind == "follow_up"
    sheet.title_field.setText("回访")
    qtbot.keyClick(sheet.title_field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, desk)
    [item] = tasks_page(desk.book, TaskQuery(customer_id=people.zeng, text="回访")).items
    assert (item.due_on, item.remind_minutes) == (today + 3, 0)

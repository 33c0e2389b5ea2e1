"""The calendar by key: days, months and weeks, what is on a day and what is done with it, and the list of all."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.dates import add_months, from_day, month_start, to_day
from advisor_app.domain.records import Bank
from advisor_app.domain.tasks import Item, TaskQuery
from advisor_app.services.calendars import DayMark, day_marks
from advisor_app.services.tasks import tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.dialogs.issues import IssuesDialog
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import CALENDAR
from advisor_app.ui.say import speak
from advisor_app.ui.screens.calendar.grid_model import CELL_ROLE
from advisor_app.ui.screens.calendar.grid_view import lines_of, month_later
from advisor_app.ui.screens.calendar.head import Mode
from advisor_app.ui.screens.calendar.screen import CalendarScreen
from advisor_app.ui.screens.calendar.task_sheet import TaskSheet
from tests.support.factories import TODAY
from tests.support.rich_book import People
from tests.support.writing import promise
from tests.ui.screens.calendar.conftest import Add, press, settled

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def titles(screen: CalendarScreen) -> list[str]:
    return [item.title for item in screen.agenda.list.items.rows if isinstance(item, Item)]


def listed(desk: Desk, *, is_settled: bool = False) -> list[tuple[str, int]]:
    page = tasks_page(desk.book, TaskQuery(settled=is_settled, first=page_first(desk)))
    return [(item.title, item.due_on - page.today) for item in page.items]


def page_first(desk: Desk) -> int:
    return tasks_page(desk.book, TaskQuery(limit=1)).today


def test_the_grid_is_a_sound_model(screen: CalendarScreen, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(screen.days, force_py=False)
    qtmodeltester.check(screen.agenda.list.items, force_py=False)


def test_the_month_opens_at_today_with_what_is_on_it(
    qtbot: QtBot, desk: Desk, add: Add, screen: CalendarScreen, today: int, people: People
) -> None:
    add("整理资料")
    add("回访", customer_id=people.zeng, time="9:00")
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert (screen.day, screen.grid.day) == (today, today)
    assert screen.grid.hasFocus()
    assert titles(screen) == ["整理资料", "回访"]
    first = month_start(today)
    assert screen.days.first == first - from_day(first).weekday()
    heard = screen.days.index_of(today).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "2 项" in heard
    assert "09:00 回访" in heard


def test_keys_go_through_days_and_months(
    qtbot: QtBot, desk: Desk, screen: CalendarScreen, today: int
) -> None:
    for key, expected in (
        (Key.Key_Right, today + 1),
        (Key.Key_Down, today + 8),
        (Key.Key_Left, today + 7),
        (Key.Key_Up, today),
        (Key.Key_PageDown, month_later(today, 1)),
        (Key.Key_T, today),
        (Key.Key_PageUp, month_later(today, -1)),
        (Key.Key_T, today),
    ):
        press(qtbot, desk, key)
        assert (screen.day, screen.grid.day) == (expected, expected)
    for _day in range(40):
        press(qtbot, desk, Key.Key_Right)
    assert screen.day == today + 40
    assert screen.days.first <= today + 40 <= screen.days.last


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2028-03-31", -1, "2028-02-29"), ("2026-12-15", 1, "2027-01-15")],
)
def test_another_month_has_the_day_or_its_last(day: str, months: int, expected: str) -> None:
    assert from_day(month_later(to_day(date.fromisoformat(day)), months)).isoformat() == expected


def test_a_day_is_worked_through_by_key(qtbot: QtBot, desk: Desk, add: Add, screen: CalendarScreen) -> None:
    for title in ("一", "二", "三"):
        add(title)
    desk.book_changed.emit()
    settled(qtbot, desk)
    press(qtbot, desk, Key.Key_Return)
    assert screen.agenda.list.hasFocus()
    press(qtbot, desk, Key.Key_Space)
    assert listed(desk, is_settled=True) == [("一", 0)]
    press(qtbot, desk, Key.Key_Down)
    press(qtbot, desk, Key.Key_Delete)
    press(qtbot, desk, Key.Key_Down)
    press(qtbot, desk, Key.Key_Right, ALT)
    assert listed(desk) == [("三", 1)]
    assert {title for title, _ in listed(desk, is_settled=True)} == {"一", "二"}
    assert titles(screen) == ["一", "二"]
    press(qtbot, desk, Key.Key_Escape)
    assert screen.grid.hasFocus()


def test_what_was_done_is_undone_by_the_toast(
    qtbot: QtBot, desk: Desk, add: Add, screen: CalendarScreen, window: MainWindow
) -> None:
    add("一")
    desk.book_changed.emit()
    settled(qtbot, desk)
    press(qtbot, desk, Key.Key_Return)
    press(qtbot, desk, Key.Key_Space)
    assert window.toast.text == "已完成：一"
    window.toast.action.click()
    settled(qtbot, desk)
    assert listed(desk) == [("一", 0)]
    press(qtbot, desk, Key.Key_Space)
    press(qtbot, desk, Key.Key_Space)  # it was done, and is open again
    assert listed(desk) == [("一", 0)]


def test_an_item_is_dragged_to_another_day(
    qtbot: QtBot, desk: Desk, add: Add, screen: CalendarScreen, today: int
) -> None:
    add("一")
    desk.book_changed.emit()
    settled(qtbot, desk)
    days = screen.days
    index = days.index_of(today)
    cell, place = index.data(CELL_ROLE), screen.grid.visualRect(index)
    [(line, item)] = lines_of(cell, place, screen.grid.font())
    qtbot.mousePress(screen.grid.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    assert days.dragged == item
    qtbot.mouseRelease(screen.grid.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    data = days.mimeData([index])
    assert not days.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, days.index_of(today + 1))
    settled(qtbot, desk)
    assert listed(desk) == [("一", 1)]
    assert not days.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, QModelIndex())


def test_a_promise_cannot_be_dragged(
    qtbot: QtBot, desk: Desk, screen: CalendarScreen, people: People
) -> None:
    promise(desk.book.store, people.zeng, "寄送")
    desk.book_changed.emit()
    screen.choose_day(TODAY + 7)  # where a promise of the tests is due
    settled(qtbot, desk)
    index = screen.days.index_of(TODAY + 7)
    cell = index.data(CELL_ROLE)
    [(line, item)] = lines_of(cell, screen.grid.visualRect(index), screen.grid.font())
    assert item.title == "寄送"
    qtbot.mousePress(screen.grid.viewport(), Qt.MouseButton.LeftButton, pos=line.center())
    assert screen.days.dragged is None


def test_a_week_a_day_and_the_list(
    qtbot: QtBot, desk: Desk, add: Add, screen: CalendarScreen, today: int
) -> None:
    add("今天")
    add("两月后", 60)
    screen.head.chips[Mode.WEEK].click()
    settled(qtbot, desk)
    assert (screen.days.first, screen.days.last) == (
        today - from_day(today).weekday(),
        today - from_day(today).weekday() + 6,
    )
    press(qtbot, desk, Key.Key_Down)
    assert screen.day == today + 7
    screen.choose_mode(Mode.DAY)
    settled(qtbot, desk)
    assert not screen.grid.isVisible()
    screen.head.today_button.click()
    settled(qtbot, desk)
    assert titles(screen) == ["今天"]
    screen.choose_mode(Mode.LIST)
    settled(qtbot, desk)
    shown = [item.title for item in screen.list.list.items.rows if isinstance(item, Item)]
    assert shown[-2:] == ["今天", "两月后"]
    screen.list.field.setText("两月")
    qtbot.waitUntil(lambda: screen.list.list.items.items == 1)
    screen.list.field.setText("没有这样的事")
    qtbot.waitUntil(screen.list.no_fit.isVisible)


def test_the_list_fetches_page_by_page(qtbot: QtBot, desk: Desk, add: Add, screen: CalendarScreen) -> None:
    for number in range(130):
        add(f"任务{number:03}", number)
    screen.choose_mode(Mode.LIST)
    settled(qtbot, desk)
    model, bar = screen.list.list.items, screen.list.list.verticalScrollBar()
    assert 0 < model.items < 130
    for _page in range(6):
        bar.setValue(bar.maximum())
        settled(qtbot, desk)
    assert model.items >= 130
    shown = [item.title for item in model.rows if isinstance(item, Item)]
    assert [title for title in shown if title.startswith("任务")] == [f"任务{n:03}" for n in range(130)]


def test_n_plans_something_for_the_chosen_day(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: CalendarScreen, today: int
) -> None:
    press(qtbot, desk, Key.Key_Right)
    press(qtbot, desk, Key.Key_N)
    [sheet] = window.findChildren(TaskSheet)
    assert sheet.isVisible()
    assert sheet.day.text() == from_day(today + 1).isoformat()
    focused = QApplication.focusWidget()
    assert focused is sheet.title_field
    sheet.title_field.setText("准备材料")
    press(qtbot, desk, Key.Key_Return, CTRL)
    assert not sheet.isVisible()
    assert listed(desk) == [("准备材料", 1)]
    assert titles(screen) == ["准备材料"]


def test_ctrl_n_plans_something_for_the_customer_who_is_seen(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People
) -> None:
    desk.customer_wanted.emit(people.zeng)
    settled(qtbot, desk)
    press(qtbot, desk, Key.Key_N, CTRL)
    [sheet] = window.findChildren(TaskSheet)
    settled(qtbot, desk)
    assert sheet.entry.customer_id == people.zeng


def test_texts_follow_the_language(qtbot: QtBot, desk: Desk, add: Add, screen: CalendarScreen) -> None:
    add("周会", repeats="FREQ=WEEKLY")
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert "每周" in screen.agenda.list.items.entry_at(0).foot
    speak("en")
    assert "every week" in screen.agenda.list.items.entry_at(0).foot
    assert screen.agenda.about.text() == "1 item"
    assert screen.days.headerData(0, Qt.Orientation.Horizontal) == "Mon"


def test_holidays_are_marked_where_the_bank_is_in_china() -> None:
    bank = Bank(1, "江城银行", "CNY", "Asia/Shanghai", 0, 1)
    first, last = to_day(date(2026, 9, 20)), to_day(date(2026, 10, 10))
    marks = day_marks(bank, first, last)
    assert marks[to_day(date(2026, 10, 1))] == DayMark(True, "National Day")
    assert marks[to_day(date(2026, 10, 10))].off is False
    assert to_day(date(2026, 9, 22)) not in marks
    assert day_marks(bank._replace(time_zone="Europe/Prague"), first, last) == {}


def test_an_ics_file_is_taken_over_from_the_screen(
    qtbot: QtBot, desk: Desk, screen: CalendarScreen, window: MainWindow, tmp_path: Path, today: int
) -> None:
    day = from_day(add_months(today, 1))
    path = tmp_path / "in.ics"
    events = (f"UID:1\r\nSUMMARY:总行会议\r\nDTSTART:{day:%Y%m%d}", "UID:2\r\nSUMMARY:坏的")
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in events)
    path.write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n")
    screen.head.more_button.take(path)
    settled(qtbot, desk)
    assert [title for title, _days in listed(desk)] == ["总行会议"]
    assert "新增 1 项" in window.toast.text
    [dialog] = window.findChildren(IssuesDialog)
    assert "没有日期" in "\n".join(str(issue) for issue in dialog.error.issues)
    dialog.close()
    out = tmp_path / "out.ics"
    screen.head.more_button.write(out)
    settled(qtbot, desk)
    assert "总行会议" in out.read_text(encoding="utf-8")


def test_the_rail_counts_what_is_due(qtbot: QtBot, desk: Desk, add: Add, window: MainWindow) -> None:
    settled(qtbot, desk)
    before = window.tasks.counts
    add("今天")
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert window.tasks.counts == before._replace(today=before.today + 1)
    assert CALENDAR == "calendar"

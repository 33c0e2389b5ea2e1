"""Today by key: what is listed, what is done with it, the minutes that there are, and work customer by customer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.dates import from_day
from advisor_app.domain.prompts.types import Prompt
from advisor_app.domain.task_check import TaskEntry
from advisor_app.services import close_day
from advisor_app.services.drafts import save_draft
from advisor_app.services.prompts import customer_prompts, prompts_today, rule_figures
from advisor_app.services.tasks import add_task, task_form
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.today.actions import SettlePopup
from advisor_app.ui.screens.today.screen import TodayScreen
from tests.support.rich_book import People
from tests.ui.screens.forms import press, settled
from tests.ui.screens.today.conftest import now, opened

Key = Qt.Key


def key(prompt: Prompt) -> tuple[bytes, str, str]:
    return prompt.customer_id, prompt.rule, prompt.subject


def listed(screen: TodayScreen) -> list[tuple[bytes, str, str]]:
    return [key(row) for row in screen.list.prompts.rows if isinstance(row, Prompt)]


def done(desk: Desk) -> tuple[int, int, int]:
    figures = rule_figures(desk.book)
    return (
        sum(one.done for one in figures),
        sum(one.snoozed for one in figures),
        sum(one.dismissed for one in figures),
    )


def asked(screen: TodayScreen) -> SettlePopup:
    popup = screen.list.actions_on.popup
    assert popup is not None
    return popup


def chosen(screen: TodayScreen) -> Prompt:
    prompt = screen.list.chosen
    assert prompt is not None
    return prompt


def test_the_day_begins_with_the_ranked_prompts_and_the_first_whole(desk: Desk, screen: TodayScreen) -> None:
    found = prompts_today(desk.book, refines=True)
    expected = [key(prompt) for group in found.groups for prompt in group.prompts]
    assert len(expected) > 2
    assert listed(screen) == expected
    assert screen.list.hasFocus()
    assert key(chosen(screen)) == expected[0]
    assert screen.detail.isVisible()
    assert "数据日期" in screen.head.about.text()
    assert (found.groups[0].customer.name or "?") in screen.detail.opening.text()


def test_the_list_is_a_sound_model(screen: TodayScreen, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(screen.list.prompts, force_py=False)


def test_done_by_key_makes_way_for_the_next_and_can_be_taken_back(
    qtbot: QtBot, desk: Desk, screen: TodayScreen
) -> None:
    first = chosen(screen)
    with qtbot.waitSignal(desk.offered) as offered:
        press(Key.Key_D)
    settled(qtbot, desk)
    assert key(first) not in listed(screen)
    assert screen.list.chosen is not None
    assert done(desk) == (1, 0, 0)
    offered.args[2]()
    settled(qtbot, desk)
    assert key(first) in listed(screen)
    assert done(desk) == (0, 0, 0)


def test_putting_off_asks_for_a_day_and_says_what_is_wrong_with_it(
    qtbot: QtBot, desk: Desk, screen: TodayScreen
) -> None:
    first = chosen(screen)
    press(Key.Key_S)
    popup = asked(screen)
    popup.field.setText("昨天")
    qtbot.keyClick(popup.field, Key.Key_Return)
    settled(qtbot, desk)
    assert popup.error.isVisible()
    assert done(desk) == (0, 0, 0)
    popup.field.setText("明天")
    qtbot.keyClick(popup.field, Key.Key_Return)
    settled(qtbot, desk)
    assert screen.list.actions_on.popup is None
    assert key(first) not in listed(screen)
    assert done(desk) == (0, 1, 0)


def test_esc_leaves_a_prompt_as_it_is(qtbot: QtBot, desk: Desk, screen: TodayScreen) -> None:
    press(Key.Key_X)
    qtbot.keyClick(asked(screen), Key.Key_Escape)
    settled(qtbot, desk)
    assert screen.list.actions_on.popup is None
    assert done(desk) == (0, 0, 0)


def test_dismissing_needs_a_reason(qtbot: QtBot, desk: Desk, screen: TodayScreen) -> None:
    first = chosen(screen)
    press(Key.Key_X)
    popup = asked(screen)
    qtbot.keyClick(popup.field, Key.Key_Return)
    settled(qtbot, desk)
    assert popup.error.isVisible()
    popup.field.setText("客户已另有安排")
    qtbot.keyClick(popup.field, Key.Key_Return)
    settled(qtbot, desk)
    assert key(first) not in listed(screen)
    assert done(desk) == (0, 0, 1)


def test_enter_opens_the_customer_whose_prompts_stand_beside(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: TodayScreen
) -> None:
    customer = chosen(screen).customer_id
    expected = [key(prompt) for prompt in customer_prompts(desk.book, customer)]
    press(Key.Key_Return)
    settled(qtbot, desk)
    [customers] = window.findChildren(CustomersScreen)
    assert customers.view.customer_id == customer
    rows = customers.view.prompts.list.prompts.rows
    assert [key(row) for row in rows if isinstance(row, Prompt)] == expected


def test_l_logs_a_contact_with_the_customer(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: TodayScreen
) -> None:
    customer = chosen(screen).customer_id
    with qtbot.waitSignal(desk.log_wanted) as wanted:
        press(Key.Key_L)
    settled(qtbot, desk)
    assert wanted.args[0].customer_id == customer
    [sheet] = window.findChildren(LogSheet)
    assert sheet.is_open


def test_minutes_narrow_the_list_and_esc_widens_it_again(
    qtbot: QtBot, desk: Desk, screen: TodayScreen
) -> None:
    whole = listed(screen)
    few = prompts_today(desk.book, minutes=12, refines=True)
    expected = [key(prompt) for group in few.groups for prompt in group.prompts]
    press(Key.Key_M)
    assert screen.head.minutes.hasFocus()
    qtbot.keyClicks(screen.head.minutes, "12")
    press(Key.Key_Return)
    settled(qtbot, desk)
    assert listed(screen) == expected != whole
    assert sum(group.minutes for group in few.groups) <= 12
    press(Key.Key_M)
    press(Key.Key_Escape)
    settled(qtbot, desk)
    assert listed(screen) == whole


def test_work_goes_from_customer_to_customer(qtbot: QtBot, desk: Desk, screen: TodayScreen) -> None:
    press(Key.Key_W)
    settled(qtbot, desk)
    assert screen.working
    view = screen._view
    assert view is not None
    first = chosen(screen).customer_id
    assert view.customer_id == first == screen.looked_at
    while chosen(screen).customer_id == first:
        press(Key.Key_D)
        settled(qtbot, desk)
    assert view.customer_id == chosen(screen).customer_id
    press(Key.Key_W)
    settled(qtbot, desk)
    assert view.isHidden()
    assert screen.list.hasFocus()


def test_the_day_is_closed_with_what_is_left_and_tomorrow(
    qtbot: QtBot, desk: Desk, screen: TodayScreen
) -> None:
    tomorrow = task_form(desk.book).today + 1
    add_task(desk.book, TaskEntry(title="拜访", day=from_day(tomorrow).isoformat(), kind="visit"))
    desk.book_changed.emit()
    settled(qtbot, desk)
    press(Key.Key_E)
    assert screen.day_end.isVisible()
    assert not screen.detail.isVisible()
    items = screen.day_end.tomorrow.items
    assert [item.title for place in range(items.rowCount()) if (item := items.item_at(place))] == ["拜访"]
    assert str(len(listed(screen))) in screen.day_end.prompts.text()
    assert "1 条记录待发送" in screen.day_end.own.text()
    press(Key.Key_E)
    assert not screen.day_end.isVisible()
    assert screen.detail.isVisible()


def test_after_its_time_the_day_is_closed_by_itself_once(
    qtbot: QtBot, desk: Desk, screen: TodayScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not screen.day_end.isVisible()
    monkeypatch.setattr(close_day, "closes_at", now)
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert screen.day_end.isVisible()
    screen.close_day(False)
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert not screen.day_end.isVisible()


def test_a_contact_that_was_begun_and_not_logged_waits(
    qtbot: QtBot, desk: Desk, screen: TodayScreen, people: People
) -> None:
    assert not screen.unfinished.isVisible()
    save_draft(desk.book, ContactEntry(customers=(people.qiu,), channel="phone", note="谈到一半"))
    desk.book_changed.emit()
    settled(qtbot, desk)
    [row] = screen.unfinished.rows
    assert "仇英" in row.about.accessibleName()
    with qtbot.waitSignal(desk.log_wanted) as wanted:
        row.open_button.click()
    assert wanted.args[0].draft.entry.note == "谈到一半"
    settled(qtbot, desk)


def test_what_is_planned_stands_beside(qtbot: QtBot, desk: Desk, screen: TodayScreen) -> None:
    today = task_form(desk.book).today
    for title, days in (("开早会", 0), ("回访", 1)):
        add_task(desk.book, TaskEntry(title=title, day=from_day(today + days).isoformat(), kind="todo"))
    desk.book_changed.emit()
    settled(qtbot, desk)
    rows = [screen.planned.items.item_at(place) for place in range(screen.planned.items.rowCount())]
    assert "开早会" in [item.title for item in rows if item]
    assert "回访" not in [item.title for item in rows if item]


def test_it_speaks_the_other_language(screen: TodayScreen) -> None:
    speak("en")
    assert "data of" in screen.head.about.text()
    assert screen.detail.clears.text().startswith("Cleared by")


def test_an_empty_book_says_what_to_do(qtbot: QtBot, bare_desk: Desk, tmp_path: Path) -> None:
    window = opened(qtbot, bare_desk, tmp_path)
    [screen] = window.findChildren(TodayScreen)
    assert screen.empty.isVisible()
    assert "同步" in screen.empty.hint.text()
    assert QApplication.focusWidget() is not None

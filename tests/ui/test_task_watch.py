"""Reminders of the window: once, not for what was done, and with a question where a contact was logged since."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from advisor_app.data.contacts import VOID
from advisor_app.domain.dates import from_day, from_instant
from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.tasks import Source, TaskQuery
from advisor_app.services.tasks import add_task, settle_item, task_form, tasks_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.navigation import CALENDAR
from advisor_app.ui.say import speak
from advisor_app.ui.task_watch import TaskWatch
from advisor_app.ui.widgets.rail import Rail
from tests.support.rich_book import People
from tests.support.writing import log

MINUTE = 60_000_000
Offer = tuple[str, str, Callable[[], object]]


def now() -> int:
    return time.time_ns() // 1000


def soon(desk: Desk, title: str, **values: Any) -> bytes:
    """Plan a task that began to remind a moment ago: it is in half an hour, and reminds an hour before."""
    form = task_form(desk.book)
    starts = from_instant(now() + 30 * MINUTE, form.bank.time_zone)
    entry = TaskEntry(
        title=title, kind="call", day=starts.date().isoformat(), time=f"{starts:%H:%M}", remind="60", **values
    )
    [key] = add_task(desk.book, entry, now=now() - 10 * MINUTE).mutations
    return key


@pytest.fixture
def state(tmp_path: Path) -> QSettings:
    kept = QSettings(str(tmp_path / "state.ini"), QSettings.Format.IniFormat)
    kept.setValue("reminders/until", str(now() - 60 * MINUTE))
    return kept


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    rail = Rail()
    qtbot.addWidget(rail)
    rail.add_screen(CALENDAR, "calendar-days", "Calendar", "Calendar")
    return rail


@pytest.fixture
def watch(rail: Rail, desk: Desk) -> Iterator[TaskWatch]:
    watch = TaskWatch(desk, rail, lambda: False)
    yield watch
    watch.stop()


@pytest.fixture
def offered(desk: Desk) -> list[Offer]:
    """Return the toasts that the desk was asked for."""
    found: list[Offer] = []

    def keep(text: str, action: str, act: Callable[[], object]) -> None:
        found.append((text, action, act))

    desk.offered.connect(keep)
    return found


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def test_a_task_reminds_once(
    qtbot: QtBot, desk: Desk, watch: TaskWatch, state: QSettings, offered: list[Offer], people: People
) -> None:
    soon(desk, "回访", customer_id=people.zeng)
    watch.start(state)
    settled(qtbot, desk)
    [(text, action, act)] = offered
    assert "回访 · 曾国藩" in text
    assert action == "打开"
    with qtbot.waitSignal(desk.form_wanted):
        act()
    watch.look()
    settled(qtbot, desk)
    watch.stop()
    watch.start(state)  # after a lock
    settled(qtbot, desk)
    assert len(offered) == 1


def test_what_was_done_does_not_remind(
    qtbot: QtBot, desk: Desk, watch: TaskWatch, state: QSettings, offered: list[Offer]
) -> None:
    settle_item(desk.book, Source.TASK, soon(desk, "回访"))
    watch.start(state)
    settled(qtbot, desk)
    assert offered == []


def test_a_contact_since_turns_the_reminder_into_a_question(
    qtbot: QtBot, desk: Desk, watch: TaskWatch, state: QSettings, offered: list[Offer], people: People
) -> None:
    key = soon(desk, "回访", customer_id=people.zeng)
    contact = log(desk.book.store, people.zeng, "谈了", outcome="connected", happened_at=now() - MINUTE)
    watch.start(state)
    settled(qtbot, desk)
    [(text, action, act)] = offered
    assert text.endswith("是否就是这一项？")
    assert action == "就是这一项"
    act()
    settled(qtbot, desk)
    [item] = tasks_page(desk.book, TaskQuery(settled=True, kind="call")).items
    assert (item.id, item.status) == (key, "done")
    with desk.book.store.read() as tx:
        [(by,)] = tx.exec_driver_sql("SELECT settled_by FROM tasks").fetchall()
    assert by == contact


@pytest.mark.parametrize("values", [{"outcome": "no_answer"}, {"status": VOID}])
def test_a_contact_that_was_none_asks_nothing(
    qtbot: QtBot,
    desk: Desk,
    watch: TaskWatch,
    state: QSettings,
    offered: list[Offer],
    people: People,
    values: dict[str, Any],
) -> None:
    soon(desk, "回访", customer_id=people.zeng)
    log(desk.book.store, people.zeng, "谈了", happened_at=now() - MINUTE, **values)
    watch.start(state)
    settled(qtbot, desk)
    assert [action for _text, action, _act in offered] == ["打开"]


def test_several_reminders_are_told_as_one(
    qtbot: QtBot, desk: Desk, watch: TaskWatch, state: QSettings, offered: list[Offer]
) -> None:
    soon(desk, "一")
    soon(desk, "二")
    watch.start(state)
    settled(qtbot, desk)
    [(text, _action, act)] = offered
    assert text.startswith("2 条提醒")
    with qtbot.waitSignal(watch.wanted):
        act()


def test_nothing_of_the_days_before_reminds_at_the_first_start(
    qtbot: QtBot, desk: Desk, watch: TaskWatch, tmp_path: Path, offered: list[Offer]
) -> None:
    soon(desk, "一")
    watch.start(QSettings(str(tmp_path / "new.ini"), QSettings.Format.IniFormat))
    settled(qtbot, desk)
    assert offered == []


def test_the_rail_counts_what_is_overdue_and_for_today(
    qtbot: QtBot, desk: Desk, rail: Rail, watch: TaskWatch
) -> None:
    settled(qtbot, desk)
    assert watch.counts == (0, 0)
    today = task_form(desk.book).today
    add_task(desk.book, TaskEntry(title="今天", day=from_day(today).isoformat()))
    add_task(desk.book, TaskEntry(title="过期"), now=now() - 3 * 24 * 60 * MINUTE)
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert watch.counts == (1, 1)
    [button] = [each for each in rail.findChildren(QToolButton) if each.objectName() == CALENDAR]
    assert button.accessibleDescription() == "1 项已逾期 · 今天 1 项"
    speak("en")
    assert button.accessibleDescription() == "1 overdue · 1 for today"

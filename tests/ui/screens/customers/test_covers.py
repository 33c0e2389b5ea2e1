"""Covers in the window: above the customers and at each customer, on both sides, until the day is over."""

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.data.apply import driver
from advisor_app.data.audit import utc_now
from advisor_app.domain.dates import day_of
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.screen import CustomersScreen
from tests.support.rich_book import People
from tests.support.stores import ADVISOR

NOTE = "张三的大额存单下周到期，电话 13800138000"


def write(desk: Desk, customer: bytes, side: str, days: int) -> None:
    """Write a cover as head office sends it, from today on or in some days."""
    today = day_of(utc_now(), "Asia/Shanghai")
    with desk.book.store.write() as tx:
        raw = driver(tx)
        own = raw.execute("SELECT id FROM advisors WHERE number = ?", (ADVISOR,)).fetchone()[0]
        raw.execute("INSERT INTO advisors (id, number, name) VALUES (990, 'A990', '张三')")
        deputy, first = (own if side == "deputy" else 990), today + days
        raw.execute(
            "INSERT INTO covers (id, advisor_id, side, other_id, starts_on, ends_on, scope, note) "
            "VALUES (?, ?, ?, 990, ?, ?, 'book', ?)",
            (b"v" * 16, own, side, first, first + 2, NOTE),
        )
        raw.execute(
            "INSERT INTO covered (id, customer_id, deputy_id, starts_on, ends_on) VALUES (?, ?, ?, ?, ?)",
            (b"c" * 16, customer, deputy, first, first + 2),
        )


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk) -> CustomersScreen:
    made = CustomersScreen(desk)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("side", "bar", "line"),
    [
        ("deputy", "您代管 张三 (A990) 的 1 位客户", "您代管这位客户"),
        ("absent", "张三 (A990) 代管您的 1 位客户", "张三 (A990) 代您管理这位客户"),
    ],
)
def test_both_sides_see_the_cover_and_the_handover(
    qtbot: QtBot, desk: Desk, screen: CustomersScreen, people: People, side: str, bar: str, line: str
) -> None:
    write(desk, people.zeng, side, 0)
    screen.show()
    qtbot.waitUntil(lambda: screen.covers.isVisible())
    [item] = screen.covers.list.items
    assert bar in item.sentence.text()
    assert item.closing.isVisible() == (side == "deputy")
    assert not item.note.isVisible()
    item.button.click()
    assert item.note.text() == "张三的大额存单下周到期，电话 138****8000"
    assert item.note.isVisible()
    screen.show_customer(people.zeng)
    qtbot.waitUntil(lambda: screen.view.cover.isVisible())
    assert line in screen.view.cover.sentence.text()
    assert "138****8000" in screen.view.cover.note.text()
    speak("en")
    assert "customer" in screen.view.cover.sentence.text()
    assert item.button.text() == "Handover note"
    speak("zh_CN")


def test_one_that_is_planned_says_from_when_and_marks_nobody(
    qtbot: QtBot, desk: Desk, screen: CustomersScreen, people: People
) -> None:
    write(desk, people.zeng, "deputy", 3)
    screen.show()
    qtbot.waitUntil(lambda: screen.covers.isVisible())
    [item] = screen.covers.list.items
    assert "您为 张三 (A990) 代管客户" in item.sentence.text()
    assert not item.closing.isVisible()
    screen.show_customer(people.zeng)
    qtbot.waitUntil(lambda: screen.view.profile is not None)
    answered: list[bool] = []
    desk.ask(
        screen, lambda _book: True, answered.append, key="after"
    )  # after whatever was asked about the customer
    qtbot.waitUntil(lambda: bool(answered))
    assert not screen.view.cover.isVisible()


def test_without_covers_there_is_no_bar(qtbot: QtBot, screen: CustomersScreen, people: People) -> None:
    screen.show()
    screen.show_customer(people.zeng)
    qtbot.waitUntil(lambda: screen.view.profile is not None)
    assert not screen.covers.isVisible()
    assert not screen.view.cover.isVisible()

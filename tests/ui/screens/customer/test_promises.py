"""Promises above the charts: the overdue first with the word that an apology is due, settled by key, undone."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.data import writes
from advisor_app.domain.dates import day_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Promise
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.promises import AT_ONCE, PromisesSection
from tests.support.rich_book import People
from tests.support.seen import said
from tests.support.writing import NOON, row_of

Offer = tuple[str, str, Callable[[], object]]


def today() -> int:
    return day_of(time.time_ns() // 1000, "Asia/Shanghai")


def promised(desk: Desk, customer: bytes, text: str, due: int, settled: int | None = None) -> bytes:
    """Write a promise that is due so many days from today; `settled` (from today too) makes it one that was kept."""
    outcome, on = (None, None) if settled is None else ("kept", today() + settled)
    row = Promise(new_id(), customer, None, None, text, today() + due, on, outcome, NOON)
    with desk.book.store.write() as tx:
        return writes.insert(tx, desk.book.store, row)


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


@pytest.fixture
def section(qtbot: QtBot, desk: Desk, people: People) -> PromisesSection:
    """Return the section on a customer with two promises overdue and two to come, and three that were kept."""
    for text, due in (("寄手册", 5), ("答复，改拨13911112222", -2), ("预约窗口", 0), ("寄对账单", -9)):
        promised(desk, people.zeng, text, due)
    for due, on in ((-30, -31), (-30, -30), (-30, -20)):
        promised(desk, people.zeng, "早已办妥", due, on)
    section = PromisesSection(desk)
    qtbot.addWidget(section)
    desk.book_changed.connect(lambda: section.show_customer(people.zeng))
    section.show_customer(people.zeng)
    settled(qtbot, desk)
    section.show()
    section.activateWindow()
    qtbot.waitUntil(section.isActiveWindow)
    return section


def lines(section: PromisesSection) -> list[tuple[str, str]]:
    return [(line.due.text, line.text.accessibleName()) for line in section.list.items]


def test_the_overdue_come_first_and_ask_for_an_apology(section: PromisesSection) -> None:
    assert lines(section) == [
        ("已超期 9 天", "寄对账单"),
        ("已超期 2 天", "答复，改拨139****2222"),
        ("今天", "预约窗口"),
    ]
    assert section.apology.text() == "有 2 项逾期未履行：下次联系请先致歉，不做营销。"
    assert section.apology.property("kind") == "bad"
    assert section.figures.text() == "按时履行 2 · 迟延履行 1 · 逾期未履行 2 · 5 项中按时 40%"
    assert "13911112222" not in " ".join(text for _, text in said(section))
    speak("en")
    assert lines(section)[0] == ("9 days overdue", "寄对账单")
    assert "apology" in section.apology.text()


def test_the_others_are_one_press_away(section: PromisesSection) -> None:
    assert len(section.list.items) == AT_ONCE
    assert section.more_button.text() == "其余 1 项承诺"
    section.more_button.click()
    assert lines(section)[-1] == ("5 天后", "寄手册")
    assert not section.more_button.isVisible()


def test_it_is_settled_by_key_and_the_next_one_is_at_hand(
    qtbot: QtBot, desk: Desk, section: PromisesSection
) -> None:
    offers: list[Offer] = []
    desk.offered.connect(lambda *offer: offers.append(offer))
    first, second = section.list.items[:2]
    first.first.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    settled(qtbot, desk)
    row = row_of(desk.book.store, first.row.id, "promises")
    assert (row.outcome, row.settled_on) == ("kept", today())
    assert second.kept_button.hasFocus()
    assert "迟延履行 2" in section.figures.text()
    second.withdraw_button.click()
    settled(qtbot, desk)
    assert row_of(desk.book.store, second.row.id, "promises").outcome == "withdrawn"
    assert not section.apology.isVisible()
    assert [(told, action) for told, action, _ in offers] == [
        ("承诺已履行。", "撤销"),
        ("承诺已撤回。", "撤销"),
    ]
    for _, _, undo in reversed(offers):
        undo()
        settled(qtbot, desk)
    assert [text for _, text in lines(section)][:2] == ["寄对账单", "答复，改拨139****2222"]


def test_another_customers_promises_never_stand_there(
    qtbot: QtBot, desk: Desk, section: PromisesSection, people: People
) -> None:
    promised(desk, people.qiu, "仇英的承诺", 1)
    section.show_customer(people.qiu)
    assert lines(section) == []
    section.show_customer(people.zeng)
    section.show_customer(people.qiu)
    settled(qtbot, desk)
    assert lines(section) == [("1 天后", "仇英的承诺")]
    assert section.figures.text() == ""
    section.show_customer(people.ouyang)
    settled(qtbot, desk)
    assert section.isHidden()  # without promises it takes no room


def test_where_all_were_kept_only_the_figures_stand(
    qtbot: QtBot, desk: Desk, section: PromisesSection, people: People
) -> None:
    promised(desk, people.shanyu, "早已办妥", -3, -3)
    section.show_customer(people.shanyu)
    settled(qtbot, desk)
    assert lines(section) == []
    assert section.figures.text() == "按时履行 1 · 迟延履行 0 · 逾期未履行 0 · 1 项中按时 100%"
    assert not section.isHidden()

"""The workbench of duplicates: what it shows of two records, decided by key alone, undone, and empty when done."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.data.apply import driver
from advisor_app.services.duplicates import duplicates_list
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.pane import ListPane
from advisor_app.ui.screens.duplicates.pair import PairItem
from advisor_app.ui.screens.duplicates.sheet import DuplicatesSheet
from advisor_app.ui.widgets.label import Label
from tests.support.factories import Book
from tests.support.rich_book import People

ID = "11010519491231002X"


@pytest.fixture
def twins(desk: Desk, people: People) -> tuple[bytes, bytes, bytes, bytes]:
    """Let 曾国藩 be a prospect too, two prospects share a phone, and decide what head office proposes of others."""
    store = desk.book.store
    with store.write() as tx:
        driver(tx).execute("UPDATE conversions SET state = 'refused'")
    book = Book.__new__(Book)  # the bank is there already
    book.store, book._numbers = store, iter(range(9_000, 9_999))  # type: ignore[assignment]
    prospect = book.customer("曾国番", kind="prospect", phone="+86 138 0013 8000", birth_day=2_000)
    contact = book.add("interactions", customer_id=prospect)
    one = book.customer("仇瑛", kind="prospect", phone="13900001111")
    two = book.customer("仇瑛", kind="prospect", phone="139-0000-1111")
    return prospect, contact, one, two


@pytest.fixture
def area(qtbot: QtBot) -> QWidget:
    area = QWidget()
    qtbot.addWidget(area)
    area.resize(1100, 800)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    return area


@pytest.fixture
def sheet(qtbot: QtBot, desk: Desk, twins: Any, area: QWidget) -> DuplicatesSheet:
    sheet = DuplicatesSheet(desk, area)
    sheet.open(None)
    settle(qtbot, desk)
    return sheet


def settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def names(sheet: DuplicatesSheet) -> list[tuple[str | None, str | None]]:
    return [(item.pair.first.name, item.pair.second.name) for item in sheet.pairs.items]


def press(qtbot: QtBot, desk: Desk, key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key)
    settle(qtbot, desk)


def owner(desk: Desk, contact: bytes) -> bytes:
    with desk.book.store.read() as tx:
        row = driver(tx).execute("SELECT customer_id FROM interactions WHERE id = ?", (contact,)).fetchone()
    found: bytes = row[0]
    return found


def test_a_pair_is_shown_masked_with_what_agrees(sheet: DuplicatesSheet) -> None:
    assert names(sheet) == [("曾国藩", "曾国番"), ("仇瑛", "仇瑛")]
    item = sheet.pairs.items[0]
    assert item.badges[:2] == ["可能是同一人", "一致项：电话号码"]
    texts = [label.text() for label in item.findChildren(Label)]
    texts += [button.text() for button in item.findChildren(QPushButton)]
    assert {"曾国藩", "曾国番", "保留", "并入左侧", "C0001"} <= set(texts)
    assert texts.count("138****8000") == 2
    assert not any("13800138000" in text for text in texts)


def test_one_key_merges_and_the_toast_takes_it_back(
    qtbot: QtBot, desk: Desk, sheet: DuplicatesSheet, twins: tuple[bytes, ...], people: People
) -> None:
    prospect, contact, *_ = twins
    offers: list[tuple[str, Callable[[], None]]] = []
    desk.offered.connect(lambda text, _name, undo: offers.append((text, undo)))
    assert sheet.pairs.items[0].merge.hasFocus()
    press(qtbot, desk, Qt.Key.Key_1)
    assert owner(desk, contact) == people.zeng
    assert names(sheet) == [("仇瑛", "仇瑛")]
    assert sheet.pairs.items[0].merge.hasFocus()  # the next one is at hand
    [(text, undo)] = offers
    assert text == "曾国番 的全部记录已转到 曾国藩。"
    undo()
    settle(qtbot, desk)
    assert owner(desk, contact) == prospect
    assert names(sheet)[0] == ("曾国藩", "曾国番")


def test_two_people_are_kept_apart_and_what_is_put_off_comes_back(
    qtbot: QtBot, desk: Desk, sheet: DuplicatesSheet
) -> None:
    press(qtbot, desk, Qt.Key.Key_3)
    assert names(sheet) == [("仇瑛", "仇瑛")]
    assert sheet.state.text() == "1 对已推迟处理。"
    press(qtbot, desk, Qt.Key.Key_2)
    assert names(sheet) == []
    sheet.leave()
    sheet.open(None)
    settle(qtbot, desk)
    assert names(sheet) == [("曾国藩", "曾国番")]


def test_the_one_who_stays_of_two_prospects_can_be_chosen(
    qtbot: QtBot, desk: Desk, sheet: DuplicatesSheet, twins: tuple[bytes, ...]
) -> None:
    *_, one, two = twins
    press(qtbot, desk, Qt.Key.Key_Down)
    item = sheet.pairs.items[1]
    assert item.merge.hasFocus()
    assert (item.pair.first.id, item.pair.second.id) == (one, two)
    assert sheet.pairs.items[0].swap.isHidden()  # a customer always stays
    press(qtbot, desk, Qt.Key.Key_4)
    desk.book_changed.emit()  # a sync in between changes nothing of that
    settle(qtbot, desk)
    assert (item.pair.first.id, item.pair.second.id) == (two, one)
    press(qtbot, desk, Qt.Key.Key_1)
    with desk.book.store.read() as tx:
        rows = (
            driver(tx)
            .execute("SELECT customer_id, prospect_id FROM conversions WHERE state = 'confirmed'")
            .fetchall()
        )
    assert rows == [(two, one)]


def test_two_customers_are_reported(qtbot: QtBot, desk: Desk, area: QWidget, people: People) -> None:
    with desk.book.store.write() as tx:
        driver(tx).execute("UPDATE conversions SET state = 'refused'")
        driver(tx).execute(
            "UPDATE customers SET id_number = ? WHERE id IN (?, ?)", (ID, people.plain[0], people.plain[1])
        )
    sheet = DuplicatesSheet(desk, area)
    sheet.open(None)
    settle(qtbot, desk)
    [item] = sheet.pairs.items
    assert item.merge.text() == "报告总行  1"
    assert item.badges[0] == "很可能是同一人"
    press(qtbot, desk, Qt.Key.Key_1)
    [reported] = duplicates_list(desk.book).pairs
    assert reported.reported
    assert not sheet.pairs.items[0].merge.isEnabled()
    assert "已报告总行" in sheet.pairs.items[0].badges


def test_a_name_leads_to_the_customer(
    qtbot: QtBot, desk: Desk, sheet: DuplicatesSheet, people: People
) -> None:
    link = next(
        button for button in sheet.pairs.items[0].findChildren(QPushButton) if button.text() == "曾国藩"
    )
    with qtbot.waitSignal(desk.customer_wanted) as asked:
        link.click()
    assert asked.args == [people.zeng]


def test_what_head_office_says_of_new_prospects_is_told(
    qtbot: QtBot, desk: Desk, sheet: DuplicatesSheet, twins: tuple[bytes, ...]
) -> None:
    prospect, _, one, _ = twins
    with desk.book.store.write() as tx:
        driver(tx).execute(
            "INSERT INTO office_checks VALUES (?, 'exists', 1), (?, NULL, NULL)", (one, prospect)
        )
    desk.book_changed.emit()
    settle(qtbot, desk)
    assert [item.first.text() for item in sheet.checks.known.items] == ["仇瑛"]
    assert sheet.checks.later == "1 位潜在客户尚未核对，将在下次同步时向总行查询。"
    with qtbot.waitSignal(desk.customer_wanted) as asked:
        sheet.checks.known.items[0].first.click()
    assert asked.args == [one]


def test_nobody_twice_says_so_and_speaks_english(qtbot: QtBot, desk: Desk, area: QWidget) -> None:
    with desk.book.store.write() as tx:
        driver(tx).execute("UPDATE conversions SET state = 'refused'")
    sheet = DuplicatesSheet(desk, area)
    sheet.open(None)
    settle(qtbot, desk)
    assert sheet.nobody.isVisible()
    assert sheet.nobody.sentence.text() == "管户中没有重复的客户。"
    speak("en")
    assert sheet.nobody.sentence.text() == "Nobody is in your book twice."


def test_english_words_follow_a_change_of_language(qtbot: QtBot, sheet: DuplicatesSheet) -> None:
    speak("en")
    item: PairItem = sheet.pairs.items[0]
    assert item.badges[:2] == ["Perhaps one person", "The same: phone number"]
    assert item.merge.text() == "Merge  1"


def test_the_heading_counts_and_opens_it(qtbot: QtBot, desk: Desk, twins: Any) -> None:
    pane = ListPane(desk)
    qtbot.addWidget(pane)
    settle(qtbot, desk)
    button = pane.heading.duplicates
    assert (button.text(), button.accessibleName()) == ("2", "2 对疑似重复客户")
    assert not button.isHidden()
    with qtbot.waitSignal(desk.form_wanted) as asked:
        button.click()
    assert asked.args == ["duplicates", None]
    pane.heading.show_duplicates(0)
    assert button.isHidden()

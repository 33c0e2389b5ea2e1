"""Pages of transactions and their order, on a real book."""

import threading

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_app.domain.dates import from_day
from advisor_app.domain.transactions import PAGE_ROWS, TransactionSort
from advisor_app.errors import UnavailableError
from advisor_app.ui.background import Lane
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.transactions import Column
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from tests.support.factories import TODAY
from tests.support.models import column
from tests.support.rich_book import ZENG_TRANSACTIONS, People
from tests.ui.screens.customer.conftest import ProfileOf, Settle
from tests.ui.screens.customer.transactions.acting import KEY, days, typed


def test_the_first_page_is_there_and_the_number_of_all_arrives(zeng: TransactionsTab) -> None:
    assert zeng.model.rowCount() == PAGE_ROWS
    assert zeng.how_many.text() == f"共 {ZENG_TRANSACTIONS} 笔 · 已显示 200 笔"
    assert zeng.more_button.isVisible()
    assert days(zeng)[0] == "2026-11-24"


def test_the_next_page_joins_when_the_end_is_near(zeng: TransactionsTab, settle: Settle) -> None:
    bar = zeng.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    settle()
    assert zeng.model.rowCount() == PAGE_ROWS
    bar.setValue(bar.maximum())
    settle()
    wanted = [from_day(TODAY - back).isoformat() for back in range(ZENG_TRANSACTIONS)]
    assert days(zeng) == wanted
    assert zeng.how_many.text() == "共 260 笔"


def test_the_next_page_can_be_asked_for_by_key(zeng: TransactionsTab, settle: Settle) -> None:
    zeng.more_button.setFocus()
    QTest.keyClick(zeng.more_button, KEY.Key_Space)
    settle()
    assert zeng.model.rowCount() == ZENG_TRANSACTIONS
    assert not zeng.more_button.isVisible()
    assert zeng.table.hasFocus()


def test_a_page_is_asked_for_once_however_often_it_is_wanted(
    zeng: TransactionsTab, settle: Settle, desk: Desk
) -> None:
    gate = threading.Event()
    desk.background.run(zeng, lambda: gate.wait(10), lambda _: None, lane=Lane.BOOK)
    for _ in range(5):
        zeng.table.near_end.emit()
    gate.set()
    settle()
    assert len(days(zeng)) == len(set(days(zeng))) == ZENG_TRANSACTIONS


def test_nothing_is_read_until_the_tab_is_looked_at(
    tab: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    tab.hide()
    tab.show_profile(profile_of(people.zeng))
    settle()
    assert tab.model.rowCount() == 0
    tab.show()
    settle()
    assert tab.model.rowCount() == PAGE_ROWS


def test_an_answer_for_another_customer_is_dropped(
    tab: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle, desk: Desk
) -> None:
    tab.show_profile(profile_of(people.zeng))
    gate = threading.Event()
    desk.background.run(tab, lambda: gate.wait(10), lambda _: None, lane=Lane.BOOK)
    typed(tab, "超市")
    tab.show_profile(profile_of(people.ouyang))
    gate.set()
    settle()
    assert tab.model.rowCount() == 0
    assert tab.none.isVisible()
    assert tab.none.sentence.text() == "没有该客户的交易记录。"


def test_what_cannot_be_read_is_told_and_the_rows_stay(
    zeng: TransactionsTab, desk: Desk, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise UnavailableError("The disk of {folder} is full, so this was not saved.", folder="x")

    monkeypatch.setattr(zeng.paging, "_service", broken)
    with qtbot.waitSignal(desk.failed):
        typed(zeng, "超市")
    settle()
    assert zeng.model.rowCount() == PAGE_ROWS
    assert not zeng.paging.waiting


# Order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clicks", "at", "first"),
    [
        (1, Column.AMOUNT, "+¥26,000.00"),
        (2, Column.AMOUNT, "−¥6,800.00"),
        (1, Column.COUNTERPARTY, "东湖超市"),
    ],
)
def test_the_order_is_of_all_rows_and_not_of_a_page(
    zeng: TransactionsTab, settle: Settle, clicks: int, at: Column, first: str
) -> None:
    for _ in range(clicks):
        zeng.table.head.choose(at)
        settle()
    assert column(zeng.model, at)[0] == first
    zeng.more_button.click()
    settle()
    amounts = [row.amount_minor for row in zeng.model.rows]
    if at is Column.AMOUNT:
        assert amounts == sorted(amounts, reverse=clicks == 1)
    assert len({row.id for row in zeng.model.rows}) == ZENG_TRANSACTIONS


def test_days_turn_round_by_the_head_and_its_keys(zeng: TransactionsTab, settle: Settle) -> None:
    zeng.table.head.setFocus()
    QTest.keyClick(zeng.table.head, KEY.Key_Return)
    settle()
    assert days(zeng)[0] == from_day(TODAY - ZENG_TRANSACTIONS + 1).isoformat()
    assert zeng.table.head.sorted_by == (Column.DAY, True)


def test_columns_that_cannot_be_sorted_by_do_nothing(zeng: TransactionsTab, settle: Settle) -> None:
    zeng.table.head.choose(Column.KIND)
    settle()
    assert zeng.table.head.sorted_by == (Column.DAY, False)
    assert zeng.paging.query.sort is TransactionSort.DAY


# Filters ---------------------------------------------------------------------------------------------------


def test_clearing_leaves_nothing(zeng: TransactionsTab, settle: Settle) -> None:
    zeng.table.setCurrentIndex(zeng.model.index(0, 0))
    zeng.clear()
    settle()
    assert zeng.model.rowCount() == 0
    assert not zeng.detail.isVisible()
    assert zeng.how_many.text() == ""

"""Filters of transactions: what each narrows, what is wrong in one, and which stay."""

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_app.domain.transactions import PAGE_ROWS
from advisor_app.ui.models.transactions import Column
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from advisor_app.ui.screens.customer.transactions.period import Period
from tests.support.factories import Book
from tests.support.models import column
from tests.support.rich_book import ZENG_TRANSACTIONS, People
from tests.ui.screens.customer.conftest import ProfileOf, Settle
from tests.ui.screens.customer.transactions.acting import KEY, SALARIES, days, focused, left, picked, typed


def test_words_are_looked_for_as_they_are_typed(zeng: TransactionsTab, settle: Settle, qtbot: QtBot) -> None:
    zeng.filters.text.setText("置业")
    qtbot.waitUntil(lambda: zeng.model.rowCount() == SALARIES)
    settle()
    assert set(column(zeng.model, Column.COUNTERPARTY)) == {"江城置业有限公司"}
    assert zeng.how_many.text() == f"共 {SALARIES} 笔"


def test_what_is_hidden_cannot_be_found(zeng: TransactionsTab, settle: Settle) -> None:
    typed(zeng, "13812345678")
    settle()
    assert zeng.no_fit.isVisible()
    typed(zeng, "5678")
    settle()
    assert zeng.model.rowCount() == 1


@pytest.mark.parametrize(
    ("narrow", "rows"),
    [
        (lambda tab: tab.filters.directions[True].click(), SALARIES),
        (lambda tab: tab.filters.directions[False].click(), ZENG_TRANSACTIONS - SALARIES),
        (lambda tab: picked(tab.filters.more.kind, "transfer"), SALARIES),
        (lambda tab: picked(tab.filters.more.category, "salary"), SALARIES),
        (lambda tab: left(tab.filters.more.least, "1万"), SALARIES),
        (lambda tab: left(tab.filters.more.most, "100"), None),
        (lambda tab: picked(tab.filters.period, Period.DAYS_30), 30),
        (lambda tab: picked(tab.filters.period, Period.MONTHS_3), 92),
    ],
    ids=["in", "out", "kind", "category", "least", "most", "30 days", "3 months"],
)
def test_each_filter_narrows(
    zeng: TransactionsTab, settle: Settle, narrow: Callable[[TransactionsTab], None], rows: int | None
) -> None:
    narrow(zeng)
    settle()
    while zeng.paging.has_more:
        zeng.paging.more(PAGE_ROWS)
        settle()
    if rows is None:
        rows = sum(abs(amount) <= 100_00 for amount in written_amounts())
    assert zeng.model.rowCount() == rows
    assert zeng.filters.clear_button.isVisible()
    zeng.filters.clear_button.click()
    settle()
    assert zeng.model.rowCount() == PAGE_ROWS
    assert not zeng.filters.clear_button.isVisible()


def written_amounts() -> list[int]:
    """Return what the rich book writes, by its own rule."""
    spent = (-88_50, -420_00, -6_800_00, -36_00)
    return [26_000_00 if place % 10 == 0 else spent[place % 4] for place in range(ZENG_TRANSACTIONS)]


def test_days_of_ones_own_are_inclusive(zeng: TransactionsTab, settle: Settle) -> None:
    picked(zeng.filters.period, Period.CUSTOM)
    assert zeng.filters.more.since.isVisible()
    left(zeng.filters.more.since, "2026-11-01")
    left(zeng.filters.more.until, "20261110")
    settle()
    assert (len(days(zeng)), days(zeng)[0], days(zeng)[-1]) == (10, "2026-11-10", "2026-11-01")


def test_an_account_can_be_chosen_by_its_masked_number(
    zeng: TransactionsTab, settle: Settle, people: People
) -> None:
    choice = zeng.filters.more.account
    names = [choice.itemText(place) for place in range(choice.count())]
    assert names == ["全部账户", "621700*********4567", "储蓄账户", "621700*********4321"]
    picked(choice, choice.itemData(2))
    settle()
    assert zeng.no_fit.isVisible()
    assert zeng.no_fit.sentence.text() == "没有符合筛选条件的交易。"
    zeng.no_fit.button.click()
    settle()
    assert zeng.table.isVisible()


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("least", "12,5", "“12,5”不是金额，请写成 1,234.56 或 5万 的形式。"),
        ("since", "2026-13-01", "“2026-13-01”不是日期，请写成 2026-11-24 的形式。"),
    ],
)
def test_wrong_input_stays_as_typed_with_a_sentence_beside_it(
    zeng: TransactionsTab, settle: Settle, field: str, text: str, sentence: str
) -> None:
    picked(zeng.filters.period, Period.CUSTOM)
    settle()
    typed_into = getattr(zeng.filters.more, field)
    left(typed_into, text)
    settle()
    assert typed_into.text() == text
    assert zeng.filters.more.wrong.text() == sentence
    assert zeng.filters.more.wrong.isVisible()
    assert (typed_into.property("kind"), typed_into.accessibleDescription()) == ("wrong", sentence)
    assert zeng.model.rowCount() == PAGE_ROWS
    typed_into.setText("")
    assert not zeng.filters.more.wrong.isVisible()
    assert typed_into.property("kind") == ""


@pytest.mark.parametrize(
    ("first", "last", "values", "sentence"),
    [
        ("least", "most", ("500", "100"), "较小的金额应写在前面。"),
        ("since", "until", ("2026-11-10", "2026-11-01"), "起始日期应写在前面。"),
    ],
)
def test_bounds_that_exclude_each_other_are_refused(
    zeng: TransactionsTab, settle: Settle, first: str, last: str, values: tuple[str, str], sentence: str
) -> None:
    picked(zeng.filters.period, Period.CUSTOM)
    left(getattr(zeng.filters.more, first), values[0])
    settle()
    before = zeng.model.rowCount()
    left(getattr(zeng.filters.more, last), values[1])
    settle()
    assert zeng.filters.more.wrong.text() == sentence
    assert zeng.model.rowCount() == before
    speak("en")
    assert zeng.filters.more.wrong.text() in ("The smaller amount comes first.", "The first day comes first.")


def test_filters_that_are_out_of_sight_are_counted(zeng: TransactionsTab, settle: Settle) -> None:
    assert zeng.filters.more_button.text() == "筛选"
    picked(zeng.filters.more.kind, "card")
    left(zeng.filters.more.least, "100")
    assert zeng.filters.more_button.text() == "筛选（2）"
    settle()


# One booking -----------------------------------------------------------------------------------------------


def test_filters_and_order_stay_when_the_book_changes(
    zeng: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle, written: Book
) -> None:
    typed(zeng, "置业")
    zeng.table.head.choose(Column.AMOUNT)
    settle()
    account = zeng.model.rows[0].account_id
    written.add("transactions", account_id=account, amount_minor=99_999_00, counterparty="新置业")
    zeng.show_profile(profile_of(people.zeng))
    settle()
    assert column(zeng.model, Column.COUNTERPARTY)[:2] == ["新置业", "江城置业有限公司"]
    assert zeng.filters.text.text() == "置业"


def test_another_customer_begins_without_filters(
    zeng: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    typed(zeng, "置业")
    left(zeng.filters.more.least, "x")
    zeng.table.head.choose(Column.AMOUNT)
    zeng.table.setCurrentIndex(zeng.model.index(0, 0))
    settle()
    zeng.show_profile(profile_of(people.ouyang))
    settle()
    assert not zeng.filters.narrows
    assert not zeng.filters.more.wrong.isVisibleTo(zeng.filters.more)
    assert zeng.table.head.sorted_by == (Column.DAY, False)
    assert not zeng.detail.isVisible()


def test_more_filters_are_reached_by_key(zeng: TransactionsTab) -> None:
    zeng.filters.more_button.setFocus()
    QTest.keyClick(zeng.filters.more_button, KEY.Key_Space)
    assert zeng.filters.more.isVisible()
    reached = set()
    for _ in range(12):
        QTest.keyClick(focused(), KEY.Key_Tab)
        reached.add(focused())
    more = zeng.filters.more
    assert {more.account, more.kind, more.category, more.least, more.most} <= reached

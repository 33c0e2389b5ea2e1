"""The tab of transactions on a real book: pages, order, filters, detail, copying, and what the keys do."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.dates import from_day
from advisor_app.domain.transactions import PAGE_ROWS, TransactionSort
from advisor_app.errors import UnavailableError
from advisor_app.ui import theme
from advisor_app.ui.background import Lane
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.transactions import Column
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from advisor_app.ui.screens.customer.transactions.period import Period
from tests.support.factories import TODAY, Book
from tests.support.models import column
from tests.support.rich_book import ZENG_TRANSACTIONS, People
from tests.ui.screens.customer.conftest import ProfileOf, Settle

KEY = Qt.Key
SALARIES = ZENG_TRANSACTIONS // 10
"""Each tenth booking of 曾国藩 is his salary, one a day from today on backwards."""


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk, settle: Settle) -> Iterator[TransactionsTab]:
    tab = TransactionsTab(desk)
    qtbot.addWidget(tab)
    tab.resize(1100, 600)
    with qtbot.waitExposed(tab):
        tab.show()
    tab.activateWindow()
    yield tab
    settle()
    tab.close()


@pytest.fixture
def zeng(tab: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle) -> TransactionsTab:
    """Return the tab with the transactions of 曾国藩."""
    tab.show_profile(profile_of(people.zeng))
    settle()
    return tab


def typed(tab: TransactionsTab, text: str) -> None:
    tab.filters.text.setText(text)
    QTest.keyClick(tab.filters.text, KEY.Key_Return)


def left(field: QWidget, text: str) -> None:
    """Type into a field and leave it."""
    field.setText(text)  # type: ignore[attr-defined]
    field.editingFinished.emit()  # type: ignore[attr-defined]


def picked(choice: QWidget, value: object) -> None:
    """Choose a value by hand."""
    choice.choose(value)  # type: ignore[attr-defined]
    choice.chosen.emit()  # type: ignore[attr-defined]


def focused() -> QWidget:
    """Return what has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def days(tab: TransactionsTab) -> list[str]:
    return column(tab.model, Column.DAY)


# Pages -----------------------------------------------------------------------------------------------------


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


def test_the_chosen_booking_is_shown_in_detail(zeng: TransactionsTab) -> None:
    assert not zeng.detail.isVisible()
    zeng.table.setCurrentIndex(zeng.model.index(0, 0))
    assert zeng.detail.isVisible()
    said = zeng.detail.accessibleDescription()
    assert said.startswith("江城置业有限公司, 收入 ¥26,000.00, 转账请致电138****5678")
    assert "账户 621700*********4567" in said


def test_all_that_is_known_of_a_booking_is_in_the_detail(
    tab: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle, written: Book
) -> None:
    account = written.account(people.ouyang)
    source = written.add("sources", entity="transactions", as_of_day=TODAY - 1)
    known = {
        "counterparty_bank": "工商银行",
        "counterparty_account": "6222021234567890123",
        "source_id": source,
    }
    at = TODAY * 86_400_000_000 + 90 * 60_000_000
    written.add("transactions", account_id=account, amount_minor=-5, balance_minor=95_00, at=at, **known)
    tab.show_profile(profile_of(people.ouyang))
    settle()
    tab.table.setCurrentIndex(tab.model.index(0, 0))
    said = tab.detail.accessibleDescription()
    for part in (
        "时间 2026-11-24 09:30",
        "余额 ¥95.00",
        "对方账号 622202*********0123",
        "对方银行 工商银行",
        "数据日期 2026-11-23",
    ):
        assert part in said


def test_detail_and_place_stay_when_the_book_changes(
    zeng: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle, written: Book
) -> None:
    zeng.more_button.click()
    settle()
    bar = zeng.table.verticalScrollBar()
    zeng.table.setCurrentIndex(zeng.model.index(220, 0))
    bar.setValue(6_800)
    account = zeng.model.rows[0].account_id
    written.add("transactions", account_id=account, day=TODAY - 900, amount_minor=1)
    zeng.show_profile(profile_of(people.zeng))
    settle()
    assert zeng.model.rowCount() == ZENG_TRANSACTIONS
    assert zeng.table.currentIndex().row() == 220
    assert zeng.detail.row == zeng.model.rows[220]
    assert bar.value() == 6_800


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


def test_keys_lead_through_filter_table_and_detail(zeng: TransactionsTab, settle: Settle) -> None:
    zeng.filters.text.setFocus()
    reached: list[QWidget] = []
    while focused() is not zeng.table and len(reached) < 20:
        reached.append(focused())
        QTest.keyClick(focused(), KEY.Key_Tab)
    assert reached[:2] == [zeng.filters.text, zeng.filters.period]
    assert zeng.filters.more_button in reached
    assert zeng.export_button in reached
    assert reached[-1] is zeng.table.head
    QTest.keyClick(zeng.table, KEY.Key_Down)
    assert zeng.detail.isVisible()
    QTest.keyClick(zeng.table, KEY.Key_Return)
    assert zeng.detail.hasFocus()
    QTest.keyClick(zeng.detail, KEY.Key_Escape)
    assert zeng.table.hasFocus()
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


def test_every_input_has_a_name(zeng: TransactionsTab) -> None:
    more = zeng.filters.more
    fields = (zeng.filters.text, zeng.filters.period, more.account, more.kind, more.category)
    for widget in (
        *fields,
        more.least,
        more.most,
        more.since,
        more.until,
        zeng.table,
        zeng.detail.close_button,
    ):
        assert widget.accessibleName()


def test_copying_takes_the_chosen_rows_as_shown(zeng: TransactionsTab, settle: Settle) -> None:
    zeng.table.setFocus()
    zeng.table.setCurrentIndex(zeng.model.index(0, 0))
    QTest.keyClick(zeng.table, KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(zeng.table, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    first, second = QApplication.clipboard().text().splitlines()
    assert first.split("\t")[:2] == ["2026-11-24", "江城置业有限公司 转账请致电138****5678"]
    assert "+¥26,000.00" in first.split("\t")
    assert second.startswith("2026-11-23\t")


def test_what_is_copied_does_not_become_a_formula(
    tab: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle, written: Book
) -> None:
    account = written.account(people.ouyang)
    written.add(
        "transactions", account_id=account, amount_minor=-5, counterparty="=cmd|' /C calc'!A0", memo="a\tb\nc"
    )
    tab.show_profile(profile_of(people.ouyang))
    settle()
    tab.table.setCurrentIndex(tab.model.index(0, 0))
    tab.table.copy_chosen()
    [line] = QApplication.clipboard().text().splitlines()
    assert line.split("\t")[1] == "'=cmd|' /C calc'!A0 a b c"


# Look ------------------------------------------------------------------------------------------------------


def test_columns_give_way_in_a_narrow_window(zeng: TransactionsTab) -> None:
    def hidden() -> set[Column]:
        return {at for at in Column if zeng.table.isColumnHidden(at)}

    assert hidden() == set()
    zeng.resize(720, 500)
    QApplication.processEvents()
    assert hidden() == {Column.ACCOUNT, Column.CHANNEL}
    zeng.resize(1100, 500)
    QApplication.processEvents()
    assert hidden() == set()


def test_language_and_theme_change_at_run_time(zeng: TransactionsTab, themed: QApplication) -> None:
    zeng.table.setCurrentIndex(zeng.model.index(0, 0))
    light = zeng.grab().toImage()
    speak("en")
    assert column(zeng.model, Column.CATEGORY)[0] == "Salary"
    assert zeng.how_many.text() == "260 transactions · 200 shown"
    assert zeng.filters.period.currentText() == "All days"
    assert zeng.filters.more.kind.itemText(1) == "Card"
    assert zeng.detail.accessibleDescription().startswith("江城置业有限公司, ¥26,000.00 in")
    english = zeng.grab().toImage()
    assert english != light
    theme.apply(themed, "dark")
    assert zeng.grab().toImage() != english


def test_of_a_customer_of_whom_little_is_known_nothing_is_invented(
    tab: TransactionsTab, people: People, profile_of: ProfileOf, settle: Settle, written: Book
) -> None:
    account = written.account(people.nobody, currency="CZK")
    for place in range(3):
        written.add("transactions", account_id=account, amount_minor=-700_00 - place, kind="cash")
    tab.show_profile(profile_of(people.nobody))
    settle()
    assert column(tab.model, Column.COUNTERPARTY) == ["—"] * 3
    assert set(column(tab.model, Column.AMOUNT)) == {"−CZK 700.00", "−CZK 700.01", "−CZK 700.02"}
    tab.table.setCurrentIndex(tab.model.index(0, 0))
    assert tab.detail.accessibleDescription().startswith("现金, 支出 CZK 700.0")


def test_clearing_leaves_nothing(zeng: TransactionsTab, settle: Settle) -> None:
    zeng.table.setCurrentIndex(zeng.model.index(0, 0))
    zeng.clear()
    settle()
    assert zeng.model.rowCount() == 0
    assert not zeng.detail.isVisible()
    assert zeng.how_many.text() == ""

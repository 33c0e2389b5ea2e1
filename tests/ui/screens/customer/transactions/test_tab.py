"""The tab of transactions: detail, copying, and what the keys do."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from advisor_app.ui import theme
from advisor_app.ui.models.transactions import Column
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from tests.support.factories import TODAY, Book
from tests.support.models import column
from tests.support.rich_book import ZENG_TRANSACTIONS, People
from tests.ui.screens.customer.conftest import ProfileOf, Settle
from tests.ui.screens.customer.transactions.acting import KEY, focused


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

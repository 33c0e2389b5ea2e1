"""The table of transactions: signs and colours, pages that join, and no number raw."""

import re
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from advisor_app.domain.masking import MaskedText
from advisor_app.domain.transactions import PAGE_ROWS, TransactionQuery, TransactionRow
from advisor_app.i18n import set_language
from advisor_app.services.transactions import transaction_choices, transactions_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.rows import CELL_ROLE
from advisor_app.ui.models.transactions import Column, TransactionsModel, account_names
from tests.support.factories import TODAY
from tests.support.models import column, everything
from tests.support.rich_book import ZENG_TRANSACTIONS, People
from tests.ui.models.conftest import ProfileOf


def booking(number: int, **fields: Any) -> TransactionRow:
    blank = TransactionRow(
        1, TODAY, number, -88_50, "CNY", None, "card", None, None, None, None, None, None, None, 1
    )
    return blank._replace(**fields)


@pytest.fixture
def model(people: People, profile_of: ProfileOf) -> TransactionsModel:
    model = TransactionsModel()
    model.policy = profile_of(people.zeng).policy
    model.accounts = {1: "621700*********4567"}
    return model


def cells(model: TransactionsModel, row: TransactionRow) -> list[str]:
    model.set_rows([row])
    return [model.index(0, place).data() for place in Column]


def test_it_keeps_the_rules_of_item_models(qtmodeltester: ModelTester, model: TransactionsModel) -> None:
    qtmodeltester.check(model, force_py=False)
    model.set_rows([booking(number) for number in range(5)])
    model.add_rows([booking(number) for number in range(5, 9)])
    model.render()
    model.set_rows([])


def test_a_booking_is_shown_whole(model: TransactionsModel) -> None:
    row = booking(
        7,
        amount_minor=26_000_00,
        balance_minor=352_600_00,
        kind="transfer",
        channel="mobile",
        category="salary",
        counterparty=MaskedText("江城置业有限公司"),
    )
    assert cells(model, row) == [
        "2026-11-24",
        "江城置业有限公司",
        "工资",
        "转账",
        "手机银行",
        "621700*********4567",
        "+¥26,000.00",
        "¥352,600.00",
    ]


def test_of_a_poor_booking_nothing_is_invented(model: TransactionsModel) -> None:
    poor = booking(7, account_id=9, currency="CZK", kind="own_kind")
    assert cells(model, poor) == ["2026-11-24", "—", "—", "own_kind", "—", "—", "−CZK 88.50", "—"]


@pytest.mark.parametrize(
    ("minor", "shown", "ink", "heard"),
    [
        (5_00, "+¥5.00", "inflow", "收入 ¥5.00"),
        (-5_00, "−¥5.00", "outflow", "支出 ¥5.00"),
        (0, "¥0.00", "text", "¥0.00"),
    ],
)
def test_money_has_a_sign_beside_its_colour(
    model: TransactionsModel, minor: int, shown: str, ink: str, heard: str
) -> None:
    model.set_rows([booking(1, amount_minor=minor)])
    index = model.index(0, Column.AMOUNT)
    cell = index.data(CELL_ROLE)
    assert (cell.text, cell.ink, index.data(Qt.ItemDataRole.AccessibleTextRole)) == (shown, ink, heard)


def test_the_memo_stands_beside_the_counterparty(model: TransactionsModel) -> None:
    model.set_rows([booking(1, memo=MaskedText("房租"))])
    assert model.index(0, Column.COUNTERPARTY).data(CELL_ROLE).shown == "— 房租"


def test_a_day_is_loud_once_across_pages(model: TransactionsModel) -> None:
    model.set_rows([booking(4), booking(3), booking(2, day=TODAY - 1)])
    model.add_rows([booking(1, day=TODAY - 1), booking(0, day=TODAY - 2)])
    inks = [cell.ink for cell in column(model, Column.DAY, CELL_ROLE)]
    assert inks == ["text", "muted", "text", "muted", "text"]
    model.by_day = False
    model.set_rows([booking(4), booking(3)])
    assert [cell.ink for cell in column(model, Column.DAY, CELL_ROLE)] == ["text", "text"]


def test_pages_join_without_a_gap_or_a_repetition(
    desk: Desk, people: People, model: TransactionsModel
) -> None:
    query = TransactionQuery(people.zeng)
    page = transactions_page(desk.book, query)
    model.set_rows(page.rows)
    rest = transactions_page(desk.book, TransactionQuery(people.zeng, after=page.next))
    model.add_rows(rest.rows)
    assert (len(page.rows), rest.next) == (PAGE_ROWS, None)
    days = column(model, Column.DAY)
    assert len(days) == len(set(days)) == ZENG_TRANSACTIONS  # the book has one a day
    assert days == sorted(days, reverse=True)


def test_no_number_is_seen_raw_in_any_role(desk: Desk, people: People, model: TransactionsModel) -> None:
    model.accounts = account_names(model.policy, transaction_choices(desk.book, people.zeng))  # type: ignore[arg-type]
    model.set_rows(transactions_page(desk.book, TransactionQuery(people.zeng)).rows)
    texts = list(everything(model))
    assert any("138****5678" in text for text in texts)
    assert any("621700*********4567" in text for text in texts)
    assert not [text for text in texts if re.search(r"\d{11}", text)]


def test_a_booking_is_found_again(model: TransactionsModel) -> None:
    model.set_rows([booking(4), booking(3, account_id=2), booking(3)])
    assert model.find(booking(3)) == 2
    assert model.find(booking(9)) is None


def test_it_speaks_the_language_of_the_moment(model: TransactionsModel) -> None:
    model.set_rows([booking(1, category="salary")])
    set_language("en")
    model.render()
    assert model.index(0, Column.CATEGORY).data() == "Salary"
    assert model.headerData(Column.AMOUNT, Qt.Orientation.Horizontal) == "Amount"

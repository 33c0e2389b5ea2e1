"""Flows of a customer's own accounts: this month and over a year, in the bank's currency."""

import pytest

from advisor_app.data.reads import figures
from advisor_app.data.store import Store
from advisor_app.domain.dates import add_months
from advisor_app.domain.figures import Figures
from tests.support.factories import TODAY, Book

MONTH = TODAY - 23  # the first of November 2026
SINCE = MONTH - 335  # the first of December 2025


@pytest.fixture
def book(store: Store) -> Book:
    return Book(store)


def of(book: Book, customer: bytes) -> Figures | None:
    with book.store.read() as tx:
        return figures.of_customer(tx, customer)


def test_the_days_are_what_they_are_called() -> None:
    assert add_months(MONTH, 0) == MONTH
    assert add_months(MONTH, -11) == SINCE


def test_what_moves_inside_is_no_flow_and_what_is_consumed_is_spending(book: Book) -> None:
    key = book.customer()
    account = book.account(key)
    for day, amount, category in (
        (TODAY, 9_000, "salary"),
        (MONTH, 1_000, None),
        (MONTH - 1, 700, "salary"),  # of the month before
        (TODAY, -300, "groceries"),
        (TODAY, -50, None),
        (TODAY, -4_000, "own_funds"),  # to another bank
        (TODAY, -80_000, "term_deposit_purchase"),
        (TODAY, 60_000, "investment_redemption"),
        (TODAY, -500, "own_accounts"),
        (TODAY - 90, -200, "groceries"),
        (TODAY - 90, -900, "rent"),
        (TODAY - 90, 100, "rent"),  # what comes in is no spending
        (SINCE, -40, "travel"),
        (SINCE - 1, -7_000, "travel"),  # more than a year ago
        (TODAY, -100_000, "housing"),
    ):
        book.add("transactions", account_id=account, day=day, amount_minor=amount, category=category)
    assert of(book, key) == Figures(
        currency="CNY",
        month=MONTH,
        net_inflow_minor=10_000 - 104_350,
        inflow_minor=10_000,
        outflow_minor=104_350,
        since=SINCE,
        spending=(("rent", 900), ("groceries", 500), ("travel", 40)),
        left_out=(),
    )


def test_only_own_accounts_count(book: Book) -> None:
    key, other = book.customer(), book.customer()
    own, joint = book.account(key), book.account(other, key)
    left = book.add("accounts")
    book.add("account_holders", account_id=left, customer_id=key, closed_on=TODAY)
    for account in (own, joint, left):
        book.add("transactions", account_id=account, amount_minor=100)
    found, others = of(book, key), of(book, other)
    assert found is not None
    assert others is not None
    assert (found.inflow_minor, others.inflow_minor) == (100, 100)


def test_currencies_are_converted_once_and_without_a_rate_left_out(book: Book) -> None:
    key = book.customer()
    one, other = book.account(key, currency="USD"), book.account(key, currency="USD")
    yuan, euros = book.account(key), book.account(key, currency="EUR")
    book.add("fx_rates", day=TODAY, currency="USD", rate="7.45")
    for account, amount in ((one, 1), (other, 1), (yuan, 100), (euros, 5_00)):
        book.add("transactions", account_id=account, amount_minor=amount)
    found = of(book, key)
    assert found is not None
    assert found.inflow_minor == 100 + 15  # two cents are 14.9 fen; rounded each by itself they were 14
    assert found.left_out == ("EUR",)
    assert found.net_inflow_minor == 115


@pytest.mark.parametrize("accounts", [0, 1, 2])
def test_where_nothing_is_known_nothing_is_said(book: Book, accounts: int) -> None:
    key = book.customer()
    if accounts:
        book.account(key)  # without transactions
    if accounts == 2:
        book.add("transactions", account_id=book.account(key, currency="EUR"), amount_minor=100)
    found = of(book, key)
    assert found is not None
    assert found.net_inflow_minor is None
    assert (found.inflow_minor, found.outflow_minor, found.spending) == (0, 0, ())
    assert found.left_out == (("EUR",) if accounts == 2 else ())


def test_a_quiet_month_of_an_account_with_a_past_is_zero(book: Book) -> None:
    key = book.customer()
    book.add("transactions", account_id=book.account(key), amount_minor=1, day=TODAY - 3_000)
    found = of(book, key)
    assert found is not None
    assert found.net_inflow_minor == 0


def test_another_currency_is_the_bank_s(book: Book) -> None:
    book.add("bank", base_currency="CZK", time_zone="Europe/Prague")
    key = book.customer(None)
    book.add(
        "transactions", account_id=book.account(key, currency="CZK"), amount_minor=-5, category="household"
    )
    found = of(book, key)
    assert found is not None
    assert (found.currency, found.outflow_minor, found.spending) == ("CZK", 5, (("household", 5),))


def test_before_the_first_sync_there_are_none(store: Store) -> None:
    with store.read() as tx:
        assert figures.of_customer(tx, b"nobody") is None

"""Transactions: filters, orders and pages against a second implementation, and masks that hold."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app.data.apply import clear_book, write_rows
from advisor_app.data.reads import transactions
from advisor_app.data.store import Store
from advisor_app.domain.records import Transaction
from advisor_app.domain.transactions import TransactionQuery, TransactionRow, TransactionSort
from tests.support.factories import TODAY, Book


def found(store: Store, query: TransactionQuery) -> tuple[TransactionRow, ...]:
    """Return all pages of a query put together."""
    rows: tuple[TransactionRow, ...] = ()
    with store.read() as tx:
        while True:
            page = transactions.page(tx, query)
            assert len(page.rows) <= query.limit
            rows += page.rows
            if page.next is None:
                assert transactions.count(tx, query) == len(rows)
                return rows
            assert len(page.rows) == query.limit
            query = TransactionQuery(**{**_fields(query), "after": page.next})


def _fields(query: TransactionQuery) -> dict[str, Any]:
    return {name: getattr(query, name) for name in TransactionQuery.__dataclass_fields__}


def test_a_row_shows_what_is_known_and_masks_the_rest(store: Store) -> None:
    book = Book(store)
    customer = book.customer()
    account = book.account(customer, currency="CZK")
    key = book.add(
        "transactions",
        account_id=account,
        amount_minor=-700,
        balance_minor=9_300,
        channel="app",
        counterparty="李芳 13900139000",
        counterparty_bank="AB",
        counterparty_account="6222020200066668888",
        category="rent",
        memo="房租，电话13800138000",
        at=1,
        source_id=5,
    )
    assert found(store, TransactionQuery(customer)) == (
        TransactionRow(
            account_id=account,
            day=TODAY,
            id=key,
            amount_minor=-700,
            currency="CZK",
            balance_minor=9_300,
            kind="card",
            channel="app",
            category="rent",
            counterparty="李芳 139****9000",  # type: ignore[arg-type]
            counterparty_bank="AB",
            counterparty_account="622202*********8888",  # type: ignore[arg-type]
            memo="房租，电话138****8000",  # type: ignore[arg-type]
            at=1,
            source_id=5,
        ),
    )


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("房租", 1),
        ("李芳", 1),
        ("ATM", 1),
        ("atm", 1),
        ("8000", 1),
        ("13800138000", 0),
        ("0138", 0),
        ("138****8000", 1),
        ("租 ATM 138**", 1),
        ("139****8000", 0),
        ("3800", 0),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
        ("ea", 0),  # letters of a passport's number may be hidden too
        ("E*", 1),
        ("  房租 ", 1),
        ("*" * 60_000, 0),
    ],
)
def test_what_is_masked_is_not_found(store: Store, text: str, hits: int) -> None:
    book = Book(store)
    customer = book.customer()
    account = book.account(customer)
    memo = "房租 ATM 13800138000 EA1234567"
    book.add("transactions", account_id=account, counterparty="李芳", memo=memo)
    book.add("transactions", account_id=account)
    assert len(found(store, TransactionQuery(customer, text=text))) == hits


def test_letters_that_are_not_ascii_are_found_as_they_are(store: Store) -> None:
    book = Book(store)
    customer = book.customer()
    account = book.account(customer)
    book.add("transactions", account_id=account, counterparty="Životní pojišťovna", memo="ÉTÉ")
    for text, hits in (("životní", 0), ("Životní P", 1), ("ÉTÉ", 1), ("été", 0)):
        assert len(found(store, TransactionQuery(customer, text=text))) == hits, text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.text("甲乙A1 *138一EX〇０", max_size=24), min_size=1, max_size=6),
    st.text("甲A138*一Ee〇０", min_size=1, max_size=5),
)
def test_words_are_found_where_they_are_shown(store: Store, memos: list[str], text: str) -> None:
    with store.write() as tx:
        clear_book(tx)
    book = Book(store)
    customer = book.customer()
    account = book.account(customer)
    for memo in memos:
        book.add("transactions", account_id=account, memo=memo)
    shown = [row.memo or "" for row in found(store, TransactionQuery(customer))]
    hits = [row.memo for row in found(store, TransactionQuery(customer, text=text))]
    assert hits == [memo for memo in shown if text.lower() in memo.lower()]


def test_choices_are_what_occurs_the_most_frequent_first(store: Store) -> None:
    book = Book(store)
    customer, other = book.customer(), book.customer()
    own = book.account(customer, number="6217000010001234567", currency="CZK")
    joint = book.account(other, customer, kind="savings")
    book.account(other)
    for account, kind, category in (
        (own, "cash", None),
        (own, "card", "rent"),
        (joint, "card", "dining"),
        (joint, "card", "dining"),
    ):
        book.add("transactions", account_id=account, kind=kind, category=category)
    with store.read() as tx:
        assert transactions.choices(tx, customer) == (
            (
                (own, "621700*********4567", "current", "CZK", "owner"),
                (joint, None, "savings", "CNY", "joint"),
            ),
            ("card", "cash"),
            ("dining", "rent"),
        )
        assert transactions.choices(tx, b"nobody") == ((), (), ())


def test_only_accounts_of_the_customer_are_read(store: Store) -> None:
    book = Book(store)
    one, other = book.customer(), book.customer()
    own, joint, foreign = book.account(one), book.account(other, one), book.account(other)
    for account in (own, joint, foreign):
        book.add("transactions", account_id=account)
    assert {row.account_id for row in found(store, TransactionQuery(one))} == {own, joint}
    assert {row.account_id for row in found(store, TransactionQuery(one, account_id=joint))} == {joint}
    assert found(store, TransactionQuery(one, account_id=foreign)) == ()


ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),  # account
        st.integers(0, 4),  # day
        st.integers(-3, 3),  # amount
        st.sampled_from([None, "", "甲", "乙 ATM", "a"]),  # counterparty
        st.sampled_from(["card", "cash"]),
        st.sampled_from([None, "rent", "salary"]),
    ),
    max_size=30,
)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "since": st.integers(0, 4),
        "until": st.integers(0, 4),
        "inflow": st.booleans(),
        "least_minor": st.integers(0, 3),
        "most_minor": st.integers(0, 3),
        "kinds": st.sampled_from([("card",), ("card", "cash")]),
        "categories": st.sampled_from([("rent",), ("rent", "salary")]),
        "text": st.sampled_from(["甲", "A"]),
        "sort": st.sampled_from(TransactionSort),
        "ascending": st.booleans(),
        "limit": st.integers(1, 7),
        "account": st.integers(0, 2),
    },
)


def wanted(row: Transaction, query: TransactionQuery) -> bool:
    return (
        (query.account_id is None or row.account_id == query.account_id)
        and (query.since is None or row.day >= query.since)
        and (query.until is None or row.day <= query.until)
        and (query.inflow is None or (row.amount_minor > 0) == query.inflow)
        and (query.least_minor is None or abs(row.amount_minor) >= query.least_minor)
        and (query.most_minor is None or abs(row.amount_minor) <= query.most_minor)
        and (not query.kinds or row.kind in query.kinds)
        and (not query.categories or row.category in query.categories)
        and (not query.text or query.text.lower() in (row.counterparty or "").lower())
    )


ORDERS = {
    TransactionSort.DAY: lambda row: (row.day, row.id),
    TransactionSort.AMOUNT: lambda row: (row.amount_minor, row.id),
    TransactionSort.COUNTERPARTY: lambda row: ((row.counterparty or "").encode(), row.id),
}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, QUERIES)
def test_pages_hold_what_was_asked_for_in_order(
    store: Store, made: list[tuple[Any, ...]], asked: dict[str, Any]
) -> None:
    with store.write() as tx:
        clear_book(tx)
    book = Book(store)
    customer = book.customer()
    accounts = [book.account(customer) for _ in range(3)]
    rows = [
        Transaction(
            accounts[account], day, key, 1, amount, None, kind, None, party, None, None, category, None, None
        )
        for key, (account, day, amount, party, kind, category) in enumerate(made)
    ]
    with store.write() as tx:
        write_rows(tx, "transactions", Transaction._fields, rows)
    if "account" in asked:
        asked = {**asked, "account_id": accounts[asked["account"]]}
        del asked["account"]
    query = TransactionQuery(customer, **asked)
    expected = sorted(
        (row for row in rows if wanted(row, query)), key=ORDERS[query.sort], reverse=not query.ascending
    )
    assert [row.id for row in found(store, query)] == [row.id for row in expected]

"""The list of customers: what its rows hold, filters, orders and pages."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app.data.apply import clear_book
from advisor_app.data.reads import customers
from advisor_app.data.store import Store
from advisor_app.domain.customers import CustomerQuery, CustomerRow, CustomerSort
from tests.support.factories import NOON, TODAY, Book

DAY = 86_400_000_000


@pytest.fixture
def book(store: Store) -> Book:
    return Book(store)


def found(book: Book, query: CustomerQuery) -> list[CustomerRow]:
    with book.store.read() as tx:
        return customers.search(tx, query)


def names(book: Book, **query: object) -> list[str | None]:
    return [row.name for row in found(book, CustomerQuery(**query))]  # type: ignore[arg-type]


def test_a_row_holds_what_a_list_shows(book: Book) -> None:
    branch = book.add("branches", code="01", name="营业部")
    key = book.customer(
        "张伟", 12_345_67, number="C1", phone="13800138000", branch_id=branch, opened_on=9_000
    )
    book.add("aum_months", customer_id=key, month=TODAY - 54, average_minor=1)
    book.add("tiers", customer_id=key, tier="gold")
    book.add("interactions", customer_id=key, outcome="met", happened_at=NOON - 3 * DAY)
    book.add("interactions", customer_id=key, outcome="no_answer", happened_at=NOON - DAY)
    book.add("interactions", customer_id=key, outcome=None, happened_at=NOON)
    assert found(book, CustomerQuery()) == [
        CustomerRow(
            id=key,
            number="C1",
            name="张伟",
            kind="customer",
            phone="138****8000",  # type: ignore[arg-type]
            tier="gold",
            branch="营业部",
            opened_on=9_000,
            closed_on=None,
            aum_minor=12_345_67,
            currency="CNY",
            aum_month=TODAY - 23,
            last_contact_at=NOON - 3 * DAY,
            pinned=False,
            prompts=None,
        )
    ]


def test_what_is_not_known_is_not_invented(book: Book) -> None:
    book.customer(None, number="1")
    [row] = found(book, CustomerQuery())
    assert row._replace(id=b"") == (b"", "1", None, "customer", *[None] * 9, False, None, None, False)


def test_filters_narrow_together(book: Book) -> None:
    here, there = (book.add("branches", code=code, name=code) for code in ("1", "2"))
    fund = book.customer("基", 4, branch_id=here)
    gone = book.customer("赎", 3, branch_id=here)
    card = book.customer("卡", 2, branch_id=there)
    book.customer("无", 1, branch_id=here)
    for key, tier in ((fund, "gold"), (gone, "gold"), (card, "wealth")):
        book.add("tiers", customer_id=key, tier=tier)
    book.add("holdings", customer_id=fund, kind="fund")
    book.add("holdings", customer_id=gone, kind="fund", closed_on=TODAY)
    book.add("cards", customer_id=card, account_id=book.account(card, kind="savings"), kind="credit")
    assert names(book, tiers=("gold",)) == ["基", "赎"]
    assert names(book, tiers=("gold", "wealth")) == ["基", "赎", "卡"]
    assert names(book, branch_ids=(here,)) == ["基", "赎", "无"]
    assert names(book, product_kinds=("fund",)) == ["基"]
    assert names(book, product_kinds=("credit", "savings")) == ["卡"]
    assert names(book, product_kinds=("fund",), tiers=("wealth",)) == []
    assert names(book, text="赎", tiers=("gold",), branch_ids=(here, there)) == ["赎"]
    assert names(book, text="基", product_kinds=("fund", "credit")) == ["基"]
    with book.store.read() as tx:
        assert customers.count(tx, CustomerQuery(tiers=("gold",), limit=1)) == 2
        assert customers.count(tx, CustomerQuery(product_kinds=("fund", "credit"), limit=1)) == 2


@pytest.mark.parametrize(
    ("sort", "forwards", "backwards"),
    [
        (CustomerSort.AUM, ["赵", "钱", "曾", None], [None, "曾", "钱", "赵"]),
        (CustomerSort.NAME, ["钱", "曾", "赵", None], ["赵", "曾", "钱", None]),
        (CustomerSort.NUMBER, [None, "曾", "钱", "赵"], ["钱", "曾", None, "赵"]),
        (CustomerSort.OPENED, ["钱", "曾", "赵", None], ["曾", "钱", "赵", None]),
        (CustomerSort.LAST_CONTACT, ["曾", "赵", "钱", None], ["赵", "曾", "钱", None]),
    ],
)
def test_orders(
    book: Book, sort: CustomerSort, forwards: list[str | None], backwards: list[str | None]
) -> None:
    zhao = book.customer("赵", 3_00)
    book.customer("钱", 2_00, number="C3", opened_on=20)
    zeng = book.customer("曾", 1_00, number="C2", opened_on=10)
    book.customer(None, number="C1")
    book.add("interactions", customer_id=zhao, outcome="met", happened_at=NOON - DAY)
    book.add("interactions", customer_id=zeng, outcome="met", happened_at=NOON)
    assert names(book, sort=sort) == forwards
    assert names(book, sort=sort, reverse=True) == backwards


def test_a_customer_is_found_by_exact_number(book: Book) -> None:
    key = book.customer("张", number="C1")
    twins = {book.customer("王", number="C2"), book.customer("李", number="C2")}
    with book.store.read() as tx:
        assert customers.find_ids(tx, "C1") == [key]
        assert set(customers.find_ids(tx, "C2")) == twins
        assert customers.find_ids(tx, "C") == []
        assert customers.get(tx, b"nobody") is None
        assert customers.exists(tx, key)
        assert not customers.exists(tx, b"nobody")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=12),
    st.sampled_from(CustomerSort),
    st.booleans(),
    st.integers(1, 5),
)
def test_pages_are_the_whole_list_cut_up(
    store: Store, amounts: list[int], sort: CustomerSort, reverse: bool, size: int
) -> None:
    with store.write() as tx:
        clear_book(tx)
    book = Book(store)
    for amount in amounts:
        book.customer("王" * (amount + 1), amount or None, number=str(amount) if amount else None)
    whole = found(book, CustomerQuery(sort=sort, reverse=reverse))
    pages = [
        found(book, CustomerQuery(sort=sort, reverse=reverse, limit=size, offset=start))
        for start in range(0, len(amounts) + 1, size)
    ]
    assert [row for page in pages for row in page] == whole
    assert len({row.id for row in whole}) == len(amounts)

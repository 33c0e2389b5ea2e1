"""Average AUM: an example worked out on paper, and random banks against the day-by-day reference, on two engines."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_app.analysis.aum import Inputs, month_averages
from tests.analysis.frames import ENGINES, Make, engine, integers, listed
from tests.analysis.reference import Account, Book, Holding, averages

ANNA, BO = b"anna" * 4, b"bo__" * 4


def inputs(book: Book, make: Make) -> Inputs:
    """Lay a book out as the frames of a computation."""
    accounts, holdings = list(enumerate(book.accounts, 1)), list(enumerate(book.holdings, 1))
    return Inputs(
        accounts=make(
            [
                (
                    number,
                    one.customer,
                    one.currency,
                    one.opened_on,
                    one.closed_on,
                    one.balance_minor,
                    one.balance_on,
                    one.source,
                )
                for number, one in accounts
            ],
            integers(
                "position",
                "customer",
                "currency",
                "opened_on",
                "closed_on",
                "balance_minor",
                "balance_on",
                "source",
            ),
        ),
        bookings=make(
            [(number, *booking) for number, one in accounts for booking in one.bookings],
            integers("position", "day", "amount_minor"),
        ),
        holdings=make(
            [
                (number, one.customer, one.currency, one.starts_on, one.closed_on, one.principal_minor)
                for number, one in holdings
            ],
            integers("position", "customer", "currency", "starts_on", "closed_on", "principal_minor"),
        ),
        values=make(
            [(number, *value) for number, one in holdings for value in one.values.items()],
            integers("position", "month", "value_minor"),
        ),
        months=make(list(book.months), integers("month", "until")),
        rates=make(
            [(currency, month, float(rate)) for (currency, month), rate in book.rates.items()],
            integers("currency", "month", "factor"),
        ),
    )


def computed(book: Book, as_of: int, on: str) -> Mapping[tuple[bytes, int], tuple[int, int]]:
    with engine(on) as make:
        rows = listed(month_averages(inputs(book, make), as_of), "customer", "month")
    found = {(row["customer"], row["month"]): (row["average_minor"], row["coverage"]) for row in rows}
    assert len(found) == len(rows)
    return found


def example() -> Book:
    """Two months of ten days, 100–109 and 110–119; the business date is 114, so the second counts five days."""
    return Book(
        months=[(100, 110), (110, 115)],
        rates={("CNY", 100): "1", ("CNY", 110): "1", ("USD", 110): "7.25"},
        accounts=[
            # 1000 on days 100–103, 400 on 104–106, −100 (an overdraft) on 107, 200 on 108 and after
            Account(ANNA, "CNY", 100, None, 200, 108, 1, [(107, -500), (100, 1000), (104, -600), (108, 300)]),
            # a dollar account: no rate in the first month
            Account(ANNA, "USD", 105, None, None, None, 1, [(105, 4000)]),
            # begins after the business date
            Account(ANNA, "CNY", 115, None, 9000, 114, 1, []),
        ],
        holdings=[
            # paid out on its maturity, day 112
            Holding(BO, "CNY", 90, 112, 5000, {110: 5500}),
            # begins after the business date
            Holding(BO, "CNY", 115, None, 7000, {110: 7000}),
            # nothing known of its worth
            Holding(BO, "CNY", 114, None, None, {}),
        ],
    )


@pytest.mark.parametrize("on", ENGINES)
def test_an_example_worked_out_on_paper(on: str) -> None:
    assert computed(example(), 114, on) == {
        # (4 × 1000 + 3 × 400 + 0 + 2 × 200) ÷ 10 days; known are 10 of the 10 + 5 days of both accounts
        (ANNA, 100): (560, 66),
        # 200, and 4000 at 7.25
        (ANNA, 110): (200 + 29_000, 100),
        (BO, 100): (5000, 100),
        # 2 × 5500 ÷ 5 days; known are 2 of 2 + 1 days
        (BO, 110): (2200, 66),
    }


def test_the_reference_agrees_with_the_paper() -> None:
    assert averages(example(), 114) == computed(example(), 114, "duckdb")


@pytest.mark.parametrize("on", ENGINES)
def test_the_order_of_bookings_means_nothing(on: str) -> None:
    book = example()
    expected = computed(book, 114, on)
    book.accounts[0].bookings.reverse()
    # One booking in several parts, with its reversal, on the same day.
    book.accounts[0].bookings += [(104, 900), (104, -500), (104, -400)]
    assert computed(book, 114, on) == expected


@pytest.mark.parametrize("on", ENGINES)
def test_history_before_the_first_booking_of_the_source_is_not_known(on: str) -> None:
    book = Book(
        months=[(100, 110)],
        rates={("CNY", 100): "1"},
        accounts=[
            # old, and its balance is stated: known from day 104 on, where the source begins
            Account(ANNA, "CNY", 50, None, 700, 109, 1, []),
            # old, without a balance: never known
            Account(BO, "CNY", 50, None, None, None, 1, [(104, 10)]),
            # of another source without any bookings: constant since it was opened
            Account(b"other" * 3, "CNY", 50, None, 30, 109, 2, []),
        ],
    )
    assert computed(book, 109, on) == {
        (ANNA, 100): (420, 60),
        (BO, 100): (0, 0),
        (b"other" * 3, 100): (30, 100),
    }


@pytest.mark.parametrize("on", ENGINES)
def test_a_bank_without_positions_has_no_averages(on: str) -> None:
    assert computed(Book(months=[(100, 110)], rates={("CNY", 100): "1"}), 109, on) == {}


DAYS = st.integers(85, 125)
MAYBE_DAY = st.none() | DAYS
MINOR = st.integers(-(10**9), 10**9)
WORTH = st.integers(0, 10**9)
OWNERS = st.sampled_from([ANNA, BO])
CURRENCIES = st.sampled_from(["CNY", "CNY", "USD", "JPY"])
BALANCES = st.none() | st.tuples(MINOR, DAYS)


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    balance, day = draw(BALANCES) or (None, None)
    bookings = draw(st.lists(st.tuples(DAYS, MINOR), max_size=6))
    known = (draw(OWNERS), draw(CURRENCIES), draw(MAYBE_DAY), draw(MAYBE_DAY), balance, day)
    return Account(*known, draw(st.integers(1, 2)), bookings)


@st.composite
def holdings(draw: st.DrawFn) -> Holding:
    values = draw(st.dictionaries(st.sampled_from([80, 90, 100, 110, 120]), WORTH, max_size=3))
    dates = (draw(MAYBE_DAY), draw(MAYBE_DAY))
    return Holding(draw(OWNERS), draw(CURRENCIES), *dates, draw(st.none() | WORTH), values)


@st.composite
def books(draw: st.DrawFn, as_of: int) -> Book:
    months = [(90, 100), (100, 110), (110, as_of + 1)]
    known = {("USD", 90): "7.25", ("USD", 100): "7.1234", ("JPY", 100): "4.63", ("JPY", 110): "0.0463"}
    missing = draw(st.sets(st.sampled_from(sorted(known))))
    return Book(
        draw(st.lists(accounts(), max_size=4)),
        draw(st.lists(holdings(), max_size=4)),
        months,
        {("CNY", month): "1" for month, _ in months}
        | {key: rate for key, rate in known.items() if key not in missing},
    )


@pytest.mark.parametrize("on", ENGINES)
@settings(max_examples=30)
@given(data=st.data(), as_of=st.integers(110, 119))
def test_random_banks_come_out_as_day_by_day(on: str, data: st.DataObject, as_of: int) -> None:
    book = data.draw(books(as_of))
    expected, found = averages(book, as_of), computed(book, as_of, on)
    assert found.keys() == expected.keys()
    converted = {one.customer for one in book.positions if one.currency != "CNY"}
    for key, (average, coverage) in found.items():
        # Only a conversion that ends within a rounding error of a half may fall on either side.
        allowed = 2 if key[0] in converted else 0
        assert abs(average - expected[key][0]) <= allowed
        assert coverage == expected[key][1]

"""The balance at the end of a day, from bookings in any order."""

from itertools import accumulate

from hypothesis import assume, given
from hypothesis import strategies as st

from advisor_app.head_office.importing.balances import closing_balance, newest_balances

AMOUNTS = st.lists(st.integers(-1000, 1000).filter(bool), min_size=1, max_size=8)


@given(st.integers(-1000, 1000), AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_of_bookings_does_not_matter(opening: int, amounts: list[int], random: object) -> None:
    balances = list(accumulate(amounts, initial=opening))
    assume(balances[-1] != opening)
    rows = list(zip(amounts, balances[1:], strict=True))
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert closing_balance(rows) == balances[-1]


@given(AMOUNTS, st.integers(-1000, 1000))
def test_a_day_that_ends_where_it_began_does_not_tell(amounts: list[int], opening: int) -> None:
    amounts = [*amounts, -sum(amounts)]
    balances = list(accumulate(amounts, initial=opening))
    assert closing_balance(list(zip(amounts, balances[1:], strict=True))) is None


def test_a_chain_with_a_gap_or_a_missing_balance_does_not_tell() -> None:
    assert closing_balance([(100, 1100), (50, 1150)]) == 1150
    assert closing_balance([(100, 1100), (50, 1160)]) is None
    assert closing_balance([(100, 1100), (50, None)]) is None


def test_the_newest_day_that_tells_is_taken() -> None:
    rows = [
        (1, 10, 100, 100),
        (1, 11, 5, 105),
        (1, 12, 5, 111),
        (1, 12, 5, 130),
        (2, 9, 1, None),
        (3, 8, -1, -1),
    ]
    assert list(newest_balances(rows)) == [(1, 11, 105), (3, 8, -1)]

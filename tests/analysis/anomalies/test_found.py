"""Each kind of unusual activity is found by what makes it one, and by nothing less, the same on every engine."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from advisor_app.domain.dates import start_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.anomalies import DORMANT, NEW_PAYEE, NIGHT, SIZE, VELOCITY
from advisor_app.head_office.policies import from_file
from tests.analysis.anomalies.bank import AS_OF, HOUR, ZONE, Rows, told, unusual
from tests.analysis.features.engines import NEEDS_SPARK, QUICK, Make, engine


@pytest.fixture(scope="module")
def policy() -> Policy:
    return from_file(None)


@pytest.fixture(scope="module", params=QUICK)
def make(request: pytest.FixtureRequest) -> Iterator[Make]:
    with engine(request.param) as made:
        yield made


@pytest.fixture
def bank() -> Rows:
    made = Rows()
    made.account(1)
    return made


def test_an_empty_bank_has_nothing_unusual(make: Make, policy: Policy) -> None:
    assert unusual(Rows(), make, policy) == {}


def test_what_is_always_so_is_not_unusual(bank: Rows, make: Make, policy: Policy) -> None:
    bank.past(1)
    bank.pay(1, 3, 1_100)
    assert unusual(bank, make, policy) == {}


@pytest.mark.parametrize(("yuan", "is_found"), [(9_000, True), (2_100, True), (1_990, False)])
def test_a_payment_is_large_beside_the_median_and_the_largest(
    bank: Rows, make: Make, policy: Policy, yuan: int, is_found: bool
) -> None:
    # The largest is 1,100, so 80 % above it is 1,980; below 2,000 nothing is told.
    bank.past(1)
    bank.pay(1, 3, yuan)
    kinds = unusual(bank, make, policy)
    assert set(kinds) == ({SIZE} if is_found else set())
    if is_found:
        (row,) = kinds[SIZE]
        assert (row["minor"], row["usual_minor"], row["most_minor"]) == (yuan * 100, 100_000, 110_000)
        assert (row["past"], row["out"], row["day"], row["payments"]) == (40, 1, AS_OF - 3, 1)


def test_one_that_is_larger_than_one_large_payment_before_is_none(
    bank: Rows, make: Make, policy: Policy
) -> None:
    bank.past(1)
    bank.pay(1, 100, 8_000)
    bank.pay(1, 3, 9_000)
    assert unusual(bank, make, policy) == {}


def test_money_that_comes_is_compared_with_what_came(bank: Rows, make: Make, policy: Policy) -> None:
    bank.past(1)
    for place in range(12):
        bank.pay(1, 30 + place * 20, -5_000)
    bank.pay(1, 2, -6_000)
    assert unusual(bank, make, policy) == {}
    bank.pay(1, 1, -60_000)
    (row,) = unusual(bank, make, policy)[SIZE]
    assert (row["out"], row["minor"], row["past"]) == (0, 6_000_000, 12)


@pytest.mark.parametrize(("count", "days"), [(9, 300), (40, 60)])
def test_without_enough_of_a_past_nothing_is_unusual(
    bank: Rows, make: Make, policy: Policy, count: int, days: int
) -> None:
    for place in range(count):
        bank.pay(1, 20 + place * days // count, 1_000)
    bank.pay(1, 3, 90_000)
    assert unusual(bank, make, policy) == {}


def test_a_large_payment_to_a_new_payee_is_told_once(bank: Rows, make: Make, policy: Policy) -> None:
    bank.past(1)
    bank.pay(1, 3, 30_000, counterparty_account="7777")
    kinds = unusual(bank, make, policy)
    assert set(kinds) == {NEW_PAYEE}
    assert kinds[NEW_PAYEE][0]["minor"] == 3_000_000


def test_a_payee_is_new_for_some_days_and_it_is_said_since_when(
    bank: Rows, make: Make, policy: Policy
) -> None:
    bank.past(1)
    bank.pay(1, 9, 10, counterparty_account="7777")  # who tries somebody begins with little
    for ago in (6, 3):
        bank.pay(1, ago, 30_000, counterparty_account="7777")
    kinds = unusual(bank, make, policy)
    assert set(kinds) == {NEW_PAYEE}
    assert {(row["day"], row["last_on"]) for row in kinds[NEW_PAYEE]} == {
        (AS_OF - 6, AS_OF - 9),
        (AS_OF - 3, AS_OF - 9),
    }


def test_of_two_new_payees_of_a_day_neither_is_told_for_its_size(
    bank: Rows, make: Make, policy: Policy
) -> None:
    bank.past(1)
    bank.past(1, 12, category="rent")
    bank.pay(1, 100, 25_000, category="rent")  # so that of rent only the other one is unusual by its size
    bank.pay(1, 3, 26_000, counterparty_account="7777", category="rent")
    bank.pay(1, 3, 24_000, counterparty_account="8888")
    kinds = unusual(bank, make, policy)
    assert set(kinds) == {NEW_PAYEE}
    (row,) = kinds[NEW_PAYEE]
    assert (row["minor"], row["payments"], row["last_on"]) == (2_600_000, 2, None)


@pytest.mark.parametrize(
    ("back", "is_found"),
    [
        ({}, False),
        ({"ago": 2}, True),  # more than a week later
        ({"ago": 11}, True),  # before it was paid
        ({"yuan": -29_999.99}, True),
        ({"counterparty_account": "8888"}, True),
        ({"counterparty_account": None, "counterparty": "张三"}, True),
        ({"account": 2}, True),
    ],
)
def test_what_came_back_from_where_it_had_gone_is_as_if_it_had_not_been(
    bank: Rows, make: Make, policy: Policy, back: dict[str, Any], is_found: bool
) -> None:
    bank.account(2)
    bank.past(1)
    bank.past(1, 12, category="in")  # so that what comes is not unusual for its own part
    bank.pay(1, 10, 30_000, counterparty_account="7777")
    bank.pay(**{"account": 1, "ago": 3, "yuan": -30_000, "counterparty_account": "7777", **back})
    assert (NEW_PAYEE in unusual(bank, make, policy)) is is_found


def test_one_that_came_back_does_not_hide_another(bank: Rows, make: Make, policy: Policy) -> None:
    bank.past(1)
    for ago in (6, 2):
        bank.pay(1, ago, 30_000, counterparty_account="7777")
    bank.pay(1, 4, -30_000, counterparty_account="7777")
    (row,) = unusual(bank, make, policy)[NEW_PAYEE]
    assert (row["day"], row["booked"]) == (AS_OF - 2, -3_000_000)


def test_a_policy_can_take_no_notice_of_what_came_back(bank: Rows, make: Make, policy: Policy) -> None:
    bank.past(1)
    bank.pay(1, 4, 30_000, counterparty_account="7777")
    bank.pay(1, 4, -30_000, counterparty_account="7777")
    blind = replace(policy, anomalies=replace(policy.anomalies, returned_days=0))
    assert unusual(bank, make, policy) == {}
    assert NEW_PAYEE in unusual(bank, make, blind)


@pytest.mark.parametrize(
    "more",
    [
        {"counterparty_account": "6222"},  # paid before
        {"counterparty_account": "7777", "kind": "card"},  # no transfer
        {"counterparty_account": "7777", "yuan": 19_999},  # below the amount of the policy
        {"counterparty_account": None, "counterparty": None},  # nobody knows who it is
    ],
)
def test_what_is_no_new_payee(bank: Rows, make: Make, policy: Policy, more: dict[str, Any]) -> None:
    bank.past(1)
    bank.pay(1, 200, 18_000)  # so that none of them is unusual by its size
    bank.pay(1, 3, **{"yuan": 22_000, **more})
    assert unusual(bank, make, policy) == {}


def test_the_number_says_who_it_is_and_not_how_the_name_is_written(
    bank: Rows, make: Make, policy: Policy
) -> None:
    bank.past(1, counterparty="王建国")
    bank.pay(1, 200, 18_000)
    bank.pay(1, 3, 22_000, counterparty="王 建国")
    assert unusual(bank, make, policy) == {}
    bank.pay(1, 3, 22_000, counterparty="王建国", counterparty_bank="别家银行")
    assert set(unusual(bank, make, policy)) == {NEW_PAYEE}


@pytest.mark.parametrize(("payments", "is_found"), [(6, True), (5, False)])
def test_many_payments_in_a_day(
    bank: Rows, make: Make, policy: Policy, payments: int, is_found: bool
) -> None:
    bank.past(1)
    for _ in range(3):
        bank.pay(1, 50, 1_000)  # four in a day were the most, so six are half as many again
    for _ in range(payments):
        bank.pay(1, 4, 1_000)
    kinds = unusual(bank, make, policy)
    assert set(kinds) == ({VELOCITY} if is_found else set())
    if is_found:
        (row,) = kinds[VELOCITY]
        assert (row["payments"], row["total"], row["most"]) == (6, 600_000, 4)


@pytest.mark.parametrize(("hour", "nights", "is_found"), [(3, 0, True), (5, 0, False), (3, 2, False)])
def test_a_payment_at_night(
    bank: Rows, make: Make, policy: Policy, hour: int, nights: int, is_found: bool
) -> None:
    bank.past(1, hour=14)
    bank.pay(1, 200, 6_000, hour=15)
    for place in range(nights):
        bank.pay(1, 40 + place, 1_000, hour=2)
    bank.pay(1, 3, 5_500, hour=hour)
    kinds = unusual(bank, make, policy)
    assert set(kinds) == ({NIGHT} if is_found else set())
    if is_found:
        assert (kinds[NIGHT][0]["hour"], kinds[NIGHT][0]["past"], kinds[NIGHT][0]["most"]) == (3, 41, 0)


def test_a_time_of_another_day_is_not_known(bank: Rows, make: Make, policy: Policy) -> None:
    bank.past(1, hour=14)
    bank.pay(1, 200, 6_000, hour=15)
    bank.pay(1, 3, 5_500, at=start_of(AS_OF - 4, ZONE) + 3 * HOUR)
    assert unusual(bank, make, policy) == {}


@pytest.mark.parametrize(("quiet", "is_found"), [(180, True), (179, False)])
def test_an_account_wakes(bank: Rows, make: Make, policy: Policy, quiet: int, is_found: bool) -> None:
    bank.pay(1, 4 + quiet, 1_000)
    bank.pay(1, 4, 10)  # who tries an account begins with little
    bank.pay(1, 2, 6_000)
    kinds = unusual(bank, make, policy)
    assert set(kinds) == ({DORMANT} if is_found else set())
    if is_found:
        (row,) = kinds[DORMANT]
        assert (row["day"], row["last_on"]) == (AS_OF - 4, AS_OF - 4 - quiet)
        assert (row["minor"], row["total"], row["payments"]) == (600_000, 601_000, 2)


def test_an_account_that_was_never_used_wakes_only_where_it_is_old(make: Make, policy: Policy) -> None:
    bank = Rows()
    bank.account(1)
    bank.account(2, b"n" * 16, opened=AS_OF - 300)
    for account in (1, 2):
        bank.pay(account, 4, 6_000)
    (row,) = unusual(bank, make, policy)[DORMANT]
    assert (row["account"], row["last_on"]) == (1, None)


def test_moving_money_within_the_bank_keeps_an_account_awake(bank: Rows, make: Make, policy: Policy) -> None:
    bank.pay(1, 300, 1_000)
    bank.pay(1, 100, 50_000, kind="investment", category="term_deposit_purchase")
    bank.pay(1, 4, 6_000)
    assert unusual(bank, make, policy) == {}


@pytest.mark.parametrize(
    ("yuan", "apart", "is_found"),
    [(49_900, 2, True), (45_000, 2, True), (44_900, 2, False), (50_000, 2, False), (49_900, 4, False)],
)
def test_cash_just_below_a_limit(
    bank: Rows, make: Make, policy: Policy, yuan: int, apart: int, is_found: bool
) -> None:
    for place in range(3):
        bank.pay(1, 1 + place * apart, -yuan, kind="cash", category="cash", counterparty_account=None)
    kinds = unusual(bank, make, policy)
    assert set(kinds) == ({"cash_in"} if is_found else set())
    if is_found:
        (row,) = kinds["cash_in"]
        assert (row["payments"], row["day"], row["past"], row["most"]) == (3, AS_OF - 1, 0, 0)


def test_who_always_pays_in_just_below_a_limit_does_what_is_usual(
    bank: Rows, make: Make, policy: Policy
) -> None:
    for week in range(20):
        for place in range(3):
            bank.pay(1, 1 + week * 14 + place, -48_000, kind="cash", counterparty_account=None)
    assert unusual(bank, make, policy) == {}


def test_one_account_of_several_and_one_in_another_currency(make: Make, policy: Policy) -> None:
    bank = Rows()
    for number, factor in ((1, 1.0), (2, 7.0), (3, 0.0)):
        bank.account(number, factor=factor)
        bank.past(number)
    bank.pay(2, 3, 20_000)
    bank.pay(3, 3, 900_000)  # of a currency without a rate nothing can be said
    (row,) = unusual(bank, make, policy)[SIZE]
    assert (row["account"], row["minor"], row["past"]) == (2, 14_000_000, 80)


def test_a_policy_that_says_nothing_finds_nothing(bank: Rows, make: Make, policy: Policy) -> None:
    bank.past(1)
    bank.pay(1, 3, 90_000)
    silent = replace(policy, anomalies=replace(policy.anomalies, kinds=()))
    assert unusual(bank, make, silent) == {}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["pandas", pytest.param("spark", marks=NEEDS_SPARK)])
def test_all_engines_find_the_same_row_by_row(name: str) -> None:
    seed = secrets.randbits(32)
    expected = told("duckdb", seed)
    assert len(expected) >= 5, ("the bank tries too little", seed)
    assert told(name, seed) == expected, seed

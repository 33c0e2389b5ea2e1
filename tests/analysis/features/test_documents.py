"""The documents of all customers: the same on every engine, read by devices, and as worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_app.analysis.features import Span, calendar
from advisor_app.domain import insights
from advisor_app.domain.dates import add_months, month_start, to_day
from advisor_app.domain.insights.habits import (
    Elsewhere,
    Income,
    Merchant,
    Month,
    OtherBank,
    Recurring,
    Season,
    Spent,
    Used,
)
from advisor_app.domain.insights.rfm import place, segment_of
from advisor_app.domain.policy import Policy
from tests.analysis.features.bank import AS_OF, NAME, Bank, invented, rules
from tests.analysis.features.engines import NEEDS_SPARK, QUICK, engine
from tests.analysis.features.reference import Reference, named
from tests.analysis.features.told import CUSTOMERS, SEED, Documents, documents, on_spark

PERSON = b"p" * 16


@pytest.fixture(scope="module")
def policy() -> Policy:
    return rules()


@pytest.fixture(scope="module")
def bank() -> Bank:
    return invented(SEED, CUSTOMERS)


@pytest.fixture(scope="module")
def expected(bank: Bank, policy: Policy) -> Documents:
    with engine("duckdb") as make:
        return documents(bank, make, policy)


def test_pandas_tells_the_same_row_by_row(bank: Bank, policy: Policy, expected: Documents) -> None:
    with engine("pandas") as make:
        assert documents(bank, make, policy) == expected


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_so_it_does_of_other_banks(seed: int, policy: Policy) -> None:
    bank = invented(seed, 20)
    found = []
    for name in QUICK:
        with engine(name) as make:
            found.append(documents(bank, make, policy))
    assert found[0] == found[1]


@NEEDS_SPARK
@pytest.mark.timeout(600)
def test_spark_tells_the_same_row_by_row(expected: Documents) -> None:
    assert on_spark() == expected


def test_a_habit_changes_documents(bank: Bank, policy: Policy, expected: Documents) -> None:
    """The control of the test above: engines that differ would be seen."""
    other = Bank({**bank.rows, "transactions": bank.rows["transactions"][1:]})
    with engine("duckdb") as make:
        assert documents(other, make, policy) != expected


def test_every_document_is_read_by_a_device(expected: Documents) -> None:
    kinds = {kind for _, kind, text in expected if insights.read(kind, insights.VERSION, text)}
    assert kinds == {insights.FEATURES, insights.HABITS, insights.RFM}
    assert len(expected) == len({(customer, kind) for customer, kind, _ in expected})


def test_recurring_payments_are_those_of_a_plain_computation(
    bank: Bank, policy: Policy, expected: Documents
) -> None:
    reference, most = Reference(bank, policy), policy.features.most
    seen = 0
    for customer, kind, text in expected:
        if kind != insights.HABITS:
            continue
        found = insights.Habits.from_json(text).recurring
        wanted = sorted(reference.recurring(customer), key=lambda each: -each["minor"])[:most]
        seen += len(found)
        assert [each.minor for each in found] == [each["minor"] for each in wanted]
        if len({each["minor"] for each in wanted}) == len(wanted):
            assert found == tuple(
                Recurring(
                    each["name"],
                    each["minor"],
                    each["every"],
                    each["times"],
                    each["last_on"],
                    each["category"],
                )
                for each in wanted
            )
    assert seen > 10


def test_places_are_those_of_a_plain_count(bank: Bank, policy: Policy, expected: Documents) -> None:
    own: dict[bytes, Mapping[str, Any]] = {
        customer: insights.Features.from_json(text).values
        for customer, kind, text in expected
        if kind == insights.FEATURES
    }
    active = {each["customer"] for each in named(bank, "active") if each["active"]}
    values = {
        customer: (each.get("own_last_on", 0), each["own_365"], each.get("aum_minor", 0))
        for customer, each in own.items()
        if customer in active
    }
    found = {
        customer: insights.Rfm.from_json(text) for customer, kind, text in expected if kind == insights.RFM
    }
    assert found.keys() == values.keys()
    for customer, mine in values.items():
        places = [
            place(
                sum(other[number] > mine[number] for other in values.values()),
                sum(other[number] == mine[number] for other in values.values()),
                len(values),
            )
            for number in range(3)
        ]
        one = found[customer]
        assert [one.recency_place, one.frequency_place, one.average_place] == places
        assert one.segment == segment_of(policy.features.segments, *places)
        assert one.customers == len(values)
    assert len({each.segment for each in found.values()}) > 2


@pytest.fixture(scope="module", params=QUICK)
def person(request: pytest.FixtureRequest, policy: Policy) -> insights.Habits:
    bank = Bank()
    bank.add("customers", PERSON, None, None)
    bank.add("accounts", 1, PERSON, 1.0, 0, 1)
    bank.add("accounts", 2, PERSON, 7.5, 0, 1)  # in another currency
    _person(bank)
    with engine(request.param) as make:
        (text,) = (text for _, kind, text in documents(bank, make, policy) if kind == insights.HABITS)
    return insights.Habits.from_json(text)


def _person(bank: Bank) -> None:
    """A salary that rose in September, one large month of spending, a leasing that recurs, money to another bank."""
    for back in range(12):  # on the 10th of each month from December 2024 to November 2025
        salary = 15_000_00 if back < 3 else 10_000_00
        bank.transaction(1, day(back, 10), salary, category="salary", counterparty="甲公司")
        spent = 6_000_00 if back == 5 else 1_000_00
        bank.transaction(
            1,
            day(back, 12),
            -spent,
            kind="card",
            channel="pos",
            category="groceries",
            counterparty="永辉超市",
        )
        bank.transaction(
            1, day(back, 15), -2_000_00, kind="direct_debit", category="leasing", counterparty="某租赁"
        )
    bank.transaction(
        2, day(0, 3), -100_00, kind="card", channel="mobile", category="dining", counterparty="小馆"
    )
    bank.transaction(
        1, day(1, 4), -50_000_00, channel="mobile", category="own_funds", counterparty_bank="工商银行"
    )
    bank.transaction(
        1, day(1, 4), -700_00, category="family", counterparty_bank=NAME
    )  # to somebody else's account here
    bank.transaction(1, day(1, 5), -3_000_00, kind="cash", channel="atm", category="cash")
    bank.transaction(1, day(1, 6), -9_000_00, category="own_accounts")  # stays with the bank
    bank.transaction(1, AS_OF + 1, -1_00, kind="card", category="dining")  # not yet


def day(back: int, of_month: int) -> int:
    return add_months(month_start(AS_OF), -back) + of_month - 1


def test_the_sums_are_of_a_year_in_the_base_currency(person: insights.Habits) -> None:
    # Spending: 11 × 1,000 + 6,000 groceries, 12 × 2,000 leasing, dining 100 × 7.5.
    assert person.spent_minor == 17_000_00 + 24_000_00 + 750_00
    # And 50,000 to another bank, 700 to somebody here, 3,000 in cash; what went to an own account stays with the bank.
    assert person.out_minor == person.spent_minor + 53_700_00
    assert person.cash_minor == 3_000_00
    assert person.cash_percent == 3
    assert person.since_on == to_day(date(2024, 11, 26))


def test_a_salary_is_found_and_that_it_rose(person: insights.Habits) -> None:
    assert person.income == Income("salary", "changed", 15_000_00, 10, 12, day(0, 10), before_minor=10_000_00)


def test_the_month_that_stands_out_is_told(person: insights.Habits) -> None:
    # In the eleven whole months since December 2024 3,000 each, and 5,000 more in June.
    assert person.season == Season(add_months(month_start(AS_OF), -5), 8_000_00 * 11 * 100 // 38_000_00)
    assert len(person.months) == 12
    assert person.months[-1] == Month(month_start(AS_OF), 15_000_00, 3_750_00, 3_750_00)


def test_lists_begin_with_the_largest(person: insights.Habits) -> None:
    assert person.spending == (
        Spent("leasing", 24_000_00, 57, 12),
        Spent("groceries", 17_000_00, 40, 12),
        Spent("dining", 750_00, 1, 1),
    )
    assert person.merchants == (
        Merchant("某租赁", 24_000_00, 12),
        Merchant("永辉超市", 17_000_00, 12),
        Merchant("小馆", 750_00, 1),
    )
    assert person.channels == (Used("pos", 12), Used("mobile", 2), Used("atm", 1))
    assert person.other_banks == (OtherBank("工商银行", 50_000_00, 0),)
    assert person.elsewhere == (Elsewhere("leasing", 24_000_00, 12, day(0, 15)),)


def test_what_recurs_is_of_one_amount(person: insights.Habits) -> None:
    """Groceries come as regularly, but once they were six times as much."""
    assert person.recurring == (Recurring("某租赁", 2_000_00, 30, 12, day(0, 15), "leasing"),)


def test_lists_are_cut_to_the_policy(policy: Policy, bank: Bank) -> None:
    short = replace(policy, features=replace(policy.features, most=1))
    with engine("duckdb") as make:
        found = documents(bank, make, short)
    lists: list[tuple[Any, ...]] = [
        insights.Habits.from_json(text).spending for _, kind, text in found if kind == insights.HABITS
    ]
    assert max(len(each) for each in lists) == 1


@pytest.mark.parametrize("name", QUICK)
def test_a_salary_that_was_booked_back_did_not_come(policy: Policy, name: str) -> None:
    bank = Bank()
    bank.add("customers", PERSON, None, None)
    bank.add("accounts", 1, PERSON, 1.0, None, 0)  # closed since: what came to it is known all the same
    for back in range(4):
        bank.transaction(1, day(back, 10), 10_000_00, category="salary")
    bank.transaction(1, day(1, 10), 10_000_00, category="salary")  # twice by mistake,
    bank.transaction(1, day(1, 11), -10_000_00, category="salary")  # and back
    bank.transaction(1, day(5, 10), 8_000_00, category="pension")  # somebody else's,
    bank.transaction(1, day(5, 20), -8_000_00, category="pension")  # and back
    with engine(name) as make:
        (text,) = (text for _, kind, text in documents(bank, make, policy) if kind == insights.HABITS)
    income = insights.Habits.from_json(text).income
    assert income == Income("salary", "regular", 10_000_00, 10, 4, day(0, 10), before_minor=10_000_00)


def test_the_present_day_may_be_the_first_or_the_last_of_a_month() -> None:
    """Twelve whole months and the present one are looked at, and none of them is cut."""
    for text, whole, first in (
        ("2025-11-30", "2025-11-01", "2024-11-01"),
        ("2025-12-01", "2025-11-01", "2024-12-01"),
        ("2024-02-29", "2024-02-01", "2023-02-01"),
        ("2025-01-31", "2025-01-01", "2024-01-01"),
    ):
        span = Span(to_day(date.fromisoformat(text)))
        assert span.whole_month == to_day(date.fromisoformat(whole))
        assert span.first == to_day(date.fromisoformat(first))
        days = calendar(span)
        assert (days[0].day, days[-1].day) == (span.first, span.as_of)
        assert sum(each.in_year for each in days) == 365
        assert sum(each.recent for each in days) == sum(each.before for each in days) == 90

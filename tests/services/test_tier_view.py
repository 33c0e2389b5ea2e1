"""The tier of a customer as the window gets it, from a real book; the averages of the forecast worked out by hand."""

import json
from typing import Any

import pytest

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.tier_view import TierView
from advisor_app.domain.tiers import GRACE, NORMAL, UPGRADE_NEXT, WATCH, Standing
from advisor_app.services.open_book import Book
from advisor_app.services.show_customer import show_customer
from advisor_app.services.tier_view import tier_view
from tests.support import factories
from tests.support.factories import TODAY

WAN = 1_000_000


def day(text: str) -> int:
    return to_day(from_day(0).fromisoformat(text))


OCTOBER, NOVEMBER = day("2026-10-01"), day("2026-11-01")


def wealthy(office: factories.Book, **changes: Any) -> bytes:
    """Write a customer with 550,000 of which 300,000 mature on 10 December, and the tier as head office has it."""
    customer = office.customer(aum=55 * WAN)
    standing = Standing("wealth", NORMAL, "cut_off", OCTOBER, OCTOBER, cut_off_minor=50 * WAN, grace=3)
    values = {"tier": "wealth", "month": OCTOBER, "average_minor": 55 * WAN, "policy_version": 1}
    office.add("tiers", customer_id=customer, **(values | {"reason": standing.to_json()} | changes))
    for month, settled in ((OCTOBER, True), (NOVEMBER, False)):
        reason = standing._replace(settled=settled, categories=2).to_json()
        row = {"tier": "wealth", "state": NORMAL, "average_minor": 55 * WAN, "currency": "CNY"}
        office.add("tier_months", customer_id=customer, month=month, reason=reason, policy_version=1, **row)
    office.account(customer, balance_minor=25 * WAN, balance_on=TODAY)
    office.add("holdings", customer_id=customer, value_minor=30 * WAN, matures_on=day("2026-12-10"))
    return customer


def view(book: Book, customer: bytes) -> TierView:
    return tier_view(book, show_customer(book, customer))


def test_how_it_stands_how_it_came_and_what_it_gives(book: Book, office: factories.Book) -> None:
    found = view(book, wealthy(office))
    assert found.standing is not None
    assert (found.standing.tier, found.standing.state, found.standing.grace) == ("wealth", NORMAL, 3)
    assert [one.month for one in found.months] == [OCTOBER, NOVEMBER]
    assert [one.code for one in found.entitlements] == ["dedicated_advisor", "campaigns"]


def test_the_forecast_with_and_without_what_matures(book: Book, office: factories.Book) -> None:
    ahead = view(book, wealthy(office)).forecast
    assert ahead is not None
    assert (ahead.month, ahead.average_minor, ahead.leaving_minor) == (NOVEMBER, 55 * WAN, 30 * WAN)
    assert (ahead.then.tier, ahead.then.state, ahead.then.average_minor) == ("wealth", NORMAL, 55 * WAN)
    assert ahead.if_left is not None
    # Nine days of December at 550,000 and 22 at 250,000: 10,450,000 ÷ 31 = 337,096.77.
    assert ahead.if_left.average_minor == 33_709_677
    assert (ahead.if_left.state, ahead.if_left.below, ahead.if_left.rule) == (WATCH, 1, GRACE)


def test_salary_and_standing_orders_count_but_not_what_stays_in_the_bank(
    book: Book, office: factories.Book
) -> None:
    customer = wealthy(office)
    account = office.account(customer, balance_minor=0, balance_on=TODAY)
    for of in ("2026-07-31", "2026-08-01", "2026-09-10", "2026-10-31", "2026-11-10"):
        paid = {"day": day(of), "amount_minor": 2 * WAN, "category": "salary", "kind": "transfer"}
        office.add("transactions", account_id=account, **paid)
    office.add("transactions", account_id=account, day=day("2026-10-10"), amount_minor=WAN, category="refund")
    for amount, category, closed in (
        (500_000, "rent", None),
        (100_000, "own_accounts", None),
        (900_000, "rent", TODAY),
    ):
        office.add(
            "standing_orders", account_id=account, amount_minor=amount, category=category, closed_on=closed
        )
    ahead = view(book, customer).forecast
    assert ahead is not None
    # Three salaries of 20,000 from August to October, less 5,000: 15,000 a month are 49,315.07 fen a day. Six days are
    # left, with 1,035,615 fen more in all, over 30 days.
    assert ahead.average_minor == 55 * WAN + 34_520


def test_another_policy_or_unknown_assets_foresee_nothing(book: Book, office: factories.Book) -> None:
    assert view(book, wealthy(office, policy_version=7)).forecast is None
    foreign = wealthy(office)
    office.add("holdings", customer_id=foreign, value_minor=1, currency="USD")
    assert view(book, foreign).forecast is None
    half = wealthy(office)
    office.add("aum_months", customer_id=half, average_minor=WAN, coverage=50)
    assert view(book, half).forecast is None
    assert view(book, wealthy(office, tier="private")).forecast is None, "the months lead elsewhere"


def test_a_tier_of_an_older_head_office_is_shown_without_what_it_does_not_say(
    book: Book, office: factories.Book
) -> None:
    customer = office.customer()
    reason = json.dumps({"rule": "cut_off", "next_tier": "wealth", "short_minor": 7, "coverage": 90})
    office.add("tiers", customer_id=customer, average_minor=WAN, reason=reason)
    found = view(book, customer)
    assert found.standing is not None
    assert (found.standing.state, found.standing.short_minor, found.standing.margin_minor) == (
        NORMAL,
        7,
        None,
    )
    assert (found.months, found.forecast) == ((), None)


def test_without_a_tier_there_is_none(book: Book, office: factories.Book) -> None:
    found = view(book, office.customer())
    assert (found.standing, found.months, found.forecast, found.entitlements) == (None, (), None, ())


@pytest.mark.parametrize(("so_far", "state"), [(55, NORMAL), (700, UPGRADE_NEXT)])
def test_what_is_to_rise(book: Book, office: factories.Book, so_far: int, state: str) -> None:
    customer = wealthy(office)
    office.account(customer, balance_minor=(so_far - 55) * WAN, balance_on=TODAY)
    ahead = view(book, customer).forecast
    assert ahead is not None
    assert ahead.then.state == state

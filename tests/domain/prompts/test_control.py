"""The control arm of maturing money: who is in it, that both rules leave it alone, and that nothing else does."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.dates import from_day
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.calendar import Weekdays
from advisor_app.domain.prompts.control import Maturing, could_be_left_alone, is_control, lead_days
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.snapshot import CustomerSnapshot, Held, TierFacts
from tests.domain.prompts.facts import MOMENT, POLICY, TODAY

YUAN = 100
AMOUNT = 60_000 * YUAN


def policy(**changes: Any) -> Policy:
    """Return the default with another control arm, from long ago on."""
    return replace(POLICY, ledger=replace(POLICY.ledger, **{"control_from": "2020-01-01", **changes}))


def maturing(number: int, amount: int = AMOUNT, on: int = TODAY + 3) -> Maturing:
    return Maturing(b"customer-%06d" % number, number, on, amount)


def chosen(rules: Policy, count: int = 20_000) -> set[int]:
    return {number for number in range(count) if is_control(rules, maturing(number), YUAN)}


def test_the_share_is_that_of_the_policy_and_nested() -> None:
    five, ten = chosen(policy(control_percent=5)), chosen(policy(control_percent=10))
    # Four standard deviations of the share are 0.6 and 0.8 percentage points.
    assert abs(len(five) / 20_000 - 0.05) < 0.0062
    assert abs(len(ten) / 20_000 - 0.10) < 0.0085
    assert five < ten
    assert not chosen(policy(control_percent=0), 2_000)


def test_another_key_deals_anew() -> None:
    mine, other = chosen(policy()), chosen(policy(control_key="another bank"))
    # By chance 5 % of 5 % of 20,000 are in both.
    assert len(mine & other) < 100
    assert mine == chosen(policy())


def test_the_positions_of_one_customer_are_dealt_one_by_one() -> None:
    rules = policy(control_percent=50)
    dealt = [is_control(rules, Maturing(b"c", number, TODAY, AMOUNT), YUAN) for number in range(200)]
    assert 60 < sum(dealt) < 140


def test_nobody_with_more_at_stake_is_left_alone() -> None:
    rules = policy(control_percent=50)
    most = POLICY.ledger.control_most * YUAN
    number = min(chosen(rules, 100))
    assert is_control(rules, maturing(number, most), YUAN)
    assert not is_control(rules, maturing(number, most + 1), YUAN)


def test_it_begins_with_what_is_first_prompted_on_its_day() -> None:
    assert lead_days(POLICY) == 30
    on = TODAY + 3
    first_prompt = from_day(on) - timedelta(days=30)
    for begins, allowed in ((first_prompt, True), (first_prompt + timedelta(days=1), False)):
        rules = policy(control_from=begins.isoformat())
        assert could_be_left_alone(rules, maturing(1, on=on), YUAN) is allowed


def test_a_policy_without_the_section_or_the_rule_prompts_for_all() -> None:
    from advisor_app.domain.policy.ledger import LEDGER_UNSAID

    unsaid = replace(POLICY, ledger=LEDGER_UNSAID)
    assert not chosen(unsaid, 2_000)
    without = replace(policy(), prompts=replace(POLICY.prompts, triggers={}))
    assert lead_days(without) == 0


def rules_of(rules: Policy, number: int, **facts: Any) -> set[str]:
    """Return the rules that prompt a customer with one position."""
    values = {"days": 3, "closed": None, "principal": AMOUNT, "value": AMOUNT} | facts
    held = Held(
        number,
        "term_deposit",
        "定期",
        values["value"],
        None,
        TODAY - 400,
        TODAY + values["days"],
        values["closed"],
        values["principal"],
    )
    snapshot = CustomerSnapshot(
        b"customer-%06d" % number,
        "customer",
        tier=TierFacts("gold", TODAY - 300, TODAY - 54, 10_000_000),
        aum_minor=10_000_000,
        deposits_minor=10_000_000,
        held=(held,),
    )
    return {one.rule for one in Engine(rules, MOMENT, "CNY", Weekdays()).prompts(snapshot)}


def test_neither_rule_prompts_for_the_control_arm_and_both_do_for_the_others() -> None:
    rules = policy(control_percent=50)
    inside = chosen(rules, 60)
    assert 10 < len(inside) < 50
    for number in range(60):
        both = rules_of(rules, number) | rules_of(rules, number, days=-3, closed=TODAY - 3, value=0)
        expected = set() if number in inside else {"maturity", "matured"}
        assert both & {"maturity", "matured"} == expected
        # The position is left alone, not the customer.
        assert "rhythm" in both


@given(st.integers(0, 10**6), st.integers(1, 10**8), st.integers(-20, 40))
def test_what_is_paid_out_stays_in_its_arm(number: int, interest: int, days: int) -> None:
    rules = policy(control_percent=50)
    inside = is_control(rules, maturing(number, on=TODAY + days), YUAN)
    before = rules_of(rules, number, days=days, value=AMOUNT + interest)
    after = rules_of(rules, number, days=days, value=0, closed=TODAY + days)
    if inside:
        assert not (before | after) & {"maturity", "matured"}


def test_the_default_begins_in_december() -> None:
    assert from_day(POLICY.ledger.control_from_on) == date(2026, 12, 1)
    assert not chosen(POLICY, 2_000)

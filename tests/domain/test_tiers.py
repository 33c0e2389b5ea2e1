"""Tiers by cut-offs, on synthetic customers at the edges: the real book of the tests has no one rich."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.policy import Policy, parse
from advisor_app.domain.tiers import (
    CUT_OFF,
    NO_ACTIVE_HOLDING,
    Decision,
    Ladder,
    Step,
    decide,
    deciding_month,
    last_whole_month,
)
from advisor_app.paths import resources

WAN = 1_000_000  # 10,000 yuan in fen


@pytest.fixture(scope="module")
def policy() -> Policy:
    return parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ladder(policy: Policy) -> Ladder:
    return Ladder.of(policy, "CNY")


@pytest.mark.parametrize(
    ("average", "tier", "cut_off", "next_tier", "short"),
    [
        (0, "mass", 0, "gold", 5 * WAN),
        (5 * WAN - 1, "mass", 0, "gold", 1),
        (5 * WAN, "gold", 5 * WAN, "wealth", 45 * WAN),
        (50 * WAN - 1, "gold", 5 * WAN, "wealth", 1),
        (50 * WAN, "wealth", 50 * WAN, "private", 550 * WAN),
        (600 * WAN - 1, "wealth", 50 * WAN, "private", 1),
        (600 * WAN, "private", 600 * WAN, None, None),
        (2**62, "private", 600 * WAN, None, None),
    ],
)
def test_the_edges_of_the_tiers(
    ladder: Ladder, average: int, tier: str, cut_off: int, next_tier: str | None, short: int | None
) -> None:
    expected = Decision(tier, CUT_OFF, cut_off, next_tier, short)
    assert decide(ladder, active=True, average_minor=average) == expected


def test_without_an_active_holding_everybody_is_a_prospect(ladder: Ladder) -> None:
    decision = decide(ladder, active=False, average_minor=600 * WAN)
    assert decision == Decision("prospect", NO_ACTIVE_HOLDING)


@pytest.mark.parametrize(("currency", "unit"), [("CNY", 100), ("JPY", 1), ("KWD", 1000)])
def test_cut_offs_are_whole_units_of_the_base_currency(policy: Policy, currency: str, unit: int) -> None:
    assert Ladder.of(policy, currency).steps[1] == Step("gold", 50_000 * unit)


@given(st.lists(st.integers(0, 700 * WAN), min_size=2, max_size=2).map(sorted))
def test_more_assets_never_give_a_lower_tier(averages: list[int]) -> None:
    ladder = Ladder("prospect", (Step("mass", 0), Step("gold", 5 * WAN), Step("wealth", 50 * WAN)))
    ranks = [step.tier for step in ladder.steps]
    low, high = (decide(ladder, active=True, average_minor=average) for average in averages)
    assert ranks.index(low.tier) <= ranks.index(high.tier)
    if low.short_minor is not None:
        lifted = decide(ladder, active=True, average_minor=averages[0] + low.short_minor)
        assert lifted.tier == low.next_tier


def test_the_reason_is_kept_as_json() -> None:
    reason = json.loads(Decision("gold", CUT_OFF, 5 * WAN, "wealth", 7).to_json(98))
    assert reason == {
        "rule": "cut_off",
        "cut_off_minor": 5 * WAN,
        "next_tier": "wealth",
        "short_minor": 7,
        "coverage": 98,
    }


def day(text: str) -> int:
    return to_day(from_day(0).fromisoformat(text))


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        ("1994-03-31", "1994-03-01"),
        ("1994-03-30", "1994-02-01"),
        ("2026-01-01", "2025-12-01"),
        ("2026-12-31", "2026-12-01"),
        ("2024-02-28", "2024-01-01"),
        ("2024-02-29", "2024-02-01"),
    ],
)
def test_the_last_whole_month(as_of: str, month: str) -> None:
    assert last_whole_month(day(as_of)) == day(month)


def test_the_deciding_month_of_old_and_new_customers() -> None:
    as_of, october, november = day("2026-11-24"), day("2026-10-01"), day("2026-11-01")
    assert deciding_month({october, november}, as_of) == october
    assert deciding_month({november}, as_of) == november
    assert deciding_month({day("2026-09-01")}, as_of) == october
    assert deciding_month(set(), as_of) == october

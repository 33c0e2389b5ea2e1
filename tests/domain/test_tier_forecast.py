"""The forecast of a tier, with averages worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.policy import parse
from advisor_app.domain.tier_forecast import Forecast, Known, forecast
from advisor_app.domain.tier_ladder import Ladder
from advisor_app.domain.tiers import NORMAL, UPGRADE_NEXT, WATCH, Month
from advisor_app.paths import resources

WAN = 1_000_000
LADDER = Ladder.of(parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8")), "CNY")


def day(text: str) -> int:
    return to_day(from_day(0).fromisoformat(text))


OCTOBER = Month(day("2026-10-01"), True, 60 * WAN)
TENTH = Known(day("2026-11-10"), 60 * WAN, 60 * WAN)


def found(known: Known, *months: Month, tier: str = "wealth") -> Forecast:
    made = forecast(LADDER, months or (OCTOBER,), known, tier)
    assert made is not None
    return made


def test_where_nothing_moves_everything_stays() -> None:
    ahead = found(TENTH)
    assert (ahead.month, ahead.average_minor) == (day("2026-11-01"), 60 * WAN)
    assert (ahead.then.tier, ahead.then.state) == ("wealth", NORMAL)
    assert (ahead.leaving_minor, ahead.if_left) == (0, None)


def test_money_that_matures_may_leave() -> None:
    # 300,000 on the 21st: 20 days at 600,000 and 10 at 300,000 are 500,000 on average, just enough for wealth; then
    # December has 300,000 all through, its first month below.
    edge = found(TENTH._replace(maturing=((day("2026-11-21"), 30 * WAN),)))
    assert (edge.average_minor, edge.left_average_minor, edge.leaving_minor) == (60 * WAN, 50 * WAN, 30 * WAN)
    assert (edge.then.tier, edge.then.state) == ("wealth", NORMAL)
    assert edge.if_left is not None
    assert (edge.if_left.tier, edge.if_left.state, edge.if_left.below) == ("wealth", WATCH, 1)
    # A day earlier November has 490,000, and December is the second month below.
    early = found(TENTH._replace(maturing=((day("2026-11-20"), 30 * WAN),)))
    assert early.left_average_minor == 49 * WAN
    assert early.if_left is not None
    assert (early.if_left.state, early.if_left.below, early.if_left.margin_minor) == (WATCH, 2, -20 * WAN)


def test_only_what_matures_before_the_end_of_the_month_after_counts() -> None:
    days = [(day(text), WAN) for text in ("2026-11-10", "2026-11-11", "2026-12-31", "2027-01-01")]
    assert found(TENTH._replace(maturing=tuple(days))).leaving_minor == 2 * WAN


def test_days_that_have_passed_are_as_they_were() -> None:
    # 10 days at 300,000, 20 at 600,000.
    assert found(TENTH._replace(so_far_minor=30 * WAN)).average_minor == 50 * WAN


def test_what_comes_by_rule_lifts_it() -> None:
    # 36,500 a month are 1,200 a day: on day n after the 10th there are 1,200 × n more; 20 days on average 12,600,
    # of 30 days 8,400.
    assert found(TENTH._replace(monthly_minor=3_650_000)).average_minor == 60 * WAN + 840_000
    assert found(TENTH._replace(assets_minor=0, monthly_minor=-3_650_000)).average_minor == 20 * WAN


def test_who_is_to_rise_and_who_is_to_fall() -> None:
    gold = OCTOBER._replace(average_minor=30 * WAN)
    rises = found(TENTH, gold, tier="gold")
    assert (rises.then.tier, rises.then.state) == ("wealth", NORMAL)
    later = found(TENTH._replace(so_far_minor=10 * WAN, assets_minor=51 * WAN), gold, tier="gold")
    # November: (10 × 10 + 20 × 51) ÷ 30 = 37; December has 51 throughout.
    assert (later.average_minor, later.then.tier, later.then.state) == (37_333_333, "gold", UPGRADE_NEXT)
    fell = [OCTOBER._replace(month=day(f"2026-{n}-01"), average_minor=49 * WAN) for n in ("08", "09", "10")]
    # By the end of October the grace of wealth has run out, and only an average of it brings it back.
    months = (OCTOBER._replace(month=day("2026-07-01")), *fell)
    low = TENTH._replace(so_far_minor=49 * WAN, assets_minor=49 * WAN)
    assert found(low, *months, tier="gold").then.tier == "gold"
    assert found(TENTH, *months, tier="gold").then.tier == "wealth"


def test_on_the_first_day_of_a_month_nothing_has_passed() -> None:
    ahead = found(Known(day("2026-10-31"), None, 20 * WAN))
    assert (ahead.month, ahead.average_minor) == (day("2026-11-01"), 20 * WAN)


@pytest.mark.parametrize(
    "months",
    [(), (OCTOBER._replace(active=False),), (OCTOBER._replace(month=day("2026-09-01")),)],
    ids=["nothing known", "no holding", "a gap"],
)
def test_there_is_none_without_the_month_that_has_just_ended(months: tuple[Month, ...]) -> None:
    assert forecast(LADDER, months, TENTH, "wealth") is None


def test_there_is_none_where_the_months_lead_elsewhere() -> None:
    assert forecast(LADDER, (OCTOBER,), TENTH, "private") is None


@given(st.integers(0, 700 * WAN), st.integers(0, 700 * WAN), st.integers(-(10**7), 10**7), st.integers(1, 60))
def test_money_that_leaves_never_leads_higher(assets: int, maturing: int, monthly: int, days: int) -> None:
    known = TENTH._replace(
        assets_minor=assets, maturing=((TENTH.today + days, maturing),), monthly_minor=monthly
    )
    ahead = found(known)
    assert ahead.left_average_minor <= ahead.average_minor
    if ahead.if_left is not None:
        assert (LADDER.rank(ahead.if_left.tier) or 0) <= (LADDER.rank(ahead.then.tier) or 0)

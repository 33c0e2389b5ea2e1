"""Tiers month by month, on synthetic customers at the edges: the real book of the tests has no one rich."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.dates import add_months, from_day, to_day
from advisor_app.domain.policy import Policy, PolicyError, parse
from advisor_app.domain.tier_ladder import Ladder, Step
from advisor_app.domain.tiers import (
    CUT_OFF,
    GRACE,
    HELD,
    HOLD,
    LIFT,
    LIFTED,
    NO_ACTIVE_HOLDING,
    NORMAL,
    UPGRADE_NEXT,
    WATCH,
    Month,
    Standing,
    falls_on,
    history,
    last_whole_month,
    standing_now,
    watch_day,
)
from advisor_app.paths import resources

WAN = 1_000_000  # 10,000 yuan in fen


def day(text: str) -> int:
    return to_day(from_day(0).fromisoformat(text))


JANUARY = day("2026-01-01")
PLAIN = Month(0, True)
LOYAL = Month(0, True, transactions=120, categories=4, opened_on=day("2015-06-01"))
"""Loyal enough to be lifted and, after ten years, to be held."""
TEXT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return parse(TEXT)


@pytest.fixture(scope="module")
def ladder(policy: Policy) -> Ladder:
    return Ladder.of(policy, "CNY")


def months(averages: Sequence[int | None], like: Month = PLAIN) -> list[Month]:
    """Return months from January 2026 on, with these averages in 10,000 yuan; None: without an active holding."""
    return [
        like._replace(
            month=add_months(JANUARY, place), active=wan is not None, average_minor=(wan or 0) * WAN
        )
        for place, wan in enumerate(averages)
    ]


def lived(ladder: Ladder, averages: Sequence[int | None], like: Month = PLAIN) -> list[str]:
    """Return tier and state of each month, as "gold watch 1/3"; the months are those of `months`."""
    standings, _ = history(ladder, months(averages, like))
    return [
        f"{one.tier} {one.state}" + (f" {one.below}/{one.grace}" if one.below else "") for one in standings
    ]


def now(ladder: Ladder, averages: Sequence[int | None], so_far: int | None, like: Month = PLAIN) -> Standing:
    """Return the standing in the month after the given ones, on its tenth day."""
    whole = months(averages, like)
    _, track = history(ladder, whole)
    start = add_months(JANUARY, len(averages))
    last = whole[-1] if whole else Month(add_months(start, -1), False)
    present = like._replace(month=start, active=so_far is not None, average_minor=(so_far or 0) * WAN)
    return standing_now(ladder, track, last, present, start + 9)


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
    ((standing,), _) = history(ladder, [Month(JANUARY, True, average)])
    assert (standing.tier, standing.state, standing.rule) == (tier, NORMAL, CUT_OFF)
    assert (standing.cut_off_minor, standing.margin_minor) == (cut_off, average - cut_off)
    assert (standing.next_tier, standing.short_minor) == (next_tier, short)


def test_a_tier_is_had_from_the_month_after_it_was_reached(ladder: Ladder) -> None:
    assert lived(ladder, [4, 5, 49, 600, 600]) == [
        "mass normal",
        "mass upgrade_next",
        "gold normal",
        "gold upgrade_next",
        "private normal",
    ]


def test_below_its_cut_off_a_tier_is_kept_for_three_months(ladder: Ladder) -> None:
    assert lived(ladder, [60, 49, 49, 49, 49, 4]) == [
        "wealth normal",
        "wealth watch 1/3",
        "wealth watch 2/3",
        "wealth watch 3/3",
        "gold normal",
        "gold watch 1/3",
    ]


def test_three_months_must_be_consecutive(ladder: Ladder) -> None:
    assert lived(ladder, [60, 49, 49, 50, 49, 49, 49, 49])[3:] == [
        "wealth normal",
        "wealth watch 1/3",
        "wealth watch 2/3",
        "wealth watch 3/3",
        "gold normal",
    ]


def test_private_banking_is_kept_for_six_and_falls_to_the_tier_whose_own_grace_lasts(ladder: Ladder) -> None:
    falls = lived(ladder, [700, 60, 60, 60, 60, 4, 4, 4, 4])
    assert falls[1:7] == [f"private watch {n}/6" for n in range(1, 7)]
    # Wealth was last reached in May: June and July are two of its three months, August is the third.
    assert falls[7:] == ["wealth watch 3/3", "mass normal"]


def test_who_rises_by_two_and_falls_by_two(ladder: Ladder) -> None:
    assert lived(ladder, [0, 60, 0, 0, 0, 0]) == [
        "mass normal",
        "mass upgrade_next",
        "wealth watch 1/3",
        "wealth watch 2/3",
        "wealth watch 3/3",
        "mass normal",
    ]


def test_without_an_active_holding_everybody_is_a_prospect_and_comes_back_as_new(ladder: Ladder) -> None:
    assert lived(ladder, [60, None, None, 6, 49]) == [
        "wealth normal",
        "prospect normal",
        "prospect normal",
        "gold normal",
        "gold normal",
    ]
    gone = now(ladder, [60], None)
    assert (gone.tier, gone.rule, gone.since) == ("prospect", NO_ACTIVE_HOLDING, day("2026-02-10"))
    assert (gone.cut_off_minor, gone.margin_minor, gone.next_tier, gone.short_minor) == (None,) * 4


@pytest.mark.parametrize(
    ("average", "like", "tier"),
    [
        (40, LOYAL, "wealth"),
        (39, LOYAL, "gold"),
        (40, LOYAL._replace(transactions=119), "gold"),
        (40, LOYAL._replace(categories=3), "gold"),
        (40, LOYAL._replace(opened_on=None), "gold"),
        (40, LOYAL._replace(opened_on=day("2021-02-01")), "wealth"),
        (40, LOYAL._replace(opened_on=day("2021-02-02")), "gold"),
        (4, LOYAL, "gold"),
        (3, LOYAL, "mass"),
        (599, LOYAL, "wealth"),
    ],
)
def test_loyalty_lifts_by_one_tier_and_never_into_private_banking(
    ladder: Ladder, average: int, like: Month, tier: str
) -> None:
    """80 % of 500,000 are 400,000, of 50,000 they are 40,000; five years were complete on 1 February 2026."""
    assert now(ladder, [average], average, like).tier == tier


def test_who_is_lifted_stands_as_such_and_keeps_the_grace_afterwards(ladder: Ladder) -> None:
    young = LOYAL._replace(opened_on=day("2020-01-01"))
    assert lived(ladder, [30, 40, 40, 39, 39, 39, 39], young) == [
        "gold normal",
        "gold upgrade_next",
        "wealth lifted",
        "wealth watch 1/3",
        "wealth watch 2/3",
        "wealth watch 3/3",
        "gold normal",
    ]
    lifted = now(ladder, [40, 40], 40, young)
    assert (lifted.rule, lifted.margin_minor, lifted.short_minor) == (LIFT, -10 * WAN, 560 * WAN)


def test_no_lift_jumps_over_a_tier_when_cut_offs_lie_close() -> None:
    rules = parse(
        TEXT.replace("cut_off = 50_000\n", "cut_off = 90_000\n").replace(
            "cut_off = 500_000", "cut_off = 100_000"
        )
    )
    ladder = Ladder.of(rules, "CNY")
    # 85,000 would be 80 % of 100,000 as well, but from below 90,000 that is two tiers up.
    ((standing,), _) = history(ladder, [LOYAL._replace(month=JANUARY, average_minor=85 * WAN // 10)])
    assert (standing.tier, standing.state) == ("gold", LIFTED)


def test_ten_years_and_three_categories_hold_three_months_longer(ladder: Ladder) -> None:
    held = LOYAL._replace(transactions=0, categories=3)
    assert lived(ladder, [60, *[49] * 7], held)[1:] == [
        *[f"wealth watch {n}/6" for n in (1, 2, 3)],
        *[f"wealth held {n}/6" for n in (4, 5, 6)],
        "gold normal",
    ]
    assert now(ladder, [60, 49], 49, held).rule == GRACE
    assert now(ladder, [60, 49, 49, 49, 49], 49, held).rule == HOLD
    assert lived(ladder, [60, *[49] * 4], held._replace(categories=2))[-1] == "gold normal"


def test_losing_the_loyalty_ends_a_hold_and_finding_it_again_gives_nothing_back(ladder: Ladder) -> None:
    held = LOYAL._replace(transactions=0, categories=3)
    whole = months([60, *[49] * 6], held)
    whole[5] = whole[5]._replace(categories=2)
    standings, track = history(ladder, whole)
    assert [one.tier for one in standings] == ["wealth"] * 6 + ["gold"]
    assert track.below[2] is None


def test_a_grace_of_nothing_lasts_until_the_month_has_ended(policy: Policy) -> None:
    tiers = tuple(replace(tier, grace_months=0) for tier in policy.tiers)
    ladder = Ladder.of(replace(policy, tiers=tiers), "CNY")
    assert lived(ladder, [6, 4, 4]) == ["gold normal", "gold watch 1/1", "mass normal"]


def test_the_present_month_decides_only_for_who_has_just_come(ladder: Ladder) -> None:
    assert now(ladder, [], 60)[:5] == ("wealth", NORMAL, CUT_OFF, JANUARY, JANUARY + 9)
    assert now(ladder, [4], 60)[:4] == ("mass", UPGRADE_NEXT, CUT_OFF, JANUARY)
    assert now(ladder, [60], 4)[:5] == ("wealth", NORMAL, CUT_OFF, JANUARY, JANUARY)
    assert now(ladder, [None, None], 6)[:3] == ("gold", NORMAL, CUT_OFF)


def test_who_is_on_watch_and_since_when(ladder: Ladder) -> None:
    watched = now(ladder, [60, 49, 49], 49)
    assert (watched.tier, watched.state, watched.rule) == ("wealth", WATCH, GRACE)
    assert (watched.below, watched.grace, watched.margin_minor) == (2, 3, -1 * WAN)
    assert watched.since == JANUARY
    # February was the first month below: the watch is told from 1 March on, and 2 April is its day 33.
    assert watched.watch_day(day("2026-04-02")) == 33
    assert watch_day(day("2026-02-01"), 1, day("2026-03-02")) == 2
    assert falls_on(watched.month, watched.below, watched.grace) == day("2026-05-01")
    assert now(ladder, [60, 49, 49, 49], 49).tier == "gold"
    assert now(ladder, [60], 60).watch_day(day("2026-02-10")) is None
    # A watch ends with a month that reaches the cut-off, not with days that do, unless those reach a tier above.
    assert now(ladder, [60, 49], 60).state == WATCH
    assert now(ladder, [60, 49], 600).state == UPGRADE_NEXT


def test_since_is_the_first_month_of_the_tier(ladder: Ladder) -> None:
    standings, _ = history(ladder, months([4, 6, 6, 60]))
    assert [one.since for one in standings] == [JANUARY, JANUARY, day("2026-03-01"), day("2026-03-01")]
    assert now(ladder, [4, 6, 6], 6).since == day("2026-03-01")
    assert now(ladder, [4, 6], 6).since == day("2026-03-01")


@pytest.mark.parametrize(("currency", "unit"), [("CNY", 100), ("JPY", 1), ("KWD", 1000)])
def test_cut_offs_are_whole_units_of_the_base_currency(policy: Policy, currency: str, unit: int) -> None:
    assert Ladder.of(policy, currency).steps[1] == Step("gold", 50_000 * unit, 3, 40_000 * unit)
    assert Ladder.of(policy, currency).steps[3] == Step("private", 6_000_000 * unit, 6, None)


def test_a_policy_that_says_nothing_of_loyalty_neither_lifts_nor_holds() -> None:
    older = TEXT[: TEXT.index("[tier_rules]")] + TEXT[TEXT.index("# What the tiers are entitled to") :]
    for section in ("[quiet]\n", "[prompts.triggers.dormant]\n"):  # as these said for themselves before
        older = older.replace(section, section + 'kinds = ["cash"]\n')
    ladder = Ladder.of(parse(older), "CNY")
    assert (ladder.lift, ladder.hold) == (None, None)
    assert now(ladder, [40], 40, LOYAL).tier == "gold"
    assert lived(ladder, [60, *[49] * 4], LOYAL)[-1] == "gold normal"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('never = ["private"]', 'never = ["platinum"]', "tier_rules.lift.never"),
        ('initiated_kinds = ["cash",', 'initiated_kinds = ["barter",', "tier_rules.initiated_kinds"),
        ('entitlements = ["standard_service"]', 'entitlements = ["yacht"]', "tiers[2].entitlements"),
        ('code = "campaigns"', 'code = "standard_service"', "entitlements[4].code"),
        ("percent = 80\ntransactions", "percent = 100\ntransactions", "tier_rules.lift.percent"),
    ],
)
def test_a_policy_with_broken_rules_of_tiers_is_refused(old: str, new: str, key: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(PolicyError) as refused:
        parse(TEXT.replace(old, new))
    assert refused.value.key == key


AVERAGES = st.lists(
    st.none() | st.sampled_from([0, 3, 4, 5, 39, 40, 49, 50, 599, 600]), min_size=1, max_size=24
)


@given(AVERAGES, st.integers(0, 23), st.integers(1, 700))
def test_more_assets_never_give_a_lower_tier(averages: list[int | None], place: int, more: int) -> None:
    ladder = Ladder.of(parse(TEXT), "CNY")
    ranks = ["prospect", "mass", "gold", "wealth", "private"]
    richer = [wan if wan is None or at != place else wan + more for at, wan in enumerate(averages)]
    poor, rich = (history(ladder, months(one, LOYAL))[0] for one in (averages, richer))
    assert all(ranks.index(a.tier) <= ranks.index(b.tier) for a, b in zip(poor, rich, strict=True))


@given(AVERAGES)
def test_what_a_month_announces_comes_true(averages: list[int | None]) -> None:
    ladder = Ladder.of(parse(TEXT), "CNY")
    standings, _ = history(ladder, months(averages))
    ranks = ["prospect", "mass", "gold", "wealth", "private"]
    for one, after, wan in zip(standings, standings[1:], averages[1:], strict=False):
        if wan is None:
            assert after.tier == "prospect"
        elif one.state == UPGRADE_NEXT:
            assert ranks.index(after.tier) > ranks.index(one.tier)
        elif one.state in (WATCH, HELD) and one.below < one.grace:
            assert after.tier == one.tier
        elif one.state == WATCH:
            assert ranks.index(after.tier) < ranks.index(one.tier)


def test_the_reason_is_kept_as_json(ladder: Ladder) -> None:
    reason = json.loads(now(ladder, [60, 49], 49, LOYAL._replace(transactions=7, coverage=98)).to_json())
    assert reason == {
        "rule": "grace",
        "state": "watch",
        "cut_off_minor": 50 * WAN,
        "margin_minor": -1 * WAN,
        "next_tier": "private",
        "short_minor": 551 * WAN,
        "below": 1,
        "grace": 6,
        "transactions": 7,
        "categories": 4,
        "coverage": 98,
        "settled": False,
    }


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

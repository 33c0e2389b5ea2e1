"""How pressing the next contact is, by tier and days."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.policy import parse
from advisor_app.domain.records import Bank
from advisor_app.domain.rhythm import ContactRhythm, Due, limits, rhythm, rhythm_of, rhythm_of_row
from advisor_app.paths import resources

POLICY = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
DAY = 86_400_000_000
TODAY = 20_781
BANK = Bank(1, "江城银行", "CNY", "Asia/Shanghai", TODAY, 1)


@pytest.mark.parametrize(
    ("tier", "days", "due", "every"),
    [
        ("private", 0, Due.GOOD, 30),
        ("private", 23, Due.GOOD, 30),
        ("private", 24, Due.AMBER, 30),  # 80 % of 30 days
        ("private", 30, Due.AMBER, 30),
        ("private", 31, Due.RED, 30),
        ("private", None, Due.RED, 30),
        ("wealth", 47, Due.GOOD, 60),
        ("wealth", 48, Due.AMBER, 60),
        ("gold", 181, Due.RED, 180),
        ("mass", 400, Due.NONE, None),
        ("mass", None, Due.NONE, None),
        ("platinum", 400, Due.NONE, None),
        (None, None, Due.NONE, None),
    ],
)
def test_amber_at_80_percent_and_red_past_due(
    tier: str | None, days: int | None, due: Due, every: int | None
) -> None:
    assert rhythm(POLICY, tier, days) == ContactRhythm(due, every, days)


def row(tier: str | None, at: int | None, closed_on: int | None = None) -> CustomerRow:
    blank = dict.fromkeys(CustomerRow._fields)
    values = {**blank, "tier": tier, "last_contact_at": at, "closed_on": closed_on}
    return CustomerRow(**values)  # type: ignore[arg-type]


def test_days_are_those_of_the_bank() -> None:
    late_evening = (TODAY - 31) * DAY + 17 * 3_600_000_000  # the next day in Shanghai
    assert rhythm_of_row(POLICY, BANK, row("private", late_evening)) == (Due.AMBER, 30, 30)
    assert rhythm_of_row(POLICY, BANK, row("private", late_evening - DAY)).due is Due.RED


def test_a_contact_after_the_business_date_is_of_today() -> None:
    assert rhythm_of_row(POLICY, BANK, row("private", (TODAY + 2) * DAY)) == (Due.GOOD, 30, 0)


def test_who_has_left_is_not_waited_for() -> None:
    assert rhythm_of_row(POLICY, BANK, row("private", None, closed_on=TODAY)).due is Due.NONE
    assert rhythm_of_row(POLICY, BANK, row("private", None, closed_on=TODAY + 1)).due is Due.RED


def test_before_the_first_sync_nothing_is_known() -> None:
    assert rhythm_of_row(POLICY, None, row("private", TODAY * DAY)).days_since is None


@given(
    st.sampled_from(["private", "wealth", "gold"]),
    st.integers(-40, 400),
    st.integers(0, DAY - 1),
    st.sampled_from(["Asia/Shanghai", "Europe/Prague", "America/New_York"]),
    st.integers(1, 100),
)
def test_limits_judge_as_the_rhythm_does(tier: str, back: int, within: int, zone: str, amber: int) -> None:
    bank = BANK._replace(time_zone=zone)
    policy = replace(POLICY, rhythm=replace(POLICY.rhythm, amber_percent=amber))
    at = (TODAY - back) * DAY + within
    [bounds] = [one for one in limits(policy, bank) if one.tier == tier]
    by_limits = Due.RED if at < bounds.late else Due.AMBER if at < bounds.soon else Due.GOOD
    assert by_limits is rhythm_of(policy, bank, tier, at, None).due

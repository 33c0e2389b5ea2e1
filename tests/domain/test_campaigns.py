"""Campaigns: documents that are refused with their place, arms that can be computed again, figures with intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.campaigns import CALL, CONTROL, arm_of, effect, read
from advisor_app.domain.policy import PolicyError
from advisor_app.head_office.campaigns.publishing import REASONS, CampaignRefused
from advisor_app.head_office.campaigns.publishing import read as read_at_head_office

GOOD = """
format = 1
code = "Q4_term"
title = "年末定期存款"
opens_on = 2026-11-24
closes_on = "2026-12-31"
control_percent = 20

[audience]
tiers = ["gold", "wealth"]
aum_from = 50_000
age_below = 65
"""


def test_a_document_says_what_it_holds() -> None:
    document = read(GOOD)
    assert (document.code, document.days, document.control_percent) == ("Q4_term", (20_781, 20_818), 20)
    assert (document.script, document.product, document.quota) == (None, None, None)
    assert document.audience.tiers == ("gold", "wealth")
    assert (document.audience.aum_from, document.audience.aum_below, document.audience.consent) == (
        50_000,
        None,
        (),
    )


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("[audience]", "[audience", "", "not_toml"),
        ("format = 1", "format = 2", "format", "other_format"),
        ('code = "Q4_term"', 'code = "年末"', "code", "not_a_code"),
        ("opens_on = 2026-11-24", 'opens_on = "24.11.2026"', "opens_on", "not_a_date"),
        ('"2026-12-31"', '"2026-11-23"', "closes_on", "ends_before"),
        ("control_percent = 20", "control_percent = 91", "control_percent", "out_of_range"),
        ("control_percent = 20", "", "control_percent", "missing_key"),
        ("aum_from = 50_000", "aum_from = 50_000.5", "audience.aum_from", "wrong_type"),
        ("age_below = 65", "age_below = 65\nage_from = 65", "audience.age_below", "nobody"),
        ("aum_from = 50_000", "aum_from = 50_000\naum_below = 10", "audience.aum_below", "nobody"),
        ("age_below = 65", "age_under = 65", "audience.age_under", "unknown_key"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, key: str, reason: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    with pytest.raises(PolicyError) as refused:
        read(text)
    assert (refused.value.key, refused.value.reason) == (key, reason)
    with pytest.raises(CampaignRefused) as sentence:
        read_at_head_office(text)
    assert sentence.value.message_id == REASONS[reason]
    assert "{" not in str(sentence.value)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16), st.integers(0, 90))
def test_the_arm_follows_from_the_key_and_a_larger_control_arm_keeps_the_smaller(
    key: bytes, customer: bytes, percent: int
) -> None:
    arm = arm_of(key, "Q4", customer, percent)
    assert arm == arm_of(key, "Q4", customer, percent)
    if arm == CONTROL:
        assert arm_of(key, "Q4", customer, min(90, percent + 5)) == CONTROL
    assert arm_of(key, "Q4", customer, 0) == CALL


def test_the_control_arm_is_as_large_as_asked_and_each_campaign_has_its_own() -> None:
    people = [number.to_bytes(16, "big") for number in range(20_000)]
    first = {person for person in people if arm_of(b"k", "first", person, 20) == CONTROL}
    second = {person for person in people if arm_of(b"k", "second", person, 20) == CONTROL}
    other_key = {person for person in people if arm_of(b"l", "first", person, 20) == CONTROL}
    for arm in (first, second, other_key):
        assert len(arm) / len(people) == pytest.approx(0.2, abs=0.012)  # four standard deviations
    for arm in (second, other_key):
        assert len(first & arm) / len(people) == pytest.approx(0.04, abs=0.006)


def test_the_difference_is_newcombes() -> None:
    """The first example of Newcombe (1998), method 10: 56 of 70 against 48 of 80 gives 0.0524 to 0.3339."""
    found = effect(56, 70, 48, 80)
    assert found.difference == pytest.approx(0.2)
    assert found.low == pytest.approx(0.0524, abs=1e-4)
    assert found.high == pytest.approx(0.3339, abs=1e-4)
    assert effect(3, 10, 0, 0).difference is None

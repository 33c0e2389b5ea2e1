"""Tones of tiers follow from the policy's own list, whatever a bank calls them and however many it has."""

from dataclasses import replace

import pytest

from advisor_app.domain.policy import Policy, Text, parse
from advisor_app.domain.policy.schema import Tier
from advisor_app.paths import resources
from advisor_app.ui.theme import Tone
from advisor_app.ui.tiers import tier_tone

N, G, A, V = Tone.NEUTRAL, Tone.GOLD, Tone.ACCENT, Tone.VIOLET


@pytest.fixture(scope="module")
def policy() -> Policy:
    return parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))


def test_the_tiers_of_the_default_policy(policy: Policy) -> None:
    codes = ("prospect", "mass", "gold", "wealth", "private")
    assert [tier_tone(policy, code) for code in codes] == [N, N, G, A, V]


@pytest.mark.parametrize(
    ("count", "tones"),
    [(1, [N]), (2, [N, N]), (3, [N, N, G]), (4, [N, N, G, V]), (6, [N, N, G, A, A, V])],
)
def test_a_bank_may_have_fewer_or_more(policy: Policy, count: int, tones: list[Tone]) -> None:
    tiers = tuple(Tier(f"t{place}", Text("层", "Tier"), 0, place) for place in range(count))
    own = replace(policy, tiers=tiers)
    assert [tier_tone(own, tier.code) for tier in tiers] == tones


@pytest.mark.parametrize("tier", [None, "diamond"])
def test_a_tier_that_the_policy_does_not_know_stands_out_nowhere(policy: Policy, tier: str | None) -> None:
    assert tier_tone(policy, tier) is N

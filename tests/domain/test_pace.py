"""When the next sync begins: by policy and spread, later after failures, never earlier than head office asks."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain import pace
from advisor_app.domain.policy.schema import SYNC_UNSAID, Sync

chances = st.floats(0, 1, exclude_max=True)
rules = st.builds(
    lambda every, jitter: replace(SYNC_UNSAID, every_minutes=every, jitter_percent=jitter),
    st.integers(1, 24 * 60),
    st.integers(0, 50),
)
PLAIN = replace(SYNC_UNSAID, every_minutes=15, jitter_percent=0)


@given(rules, chances)
def test_the_regular_pause_lies_within_the_jitter_of_what_policy_says(rule: Sync, chance: float) -> None:
    whole, share = rule.every_minutes * 60, rule.jitter_percent / 100
    assert whole * (1 - share) - 1e-6 <= pace.regular(rule, chance) <= whole * (1 + share) + 1e-6


@given(rules, st.integers(1, 10_000), chances)
def test_a_retry_comes_no_later_than_a_regular_round_might(rule: Sync, failures: int, chance: float) -> None:
    pause = pace.retry(rule, failures, chance)
    assert 0 < pause <= rule.every_minutes * 60 * (1 + rule.jitter_percent / 100) + 1e-6
    assert pause >= min(pace.FIRST_RETRY, rule.every_minutes * 60) * 0.5


@given(rules, st.integers(1, 50), chances)
def test_more_failures_never_shorten_the_pause(rule: Sync, failures: int, chance: float) -> None:
    assert pace.retry(rule, failures + 1, chance) >= pace.retry(rule, failures, chance)


@given(rules, st.integers(1, 50), chances, st.integers(0, 3600))
def test_head_office_is_left_alone_for_as_long_as_it_asks(
    rule: Sync, failures: int, chance: float, asked: int
) -> None:
    pause = pace.retry(rule, failures, chance, asked)
    assert pause >= asked
    assert pause >= pace.retry(rule, failures, chance)


@given(rules.filter(lambda rule: rule.jitter_percent >= 10), st.lists(chances, min_size=2, unique=True))
def test_devices_that_failed_together_come_back_apart(rule: Sync, drawn: list[float]) -> None:
    """The control: without jitter they would all come at once."""
    assert len({pace.retry(rule, 3, chance, 600) for chance in drawn}) > 1 or max(drawn) - min(drawn) < 1e-9
    still = replace(rule, jitter_percent=0)
    assert len({pace.retry(still, 3, chance, 600) for chance in drawn}) == 1


def test_the_pause_doubles_until_it_is_the_regular_one() -> None:
    assert [pace.retry(PLAIN, failures, 0.5) for failures in range(1, 8)] == [30, 60, 120, 240, 480, 900, 900]
    assert pace.regular(PLAIN, 0.9) == 900

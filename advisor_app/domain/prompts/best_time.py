"""Over which channel, and at which hour, a customer is best reached: from the customer's own answered contacts.

A rate is smoothed with what the policy says of people in general, which counts like a few attempts: a customer of
whom nothing is known gets the general answer, and a few contacts move it without deciding it alone.
"""

from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.dates import hour_of
from advisor_app.domain.permission import OUT
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.prompts import BestTime
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Moment

_MONTH = 31 * 86_400_000_000


class Tries(NamedTuple):
    """Attempts to reach somebody, and how many were answered."""

    made: int = 0
    answered: int = 0


class Habits(NamedTuple):
    """How a customer was reached: by channel, and by channel and hour of the bank's zone."""

    channels: dict[str, Tries]
    hours: dict[str, dict[int, Tries]]


def habits(snapshot: CustomerSnapshot, moment: Moment, policy: Policy) -> Habits:
    """Count the attempts of the bank to reach a customer, as far back as the policy looks."""
    both = policy.rhythm.two_way_outcomes
    since = moment.now - policy.prompts.best_time.months * _MONTH
    hours: dict[str, dict[int, Tries]] = {}
    for one in snapshot.contacts:
        if one.direction != OUT or one.outcome is None or not since <= one.at <= moment.now:
            continue
        at_hours = hours.setdefault(one.channel, {})
        hour = hour_of(one.at, moment.time_zone)
        made, answered = at_hours.get(hour, _NONE)
        at_hours[hour] = Tries(made + 1, answered + (one.outcome in both))
    channels = {
        channel: Tries(sum(one.made for one in found.values()), sum(one.answered for one in found.values()))
        for channel, found in hours.items()
    }
    return Habits(channels, hours)


def best_channel(found: Habits, channels: Iterable[str], rules: BestTime) -> str:
    """Return the channel over which the customer most likely answers; of equal ones the first that is given."""
    return max(channels, key=lambda channel: channel_rate(found, channel, rules))


def best_hour(found: Habits, channel: str, rules: BestTime) -> int | None:
    """Return the hour at which the customer most likely answers, the earliest of equal ones; None if none matters."""
    if channel not in rules.timed or not rules.hours:
        return None
    tried = found.hours.get(channel, {})
    return max(rules.hours, key=lambda one: (_rate(tried.get(one.hour), one.percent, rules), -one.hour)).hour


def channel_rate(found: Habits, channel: str, rules: BestTime) -> float:
    """Return how likely an attempt over a channel is answered, 0 to 1."""
    return _rate(found.channels.get(channel), rules.channels.get(channel, 1), rules)


def _rate(tries: Tries | None, prior_percent: int, rules: BestTime) -> float:
    made, answered = tries or _NONE
    return (answered + rules.prior_count * prior_percent / 100) / (made + rules.prior_count)


_NONE = Tries()

"""What a rule is given and what it finds."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.prompts import Trigger
from advisor_app.domain.prompts.calendar import Calendar
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Moment, Reason, Urgency


class Terms(NamedTuple):
    """By what a rule judges: moment, policy, its own trigger, the base currency with its minor units, a calendar."""

    moment: Moment
    policy: Policy
    trigger: Trigger
    currency: str
    unit: int
    calendar: Calendar

    @property
    def least_minor(self) -> int:
        """The trigger's amount in minor units."""
        return (self.trigger.amount or 0) * self.unit

    def day_of(self, instant: int) -> int:
        """Return the day of an instant (UTC µs) in the bank's zone."""
        return day_of(instant, self.moment.time_zone)


class Finding(NamedTuple):
    """Something to do: what it is about, why, until when, and how pressing it is.

    `topic` is the subject without its stage, so that what was just done is not asked for again by the next stage.
    `money_minor` is the money concerned, None for the relation as a whole. A contact on or after the day `since` can
    answer it; where that is None it is no event but a state, and one within the cool-down of the policy can.
    """

    topic: str
    subject: str
    why: tuple[Reason, ...]
    due_on: int
    urgency: Urgency
    since: int | None
    clears: str
    money_minor: int | None = None
    first: bool = False


Rule = Callable[[CustomerSnapshot, Terms], Iterator[Finding]]


def begin_of(stage_on: int, terms: Terms) -> int:
    """Return since when a contact answers a stage that begins on a day: shortly before answers it as well."""
    return min(stage_on, terms.moment.today - terms.trigger.cool_down_days)


def stage_of(days: int, stages: tuple[int, ...]) -> int | None:
    """Return the narrowest stage that so many days before an event lie in, or None before the first one."""
    return min((stage for stage in stages if days <= stage), default=None)

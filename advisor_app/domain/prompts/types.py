"""What prompts are made of, and what a day's list of them looks like."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.dates import day_of
from advisor_app.domain.permission import Light
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank

DONE, SNOOZED, DISMISSED = "done", "snoozed", "dismissed"
ACTIONS = (DONE, SNOOZED, DISMISSED)
"""What an advisor can do with a prompt."""

BY_CONTACT = "by_contact"
BY_SPEAKING = "by_speaking"
BY_HANDLING = "by_handling"
BY_KEEPING = "by_keeping"
BY_NEW_DATA = "by_new_data"
BY_CALLING = "by_calling"
"""What clears a prompt: a contact for one of its purposes in which both sides spoke, any contact in which they did,
handling the feedback, keeping the promise, newer data from head office, an outcome in the call list."""


class Moment(NamedTuple):
    """When prompts are computed.

    `today` is the business day, which goes on by the clock while the device is offline; `data_on` is the date of the
    data, by which money that moves is judged; `now` (UTC µs) is the clock, by which contact is allowed and what
    advisors write themselves is dated.
    """

    now: int
    today: int
    data_on: int
    time_zone: str

    @classmethod
    def of(cls, now: int, data_on: int, time_zone: str, policy: Policy) -> "Moment":
        """Return the moment for an instant: the day by the clock, or that of the data where they are much older."""
        day = day_of(now, time_zone)
        fresh = 0 <= day - data_on <= policy.prompts.clock_days
        return cls(now, day if fresh else data_on, data_on, time_zone)

    @property
    def clock_day(self) -> int:
        """The day by the clock in the bank's zone."""
        return day_of(self.now, self.time_zone)


class Amount(NamedTuple):
    """Money as a value of a reason."""

    minor: int
    currency: str


class Reason(NamedTuple):
    """Why, in one line: a code with its values.

    A value is an `Amount`, a number, a text as it may be shown, or under a name that ends in `_on` a day.
    """

    code: str
    values: Mapping[str, Any] = {}


class Urgency(IntEnum):
    """How pressing a prompt is; the policy says what each weighs."""

    LATER = 0
    SOON = 1
    NOW = 2
    OVERDUE = 3


class Prompt(NamedTuple):
    """One thing to do for one customer.

    `rule` names the trigger and `subject` what it is about, so that another of the same rule is told apart. `action`
    is a code of the policy, chosen by rule and tier; over `channel`, and best at `hour` (of the bank's zone), where
    this customer answered before. `value_minor` is the money at stake in the base currency, None where there is
    none. `due_on` is the day by which it should be done. `why` says rule and values, the deciding one first; `clears`
    is one of the codes above. `light` is whether the contact is allowed now; a prompt that would be marketing
    never comes with a red one. `first`: maturing money, which comes before all else. `contact_purpose` is what a
    contact that it leads to is for.
    """

    customer_id: bytes
    rule: str
    subject: str
    action: str
    channel: str
    hour: int | None
    value_minor: int | None
    currency: str
    due_on: int
    urgency: Urgency
    first: bool
    score: int
    minutes: int
    why: tuple[Reason, ...]
    clears: str
    contact_purpose: str
    marketing: bool
    light: Light
    policy_version: int
    data_on: int


class Group(NamedTuple):
    """What there is to do for one customer, best first: one call clears them. `minutes` is for all of them at once."""

    customer: CustomerRow
    prompts: tuple[Prompt, ...]
    score: int
    minutes: int


class Today(NamedTuple):
    """The day's list, in the order in which to work it.

    `more` prompts are open beyond those in `groups`; `settled` were done today already and count towards the day's
    limit. With a budget of minutes the groups are the best set that fits, `exact` where no other set is better.
    `bank` is None while nothing has been synced.
    """

    groups: tuple[Group, ...]
    more: int
    settled: int
    policy: Policy
    bank: Bank | None
    today: int
    data_on: int
    exact: bool = True


class RuleFigure(NamedTuple):
    """How prompts of a rule fared in this book: how many are open, and what advisors did with earlier ones.

    `done_percent` is of the done and dismissed, None where there are none; `weight_percent` what that makes of the
    rule's rank, within the bounds of the policy.
    """

    rule: str
    open: int
    done: int
    snoozed: int
    dismissed: int
    done_percent: int | None
    weight_percent: int


class Replay(NamedTuple):
    """The prompts of a past day, by the policy, data and outcomes of that day.

    `unknown` are codes of what the book does not keep as it was then and that was taken as it is now, or left out.
    """

    day: int
    prompts: tuple[Prompt, ...]
    policy: Policy
    unknown: tuple[str, ...]

"""Contact rhythm (联系节奏): how long ago bank and customer last spoke, against how often the tier asks for it."""

from enum import Enum
from typing import NamedTuple

from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.dates import day_of, start_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank


class Due(Enum):
    """How pressing the next contact is; NONE where the tier is contacted by event only."""

    NONE = "none"
    GOOD = "good"
    AMBER = "amber"
    RED = "red"


class ContactRhythm(NamedTuple):
    """Where a customer stands: a contact is due `every_days`, the last was `days_since` ago.

    `every_days` is None without a rhythm, `days_since` None where bank and customer have never spoken.
    """

    due: Due
    every_days: int | None
    days_since: int | None


class Limits(NamedTuple):
    """What divides the customers of a tier by when bank and customer last spoke: instants in UTC µs.

    Before `late` the next contact is overdue, before `soon` it is due soon.
    """

    tier: str
    soon: int
    late: int


def rhythm(policy: Policy, tier: str | None, days_since: int | None) -> ContactRhythm:
    """Return where a customer of `tier` stands; never spoken to is as late as overdue."""
    every = policy.rhythm.days.get(tier) if tier else None
    if every is None:
        due = Due.NONE
    elif days_since is None or days_since > every:
        due = Due.RED
    elif days_since * 100 >= every * policy.rhythm.amber_percent:
        due = Due.AMBER
    else:
        due = Due.GOOD
    return ContactRhythm(due, every, days_since)


def rhythm_of(
    policy: Policy, bank: Bank | None, tier: str | None, last_contact_at: int | None, closed_on: int | None
) -> ContactRhythm:
    """Return where a customer stands on the business date; one who has left the bank is not waited for."""
    days = None
    if bank is not None and last_contact_at is not None:
        days = max(0, bank.as_of - day_of(last_contact_at, bank.time_zone))
    gone = bank is not None and closed_on is not None and closed_on <= bank.as_of
    return rhythm(policy, None if gone else tier, days)


def limits(policy: Policy, bank: Bank) -> tuple[Limits, ...]:
    """Return for each tier with a rhythm the instants by which `rhythm_of` judges a last contact."""

    def begins(days_back: int) -> int:
        return start_of(bank.as_of - days_back, bank.time_zone)

    amber = policy.rhythm.amber_percent
    return tuple(
        Limits(tier, begins(-(-every * amber // 100) - 1), begins(every))
        for tier, every in policy.rhythm.days.items()
    )


def rhythm_of_row(policy: Policy, bank: Bank | None, row: CustomerRow) -> ContactRhythm:
    """Return where the customer of a row of a list stands."""
    return rhythm_of(policy, bank, row.tier, row.last_contact_at, row.closed_on)

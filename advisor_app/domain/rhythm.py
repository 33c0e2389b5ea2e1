"""Contact rhythm (联系节奏): how long ago bank and customer last spoke, against how often the tier asks for it."""

from enum import Enum
from typing import NamedTuple

from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.dates import day_of
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


def rhythm_of_row(policy: Policy, bank: Bank | None, row: CustomerRow) -> ContactRhythm:
    """Return where the customer of a row of a list stands."""
    return rhythm_of(policy, bank, row.tier, row.last_contact_at, row.closed_on)

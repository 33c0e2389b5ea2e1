"""Which tasks remind now, and which of them a contact that was logged meanwhile may have settled already."""

from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.policy import Policy
from advisor_app.domain.tasks import Item, Source, at_minute

_MINUTE = 60_000_000


class Since(NamedTuple):
    """A contact that was logged: with whom, when it was (UTC µs), and how it ended."""

    interaction_id: bytes
    customer_id: bytes
    happened_at: int
    outcome: str | None


class Reminder(NamedTuple):
    """An item that reminds, at an instant; with a contact (`answer`) it asks whether that was it already."""

    item: Item
    at: int
    answer: Since | None


def reminds_at(item: Item, policy: Policy, time_zone: str) -> int | None:
    """Return when an item reminds, None if it does not: so long before it starts, or before the day begins."""
    if item.status is not None or item.ahead:
        return None
    minutes = item.remind_minutes
    if item.source is not Source.TASK:
        minutes = (
            0  # what was promised reminds on the morning of its day, whether anybody asked for it or not
        )
    if minutes is None:
        return None
    start = item.starts_at
    if start is None:
        start = at_minute(item.due_on, policy.tasks.day_begins, time_zone)
    return start - minutes * _MINUTE


def answer_of(item: Item, contacts: Iterable[Since], policy: Policy) -> Since | None:
    """Return the newest contact that may have settled an item: with its customer, reached, since it was made."""
    if item.customer_id is None or not _asks_for_contact(item, policy):
        return None
    reached = {None, *policy.rhythm.two_way_outcomes}
    fitting = (
        contact
        for contact in contacts
        if contact.customer_id == item.customer_id
        and contact.happened_at > item.made_at
        and contact.outcome in reached
        and contact.interaction_id != item.interaction_id
    )
    return max(fitting, key=lambda contact: contact.happened_at, default=None)


def due(
    items: Iterable[Item], contacts: Iterable[Since], policy: Policy, time_zone: str, since: int, now: int
) -> tuple[Reminder, ...]:
    """Return what reminds after `since` and not after `now`, in the order in which it does."""
    known = tuple(contacts)
    found = []
    for item in items:
        at = reminds_at(item, policy, time_zone)
        if at is not None and since < at <= now:
            found.append(Reminder(item, at, answer_of(item, known, policy)))
    return tuple(sorted(found, key=lambda reminder: (reminder.at, reminder.item.order)))


def _asks_for_contact(item: Item, policy: Policy) -> bool:
    return item.source is Source.STEP or (
        item.source is Source.TASK and policy.tasks.asks_for_contact(item.kind)
    )

"""What stands beside the ranked prompts (今天): whose contact is due, whose complaint, promise or birthday is near.

The same rules find it, but all of it is there: what was put off, dismissed or outranked is not left out, because these
are duties and dates and no advice. Appointments of which nobody wrote down what became of them belong here as well.
"""

from collections.abc import Iterable
from typing import NamedTuple

from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.calendar import Calendar, last_open
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.finding import Finding
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Urgency
from advisor_app.domain.reminders import Since
from advisor_app.domain.tasks import CANCELLED, Item, Source

COMPLAINTS, PROMISES, CONTACTS, BIRTHDAYS = "complaint", "promise", "rhythm", "birthday"
RULES = (COMPLAINTS, PROMISES, CONTACTS, BIRTHDAYS)
"""The rules that find what is on the board, each for a block of its own."""

_RED = {
    COMPLAINTS: Urgency.OVERDUE,
    PROMISES: Urgency.OVERDUE,
    CONTACTS: Urgency.NOW,
    BIRTHDAYS: Urgency.NOW,
}
_LONGEST_BREAK = 15
_MINUTE = 60_000_000


class Line(NamedTuple):
    """One line of a block: what its rule found for a customer of a tier (None where no tier is known).

    `red`: its day has passed, or for a birthday has come; the others are amber.
    """

    customer_id: bytes
    tier: str | None
    rule: str
    finding: Finding

    @property
    def red(self) -> bool:
        """Whether it is red."""
        return self.finding.urgency >= _RED[self.rule]


class Block(NamedTuple):
    """The first lines of a block, the most pressing first, and how many are red and amber in all."""

    lines: tuple[Line, ...]
    red: int
    amber: int

    @property
    def total(self) -> int:
        """How many lines there are, also those that are not in `lines`."""
        return self.red + self.amber


def blocks(snapshots: Iterable[CustomerSnapshot], engine: Engine, most: int) -> dict[str, Block]:
    """Return the block of each rule, with at most so many lines."""
    found: dict[str, list[Line]] = {rule: [] for rule in RULES}
    for snapshot in snapshots:
        for rule, lines in found.items():
            for finding in engine.found(snapshot, rule):
                tier = snapshot.tier.tier if snapshot.tier else None
                lines.append(Line(snapshot.id, tier, rule, finding))
    return {rule: _block(rule, lines, engine.policy, most) for rule, lines in found.items()}


def unlogged_since(calendar: Calendar, today: int) -> int:
    """Return from which day on appointments are asked for: the last one on which branches were open before today."""
    return last_open(calendar, today - 1, today - _LONGEST_BREAK)


def unlogged(
    items: Iterable[Item], contacts: Iterable[Since], policy: Policy, time_zone: str, now: int
) -> tuple[Item, ...]:
    """Return the appointments with customers that are over, and on whose day no contact with them was logged.

    It makes no difference whether the task was ticked off: what was said there is nowhere. Cancelled ones did not
    take place.
    """
    spoken = {(one.customer_id, day_of(one.happened_at, time_zone)) for one in contacts}
    return tuple(
        item
        for item in items
        if is_appointment(item, policy)
        and _end(item, policy) <= now
        and (item.customer_id, item.due_on) not in spoken
    )


def is_appointment(item: Item, policy: Policy) -> bool:
    """Tell whether an item is an appointment with a customer: a task with a time that asks for a contact."""
    return (
        item.source is Source.TASK
        and item.customer_id is not None
        and item.starts_at is not None
        and item.status != CANCELLED
        and not item.ahead
        and policy.tasks.asks_for_contact(item.kind)
    )


def _end(item: Item, policy: Policy) -> int:
    return item.ends_at or (item.starts_at or 0) + policy.tasks.minutes * _MINUTE


def _block(rule: str, lines: list[Line], policy: Policy, most: int) -> Block:
    rank = {tier.code: place for place, tier in enumerate(policy.tiers)}

    def place(line: Line) -> tuple[int, int, int, bytes]:
        finding = line.finding
        by_tier = -rank.get(line.tier or "", -1) if rule == CONTACTS else 0
        never = rule == CONTACTS and finding.why[0].values.get("days") is None
        return -finding.urgency, by_tier, 0 if never else finding.due_on, line.customer_id

    red = sum(line.red for line in lines)
    return Block(tuple(sorted(lines, key=place)[:most]), red, len(lines) - red)

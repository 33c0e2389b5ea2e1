"""Numbering cards, sending them to all devices, and what was sent so far."""

import time
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from advisor_app.domain import scorecards
from advisor_app.domain.scorecards import CardError
from advisor_app.domain.scorecards import Scorecard as Card
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Scorecard


class Published(NamedTuple):
    """A card as it was published at a time (UTC µs). `card` is None where this program cannot read it, and `in_force`
    says whether devices score by it: it is the newest of its task and family that can be read.
    """

    id: int
    task: str
    family: str | None
    version: int
    published_at: int
    card: Card | None
    in_force: bool


def listed(connection: Connection) -> list[Published]:
    """Return all cards by task and family, the newest of each first."""
    wanted = select(
        Scorecard.id,
        Scorecard.task,
        Scorecard.family,
        Scorecard.version,
        Scorecard.published_at,
        Scorecard.text,
    )
    rows = sorted(connection.execute(wanted), key=lambda row: (row.task, row.family or "", -row.version))
    found, scored_by = [], set[tuple[str, str | None]]()
    for row in rows:
        card = _read(row.text)
        in_force = card is not None and (row.task, row.family) not in scored_by
        if in_force:
            scored_by.add((row.task, row.family))
        found.append(Published(*row[:5], card, in_force))
    return found


def next_version(connection: Connection, task: str, family: str | None) -> int:
    """Return the version of the next card for a task, and of a family where it is one of needs."""
    newest = select(func.max(Scorecard.version)).where(
        Scorecard.task == task, Scorecard.family.is_not_distinct_from(family)
    )
    return int(connection.execute(newest).scalar() or 0) + 1


def publish(connection: Connection, card: Card, family: str | None) -> int:
    """Put a card into the feed of every device and return its id."""
    row = {
        "task": card.task,
        "family": family,
        "version": card.version,
        "text": scorecards.to_json(card),
        "published_at": time.time_ns() // 1000,
    }
    key: int = connection.execute(insert(Scorecard).values(row).returning(Scorecard.id)).scalar_one()
    feed.record(connection, "scorecards", select(Scorecard.id).where(Scorecard.id == key))
    return key


def _read(text: str) -> Card | None:
    try:
        return scorecards.from_json(text)
    except CardError:
        return None

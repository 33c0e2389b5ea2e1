"""Numbering cards and sending them to all devices."""

import time

from sqlalchemy import Connection, func, insert, select

from advisor_app.domain import scorecards
from advisor_app.domain.scorecards import Scorecard as Card
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Scorecard


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

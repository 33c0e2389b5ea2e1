"""What an advisor did on one day: contacts by outcome, promises, sales, prompts; by the writer, not by the customer."""

from typing import Any, NamedTuple

from sqlalchemy import Connection

from advisor_app.data.reads.rows import one, rows

_CONTACTS = """
    SELECT outcome, count(*) FROM interactions
    WHERE advisor_id = :advisor AND happened_at >= :start AND happened_at < :end AND status IS NULL
    GROUP BY outcome ORDER BY 2 DESC, 1
"""
_REACHED = """
    SELECT count(DISTINCT customer_id) FROM interactions
    WHERE advisor_id = :advisor AND happened_at >= :start AND happened_at < :end AND status IS NULL
"""
_PROMISES = """
    SELECT coalesce(sum(made_at >= :start AND made_at < :end), 0),
        coalesce(sum(outcome = 'kept' AND settled_on = :today), 0),
        coalesce(sum(outcome IS NULL AND due_on < :today), 0)
    FROM promises WHERE advisor_id = :advisor
"""
_SALES = """
    SELECT coalesce(currency, ''), count(*), coalesce(sum(amount_minor), 0) FROM opportunities
    WHERE advisor_id = :advisor AND stage = 'won' AND closed_on = :today GROUP BY 1 ORDER BY 1
"""
_PROMPTS = """
    SELECT action, count(*) FROM prompt_outcomes
    WHERE advisor_id = :advisor AND made_at >= :start AND made_at < :end GROUP BY action
"""


class Sale(NamedTuple):
    """How many opportunities were won in one currency (empty where they have no amount), and for how much."""

    currency: str
    many: int
    minor: int


class DayWork(NamedTuple):
    """What was done: contacts by outcome (None where none was given), with how many customers, and the rest.

    `promises_made` and `promises_kept` are of the day; `promises_broken` are all that are overdue.
    """

    contacts: tuple[tuple[str | None, int], ...]
    customers: int
    promises_made: int
    promises_kept: int
    promises_broken: int
    sales: tuple[Sale, ...]
    prompts: dict[str, int]


def of_advisor(connection: Connection, advisor: int, today: int, start: int, end: int) -> DayWork:
    """Return the work of a day, which lies between two instants (UTC µs)."""
    given: dict[str, Any] = {"advisor": advisor, "today": today, "start": start, "end": end}
    reached = one(connection, _REACHED, **given) or (0,)
    made, kept, broken = one(connection, _PROMISES, **given) or (0, 0, 0)
    return DayWork(
        contacts=tuple((outcome, many) for outcome, many in rows(connection, _CONTACTS, **given)),
        customers=reached[0],
        promises_made=made,
        promises_kept=kept,
        promises_broken=broken,
        sales=tuple(Sale(*row) for row in rows(connection, _SALES, **given)),
        prompts=dict(rows(connection, _PROMPTS, **given)),
    )

"""The advisors of the bank: whoever this device is of, and the colleagues."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import one, rows
from advisor_app.domain.feedback import Colleague


def own(connection: Connection, number: str) -> int | None:
    """Return the id of the advisor with a number, None while no pull has brought the advisors."""
    row = one(connection, "SELECT id FROM advisors WHERE number = :number", number=number)
    return row[0] if row else None


def colleagues(connection: Connection) -> tuple[Colleague, ...]:
    """Return all advisors in the order of their numbers."""
    return tuple(
        Colleague(*row)
        for row in rows(connection, "SELECT id, number, name FROM advisors ORDER BY number, id")
    )

"""What became of the maturing money of the book, as head office has reckoned it."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import columns, rows
from advisor_app.domain.records import Retained

_SETTLED = f"""
    SELECT {columns(Retained)} FROM retention WHERE settled_on IS NOT NULL AND matured_on >= :since
"""


def settled(connection: Connection, since: int) -> list[Retained]:
    """Return the amounts of the book that came free from a day on and are settled."""
    return [Retained._make(row) for row in rows(connection, _SETTLED, since=since)]

"""The prospects about whom head office is asked whether the bank knows them beyond this book, and its answers.

A question is kept until it is answered, so that one from offline work is asked with the next sync.
"""

from collections.abc import Collection

from sqlalchemy import Connection

from advisor_app.data.apply import driver
from advisor_app.data.reads.rows import one, rows
from advisor_app.domain.duplicates import OfficeCheck

_COMPARED = {"name", "birth_day", "phone", "id_number"}


def ask(tx: Connection, customer_id: bytes, written: Collection[str]) -> None:
    """Note that head office is to be asked about a prospect of whom these fields were written."""
    if not _COMPARED.isdisjoint(written):
        driver(tx).execute("INSERT OR REPLACE INTO office_checks (customer_id) VALUES (?)", (customer_id,))


def unasked(tx: Connection) -> list[bytes]:
    """Return the prospects about whom head office has not answered, those that exist no more left out."""
    query = (
        "SELECT id FROM customers WHERE id IN (SELECT customer_id FROM office_checks WHERE answer IS NULL) "
        "ORDER BY id"
    )
    return [key for (key,) in rows(tx, query)]


def answered(tx: Connection, customer_id: bytes, answer: str, at: int) -> None:
    """Keep what head office answered."""
    driver(tx).execute(
        "UPDATE office_checks SET answer = ?, answered_at = ? WHERE customer_id = ?",
        (answer, at, customer_id),
    )


def of(tx: Connection, customer_id: bytes) -> str | None:
    """Return what head office answered about a prospect, None while it has not."""
    row = one(tx, "SELECT answer FROM office_checks WHERE customer_id = :id", id=customer_id)
    return None if row is None else row[0]


def listed(tx: Connection) -> list[OfficeCheck]:
    """Return all prospects who are still open and not checked, or known to head office."""
    query = (
        "SELECT c.id, c.name, o.answer, o.answered_at FROM office_checks AS o JOIN customers AS c "
        "ON c.id = o.customer_id WHERE c.closed_on IS NULL AND coalesce(o.answer, '') <> 'none' ORDER BY c.id"
    )
    return [OfficeCheck(*row) for row in rows(tx, query)]

"""Taking a customer with many transactions out of a book, against one with few: the same bytes on the wire."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select

from advisor_app.data import apply
from advisor_app.head_office import assignments
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import Advisor
from benchmarks import Result
from benchmarks.sync_device import Device, bank, device

SIZES = (5, 500)


def _leave(folder: Path, transactions: int) -> tuple[int, int]:
    """Return the bytes of the round that takes a customer away, and the rows that went."""
    with (
        bank(folder, customers=20, transactions=transactions) as (database, filled),
        device(folder, database, filled.advisors[0]) as made,
    ):
        made.sync()
        engine = open_bank(database)
        with engine.begin() as connection:
            other = connection.execute(
                select(Advisor.id).where(Advisor.number == filled.advisors[1])
            ).scalar_one()
            assignments.assign(connection, {filled.books[filled.advisors[0]][0]: other})
        engine.dispose()
        return _taken(made)


def _taken(made: Device) -> tuple[int, int]:
    with made.store.read() as tx:
        rows = sum(count for count, _ in apply.totals(tx).values())
    before = made.transport.bytes_received
    made.sync()
    with made.store.read() as tx:
        rows -= sum(count for count, _ in apply.totals(tx).values())
    return made.transport.bytes_received - before, rows


def run() -> Iterable[Result]:
    """Measure."""
    found = {}
    for transactions in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            found[transactions] = _leave(Path(folder), transactions)
            assert found[transactions][1] > transactions
    few, many = (found[size][0] for size in SIZES)
    ratio = many / few
    yield Result("leave_book", many, "bytes", "5 transactions", ratio, "= 1", many == few)

"""Pushing a thousand contacts, against the same bytes over the same client into a handler that only inserts them."""

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from advisor_app.data import outbox, writes
from advisor_app.domain.ids import new_id
from advisor_app.sync import protocol
from advisor_app.sync.push import Push
from benchmarks import Result
from benchmarks.postgres import postgres
from benchmarks.sync_device import Device, bank, device
from tests.support.writing import interaction

CONTACTS, ROUNDS = 1_000, 7


def _write(made: Device, book: list[bytes]) -> None:
    """Log contacts, many in one transaction, because it is the push that is measured."""
    with made.store.write() as tx:
        for number in range(CONTACTS):
            row = interaction(book[number % len(book)], f"谈了大额存单到期（{number}），客户考虑周五答复")
            writes.insert(tx, made.store, row)


def _request(made: Device) -> protocol.PushRequest:
    """Return what the push would send, under other ids, for the plain handler."""
    with made.store.read() as tx:
        parcels = outbox.next_unsent(tx, CONTACTS, 1 << 30)
    mutations = []
    for parcel in parcels:
        key = new_id()
        row = {**outbox.unpack(parcel.new), "id": key}
        mutations.append(
            protocol.Mutation(key, parcel.entity, key, parcel.customer_id, None, row, parcel.made_at)
        )
    return protocol.PushRequest(protocol.SCHEMA_VERSION, mutations)


def _measure(folder: Path, url: str | None) -> tuple[float, float]:
    with (
        bank(folder, url, customers=1_000, transactions=5) as (database, filled),
        device(folder, database, filled.advisors[0]) as made,
    ):
        book = filled.books[filled.advisors[0]]
        pushed, plain = [], []
        for _ in range(ROUNDS):
            _write(made, book)
            request = _request(made)
            started = time.perf_counter()
            made.transport.call_body("plain_insert", request)
            plain.append(time.perf_counter() - started)
            started = time.perf_counter()
            done = Push(made.store, made.transport).run()
            pushed.append(time.perf_counter() - started)
            assert done.applied == CONTACTS
            made.sync()
        return min(pushed), min(plain)


def run() -> Iterable[Result]:
    """Measure on both databases, in turn, and take the best of each."""
    with tempfile.TemporaryDirectory() as folder:
        pushed, plain = _measure(Path(folder), None)
    ratio = pushed / plain
    yield Result("push_sqlite", pushed * 1000, "ms", "plain insert", ratio, "<= 3", ratio <= 3)
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        pushed, plain = _measure(Path(folder), url)
    ratio = pushed / plain
    yield Result("push_postgresql", pushed * 1000, "ms", "plain insert", ratio, "<= 3", ratio <= 3)

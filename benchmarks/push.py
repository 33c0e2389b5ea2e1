"""Pushing a thousand contacts, against the same bytes over the same client into a handler that only inserts them."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def _measure(folder: Path, url: str | None) -> tuple[float, float, float]:
    """Return the seconds of the plain handler, of the request of a push, and of the push as a whole."""
    with (
        bank(folder, url, customers=1_000, transactions=5) as (database, filled),
        device(folder, database, filled.advisors[0]) as made,
    ):
        book = filled.books[filled.advisors[0]]
        plain, asked, whole = [], [], []
        for _ in range(ROUNDS):
            _write(made, book)
            request = _request(made)
            started = time.perf_counter()
            made.transport.call_body("plain_insert", request)
            plain.append(time.perf_counter() - started)
            with _timed(made) as seconds:
                started = time.perf_counter()
                done = Push(made.store, made.transport).run()
                whole.append(time.perf_counter() - started)
            asked += seconds
            assert done.applied == CONTACTS
            made.sync()
        return min(plain), min(asked), min(whole)


@contextmanager
def _timed(made: Device) -> Iterator[list[float]]:
    """Yield the seconds of each request that a push makes."""
    ask, seconds = made.transport.ask, list[float]()

    def timed(*arguments: Any) -> Any:
        started = time.perf_counter()
        answer = ask(*arguments)
        seconds.append(time.perf_counter() - started)
        return answer

    made.transport.ask = timed  # type: ignore[method-assign, assignment]
    yield seconds
    made.transport.ask = ask  # type: ignore[method-assign]


def _results(name: str, folder: Path, url: str | None) -> Iterator[Result]:
    plain, asked, whole = _measure(folder, url)
    ratio = asked / plain
    yield Result(f"push_{name}", asked * 1000, "ms", "plain insert", ratio, "<= 3", ratio <= 3)
    # With the device's own part: two commits into its encrypted store.
    ratio = whole / plain
    yield Result(f"push_{name}_device", whole * 1000, "ms", "plain insert", ratio, "<= 5", ratio <= 5)


def run() -> Iterable[Result]:
    """Measure on both databases, in turn, and take the best of each."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _results("sqlite", Path(folder), None)
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        yield from _results("postgresql", Path(folder), url)

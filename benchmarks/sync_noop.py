"""A sync with nothing to do on a warm connection, against a bare GET of a device with a session."""

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from benchmarks import Result
from benchmarks.sync_device import Device, bank, device
from tests.support.proxy import CuttingProxy

ROUNDS = 200
MOST_BYTES = 600


def _bytes(made: Device) -> tuple[int, int, int]:
    """Return bytes of requests and of answers of one sync on a warm connection, and its requests."""
    proxy = CuttingProxy(made.port, [])
    transport = made.connect(proxy.port)
    calls = []
    post = transport._post  # noqa: SLF001  # each request of the transport goes through it
    transport._post = lambda *each: (calls.append(1), post(*each))[1]  # type: ignore[method-assign,func-returns-value]  # noqa: SLF001
    try:
        made.sync(transport)
        calls.clear()
        before = list(proxy.passed)
        made.sync(transport)
        sent, received = (after - then for after, then in zip(proxy.passed, before, strict=True))
    finally:
        transport.close()
        proxy.close()
    return sent, received, len(calls)


def _bare(made: Device) -> float:
    client: httpx.Client = made.transport._client  # noqa: SLF001  # the same client, the same connection
    headers = {"authorization": f"Bearer {made.transport._token}"}  # noqa: SLF001
    started = time.perf_counter()
    assert client.get("/v1/plain_get", headers=headers).status_code == 200
    return time.perf_counter() - started


def _sync(made: Device) -> float:
    started = time.perf_counter()
    assert made.sync().rows == 0
    return time.perf_counter() - started


@contextmanager
def _device(customers: int) -> Iterator[Device]:
    with (
        tempfile.TemporaryDirectory() as folder,
        bank(Path(folder), customers=customers, transactions=200) as (database, filled),
        device(Path(folder), database, filled.advisors[0]) as made,
    ):
        yield made


def run() -> Iterable[Result]:
    """Measure on a small book and on a large one in turn, so that what disturbs one disturbs both."""
    with _device(50) as small, _device(5_000) as large:
        times = [(_sync(small), _sync(large), _bare(large)) for _ in range(ROUNDS)]
        sent, received, requests = _bytes(large)
    few, many, bare = (median(each) for each in zip(*times, strict=True))
    ratio, growth = many / bare, many / few
    yield Result("sync_noop", many * 1000, "ms", "bare GET", ratio, "<= 3", ratio <= 3)
    yield Result("sync_noop_growth", many * 1000, "ms", "10k rows", growth, "<= 1.1", growth <= 1.1)
    yield Result("sync_noop_requests", requests, "requests", "one", float(requests), "<= 1", requests <= 1)
    for name, size in (("sent", sent), ("received", received)):
        share = size / MOST_BYTES
        yield Result(f"sync_noop_{name}", size, "bytes", "limit", share, "<= 1", share <= 1)

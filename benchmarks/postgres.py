"""A real PostgreSQL for a benchmark, as durable as in earnest."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.postgres import running


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of an empty database on a server that stops with the block."""
    with running(durable=True) as server:
        yield server.url(server.create()).replace("+psycopg", "")

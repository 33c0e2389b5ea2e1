"""A bank of forty customers in two books, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support.bank import fill
from tests.support.office import demo_bank


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    found = demo_bank(tmp_path, url)
    yield found
    found.dispose()


@pytest.fixture
def people(engine: Engine) -> list[bytes]:
    """Forty customers in two books."""
    filled = fill(engine, advisors=2, customers=20, transactions=1)
    return sorted(person for book in filled.books.values() for person in book)

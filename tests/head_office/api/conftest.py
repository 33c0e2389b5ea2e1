"""A bank on both databases, and a device for each of its two advisors."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.head_office.api.pushing import Side, side
from tests.support.bank import Filled, fill
from tests.support.office import demo_bank


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bank(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Filled]]:
    url = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        name = server.create()
        url = server.url(name)
    engine = demo_bank(tmp_path_factory.mktemp("office"), url)
    yield engine, fill(engine, advisors=2, customers=6, transactions=1)
    engine.dispose()
    if url:
        server.drop(name)


@pytest.fixture
def sides(bank: tuple[Engine, Filled]) -> tuple[Side, Side]:
    """Return a device for each of the two advisors."""
    engine, filled = bank
    return side(engine, filled.advisors[0]), side(engine, filled.advisors[1])

"""A demo bank with two books on each of the two databases, and a device that has one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, select

from advisor_app.domain.dates import start_of
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Advisor, Bank, Bucket
from advisor_app.services.open_book import Book, open_book
from advisor_app.services.synchronise import synchronise
from tests.support import postgres
from tests.support.office import PASSPHRASE, Office, device, serving

CUSTOMERS = 120
_HOUR = 3_600_000_000


class DemoBank(NamedTuple):
    """A bank that serves, at one in the afternoon of its business day."""

    office: Office
    url: str
    now: int
    advisor: str
    bucket: int

    @property
    def engine(self) -> Engine:
        """Its database."""
        return self.office.engine


DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(params=DATABASES)
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBank]:
    """Return a bank that the test may change."""
    postgres_url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    with _made(tmp_path, postgres_url) as found:
        yield found


@pytest.fixture(params=DATABASES, scope="module")
def bank_to_read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoBank]:
    """Return a bank that tests share and leave as it is."""
    if request.param == "sqlite":
        with _made(tmp_path_factory.mktemp("bank"), None) as found:
            yield found
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = server.create()
    with _made(tmp_path_factory.mktemp("bank"), server.url(name)) as found:
        yield found
    server.drop(name)


@contextmanager
def _made(folder: Path, postgres_url: str | None) -> Iterator[DemoBank]:
    url = postgres_url or f"sqlite:///{folder / 'office.db'}"
    assert main(["--db", url, "init", "--demo", "--json"]) == 0
    size = ["--customers", str(CUSTOMERS), "--advisors", "2", "--months", "4"]
    assert main(["--db", url, "demo-data", str(folder / "demo"), *size, "--json"]) == 0
    engine = open_bank(url)
    with read(engine) as connection:
        as_of, zone = connection.execute(select(Bank.as_of, Bank.time_zone)).one()
        first = (
            select(Advisor.number, Bucket.id)
            .join(Bucket, Bucket.advisor_id == Advisor.id)
            .where(Bucket.kind == "book")
        )
        advisor, bucket = connection.execute(first.order_by(Advisor.number)).first()  # type: ignore[misc]
    with serving(engine, folder / "tls") as office:
        yield DemoBank(office, url, start_of(as_of, zone) + 13 * _HOUR, advisor, bucket)
    engine.dispose()


@pytest.fixture
def book(bank: DemoBank, tmp_path: Path) -> Iterator[Book]:
    """Return the book of the first advisor as a device has it."""
    with device(bank.office, bank.advisor, tmp_path / "device"):
        pass
    with open_book(tmp_path / "device", PASSPHRASE) as found:
        synchronise(found)
        yield found

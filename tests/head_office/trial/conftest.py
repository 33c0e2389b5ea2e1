"""A demo bank with two books on each of the two databases, and a device that has one of them."""

from collections.abc import Iterator
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
from tests.support.office import PASSPHRASE, Office, device, serving

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


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBank]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    assert main(["--db", url, "init", "--demo", "--json"]) == 0
    size = ["--customers", "150", "--advisors", "2", "--months", "6"]
    assert main(["--db", url, "demo-data", str(tmp_path / "demo"), *size, "--json"]) == 0
    engine = open_bank(url)
    with read(engine) as connection:
        as_of, zone = connection.execute(select(Bank.as_of, Bank.time_zone)).one()
        first = (
            select(Advisor.number, Bucket.id)
            .join(Bucket, Bucket.advisor_id == Advisor.id)
            .where(Bucket.kind == "book")
        )
        advisor, bucket = connection.execute(first.order_by(Advisor.number)).first()  # type: ignore[misc]
    with serving(engine, tmp_path / "tls") as office:
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

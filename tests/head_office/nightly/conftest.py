"""A bank on each of the two databases, and rows for it with valid defaults."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.dates import to_day
from advisor_app.domain.ids import new_id
from advisor_app.head_office import assignments
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.models import Advisor, AumMonth, Bank, Base, CustomerTier, Source
from advisor_app.head_office.nightly import Recomputed, after_import


class Office:
    """A bank that rows are put into, and what is computed of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with engine.begin() as connection:
            source = insert(Source).values(system="core", entity="all", as_of_day=0).returning(Source.id)
            self._source = connection.execute(source).scalar_one()
        self._keys = 0

    def add(self, entity: str, **values: Any) -> Any:
        """Insert a row and return its id."""
        table = Base.metadata.tables[entity]
        if "source_key" in table.c:
            self._keys += 1
            values = {"source_id": self._source, "source_key": str(self._keys)} | values
        with self.engine.begin() as connection:
            return connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()

    def change(self, entity: str, row: Any, **values: Any) -> None:
        """Change a row."""
        table = Base.metadata.tables[entity]
        with self.engine.begin() as connection:
            connection.execute(update(table).where(table.c.id == row).values(**values))

    def customer(self) -> bytes:
        """Insert a customer."""
        person: bytes = self.add("customers", id=new_id(), kind="customer")
        return person

    def account(self, owner: bytes, **values: Any) -> int:
        """Insert an account with its owner; by default opened long ago, with a balance of 0 today."""
        row = {"kind": "current", "currency": "CNY", "opened_on": day("2015-01-01")} | values
        account: int = self.add("accounts", **row)
        self.add("account_holders", account_id=account, customer_id=owner, role="owner")
        return account

    def holding(self, customer: bytes, **values: Any) -> int:
        """Insert a fund."""
        row = {"kind": "fund", "currency": "CNY", "starts_on": day("2026-01-01")} | values
        holding: int = self.add("holdings", customer_id=customer, **row)
        return holding

    def assign(self, customer: bytes, advisor: str) -> None:
        """Put a customer into an advisor's book."""
        with self.engine.begin() as connection:
            known = connection.execute(select(Advisor.id).where(Advisor.number == advisor)).scalar()
            if known is None:
                new = insert(Advisor).values(number=advisor, name=advisor).returning(Advisor.id)
                known = connection.execute(new).scalar_one()
            assignments.assign(connection, {customer: known})

    def run(self, as_of: str) -> Recomputed:
        """Compute as of a business date."""
        with self.engine.begin() as connection:
            connection.execute(update(Bank).values(as_of=day(as_of)))
        return after_import(self.engine)

    def average(self, customer: bytes, month: str) -> tuple[int, int] | None:
        """Return average and coverage of a month ("2026-10"), if there is a row."""
        wanted = select(AumMonth.average_minor, AumMonth.coverage).where(
            AumMonth.customer_id == customer, AumMonth.month == day(f"{month}-01")
        )
        with self.engine.connect() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else (row.average_minor, row.coverage)

    def tier(self, customer: bytes) -> Any:
        """Return the row of the customer's tier."""
        with self.engine.connect() as connection:
            return connection.execute(
                select(CustomerTier.__table__).where(CustomerTier.customer_id == customer)
            ).one()


def day(text: str) -> int:
    """Return an ISO date as a day number."""
    return to_day(date.fromisoformat(text))


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """Return a new bank, on encrypted SQLite and on PostgreSQL."""
    url = f"sqlite:///{tmp_path / 'bank.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = create_bank(url, NewBank("江城银行"))
    yield Office(engine)
    engine.dispose()

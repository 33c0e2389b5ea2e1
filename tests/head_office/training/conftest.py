"""A bank in which who is young buys a fund in many months, and the others seldom."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from advisor_app.domain.dates import add_months
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.head_office.bootstrap import NewBank, create_bank
from advisor_app.head_office.db.models import Bank, Base, Source
from advisor_app.head_office.policies import from_file
from tests.head_office.nightly.conftest import day

PEOPLE, MONTHS = 260, 20
AS_OF = day("2026-09-30")
BEGIN = add_months(AS_OF, 1 - MONTHS)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return a bank in which who is young buys a fund in many months, and the others seldom."""
    engine = create_bank(f"sqlite:///{tmp_path_factory.mktemp('bank') / 'bank.db'}", NewBank("江城银行"))
    draw, rows = random.Random(11), dict[str, list[dict[str, Any]]]()
    keys = iter(range(1, 10**9))

    def add(table: str, **values: Any) -> None:
        if "source_key" in Base.metadata.tables[table].c:
            values = {"id": next(keys), "source_id": 1, "source_key": str(next(keys))} | values
        rows.setdefault(table, []).append(values)

    for number in range(1, PEOPLE + 1):
        key, young = new_id(), number % 2
        born = day("1998-01-01") if young else day("1960-01-01")
        add("customers", id=key, kind="customer", birth_day=born, opened_on=BEGIN - 900)
        add("accounts", id=number, kind="current", currency="CNY", opened_on=BEGIN - 900, balance_minor=0)
        add("account_holders", account_id=number, customer_id=key, role="owner")
        for months in range(MONTHS):
            month = add_months(BEGIN, months)
            add("transactions", account_id=number, day=month, amount_minor=-100_00, kind="transfer")
            rows.setdefault("aum_months", []).append(
                {
                    "customer_id": key,
                    "month": month,
                    "average_minor": 900_000_00,
                    "currency": "CNY",
                    "coverage": 100,
                }
            )
            if draw.random() < (0.3 if young else 0.04):
                begins = month + draw.randrange(27)
                add(
                    "holdings",
                    customer_id=key,
                    kind="fund",
                    currency="CNY",
                    starts_on=begins,
                    closed_on=begins + 20,
                    value_minor=0,
                    as_of=AS_OF,
                )
    with engine.begin() as connection:
        connection.execute(insert(Source).values(id=1, system="core", entity="all", as_of_day=AS_OF))
        connection.execute(update(Bank).values(as_of=AS_OF))
        for table, values in rows.items():
            connection.execute(insert(Base.metadata.tables[table]), values)
    yield engine
    engine.dispose()


@pytest.fixture
def policy() -> Policy:
    whole = from_file(None)
    return replace(whole, predictions=replace(whole.predictions, least_events=30))

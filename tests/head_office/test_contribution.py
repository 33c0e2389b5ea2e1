"""Contribution over the bank is that of its customers, one by one, as a device reckons them; on both databases."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.contribution import Contribution, Part, balance_of, part, rounded, total
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import Position
from advisor_app.head_office import contribution, policies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.contribution import BY
from advisor_app.head_office.db.models import Account, Base, FxRate, Source
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank

CURRENCIES = st.sampled_from(["CNY", "USD", "JPY", "EUR"])  # for the last there is no rate
DAYS = st.one_of(st.none(), st.integers(AS_OF - 12_000, AS_OF + 12_000))
CLOSED = st.one_of(st.none(), st.none(), st.integers(AS_OF - 1, AS_OF + 1))
RATES = st.sampled_from([None, "0.0135", "0.019", "0.0435", "0", "-0.001", "x"])
MINOR = st.one_of(st.none(), st.integers(-(10**12), 10**12))
ACCOUNT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["current", "savings", "other"]),
        "currency": CURRENCIES,
        "balance_minor": MINOR,
        "opened_on": DAYS,
        "closed_on": CLOSED,
    }
)
HOLDING = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["term_deposit", "fund"]),
        "currency": CURRENCIES,
        "value_minor": st.integers(-(10**12), 10**12),
        "rate": RATES,
        "starts_on": DAYS,
        "matures_on": DAYS,
        "closed_on": CLOSED,
        "as_of": st.just(AS_OF),
    }
)
LOAN = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["mortgage", "consumer"]),
        "currency": CURRENCIES,
        "principal_minor": st.just(1),
        "outstanding_minor": MINOR,
        "rate": RATES,
        "starts_on": st.integers(AS_OF - 12_000, AS_OF + 12_000),
        "ends_on": DAYS,
        "closed_on": CLOSED,
    }
)
FEE = st.fixed_dictionaries(
    {
        "day": st.sampled_from([AS_OF + 1, AS_OF, AS_OF - 364, AS_OF - 365]),
        "amount_minor": st.integers(-(10**7), 10**7),
        "category": st.sampled_from(["fee", "statement_fee", "dining", None]),
        "kind": st.just("fee"),
    }
)
PERSON = st.tuples(
    st.lists(
        st.tuples(
            ACCOUNT,
            st.sampled_from(["owner", "joint"]),
            st.lists(LOAN, max_size=2),
            st.lists(FEE, max_size=3),
        ),
        max_size=3,
    ),
    st.lists(HOLDING, max_size=3),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bank(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, list[bytes]]]:
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    name = server.create() if server else ""
    engine = demo_bank(tmp_path_factory.mktemp("office"), server.url(name) if server else None)
    filled = fill(engine, advisors=2, customers=2, transactions=0)
    with engine.begin() as connection:
        for table in ("holdings", "transactions", "account_holders", "accounts"):
            connection.execute(Base.metadata.tables[table].delete())
        for currency, rate in (("USD", "7.1205"), ("JPY", "0.0461")):
            connection.execute(insert(FxRate).values(day=AS_OF - 1, currency=currency, rate=rate))
        connection.execute(insert(Source).values(system="core", entity="loans", as_of_day=AS_OF))
    yield engine, [person for book in filled.books.values() for person in book]
    engine.dispose()
    if server:
        server.drop(name)


def write(connection: Any, people: dict[bytes, Any]) -> None:
    """Write what customers have."""
    sources = {row.entity: row.id for row in connection.execute(select(Source.entity, Source.id))}
    number = 0

    def add(name: str, **values: Any) -> int:
        nonlocal number
        number += 1
        table = Base.metadata.tables[name]
        row = {"source_id": sources[name], "source_key": str(number)} | values
        row = {key: value for key, value in row.items() if key in table.c}
        if name == "transactions":
            connection.execute(insert(table).values(row))
            return number
        key: int = connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
        return key

    for person, (accounts, holdings) in people.items():
        for account, role, loans, fees in accounts:
            key = add("accounts", **account)
            add("account_holders", account_id=key, customer_id=person, role=role)
            for loan in loans:
                add("loans", account_id=key, **loan)
            for fee in fees:
                add("transactions", account_id=key, **fee)
        for holding in holdings:
            add("holdings", customer_id=person, **holding)


def alone(people: dict[bytes, Any], person: bytes, policy: Policy) -> Contribution:
    """Reckon what one customer brings from what was written, position by position."""
    rules, rates = policy.contribution, {"USD": "7.1205", "JPY": "0.0461"}
    accounts, holdings = people[person]
    found: list[Part] = []
    fees: dict[str, int] = {}

    def position(entity: str, role: str, **values: Any) -> None:
        row = dict.fromkeys(Position._fields) | {"entity": entity, "role": role} | values
        if (of := balance_of(rules, Position(**row), AS_OF)) is not None:  # type: ignore[arg-type]
            found.append(part(rules, of, "CNY", rates))

    for account, role, loans, booked in accounts:
        same = {name: account[name] for name in ("kind", "currency", "closed_on")}
        position(
            "accounts", role, **same, value_minor=account["balance_minor"], starts_on=account["opened_on"]
        )
        for loan in loans:
            same = {
                name: loan[name] for name in ("kind", "currency", "rate", "starts_on", "ends_on", "closed_on")
            }
            owed = loan["outstanding_minor"]
            position("loans", role, **same, value_minor=None if owed is None else -owed)
        for fee in booked:
            if role == "owner" and fee["category"] in rules.fees and AS_OF - 365 < fee["day"] <= AS_OF:
                currency = account["currency"]
                fees[currency] = fees.get(currency, 0) - fee["amount_minor"]
    for holding in holdings:
        same = {
            name: holding[name]
            for name in ("kind", "currency", "rate", "value_minor", "starts_on", "closed_on")
        }
        position("holdings", "owner", **same, ends_on=holding["matures_on"])
    return total(found, fees, "CNY", rates)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(PERSON, min_size=4, max_size=4))
def test_the_whole_is_the_sum_of_its_customers(bank: tuple[Engine, list[bytes]], drawn: list[Any]) -> None:
    engine, persons = bank
    people = dict(zip(persons, drawn, strict=True))
    with engine.connect() as connection, connection.begin() as transaction:
        write(connection, people)
        policy = policies.in_force(connection)
        found = {by: contribution.report(connection, policy, by) for by in (None, *BY)}
        transaction.rollback()
    by_person = [alone(people, person, policy) for person in persons]
    expected = {
        "A01000": by_person[0].plus(by_person[1]),
        "A01001": by_person[2].plus(by_person[3]),
    }
    for line in found["advisor"].lines:
        assert line.found[:5] == expected[line.code or ""][:5]
    whole = expected["A01000"].plus(expected["A01001"])
    for report in found.values():
        assert report.whole[:5] == whole[:5]
        # Fees in a currency without a rate count once a line; all else is counted by position.
        assert {why: many for why, many in report.whole.left_out.items() if why != "no_exchange"} == {
            why: many for why, many in whole.left_out.items() if why != "no_exchange"
        }


def test_values_worked_out_by_hand(
    bank: tuple[Engine, list[bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    engine, persons = bank
    current = {
        "kind": "current",
        "currency": "CNY",
        "balance_minor": 10_000_00,
        "opened_on": None,
        "closed_on": None,
    }
    loan = {
        "kind": "mortgage",
        "currency": "CNY",
        "principal_minor": 1,
        "outstanding_minor": 500_000_00,
        "rate": "0.0345",
        "starts_on": AS_OF - 10,
        "ends_on": AS_OF + 9_000,
        "closed_on": None,
    }
    fee = {"day": AS_OF, "amount_minor": -6_00, "category": "fee", "kind": "fee"}
    deposit = {
        "kind": "term_deposit",
        "currency": "USD",
        "value_minor": 1_000_00,
        "rate": "0.0095",
        "starts_on": AS_OF - 5,
        "matures_on": AS_OF + 360,
        "closed_on": None,
        "as_of": AS_OF,
    }
    over = deposit | {"matures_on": AS_OF}
    people = {persons[0]: ([(current, "owner", [loan], [fee])], [deposit, over])}
    with engine.connect() as connection, connection.begin() as transaction:
        write(connection, people)
        report = contribution.report(connection, policies.in_force(connection), "product")
        transaction.rollback()
    lines = {line.code: line.found for line in report.lines}
    # 10,000 × (1.20 % − 0.05 %); 7,120.50 × (1.60 % − 0.95 %); 500,000 × (3.45 % − 2.25 %).
    assert rounded(lines["current"].total) == 115_00
    assert rounded(lines["term_deposit"].total) == 46_28
    assert lines["term_deposit"].left_out == {"matured": 1}
    assert rounded(lines["mortgage"].total) == 6_000_00
    assert rounded(lines["fees"].total) == 6_00
    assert rounded(report.whole.total) == 6_167_28


def test_the_command_shows_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = demo_bank(tmp_path)
    fill(engine, advisors=1, customers=2, transactions=1)
    with engine.begin() as connection:
        connection.execute(update(Account).values(kind="current", balance_minor=100_00))
    engine.dispose()
    database = ["--db", f"sqlite:///{tmp_path / 'office.db'}"]
    for by in BY:
        assert main([*database, "contribution", "--by", by, "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert sum(line["deposits_minor"] for line in found["lines"]) == 200_00
        assert main([*database, "--lang", "en", "contribution", "--by", by]) == 0
        assert "¥2.30" in capsys.readouterr().out  # 200 × (1.20 % − 0.05 %)

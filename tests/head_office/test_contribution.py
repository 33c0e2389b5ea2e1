"""Contribution over the bank is that of its customers, one by one, as a device reckons them; on both databases."""

import json
from collections.abc import Iterator, Mapping
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
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.contribution import BY
from advisor_app.head_office.db.models import Account, Base, Branch, Customer, FxRate, Loan, Source
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
            CLOSED,
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
        persons = [person for book in filled.books.values() for person in book]
        for number, code in ((1, "B1"), (2, "B2")):
            connection.execute(insert(Branch).values(id=number, code=code, name=f"支行{number}"))
        for person, branch in zip(persons, (1, 2, 1, None), strict=True):
            connection.execute(update(Customer).where(Customer.id == person).values(branch_id=branch))
    yield engine, persons
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
        for account, role, until, loans, fees in accounts:
            key = add("accounts", **account)
            add("account_holders", account_id=key, customer_id=person, role=role, closed_on=until)
            for loan in loans:
                add("loans", account_id=key, **loan)
            for fee in fees:
                add("transactions", account_id=key, **fee)
        for holding in holdings:
            add("holdings", customer_id=person, **holding)


WORTH = {"USD": "7.1205", "JPY": "0.0461"}
Earned = tuple[list[Part], dict[str, int]]


def alone(people: dict[bytes, Any], person: bytes, policy: Policy) -> Earned:
    """Return what one customer has, position by position from what was written, and the fees by currency."""
    rules, rates = policy.contribution, WORTH
    accounts, holdings = people[person]
    found: list[Part] = []
    fees: dict[str, int] = {}

    def position(entity: str, role: str, **values: Any) -> None:
        row = dict.fromkeys(Position._fields) | {"entity": entity, "role": role} | values
        if (of := balance_of(rules, Position(**row), AS_OF)) is not None:  # type: ignore[arg-type]
            found.append(part(rules, of, "CNY", rates))

    for account, role, until, loans, booked in accounts:
        same = {name: account[name] for name in ("kind", "currency")}
        closed_on = _first(account["closed_on"], until)
        position(
            "accounts",
            role,
            **same,
            closed_on=closed_on,
            value_minor=account["balance_minor"],
            starts_on=account["opened_on"],
        )
        for loan in loans:
            same = {name: loan[name] for name in ("kind", "currency", "rate", "starts_on", "ends_on")}
            closed_on, owed = _first(loan["closed_on"], until), loan["outstanding_minor"]
            position("loans", role, **same, closed_on=closed_on, value_minor=None if owed is None else -owed)
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
    return found, fees


def _first(known: int | None, other: int | None) -> int | None:
    """Return the day on which something ended: its own, or that on which the customer ceased to hold it."""
    return known if known is not None else other


def together(several: list[Earned]) -> Contribution:
    whole = total((), {}, "CNY", WORTH)
    for parts, fees in several:
        whole = whole.plus(total(parts, fees, "CNY", WORTH))
    return whole


def of_product(several: list[Earned], kind: str | None, entity: str | None) -> Contribution:
    """Return what all earn by one product; the fees under a name of their own."""
    found = []
    for parts, fees in several:
        of = [one for one in parts if (one.of.kind, one.of.entity) == (kind, entity)]
        found.append((of, fees if kind == entity == "fees" else {}))
    return together(found)


def known(left_out: Mapping[str, int]) -> dict[str, int]:
    """Return what is left out but fees and balances without a rate: fees without one count once a line."""
    return {why: many for why, many in left_out.items() if why != "no_exchange" and many}


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
    earned = [alone(people, person, policy) for person in persons]
    first, second, third, fourth = earned
    books: dict[Any, Contribution] = {
        "A01000": together([first, second]),
        "A01001": together([third, fourth]),
    }
    branches: dict[Any, Contribution] = {"B1": together([first, third]), "B2": together([second])}
    branches[None] = together([fourth])
    for by, expected in (("advisor", books), ("book", books), ("branch", branches)):
        for line in found[by].lines:
            assert line.found[:5] == expected[line.code][:5]
            assert known(line.found.left_out) == known(expected[line.code].left_out)
    for line in found["product"].lines:
        expected_line = of_product(earned, line.code, line.name)
        assert line.found[:5] == expected_line[:5]
        assert known(line.found.left_out) == known(expected_line.left_out)
    whole = together(earned)
    for report in found.values():
        assert report.whole[:5] == whole[:5]
        assert known(report.whole.left_out) == known(whole.left_out)
        without = whole.left_out.get("no_exchange", 0), report.whole.left_out.get("no_exchange", 0)
        assert (without[0] > 0) == (without[1] > 0), "what has no rate is said"


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
    people = {persons[0]: ([(current, "owner", None, [loan], [fee])], [deposit, over])}
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
        said = capsys.readouterr().out
        assert "¥2.30" in said  # 200 × (1.20 % − 0.05 %)
        assert "Of ¥200.00 in deposits ¥0.00 is lent, and ¥200.00 is left with the treasury." in said
        assert "there is no exchange rate" not in said
    with open_bank(database[1]).begin() as connection:
        one = select(Account.id).limit(1).scalar_subquery()
        connection.execute(update(Account).where(Account.id == one).values(currency="EUR"))
        loan = {"principal_minor": 1, "outstanding_minor": 250_00, "rate": "0.0345", "starts_on": AS_OF - 1}
        terms = {"kind": "mortgage", "currency": "CNY", "ends_on": AS_OF + 9_000}
        source = {"source_id": select(Source.id).limit(1).scalar_subquery(), "source_key": "L1"}
        connection.execute(insert(Loan).values(account_id=one, **loan, **terms, **source))
    assert main([*database, "--lang", "en", "contribution", "--by", "product"]) == 0
    said = capsys.readouterr().out
    assert "¥250.00 is lent against ¥100.00 in deposits: the treasury funds ¥150.00 of it." in said
    assert "250%" in said
    assert "Left out: 1, there is no exchange rate" in said

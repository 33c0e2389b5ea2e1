"""Prospects that became customers: proposed by number or identity hash, carried over once, never by name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select

from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import (
    Advisor,
    Bank,
    Base,
    BookMember,
    Change,
    Conversion,
    Customer,
)
from advisor_app.head_office.identity import identity_hash
from advisor_app.head_office.importing.conversions import (
    confirm_conversion,
    refuse_conversion,
    undo_conversion,
)
from tests.head_office.importing.conftest import Import
from tests.support.extracts import counts, write

ID_NUMBER = "11010119800229002x"
HISTORY: dict[str, dict[str, Any]] = {
    "interactions": {"channel": "phone", "direction": "out", "happened_at": 1},
    "feedback": {"kind": "praise", "happened_at": 1, "status": "closed"},
    "consents": {"channel": "phone", "purpose": "marketing", "granted": 1, "recorded_at": 1},
    "risk_assessments": {"grade": "C3", "assessed_on": 1, "expires_on": 366},
}
Prospect = Callable[..., bytes]


@pytest.fixture
def prospect(bank: Engine) -> Prospect:
    """Return the function that makes a prospect, with a history, as a device would."""

    def make(*, name: str = "曾静", number: str | None = None, id_number: str | None = None) -> bytes:
        key = new_id()
        with bank.begin() as connection:
            secret = connection.execute(select(Bank.hash_key)).scalar_one()
            hashed = identity_hash(secret, id_number) if id_number else None
            connection.execute(
                insert(Customer).values(id=key, kind="prospect", name=name, number=number, id_hash=hashed)
            )
            for entity, values in HISTORY.items():
                connection.execute(
                    insert(Base.metadata.tables[entity]).values(id=new_id(), customer_id=key, **values)
                )
        return key

    return make


@pytest.fixture
def customers(load: Import, tmp_path: Path) -> Callable[[], int]:
    """Return the function that imports two customers of one name, and says how many conversions it proposed."""

    def run() -> int:
        write(
            tmp_path / "in",
            "customers-2026-11-24.csv",
            ("key", "number", "kind", "name", "id_number"),
            ("C1", "N1", "customer", "曾静", "110101 198002290 02X"),
            ("C2", "N2", "customer", "曾静", ""),
        )
        return load(tmp_path / "in").proposed_conversions

    return run


def conversions(bank: Engine) -> list[Any]:
    with bank.connect() as connection:
        return list(connection.execute(select(Conversion).order_by(Conversion.id)))


def found(connection: Connection, key: str) -> bytes:
    return connection.execute(select(Customer.id).where(Customer.source_key == key)).scalar_one()


def test_equal_numbers_and_identities_are_proposed(
    bank: Engine, prospect: Prospect, customers: Callable[[], int]
) -> None:
    by_id, by_number, both = (
        prospect(id_number=ID_NUMBER),
        prospect(number="N2"),
        prospect(number="N1", id_number=ID_NUMBER),
    )
    prospect()  # the same name and nothing else
    prospect(number="N3", id_number="somebody else's")
    assert customers() == 3
    proposed = {(row.prospect_id, row.evidence, row.state) for row in conversions(bank)}
    assert proposed == {
        (by_id, "id_hash", "proposed"),
        (by_number, "number", "proposed"),
        (both, "number", "proposed"),
    }
    assert customers() == 0


def test_a_pair_is_proposed_once(
    bank: Engine, prospect: Prospect, customers: Callable[[], int], load: Import, tmp_path: Path
) -> None:
    prospect(number="N2")
    customers()
    (proposed,) = conversions(bank)
    with bank.begin() as connection:
        refuse_conversion(connection, proposed.id)
    write(
        tmp_path / "next",
        "customers-2026-11-25T0900.csv",
        ("key", "number", "kind"),
        ("C2", "N2", "customer"),
    )
    assert load(tmp_path / "next").proposed_conversions == 0
    assert [row.state for row in conversions(bank)] == ["refused"]


def test_confirming_carries_the_history_over(
    bank: Engine, prospect: Prospect, customers: Callable[[], int]
) -> None:
    key = prospect(number="N2")
    other = prospect(name="别人")
    customers()
    (proposed,) = conversions(bank)
    with bank.begin() as connection:
        connection.execute(insert(Advisor).values(number="1", name="王芳"))
        assignments.assign(connection, {key: 1})
        (bucket,) = connection.execute(select(BookMember.bucket_id)).scalars()
        before = connection.execute(select(Change.seq).where(Change.bucket_id == bucket)).scalars().all()
        confirm_conversion(connection, proposed.id)
    with bank.connect() as connection:
        customer = found(connection, "C2")
        for entity in HISTORY:
            table = Base.metadata.tables[entity]
            owners = connection.execute(select(table.c.customer_id)).scalars().all()
            assert sorted(owners) == sorted([customer, other])
        assert (
            connection.execute(select(Customer.closed_on).where(Customer.id == key)).scalar_one() is not None
        )
        assert connection.execute(select(BookMember.customer_id)).scalars().all() == [customer]
        told = connection.execute(
            select(Change.entity).where(Change.bucket_id == bucket, Change.seq > max(before))
        ).scalars()
        assert {*HISTORY, "membership", "conversions"} <= set(told)
    assert conversions(bank)[0].state == "confirmed"


def test_a_customer_in_a_book_stays_there(
    bank: Engine, prospect: Prospect, customers: Callable[[], int]
) -> None:
    key = prospect(number="N2")
    customers()
    (proposed,) = conversions(bank)
    with bank.begin() as connection:
        connection.execute(insert(Advisor), [{"number": str(n), "name": "王芳"} for n in (1, 2)])
        assignments.assign(connection, {key: 1, found(connection, "C2"): 2})
        confirm_conversion(connection, proposed.id)
        members = connection.execute(select(BookMember.customer_id, BookMember.bucket_id)).all()
        assert [tuple(row) for row in members] == [
            (found(connection, "C2"), assignments.book_of(connection, 2))
        ]


def test_a_conversion_is_decided_once(bank: Engine, prospect: Prospect, customers: Callable[[], int]) -> None:
    prospect(number="N1", id_number=ID_NUMBER)
    prospect(number="N2")
    customers()
    first, second = (row.id for row in conversions(bank))
    with bank.begin() as connection:
        confirm_conversion(connection, first)
        refuse_conversion(connection, second)
    before = counts(bank, "changes", "interactions")
    for decide in (confirm_conversion, refuse_conversion):
        for key in (first, second):
            with pytest.raises(RefusedError), bank.begin() as connection:
                decide(connection, key)
        with pytest.raises(InputError), bank.begin() as connection:
            decide(connection, new_id())
    assert counts(bank, "changes", "interactions") == before


def test_a_prospect_is_converted_once_only(
    bank: Engine, prospect: Prospect, customers: Callable[[], int]
) -> None:
    prospect(number="N2", id_number=ID_NUMBER)  # looks like both customers
    assert customers() == 2
    first, second = (row.id for row in conversions(bank))
    with bank.begin() as connection:
        confirm_conversion(connection, first)
    with pytest.raises(RefusedError), bank.begin() as connection:
        confirm_conversion(connection, second)
    assert [row.state for row in conversions(bank)] == ["confirmed", "proposed"]


def test_undoing_gives_the_history_and_the_book_back(
    bank: Engine, prospect: Prospect, customers: Callable[[], int]
) -> None:
    key = prospect(number="N2")
    customers()
    (proposed,) = conversions(bank)
    with bank.begin() as connection:
        connection.execute(insert(Advisor).values(number="1", name="王芳"))
        assignments.assign(connection, {key: 1})
        with pytest.raises(RefusedError):
            undo_conversion(connection, proposed.id)  # nothing was carried over yet
        confirm_conversion(connection, proposed.id)
        customer = found(connection, "C2")
        own = new_id()  # what the customer has of its own stays
        connection.execute(
            insert(Base.metadata.tables["interactions"]).values(
                id=own, customer_id=customer, **HISTORY["interactions"]
            )
        )
        undo_conversion(connection, proposed.id)
    with bank.connect() as connection:
        for entity in HISTORY:
            table = Base.metadata.tables[entity]
            owners = connection.execute(select(table.c.customer_id).where(table.c.id != own)).scalars().all()
            assert owners == [key]
        table = Base.metadata.tables["interactions"]
        owner = connection.execute(select(table.c.customer_id).where(table.c.id == own)).scalar_one()
        assert owner == customer
        assert connection.execute(select(Customer.closed_on).where(Customer.id == key)).scalar_one() is None
        assert key in connection.execute(select(BookMember.customer_id)).scalars().all()
    (row,) = conversions(bank)
    assert (row.state, row.moved) == ("undone", None)
    with bank.begin() as connection:
        confirm_conversion(connection, proposed.id)  # and it can be decided anew


def test_what_another_book_has_by_now_is_not_undone(
    bank: Engine, prospect: Prospect, customers: Callable[[], int]
) -> None:
    key = prospect(number="N2")
    customers()
    (proposed,) = conversions(bank)
    with bank.begin() as connection:
        connection.execute(insert(Advisor), [{"number": str(n), "name": "王芳"} for n in (1, 2)])
        assignments.assign(connection, {key: 1})
        confirm_conversion(connection, proposed.id)
        assignments.assign(connection, {found(connection, "C2"): 2})
        with pytest.raises(RefusedError, match="不同"):
            undo_conversion(connection, proposed.id)
    assert [row.state for row in conversions(bank)] == ["confirmed"]

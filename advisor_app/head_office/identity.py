"""Keyed hashes by which head office knows a person again: of the identity number, the phone, the name with a birthday.

The key is the bank's, so that whoever sees the hashes cannot try out numbers.
"""

import hashlib
import hmac
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from advisor_app.domain.duplicates import ID_NUMBER, PERSON, PHONE, Candidate, forms
from advisor_app.head_office.db.models import Bank, Customer
from advisor_app.head_office.db.raw import fetch_among

COLUMNS = {ID_NUMBER: "id_hash", PHONE: "phone_hash", PERSON: "person_hash"}
"""The column of a customer that holds the hash of each kind of evidence."""
HASHES = tuple(COLUMNS.values())
COMPARED = ("name", "birth_day", "phone", "id_number")
"""The fields that hashes are made of, as a `Candidate` has them."""


def hashes(key: bytes, person: Candidate) -> dict[str, bytes | None]:
    """Return HMAC-SHA256 of what is compared of a person, by column; None where that is not known."""
    found = forms(person)
    return {
        column: hmac.new(key, f"{kind}\0{found[kind]}".encode(), hashlib.sha256).digest()
        if kind in found
        else None
        for kind, column in COLUMNS.items()
    }


def identity_hash(key: bytes, id_number: str) -> bytes | None:
    """Return the hash of an identity number, whatever its spaces, its case, and whether it is the old one."""
    return hashes(key, Candidate(id_number=id_number))["id_hash"]


def phone_hash(key: bytes, phone: str) -> bytes | None:
    """Return the hash of a phone number, however it is written."""
    return hashes(key, Candidate(phone=phone))["phone_hash"]


def person_hash(key: bytes, name: str, birth_day: int) -> bytes | None:
    """Return the hash of a name with a birthday."""
    return hashes(key, Candidate(name, birth_day))["person_hash"]


def fill(connection: Connection, customers: Collection[bytes]) -> None:
    """Make the hashes of customers whose details were written otherwise than by an import."""
    if not customers:
        return
    key = connection.execute(select(Bank.hash_key)).scalar_one()
    table = Customer.__table__
    found: Any = fetch_among(connection, table, ("id", *COMPARED), "id", customers)  # type: ignore[arg-type]
    statement = (
        update(Customer)
        .where(Customer.id == bindparam("customer"))
        .values({name: bindparam(f"new_{name}") for name in HASHES})
    )
    rows = [
        {"customer": row[0]}
        | {f"new_{name}": value for name, value in hashes(key, Candidate(*row[1:])).items()}
        for row in found
    ]
    if rows:
        connection.execute(statement.execution_options(synchronize_session=False), rows)

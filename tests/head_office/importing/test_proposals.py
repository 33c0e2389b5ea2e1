"""What advisors learned about customers at head office: confirmed, refused, and kept true across imports."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from advisor_app.domain.dates import to_day
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments, proposals
from advisor_app.head_office.db.models import Advisor, Bank, BookMember, Change, Customer, Proposal
from advisor_app.head_office.identity import phone_hash
from tests.head_office.importing.conftest import Import
from tests.support.extracts import write

OLD, NEW, THIRD = "13812345678", "13900001111", "13700002222"
Bring = Callable[..., dict[str, int]]


@pytest.fixture
def bring(load: Import, tmp_path: Path) -> Bring:
    """Return the function that imports the customer with values, and says what came of the proposals."""

    def run(
        day: str, phone: str = OLD, occupation: str = "教师", expires: str = "2027-01-01"
    ) -> dict[str, int]:
        folder = tmp_path / day
        write(
            folder,
            f"customers-{day}.csv",
            ("key", "number", "kind", "name", "phone", "occupation", "id_expires_on"),
            ("C1", "N1", "customer", "张伟", phone, occupation, expires),
        )
        settled: dict[str, int] = load(folder).to_json()["proposals"]
        return settled

    return run


def propose(bank: Engine, field: str, value: str, old: str | None, kind: str = "") -> bytes:
    key = new_id()
    with bank.begin() as connection:
        customer = connection.execute(select(Customer.id)).scalar_one()
        connection.execute(
            insert(Proposal).values(
                id=key,
                customer_id=customer,
                kind=kind or field,
                field=None if kind else field,
                value=value,
                old=old,
                source="customer",
                made_at=1,
            )
        )
    return key


def customer(bank: Engine) -> Any:
    with bank.connect() as connection:
        return connection.execute(select(Customer)).one()


def state(bank: Engine, key: bytes) -> tuple[str | None, str | None]:
    with bank.connect() as connection:
        row = connection.execute(select(Proposal).where(Proposal.id == key)).one()
        return row.state, row.decided_reason


def confirm(bank: Engine, key: bytes) -> None:
    with bank.begin() as connection:
        proposals.confirm(connection, key)


def test_confirming_writes_the_field_and_tells_the_devices(bank: Engine, bring: Bring) -> None:
    bring("2026-11-24")
    phone = propose(bank, "phone", NEW, OLD)
    expiry = propose(bank, "id_expires_on", "2036-12-31", "2027-01-01")
    goal = propose(bank, "", "子女留学", None, "goal")
    who = customer(bank).id
    with bank.begin() as connection:
        connection.execute(insert(Advisor).values(number="1", name="王芳"))
        assignments.assign(connection, {who: 1})
        (bucket,) = connection.execute(select(BookMember.bucket_id)).scalars()
        before = connection.execute(select(Change.seq).where(Change.bucket_id == bucket)).scalars().all()
    for key in (phone, expiry, goal):
        confirm(bank, key)
    row = customer(bank)
    with bank.connect() as connection:
        secret = connection.execute(select(Bank.hash_key)).scalar_one()
        told = connection.execute(
            select(Change.entity, Change.row_uuid).where(Change.bucket_id == bucket, Change.seq > max(before))
        ).all()
    assert (row.phone, row.phone_hash) == (NEW, phone_hash(secret, NEW))
    assert row.id_expires_on == to_day_of("2036-12-31")
    assert {state(bank, key) for key in (phone, expiry, goal)} == {("confirmed", None)}
    assert {tuple(each) for each in told} == {
        ("customers", row.id),
        *(("proposals", key) for key in (phone, expiry, goal)),
    }


def test_what_was_decided_or_is_unknown_is_not_decided_again(bank: Engine, bring: Bring) -> None:
    bring("2026-11-24")
    key = propose(bank, "phone", NEW, OLD)
    with bank.begin() as connection:
        with pytest.raises(InputError):
            proposals.refuse(connection, key, " ")
        proposals.refuse(connection, key, "号码 已停用")
    assert state(bank, key) == ("refused", "号码 已停用")
    assert customer(bank).phone == OLD
    with bank.begin() as connection:
        with pytest.raises(RefusedError):
            proposals.confirm(connection, key)
        with pytest.raises(InputError):
            proposals.confirm(connection, bytes(16))


def test_an_import_that_brings_the_value_confirms_it(bank: Engine, bring: Bring) -> None:
    bring("2026-11-24")
    phone = propose(bank, "phone", NEW, OLD)
    expiry = propose(bank, "id_expires_on", "2036-12-31", "2027-01-01")
    other = propose(bank, "occupation", "医生", "教师")
    settled = bring("2026-11-25", phone=NEW, expires="2036-12-31")
    assert settled == {"confirmed": 2, "kept": 0, "superseded": 0}
    assert [state(bank, key)[0] for key in (phone, expiry, other)] == ["confirmed", "confirmed", None]


def test_an_import_of_the_old_value_undoes_nothing(bank: Engine, bring: Bring) -> None:
    bring("2026-11-24")
    phone = propose(bank, "phone", NEW, OLD)
    expiry = propose(bank, "id_expires_on", "2036-12-31", "2027-01-01")
    confirm(bank, phone)
    confirm(bank, expiry)
    for day in ("2026-11-25", "2026-11-26"):
        assert bring(day) == {"confirmed": 0, "kept": 2, "superseded": 0}
        assert (customer(bank).phone, customer(bank).id_expires_on) == (NEW, to_day_of("2036-12-31"))
    assert state(bank, phone)[0] == "confirmed"
    assert bring("2026-11-27", phone=NEW, expires="2036-12-31") == {
        "confirmed": 0,
        "kept": 0,
        "superseded": 0,
    }


def test_an_import_of_yet_another_value_wins_and_says_so(bank: Engine, bring: Bring) -> None:
    bring("2026-11-24")
    phone = propose(bank, "phone", NEW, OLD)
    confirm(bank, phone)
    assert bring("2026-11-25", phone=THIRD) == {"confirmed": 0, "kept": 0, "superseded": 1}
    assert (customer(bank).phone, state(bank, phone)[0]) == (THIRD, "superseded")
    assert bring("2026-11-26") == {"confirmed": 0, "kept": 0, "superseded": 0}
    assert customer(bank).phone == OLD


def test_of_two_that_were_confirmed_the_later_stands(bank: Engine, bring: Bring) -> None:
    bring("2026-11-24")
    first, second = propose(bank, "phone", NEW, OLD), propose(bank, "phone", THIRD, OLD)
    confirm(bank, first)
    confirm(bank, second)
    assert (state(bank, first)[0], state(bank, second)[0]) == ("superseded", "confirmed")
    bring("2026-11-25")
    assert customer(bank).phone == THIRD


def to_day_of(text: str) -> int:
    return to_day(date.fromisoformat(text))

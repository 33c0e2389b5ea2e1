"""Merging with a real head office: offline, from two devices, undone after a sync, refused; and the check beyond."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from advisor_app.data import apply, office_checks, taking_back, writes
from advisor_app.data.reads import customers as reads
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.duplicates import Candidate, HeadOffice, pair_id
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Conversion, Customer
from advisor_app.head_office import identity
from advisor_app.head_office.db.models import Customer as OfficeCustomer
from advisor_app.head_office.db.models import DuplicateCheck
from advisor_app.services.office_checks import ask_head_office
from advisor_app.services.synchronise import synchronise
from tests.support.bank import Filled
from tests.support.office import Device, Office, device
from tests.support.writing import NOON, at_head_office, edit, log, promise, row_of, take_back, waiting


@pytest.fixture
def pair(office: Office, filled: Filled, tmp_path: Path) -> Iterator[tuple[Device, Device, bytes]]:
    """Return two synchronised devices of one advisor, and a customer of the book."""
    advisor = filled.advisors[0]
    with ExitStack() as stack:
        left, right = (
            stack.enter_context(device(office, advisor, tmp_path / name)) for name in ("left", "right")
        )
        synchronise(left)
        synchronise(right)
        yield left, right, filled.books[advisor][0]


def prospect(own: Device, **values: Any) -> bytes:
    blank: dict[str, Any] = dict.fromkeys(Customer._fields)
    row = Customer(**(blank | {"id": new_id(), "kind": "prospect", "name": "韩梅"} | values))
    with own.store.write() as tx:
        return writes.insert(tx, own.store, row)


def merge(own: Device, customer: bytes, loser: bytes) -> bytes:
    row = Conversion(pair_id(customer, loser), customer, loser, "phone", "confirmed", NOON)
    with own.store.write() as tx:
        return writes.insert(tx, own.store, row)


def listed(own: Device) -> set[bytes]:
    with own.store.read() as tx:
        return {row.id for row in reads.search(tx, CustomerQuery(limit=100))}


def owner(own: Device, row_id: bytes, entity: str = "interactions") -> bytes:
    found: bytes = row_of(own.store, row_id, entity).customer_id
    return found


def agrees(own: Device, office: Office, *rows: tuple[str, bytes]) -> None:
    """Hold the device to head office: the rows, and the totals of all tables by a fetch of the whole book."""
    for entity, key in rows:
        assert row_of(own.store, key, entity) == at_head_office(office.engine, key, entity)
    with own.store.write() as tx:
        apply.set_state(tx, "checkpoint", None)
        apply.set_state(tx, "repairing", b"1")
    synchronise(own)
    for entity, key in rows:
        assert row_of(own.store, key, entity) == at_head_office(office.engine, key, entity)


def test_a_merge_made_offline_is_the_same_everywhere_and_so_is_its_undoing(
    office: Office, pair: tuple[Device, Device, bytes]
) -> None:
    left, right, customer = pair
    made = prospect(left)
    contact = log(left.store, made, "初次见面")
    done = merge(left, customer, made)
    kept = promise(left.store, customer, "寄资料", contact)
    assert synchronise(left).refused == 0
    synchronise(right)
    for own in (left, right):
        assert owner(own, contact) == owner(own, kept, "promises") == customer
        assert made not in listed(own)
    agrees(left, office, ("interactions", contact), ("promises", kept), ("conversions", done))
    take_back(left.store, done)  # offline again: all is back here at once
    assert owner(left, contact) == owner(left, kept, "promises") == made
    assert made in listed(left)
    for own in (left, right):
        assert synchronise(own).refused == 0
        assert owner(own, contact) == owner(own, kept, "promises") == made
        assert made in listed(own)
    agrees(right, office, ("interactions", contact), ("promises", kept), ("customers", made))


def test_what_another_device_wrote_for_the_prospect_meanwhile_goes_along_and_comes_back(
    office: Office, pair: tuple[Device, Device, bytes]
) -> None:
    left, right, customer = pair
    made = prospect(left)
    contact = log(left.store, made, "原文")
    for own in (left, right):
        synchronise(own)
    done = merge(left, customer, made)
    other = log(right.store, made, "另一台设备")
    edit(right.store, contact, note="另一台改的")
    synchronise(left)
    synchronise(right)
    synchronise(left)
    for own in (left, right):
        assert owner(own, other) == owner(own, contact) == customer
        assert row_of(own.store, contact).note == "另一台改的"
        assert waiting(own.store) == (0, 0)
    take_back(right.store, done)
    for own in (right, left):
        synchronise(own)
        assert owner(own, other) == owner(own, contact) == made
    agrees(left, office, ("interactions", other), ("interactions", contact))


def test_rows_that_arrive_while_a_merge_waits_go_over_as_well(
    office: Office, pair: tuple[Device, Device, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right, customer = pair
    made = prospect(left)
    for own in (left, right):
        synchronise(own)
    other = log(right.store, made, "另一台设备")
    synchronise(right)
    done = merge(left, customer, made)
    with monkeypatch.context() as patched:  # the push does not get through, the pull does
        patched.setattr("advisor_app.services.synchronise.Push.run", lambda _: _Nothing())
        synchronise(left)
    assert owner(left, other) == customer
    take_back(left.store, done)
    assert owner(left, other) == made
    assert synchronise(left).refused == 0
    assert owner(left, other) == made


class _Nothing:
    applied = conflicts = refused = 0


def test_two_devices_that_merge_two_prospects_crosswise(
    office: Office, pair: tuple[Device, Device, bytes]
) -> None:
    left, right, _ = pair
    one, two = prospect(left), prospect(left)
    of_one, of_two = log(left.store, one), log(left.store, two)
    for own in (left, right):
        synchronise(own)
    merge(left, one, two)
    refused = merge(right, two, one)
    synchronise(left)
    assert synchronise(right).refused == 1
    synchronise(left)
    for own in (left, right):
        assert owner(own, of_one) == owner(own, of_two) == one
        assert one in listed(own)
        assert two not in listed(own)
    with right.store.write() as tx:
        taking_back.drop(tx, right.store, refused)
    agrees(right, office, ("interactions", of_one), ("interactions", of_two), ("customers", one))


def test_a_merge_that_head_office_refuses_is_taken_back_here_with_its_reason(
    office: Office, pair: tuple[Device, Device, bytes]
) -> None:
    left, _, customer = pair
    made = prospect(left)
    contact = log(left.store, made)
    synchronise(left)
    with office.engine.begin() as connection:
        connection.execute(update(OfficeCustomer).where(OfficeCustomer.id == customer).values(closed_on=1))
    done = merge(left, customer, made)
    assert synchronise(left).refused == 1
    assert owner(left, contact) == made
    assert made in listed(left)
    with office.engine.begin() as connection:
        connection.execute(update(OfficeCustomer).where(OfficeCustomer.id == customer).values(closed_on=None))
    with left.store.write() as tx:
        taking_back.resend(tx, left.store, done)
    assert synchronise(left).refused == 0
    assert owner(left, contact) == customer
    assert made not in listed(left)


def test_a_prospect_made_offline_is_checked_at_the_next_sync_and_that_is_told(
    office: Office, filled: Filled, pair: tuple[Device, Device, bytes]
) -> None:
    left, _, _ = pair
    stranger = filled.books[filled.advisors[1]][0]
    with office.engine.begin() as connection:
        identity.fill(connection, [stranger])
        [phone] = connection.execute(
            select(OfficeCustomer.phone).where(OfficeCustomer.id == stranger)
        ).scalars()
    known, unknown = prospect(left, phone=phone), prospect(left, phone="13700000000")
    with left.store.read() as tx:
        assert office_checks.unasked(tx) == sorted((known, unknown))
    assert synchronise(left).known == 1
    with left.store.read() as tx:
        assert office_checks.of(tx, known) == "exists"
        assert office_checks.of(tx, unknown) == "none"
    assert synchronise(left).known == 0
    with office.engine.connect() as connection:
        assert len(connection.execute(select(DuplicateCheck)).all()) == 2


def test_while_somebody_is_typed_head_office_answers_or_it_is_not_checked_yet(
    office: Office, filled: Filled, pair: tuple[Device, Device, bytes]
) -> None:
    left, _, _ = pair
    candidate = Candidate(phone="13700000000")
    assert ask_head_office(left, candidate) is HeadOffice.NONE
    assert ask_head_office(left, candidate, "https://127.0.0.1:1") is HeadOffice.UNCHECKED
    assert ask_head_office(left, Candidate(name="韩梅")) is HeadOffice.UNCHECKED


def test_a_head_office_that_is_asked_too_often_leaves_the_rest_for_later(
    office: Office, pair: tuple[Device, Device, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, _, _ = pair
    made = [prospect(left, phone=f"1370000{place:04}") for place in range(62)]
    assert synchronise(left).refused == 0
    with left.store.read() as tx:
        left_over = office_checks.unasked(tx)
    assert left_over == sorted(made)[60:]

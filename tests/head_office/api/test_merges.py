"""A merge that a device pushes, on both databases: carried out when it arrives, taken back, refused where it must."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from advisor_app.domain.duplicates import pair_id
from advisor_app.domain.ids import new_id
from advisor_app.head_office.db.models import (
    BookMember,
    Conversion,
    Customer,
    Device,
    DeviceGrant,
    Interaction,
    Promise,
)
from advisor_app.sync import protocol
from tests.head_office.api.pushing import NOON, Side, rows, told
from tests.support.bank import AS_OF


@pytest.fixture
def own(sides: tuple[Side, Side]) -> Side:
    return sides[0]


def prospect(side: Side, **values: Any) -> protocol.Mutation:
    key = new_id()
    row = {"id": key, "kind": "prospect", "name": "韩梅", "phone": "13700137000"} | values
    return protocol.Mutation(key, "customers", key, key, None, row, NOON)


def merge(customer: bytes, loser: bytes, state: str = "confirmed") -> protocol.Mutation:
    key = pair_id(customer, loser)
    row = {
        "id": key,
        "customer_id": customer,
        "prospect_id": loser,
        "evidence": "phone",
        "state": state,
        "proposed_at": NOON,
        "moved": '{"interactions": ["00"]}',  # what a device says of this does not count
    }
    return protocol.Mutation(key, "conversions", key, customer, None, row, NOON)


def turn(customer: bytes, loser: bytes, before: str, state: str) -> protocol.Mutation:
    key = pair_id(customer, loser)
    return protocol.Mutation(
        new_id(), "conversions", key, customer, {"state": before}, {"state": state}, NOON
    )


def promised(contact: protocol.Mutation, customer: bytes) -> protocol.Mutation:
    key = new_id()
    row = {
        "id": key,
        "customer_id": customer,
        "interaction_id": contact.row_id,
        "text": "寄资料",
        "due_on": AS_OF + 3,
        "made_at": NOON,
    }
    return protocol.Mutation(key, "promises", key, customer, None, row, NOON)


def outcomes(side: Side, *mutations: protocol.Mutation) -> list[str]:
    return [result.code or result.outcome for result in side.push(*mutations)]


def owner(engine: Engine, model: Any, key: bytes) -> bytes:
    [row] = rows(engine, model, model.id == key)
    found: bytes = row.customer_id
    return found


def test_a_day_offline_arrives_in_one_push(own: Side) -> None:
    customer, made = own.book[0], prospect(own)
    contact = own.contact(made.row_id, note="初次见面")
    decided = merge(customer, made.row_id)
    hanging = promised(contact, customer)  # written after the merge
    change = protocol.Mutation(
        new_id(), "interactions", contact.row_id, customer, {"note": "初次见面"}, {"note": "改过"}, NOON
    )
    assert outcomes(own, made, contact, decided, hanging, change) == ["applied"] * 5
    assert owner(own.engine, Interaction, contact.row_id) == customer
    assert owner(own.engine, Promise, hanging.row_id) == customer
    [loser] = rows(own.engine, Customer, Customer.id == made.row_id)
    assert loser.closed_on == AS_OF
    [pair] = rows(own.engine, Conversion, Conversion.id == decided.row_id)
    assert (pair.state, pair.advisor_id) == ("confirmed", own.advisor)
    assert contact.row_id.hex() in pair.moved
    with own.engine.connect() as connection:
        book = select(BookMember.customer_id).where(BookMember.customer_id == made.row_id)
        assert connection.execute(book).scalars().all() == [made.row_id]
    entities = {entity for key in (contact.row_id, made.row_id) for _, entity in told(own.engine, key)}
    assert {"interactions", "customers"} <= entities
    # And back, with what hangs on it, in the same push as something new that needs it back.
    undone = turn(customer, made.row_id, "confirmed", "undone")
    again = promised(contact, made.row_id)
    assert outcomes(own, undone, again) == ["applied", "applied"]
    assert owner(own.engine, Interaction, contact.row_id) == made.row_id
    assert {owner(own.engine, Promise, each.row_id) for each in (hanging, again)} == {made.row_id}
    [loser] = rows(own.engine, Customer, Customer.id == made.row_id)
    assert loser.closed_on is None
    # A repetition is not carried out again.
    assert outcomes(own, decided, undone) == ["applied", "applied"]
    assert owner(own.engine, Interaction, contact.row_id) == made.row_id


def test_what_comes_late_for_the_prospect_goes_back_with_it(own: Side) -> None:
    customer, made = own.book[0], prospect(own)
    own.push(made, merge(customer, made.row_id))
    late = own.contact(made.row_id, note="另一台设备")
    mine = own.contact(customer, note="合并以后")
    assert outcomes(own, late, mine) == ["applied", "applied"]
    assert owner(own.engine, Interaction, late.row_id) == customer
    own.push(turn(customer, made.row_id, "confirmed", "undone"))
    assert owner(own.engine, Interaction, late.row_id) == made.row_id
    assert owner(own.engine, Interaction, mine.row_id) == customer


def test_what_hangs_on_a_contact_goes_where_the_contact_has_gone(own: Side) -> None:
    customer, made = own.book[0], prospect(own)
    contact = own.contact(made.row_id)
    own.push(made, contact, merge(customer, made.row_id))
    seen_merged = promised(contact, customer)  # written on a device that had not heard of the undoing
    assert outcomes(own, turn(customer, made.row_id, "confirmed", "undone"), seen_merged) == ["applied"] * 2
    assert owner(own.engine, Promise, seen_merged.row_id) == made.row_id
    # The control: of somebody else it is refused.
    assert outcomes(own, promised(contact, own.book[1])) == ["reference_unknown"]


def test_two_devices_that_merge_the_same_pair_agree(own: Side) -> None:
    customer, made = own.book[0], prospect(own)
    own.push(made)
    assert outcomes(own, merge(customer, made.row_id)) == ["applied"]
    other = Side(own.engine, new_id(), own.advisor, own.book)
    with own.engine.begin() as connection:
        connection.execute(
            insert(Device).values(
                id=other.device, advisor_id=own.advisor, name="e", public_key=bytes(32), enrolled_at=1
            )
        )
        bucket = select(DeviceGrant.bucket_id).where(DeviceGrant.device_id == own.device)
        for each in connection.execute(bucket).scalars().all():
            connection.execute(insert(DeviceGrant).values(device_id=other.device, bucket_id=each))
    [result] = other.push(merge(customer, made.row_id))
    assert result.outcome == "applied"
    assert result.row
    assert result.row["state"] == "confirmed"
    assert len(rows(own.engine, Conversion, Conversion.prospect_id == made.row_id)) == 1


def test_what_head_office_proposed_is_decided_by_the_device(own: Side) -> None:
    customer, made = own.book[0], prospect(own)
    contact = own.contact(made.row_id)
    own.push(made, contact)
    key = pair_id(customer, made.row_id)
    with own.engine.begin() as connection:
        connection.execute(
            insert(Conversion).values(
                id=key,
                customer_id=customer,
                prospect_id=made.row_id,
                evidence="id_hash",
                state="proposed",
                proposed_at=1,
            )
        )
    [result] = own.push(merge(customer, made.row_id))  # the device had not heard of it
    assert result.row
    assert result.row["moved"]
    assert owner(own.engine, Interaction, contact.row_id) == customer
    assert outcomes(own, turn(customer, made.row_id, "confirmed", "proposed")) == ["applied"]
    assert owner(own.engine, Interaction, contact.row_id) == made.row_id
    assert outcomes(own, turn(customer, made.row_id, "proposed", "refused")) == ["applied"]


def test_what_must_not_be_merged_is_refused_and_stops_nothing_else(sides: tuple[Side, Side]) -> None:
    own, other = sides
    customer, made, further = own.book[0], prospect(own), prospect(own)
    own.push(made, further)
    contact = own.contact()
    assert outcomes(
        own,
        merge(customer, own.book[1]),  # a customer of the core system
        merge(customer, customer),
        merge(customer, other.book[0]),
        merge(other.book[0], made.row_id),
        merge(customer, new_id()),
        contact,
    ) == [
        "not_mergeable",
        "not_mergeable",
        "customer_foreign",
        "customer_foreign",
        "row_unknown",
        "applied",
    ]
    assert outcomes(own, merge(customer, made.row_id)) == ["applied"]
    # Merged away, it is nobody's survivor and cannot be merged again.
    assert outcomes(own, merge(made.row_id, further.row_id)) == ["not_mergeable"]
    assert outcomes(own, merge(own.book[1], made.row_id)) == ["not_mergeable"]
    # That two customers are two people may be said, and taken back.
    assert outcomes(own, merge(customer, own.book[1], "refused")) == ["applied"]
    assert outcomes(own, turn(customer, own.book[1], "refused", "undone")) == ["applied"]


def test_a_merge_into_somebody_who_is_merged_on(own: Side) -> None:
    customer, first, second = own.book[0], prospect(own), prospect(own)
    contact = own.contact(first.row_id)
    own.push(first, second, contact, merge(second.row_id, first.row_id), merge(customer, second.row_id))
    assert owner(own.engine, Interaction, contact.row_id) == customer
    late = own.contact(first.row_id)
    own.push(late)
    assert owner(own.engine, Interaction, late.row_id) == customer
    own.push(turn(customer, second.row_id, "confirmed", "undone"))
    assert owner(own.engine, Interaction, contact.row_id) == second.row_id


def test_pushed_prospects_are_known_again(own: Side) -> None:
    made = prospect(own, birth_day=1000, id_number="110105491231002")
    own.push(made)
    [row] = rows(own.engine, Customer, Customer.id == made.row_id)
    assert row.id_hash
    assert row.phone_hash
    assert row.person_hash
    change = protocol.Mutation(
        new_id(), "customers", made.row_id, made.row_id, {"phone": "13700137000"}, {"phone": None}, NOON
    )
    assert outcomes(own, change) == ["applied"]
    [changed] = rows(own.engine, Customer, Customer.id == made.row_id)
    assert changed.phone_hash is None
    assert changed.id_hash == row.id_hash


@pytest.fixture(autouse=True)
def _apart(own: Side) -> Iterator[None]:
    """Take the decisions of a test back, for the bank is shared by all."""
    yield
    for row in rows(own.engine, Conversion, Conversion.state == "confirmed"):
        own.push(turn(row.customer_id, row.prospect_id, "confirmed", "undone"))

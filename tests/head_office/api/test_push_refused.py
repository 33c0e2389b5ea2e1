"""What head office does not take from a device, and in which order it says so."""

from typing import Any

import pytest

from advisor_app.domain.ids import new_id
from advisor_app.head_office.db.models import (
    Interaction,
)
from advisor_app.sync import protocol
from tests.head_office.api.pushing import NOON, Side, refused, rows


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"note": 5}, "value_invalid"),
        ({"note": "x" * 100_001}, "value_invalid"),
        ({"note": "nul\0"}, "value_invalid"),
        ({"note": [["deep"]]}, "value_invalid"),
        ({"channel": None}, "value_invalid"),
        ({"next_step_on": 2**31}, "value_invalid"),
        ({"happened_at": 2**63}, "value_invalid"),
        ({"happened_at": True}, "value_invalid"),
        ({"event_id": b"short"}, "value_invalid"),
        ({"source_id": 1}, "value_invalid"),
        ({"id": new_id()}, "value_invalid"),
        ({"customer_id": new_id()}, "value_invalid"),
    ],
)
def test_a_new_row_that_is_not_one_is_refused(
    sides: tuple[Side, Side], values: dict[str, Any], code: str
) -> None:
    assert refused(sides[0], sides[0].contact(**values)) == code


def test_a_field_that_devices_do_not_change_is_refused(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact()
    own.push(contact)
    assert (
        refused(own, own.edit(contact.row_id, {"advisor_id": own.advisor}, advisor_id=1)) == "value_invalid"
    )
    assert refused(own, own.edit(contact.row_id, {"note": None}, note=7)) == "value_invalid"
    assert refused(own, own.edit(contact.row_id, {"note": 7}, note="gut")) == "value_invalid"
    assert refused(own, own.edit(new_id(), {"note": None}, note="niemand")) == "row_unknown"


def test_what_devices_do_not_write_is_refused(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    key = new_id()
    for entity in ("accounts", "transactions", "revisions", "no_such_thing"):
        mutation = protocol.Mutation(key, entity, key, own.book[0], None, {"id": key}, NOON)
        assert refused(own, mutation) == "entity_unknown"
        key = new_id()


def test_a_foreign_customer_is_refused_whatever_the_message_says(sides: tuple[Side, Side]) -> None:
    own, other = sides
    assert refused(own, own.contact(other.book[0])) == "customer_foreign"
    assert refused(own, own.contact(new_id())) == "customer_foreign"
    theirs = other.contact(note="秘密")
    other.push(theirs)
    # The row decides whose it is, not the customer that the message names.
    change = own.edit(theirs.row_id, {"note": "秘密"}, note="改了")
    assert refused(own, change) == "customer_foreign"
    taken = own.contact()
    taken.id = taken.row_id = taken.new["id"] = theirs.row_id
    assert refused(own, taken) == "row_exists"
    [stored] = rows(own.engine, Interaction, Interaction.id == theirs.row_id)
    assert stored.note == "秘密"


def test_a_file_hangs_on_a_contact_of_the_same_customer(sides: tuple[Side, Side]) -> None:
    own, other = sides
    contact, theirs = own.contact(), other.contact()
    elsewhere = own.contact(own.book[1])
    own.push(contact, elsewhere)
    other.push(theirs)
    assert refused(own, own.file(new_id(), b"x")) == "reference_unknown"
    assert refused(own, own.file(theirs.row_id, b"x")) == "reference_unknown"
    assert refused(own, own.file(elsewhere.row_id, b"x")) == "reference_unknown"
    assert refused(own, own.file(contact.row_id, b"x", size=2)) == "content_damaged"
    assert refused(own, own.file(contact.row_id, b"x", sha256=bytes(32))) == "content_damaged"
    assert refused(own, own.file(contact.row_id, bytes(protocol.MAX_ATTACHMENT_BYTES + 1))) == "value_invalid"


def test_what_hangs_on_a_refused_row_is_refused_with_it(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact(channel=None)
    results = own.push(contact, own.file(contact.row_id, b"x"))
    assert [result.code for result in results] == ["value_invalid", "reference_unknown"]


def test_a_customer_has_room_for_so_many_files(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor_app.head_office.api.push.MAX_CUSTOMER_ATTACHMENT_BYTES", 1000)
    own, _ = sides
    customer = own.book[2]
    contact = own.contact(customer)
    own.push(contact)

    def file(size: int) -> protocol.Mutation:
        made = own.file(contact.row_id, bytes(size))
        made.customer_id = made.new["customer_id"] = customer
        return made

    assert [r.code for r in own.push(file(600), file(500), file(400))] == ["", "files_too_large", ""]
    assert [r.code for r in own.push(file(1))] == ["files_too_large"]

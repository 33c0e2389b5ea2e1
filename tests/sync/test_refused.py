"""Work that a real head office refused: given up and taken back, or corrected and sent once more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_app.data import outbox, taking_back
from advisor_app.data.apply import driver
from advisor_app.errors import InputError
from advisor_app.services.synchronise import synchronise
from tests.support.bank import Filled
from tests.support.office import Device, Office, device
from tests.support.writing import at_head_office, attach, edit, log, promise, row_of, waiting

BAD, GOOD = "不是\x00文字", "更正后的记录"


@pytest.fixture
def own(office: Office, filled: Filled, tmp_path: Path) -> Iterator[Device]:
    with device(office, filled.advisors[0], tmp_path / "d") as found:
        synchronise(found)
        yield found


@pytest.fixture
def zhang(filled: Filled) -> bytes:
    return filled.books[filled.advisors[0]][0]


def refused(own: Device) -> dict[str, str | None]:
    with own.store.read() as tx:
        return {event.entity: event.refused for event in outbox.refused(tx)}


def revisions_of(own: Device, row_id: bytes) -> list[str]:
    with own.store.read() as tx:
        rows = driver(tx).execute("SELECT changes FROM revisions WHERE row_id = ?", (row_id,)).fetchall()
    return [row[0] for row in rows]


def resend(own: Device, mutation_id: bytes) -> bytes | None:
    with own.store.write() as tx:
        return taking_back.resend(tx, own.store, mutation_id)


def test_a_contact_that_was_refused_is_corrected_and_arrives_once_with_all_that_hangs_on_it(
    office: Office, own: Device, zhang: bytes
) -> None:
    contact = log(own.store, zhang, BAD)
    promised = promise(own.store, zhang, "寄送资料", contact)
    attached = attach(own.store, zhang, contact, b"%PDF-1.7")
    synchronise(own)
    assert refused(own) == {
        "interactions": "value_invalid",
        "promises": "reference_unknown",
        "attachments": "reference_unknown",
    }
    edit(own.store, contact, note=GOOD)
    made = resend(own, contact)
    assert made not in (None, contact)
    assert waiting(own.store) == (3, 0)
    done = synchronise(own)
    assert (done.sent, done.refused) == (3, 0)
    assert at_head_office(office.engine, contact).note == GOOD
    assert at_head_office(office.engine, promised, "promises").interaction_id == contact
    assert at_head_office(office.engine, attached, "attachments").content == b"%PDF-1.7"
    assert revisions_of(own, contact) == []
    assert waiting(own.store) == (0, 0)


def test_under_its_old_id_it_would_get_the_old_answer(office: Office, own: Device, zhang: bytes) -> None:
    """The control of the one above: the id is what head office remembers its answer by."""
    contact = log(own.store, zhang, BAD)
    synchronise(own)
    edit(own.store, contact, note=GOOD)
    with own.store.write() as tx:
        driver(tx).execute("UPDATE outbox SET refused = NULL, sent = 0")
    assert synchronise(own).refused == 2
    assert at_head_office(office.engine, contact) is None


def test_a_change_that_was_refused_is_corrected_and_is_one_change_in_the_history(
    office: Office, own: Device, zhang: bytes
) -> None:
    contact = log(own.store, zhang, "原文")
    synchronise(own)
    first = edit(own.store, contact, note=BAD, outcome="met")
    assert first is not None
    synchronise(own)
    assert refused(own) == {"interactions": "value_invalid"}
    edit(own.store, contact, note=GOOD)
    resend(own, first)
    assert waiting(own.store) == (1, 0)
    done = synchronise(own)
    assert (done.sent, done.conflicts, done.refused) == (1, 0, 0)
    row = at_head_office(office.engine, contact)
    assert (row.note, row.outcome) == (GOOD, "met")
    [changes] = revisions_of(own, contact)
    assert GOOD in changes
    assert "\\u0000" not in changes


def test_a_change_that_was_corrected_to_what_it_was_has_nothing_to_send(own: Device, zhang: bytes) -> None:
    contact = log(own.store, zhang, "原文")
    synchronise(own)
    first = edit(own.store, contact, note=BAD)
    assert first is not None
    synchronise(own)
    edit(own.store, contact, note="原文")
    assert resend(own, first) is None
    assert waiting(own.store) == (0, 0)
    assert revisions_of(own, contact) == []
    assert row_of(own.store, contact).note == "原文"


def test_what_is_given_up_can_be_taken_back_as_it_was(office: Office, own: Device, zhang: bytes) -> None:
    contact = log(own.store, zhang, BAD)
    promised = promise(own.store, zhang, "寄送资料", contact)
    old = log(own.store, zhang, "原文")
    synchronise(own)
    change = edit(own.store, old, note=BAD)
    assert change is not None
    synchronise(own)
    before = [row_of(own.store, contact), row_of(own.store, promised, "promises"), row_of(own.store, old)]
    with own.store.write() as tx:
        dropped = [taking_back.drop(tx, own.store, each) for each in (contact, change)]
    assert waiting(own.store) == (0, 0)
    assert row_of(own.store, contact) is None
    assert row_of(own.store, old).note == "原文"
    with own.store.write() as tx:
        for events in dropped:
            taking_back.put_back(tx, own.store, events)
    assert [
        row_of(own.store, contact),
        row_of(own.store, promised, "promises"),
        row_of(own.store, old),
    ] == before
    assert waiting(own.store) == (0, 3)
    assert len(revisions_of(own, old)) == 1
    synchronise(own)  # what was refused is not sent by itself
    assert waiting(own.store) == (0, 3)
    edit(own.store, old, note=GOOD)
    resend(own, change)
    synchronise(own)
    assert at_head_office(office.engine, old).note == GOOD


def test_what_was_changed_meanwhile_is_not_overwritten_by_taking_back(own: Device, zhang: bytes) -> None:
    contact = log(own.store, zhang, "原文")
    synchronise(own)
    change = edit(own.store, contact, note=BAD)
    assert change is not None
    synchronise(own)
    with own.store.write() as tx:
        events = taking_back.drop(tx, own.store, change)
    edit(own.store, contact, note="又改了")
    with pytest.raises(InputError), own.store.write() as tx:
        taking_back.put_back(tx, own.store, events)
    assert row_of(own.store, contact).note == "又改了"
    assert waiting(own.store) == (1, 0)


def test_only_what_was_refused_is_dropped_or_sent_again(own: Device, zhang: bytes) -> None:
    contact = log(own.store, zhang, "等着")
    for act in (taking_back.drop, taking_back.resend):
        with pytest.raises(InputError), own.store.write() as tx:
            act(tx, own.store, contact)
    assert waiting(own.store) == (1, 0)

"""What devices push is written once, told to the books, and answered again as it was."""

import threading

import pytest
from sqlalchemy import Engine, insert, select

from advisor_app.domain.ids import new_id
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import (
    Bucket,
    Change,
    Conversion,
    Customer,
    Interaction,
    Mutation,
    Promise,
    Revision,
)
from advisor_app.head_office.importing.conversions import confirm_conversion
from advisor_app.sync import protocol
from advisor_app.sync.protocol import Result
from tests.head_office.api.pushing import NOON, Side, refused, rows, side, told, total
from tests.support.bank import AS_OF, Filled


def test_new_rows_of_every_kind_are_written_and_told_to_the_book(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact(note="面谈", advisor_id=None, event_id=new_id())
    key = new_id()
    row = {
        "id": key,
        "customer_id": own.book[0],
        "interaction_id": contact.row_id,
        "text": "寄资料",
        "due_on": AS_OF + 3,
        "made_at": NOON,
    }
    promised = protocol.Mutation(key, "promises", key, own.book[0], None, row, NOON)
    file = own.file(contact.row_id, b"content")
    assert [result.outcome for result in own.push(contact, promised, file)] == ["applied"] * 3
    [stored] = rows(own.engine, Interaction, Interaction.id == contact.row_id)
    assert (stored.note, stored.advisor_id, stored.event_id) == ("面谈", own.advisor, contact.new["event_id"])
    [kept] = rows(own.engine, Promise, Promise.id == key)
    assert (kept.interaction_id, kept.advisor_id) == (contact.row_id, own.advisor)
    with own.engine.connect() as connection:
        bucket = connection.execute(select(Bucket.id).where(Bucket.advisor_id == own.advisor)).scalar_one()
    assert told(own.engine, contact.row_id) == [(bucket, "interactions")]
    assert told(own.engine, key) == [(bucket, "promises")]
    assert told(own.engine, file.row_id) == [(bucket, "attachments")]


def test_the_author_is_the_advisor_of_the_device(sides: tuple[Side, Side]) -> None:
    own, other = sides
    contact = own.contact(advisor_id=other.advisor)
    own.push(contact)
    [stored] = rows(own.engine, Interaction, Interaction.id == contact.row_id)
    assert stored.advisor_id == own.advisor


def test_a_repetition_is_answered_and_not_applied_again(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact(note="一次")
    change = own.edit(contact.row_id, {"note": "一次"}, note="两次")
    assert [result.outcome for result in own.push(contact, change)] == ["applied", "applied"]
    own.push(own.edit(contact.row_id, {"note": "两次"}, note="三次"))
    before = total(own.engine, Interaction), total(own.engine, Revision), total(own.engine, Change)
    again = own.push(contact, change, change)
    assert [result.outcome for result in again] == ["applied"] * 3
    assert {result.row["note"] for result in again if result.row} == {"三次"}
    assert before == (total(own.engine, Interaction), total(own.engine, Revision), total(own.engine, Change))


def test_a_conflict_is_answered_again_as_it_was(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact(note="现值")
    late = own.edit(contact.row_id, {"note": "旧值", "outcome": None}, note="我的", outcome="met")
    _, first = own.push(contact, late)
    assert (first.outcome, first.theirs) == ("conflict", {"note": "现值"})
    assert first.row
    assert (first.row["note"], first.row["outcome"]) == ("现值", "met")
    own.push(own.edit(contact.row_id, {"note": "现值"}, note="后来"))
    [second] = own.push(late)
    assert (second.outcome, second.theirs) == ("conflict", {"note": "现值"})
    assert second.row
    assert second.row["note"] == "后来"
    [revision] = rows(own.engine, Revision, Revision.id == late.id)
    assert (revision.changes, revision.advisor_id) == ('{"outcome": [null, "met"]}', own.advisor)


def test_an_answer_shows_the_row_as_the_whole_push_left_it(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact(note="现值")
    clash = own.edit(contact.row_id, {"note": "旧值"}, note="我的")
    _, conflict, applied = own.push(
        contact, clash, own.edit(contact.row_id, {"outcome": None}, outcome="met")
    )
    assert conflict.row
    assert conflict.row["outcome"] == "met"
    assert applied == Result("applied")


def test_work_of_a_device_that_was_enrolled_anew_is_known_by_its_rows(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact(note="原文")
    change = own.edit(contact.row_id, {"note": "原文"}, note="改过")
    back = own.edit(contact.row_id, {"note": "改过"}, note="原文")
    own.push(contact, change, back)
    again = Side(own.engine, side(own.engine, "A01000").device, own.advisor, own.book)
    assert [result.outcome for result in again.push(contact, change)] == ["applied", "applied"]
    [stored] = rows(own.engine, Interaction, Interaction.id == contact.row_id)
    assert stored.note == "原文"


def test_work_for_a_customer_who_was_reassigned_is_taken_once_and_told_to_the_new_book(
    bank: tuple[Engine, Filled],
) -> None:
    engine, filled = bank
    own, other = side(engine, filled.advisors[0]), side(engine, filled.advisors[1])
    moving = own.book[-1]
    before = own.contact(moving)
    own.push(before)
    with engine.begin() as connection:
        assignments.assign(connection, {moving: other.advisor})
    late = own.contact(moving, note="迟到")
    edited = own.edit(before.row_id, {"note": None}, note="迟到的更改")
    clash = own.edit(before.row_id, {"outcome": "sent"}, outcome="met")
    results = own.push(late, edited, clash)
    assert [result.outcome for result in results] == ["applied", "applied", "refused"]
    assert results[2] == Result("refused", "customer_left")
    [stored] = rows(engine, Interaction, Interaction.id == late.row_id)
    assert stored.advisor_id == own.advisor
    with engine.connect() as connection:
        bucket = connection.execute(select(Bucket.id).where(Bucket.advisor_id == other.advisor)).scalar_one()
    assert told(engine, late.row_id) == [(bucket, "interactions")]
    assert [result.row for result in own.push(late, edited)] == [None, None]
    # Who never had the customer does not get in this way, and a plan for later is not the past.
    assert refused(side(engine, filled.advisors[0]), own.contact(other.book[1])) == "customer_foreign"
    with engine.begin() as connection:
        assignments.assign(connection, {moving: own.advisor})


def test_work_for_a_prospect_goes_to_the_customer_that_the_prospect_has_become(
    bank: tuple[Engine, Filled],
) -> None:
    engine, filled = bank
    own = side(engine, filled.advisors[0])
    prospect, customer, conversion = new_id(), own.book[0], new_id()
    with engine.begin() as connection:
        connection.execute(insert(Customer).values(id=prospect, kind="prospect", name="张伟"))
        assignments.assign(connection, {prospect: own.advisor})
    before = own.contact(prospect)
    own.push(before)
    with engine.begin() as connection:
        row = {"id": conversion, "customer_id": customer, "prospect_id": prospect}
        values = row | {"evidence": "number", "state": "proposed", "proposed_at": 1}
        connection.execute(insert(Conversion).values(values))
        confirm_conversion(connection, conversion)
    late = own.contact(prospect, note="转化前写的")
    file = own.file(late.row_id, b"x")
    file.customer_id = file.new["customer_id"] = prospect
    edited = protocol.Mutation(
        new_id(), "interactions", before.row_id, prospect, {"note": None}, {"note": "补记"}, NOON
    )
    assert [result.outcome for result in own.push(late, file, edited)] == ["applied"] * 3
    found = rows(engine, Interaction, Interaction.id.in_([late.row_id, before.row_id]))
    assert {(each.customer_id, each.note) for each in found} == {(customer, "转化前写的"), (customer, "补记")}
    with engine.connect() as connection:
        bucket = connection.execute(select(Bucket.id).where(Bucket.advisor_id == own.advisor)).scalar_one()
    assert told(engine, file.row_id) == [(bucket, "attachments")]


def test_a_fault_leaves_nothing_half(sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch) -> None:
    own, _ = sides
    counted = total(own.engine, Interaction), total(own.engine, Mutation), total(own.engine, Change)
    monkeypatch.setattr("advisor_app.head_office.db.feed.append", _fails)
    with pytest.raises(RuntimeError):
        own.push(own.contact())
    assert counted == (total(own.engine, Interaction), total(own.engine, Mutation), total(own.engine, Change))


def _fails(*_: object) -> None:
    raise RuntimeError


def test_pushes_at_the_same_time_neither_block_nor_lose_each_other(bank: tuple[Engine, Filled]) -> None:
    engine, filled = bank
    own = side(engine, filled.advisors[0])
    contacts = [own.contact(customer, note="0") for customer in own.book]
    own.push(*contacts)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        device = side(engine, filled.advisors[number % 2])
        try:
            for step in range(5):
                changes = [
                    protocol.Mutation(
                        new_id(),
                        "interactions",
                        each.row_id,
                        each.customer_id,
                        {"note": "0"},
                        {"note": f"{number}.{step}"},
                        NOON,
                    )
                    for each in contacts[:: 1 if number % 2 else -1]
                ]
                device.push(*changes, device.contact(device.book[step]))
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    before = total(engine, Interaction)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert total(engine, Interaction) == before + 20
    # Of all who assumed "0" exactly one was first.
    for each in contacts:
        assert len(rows(engine, Revision, Revision.row_id == each.row_id)) == 1

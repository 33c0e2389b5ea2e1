"""What head office makes of a push, on both databases: checked, merged, remembered, told to the right books."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from advisor_app.domain.ids import new_id
from advisor_app.head_office import assignments
from advisor_app.head_office.api.auth import granted
from advisor_app.head_office.api.push import push
from advisor_app.head_office.db.models import (
    Advisor,
    Base,
    BookMember,
    Bucket,
    Change,
    Conversion,
    Customer,
    Device,
    DeviceGrant,
    Interaction,
    Mutation,
    Promise,
    Revision,
)
from advisor_app.head_office.importing.conversions import confirm_conversion
from advisor_app.sync import protocol
from advisor_app.sync.protocol import Result
from tests.support.bank import AS_OF, Filled, fill
from tests.support.office import demo_bank

NOON = AS_OF * 86_400_000_000


@dataclass
class Side:
    """A device as head office sees it, and the customers of its book."""

    engine: Engine
    device: bytes
    advisor: int
    book: list[bytes]

    def push(self, *mutations: protocol.Mutation) -> list[Result]:
        """Send mutations as they would come over the wire."""
        request = protocol.PushRequest(protocol.SCHEMA_VERSION, list(mutations))
        arrived = protocol.decode(protocol.encode(request), protocol.PushRequest)
        with self.engine.begin() as connection:
            books = [bucket.id for bucket in granted(connection, self.device) if bucket.kind == "book"]
            return push(connection, self.device, self.advisor, books, arrived.mutations)

    def contact(self, customer: bytes | None = None, **values: Any) -> protocol.Mutation:
        """Return a new contact."""
        key, customer = new_id(), customer or self.book[0]
        row = {
            "id": key,
            "customer_id": customer,
            "channel": "phone",
            "direction": "out",
            "happened_at": NOON,
        }
        return protocol.Mutation(key, "interactions", key, customer, None, row | values, NOON)

    def edit(self, row: bytes, assumed: dict[str, Any], **new: Any) -> protocol.Mutation:
        """Return a change of a contact."""
        return protocol.Mutation(new_id(), "interactions", row, self.book[0], assumed, new, NOON)

    def file(self, contact: bytes, content: bytes, **values: Any) -> protocol.Mutation:
        """Return a file of a contact."""
        key = new_id()
        row = {
            "id": key,
            "customer_id": self.book[0],
            "interaction_id": contact,
            "name": "合同.pdf",
            "media_type": "application/pdf",
            "size": len(content),
            "sha256": hashlib.sha256(content).digest(),
            "content": content,
        }
        return protocol.Mutation(key, "attachments", key, self.book[0], None, row | values, NOON)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bank(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Filled]]:
    url = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        name = server.create()
        url = server.url(name)
    engine = demo_bank(tmp_path_factory.mktemp("office"), url)
    yield engine, fill(engine, advisors=2, customers=6, transactions=1)
    engine.dispose()
    if url:
        server.drop(name)


@pytest.fixture
def sides(bank: tuple[Engine, Filled]) -> tuple[Side, Side]:
    """Return a device for each of the two advisors."""
    engine, filled = bank
    return side(engine, filled.advisors[0]), side(engine, filled.advisors[1])


def side(engine: Engine, advisor_number: str) -> Side:
    key = new_id()
    with engine.begin() as connection:
        advisor = connection.execute(select(Advisor.id).where(Advisor.number == advisor_number)).scalar_one()
        connection.execute(
            insert(Device).values(id=key, advisor_id=advisor, name="d", public_key=bytes(32), enrolled_at=1)
        )
        bucket = assignments.book_of(connection, advisor)
        connection.execute(insert(DeviceGrant).values(device_id=key, bucket_id=bucket))
        members = select(BookMember.customer_id).where(BookMember.bucket_id == bucket).order_by("customer_id")
        book = list(connection.execute(members).scalars())
    return Side(engine, key, advisor, book)


def rows(engine: Engine, model: Any, *where: Any) -> list[Any]:
    table = Base.metadata.tables[model.__tablename__]
    with engine.connect() as connection:
        return list(connection.execute(select(table).where(*where)).all())


def total(engine: Engine, model: Any) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def told(engine: Engine, key: bytes) -> list[tuple[int, str]]:
    with engine.connect() as connection:
        found = connection.execute(select(Change.bucket_id, Change.entity).where(Change.row_uuid == key))
        return [(row.bucket_id, row.entity) for row in found]


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


def refused(own: Side, mutation: protocol.Mutation) -> str:
    """Push a mutation between two good ones, and return the code with which it alone is refused."""
    first, last = own.contact(), own.contact()
    results = own.push(first, mutation, last)
    assert [result.outcome for result in results] == ["applied", "refused", "applied"]
    assert len(rows(own.engine, Interaction, Interaction.id.in_([first.row_id, last.row_id]))) == 2
    # A refusal is remembered as well.
    [again] = own.push(mutation)
    assert again == results[1]
    return results[1].code


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

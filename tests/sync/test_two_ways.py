"""Two real devices and one real head office: what each writes offline, the other gets, once, merged or in conflict."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from advisor_app.data import apply, conflicts, outbox, removals, vault
from advisor_app.head_office import assignments
from advisor_app.head_office.db.models import Advisor, DeviceGrant
from advisor_app.services.synchronise import synchronise
from advisor_app.sync.push import Push
from tests.support.bank import Filled
from tests.support.office import Device, Office, device
from tests.support.writing import (
    at_head_office,
    attach,
    edit,
    log,
    promise,
    row_of,
    take_back,
    waiting,
)


@pytest.fixture
def pair(office: Office, filled: Filled, tmp_path: Path) -> Iterator[tuple[Device, Device, list[bytes]]]:
    """Return two synchronised devices of one advisor, and the customers of the book."""
    advisor = filled.advisors[0]
    with ExitStack() as stack:
        left, right = (
            stack.enter_context(device(office, advisor, tmp_path / name)) for name in ("left", "right")
        )
        synchronise(left)
        synchronise(right)
        yield left, right, filled.books[advisor]


def move(office: Office, customer: bytes, advisor: str) -> None:
    """Assign a customer to another advisor."""
    with office.engine.begin() as connection:
        key = connection.execute(select(Advisor.id).where(Advisor.number == advisor)).scalar_one()
        assert assignments.assign(connection, {customer: key}) == 1


def count(device: Device, table: str) -> int:
    with device.store.read() as tx:
        found: int = apply.driver(tx).execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def open_conflicts(device: Device) -> list[conflicts.Conflict]:
    with device.store.read() as tx:
        return conflicts.listed(tx)


def test_what_is_written_offline_is_on_the_other_device_after_a_round_each(
    office: Office, pair: tuple[Device, Device, list[bytes]]
) -> None:
    left, right, book = pair
    contact = log(left.store, book[0], "谈了大额存单到期", purpose="maturity", participants="张先生和夫人")
    kept = promise(left.store, book[0], "周五前寄出资料", contact)
    content = random.Random(1).randbytes(300_000)
    file = attach(left.store, book[0], contact, content)
    assert waiting(left.store) == (3, 0)
    done = synchronise(left)
    assert (done.sent, done.conflicts, done.refused) == (3, 0, 0)
    assert waiting(left.store) == (0, 0)
    synchronise(right)
    assert row_of(right.store, contact).note == "谈了大额存单到期"
    assert row_of(right.store, contact).participants == "张先生和夫人"
    assert row_of(right.store, kept, "promises").interaction_id == contact
    assert row_of(right.store, file, "attachments").content == content
    for entity, key in (("interactions", contact), ("promises", kept), ("attachments", file)):
        assert row_of(left.store, key, entity) == row_of(right.store, key, entity)
        assert row_of(left.store, key, entity) == at_head_office(office.engine, key, entity)
    # Whoever the device says wrote it, head office knows for whom the device is enrolled.
    assert row_of(right.store, contact).advisor_id is not None
    assert synchronise(left).rows == 0


def test_different_fields_are_merged_and_the_history_is_the_same_everywhere(
    office: Office, pair: tuple[Device, Device, list[bytes]]
) -> None:
    left, right, book = pair
    contact = log(left.store, book[0], "原文")
    synchronise(left)
    synchronise(right)
    first = edit(left.store, contact, note="左边改了")
    second = edit(right.store, contact, outcome="met")
    assert first
    assert second
    for each in (left, right, left):
        done = synchronise(each)
        assert done.conflicts == 0
    for each in (left, right):
        row = row_of(each.store, contact)
        assert (row.note, row.outcome) == ("左边改了", "met")
        assert row_of(each.store, first, "revisions").changes == '{"note": ["原文", "左边改了"]}'
        assert row_of(each.store, second, "revisions").changes == '{"outcome": [null, "met"]}'
        assert open_conflicts(each) == []
    assert at_head_office(office.engine, contact) == row_of(left.store, contact)


def clash(pair: tuple[Device, Device, list[bytes]]) -> bytes:
    """Let both devices change the note of one contact, and head office have the right one's first."""
    left, right, book = pair
    contact = log(left.store, book[0], "原文")
    synchronise(left)
    synchronise(right)
    edit(right.store, contact, note="右边")
    synchronise(right)
    edit(left.store, contact, note="左边", outcome="met")
    return contact


def test_the_same_field_is_a_conflict_that_keeps_both(pair: tuple[Device, Device, list[bytes]]) -> None:
    left, right, _ = pair
    contact = clash(pair)
    done = synchronise(left)
    assert (done.sent, done.conflicts) == (0, 1)
    row = row_of(left.store, contact)
    assert (row.note, row.outcome) == ("右边", "met")  # theirs stands, and what did not clash is taken
    [conflict] = open_conflicts(left)
    assert (conflict.assumed, conflict.ours, conflict.theirs) == (
        {"note": "原文"},
        {"note": "左边"},
        {"note": "右边"},
    )
    assert open_conflicts(right) == []
    synchronise(right)
    assert row_of(right.store, contact) == row
    assert count(left, "revisions") == count(right, "revisions") == 2


def test_a_decision_for_ours_is_a_change_like_any_other_and_can_be_undone(
    pair: tuple[Device, Device, list[bytes]],
) -> None:
    left, right, _ = pair
    contact = clash(pair)
    synchronise(left)
    [conflict] = open_conflicts(left)
    with left.store.write() as tx:
        assert conflicts.decide(tx, left.store, conflict.id, "ours")
    assert open_conflicts(left) == []
    assert synchronise(left).sent == 1
    synchronise(right)
    assert row_of(right.store, contact).note == "左边"
    with left.store.write() as tx:
        conflicts.reopen(tx, left.store, conflict.id)
    assert [each.id for each in open_conflicts(left)] == [conflict.id]
    synchronise(left)
    synchronise(right)
    assert row_of(right.store, contact).note == row_of(left.store, contact).note == "右边"


def test_a_clash_while_another_is_open_goes_into_the_same_conflict(
    pair: tuple[Device, Device, list[bytes]],
) -> None:
    left, right, _ = pair
    contact = clash(pair)
    edit(left.store, contact, note="左边二")  # assumes what the first change left, which never stood
    synchronise(left)
    [conflict] = open_conflicts(left)
    assert (conflict.assumed, conflict.ours, conflict.theirs) == (
        {"note": "原文"},
        {"note": "左边二"},
        {"note": "右边"},
    )
    edit(right.store, contact, purpose="care")
    synchronise(right)
    edit(left.store, contact, purpose="review")
    synchronise(left)
    [conflict] = open_conflicts(left)
    assert conflict.theirs == {"note": "右边", "purpose": "care"}


def test_both_changed_to_the_same_is_no_conflict(pair: tuple[Device, Device, list[bytes]]) -> None:
    left, right, book = pair
    contact = log(left.store, book[0], "原文")
    synchronise(left)
    synchronise(right)
    edit(left.store, contact, note="一样")
    edit(right.store, contact, note="一样")
    assert synchronise(left).conflicts == 0
    assert synchronise(right).conflicts == 0
    assert count(left, "revisions") == count(right, "revisions") == 1


def test_a_pull_does_not_overwrite_what_waits(
    pair: tuple[Device, Device, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right, book = pair
    contact = log(left.store, book[0], "原文")
    synchronise(left)
    synchronise(right)
    edit(right.store, contact, note="右边", outcome="met")
    synchronise(right)
    edit(left.store, contact, note="左边")
    with monkeypatch.context() as patch:  # the advisor writes while the pull runs: the push is over by then
        patch.setattr(Push, "_next", lambda self: [])
        synchronise(left)
    row = row_of(left.store, contact)
    assert (row.note, row.outcome) == ("左边", "met")
    with left.store.read() as tx:
        [event] = outbox.of_row(tx, "interactions", contact)
    assert (event.assumed, event.theirs) == ({"note": "原文"}, {"note": "右边"})
    # Undone, it is what head office has and not what it was once.
    take_back(left.store, event.mutation_id)
    assert row_of(left.store, contact).note == "右边"


def test_work_for_a_customer_who_was_reassigned_is_delivered_and_then_the_customer_leaves(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], tmp_path: Path
) -> None:
    left, _, book = pair
    other = filled.advisors[1]
    contact = log(left.store, book[0], "交接前的拜访")
    move(office, book[0], other)
    done = synchronise(left)
    assert (done.sent, done.refused) == (1, 0)
    with left.store.read() as tx:
        assert apply.customers_among(tx, [book[0]]) == set()
    assert row_of(left.store, contact) is None
    with device(office, other, tmp_path / "other") as own:
        synchronise(own)
        row = row_of(own.store, contact)
        assert row.note == "交接前的拜访"
        with own.store.read() as tx:
            names = dict(apply.driver(tx).execute("SELECT id, number FROM advisors").fetchall())
        assert names[row.advisor_id] == filled.advisors[0]


def test_work_written_while_a_customer_leaves_holds_the_removal_for_a_round(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, _, book = pair
    move(office, book[0], filled.advisors[1])
    contact = log(left.store, book[0], "写在同步途中")
    with monkeypatch.context() as patch:
        patch.setattr(Push, "_next", lambda self: [])
        synchronise(left)
    assert row_of(left.store, contact).note == "写在同步途中"
    with left.store.read() as tx:
        assert removals.waiting(tx) == {book[0]}
    synchronise(left)
    assert row_of(left.store, contact) is None
    assert at_head_office(office.engine, contact).note == "写在同步途中"
    with left.store.read() as tx:
        assert removals.waiting(tx) == set()
        assert apply.customers_among(tx, book) == set(book[1:])


def test_a_customer_who_comes_back_while_kept_stays(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, _, book = pair
    move(office, book[0], filled.advisors[1])
    contact = log(left.store, book[0], "写在同步途中")
    with monkeypatch.context() as patch:
        patch.setattr(Push, "_next", lambda self: [])
        synchronise(left)
        move(office, book[0], filled.advisors[0])
        synchronise(left)
    with left.store.read() as tx:
        assert removals.waiting(tx) == set()
    synchronise(left)
    assert row_of(left.store, contact).note == "写在同步途中"


def test_a_clash_about_a_customer_who_has_left_shows_nothing_of_the_new_advisor(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], tmp_path: Path
) -> None:
    left, _, book = pair
    contact = log(left.store, book[0], "原文")
    synchronise(left)
    other = filled.advisors[1]
    move(office, book[0], other)
    with device(office, other, tmp_path / "other") as own:
        synchronise(own)
        edit(own.store, contact, note="新客户经理的秘密")
        synchronise(own)
    edit(left.store, contact, note="旧客户经理改的")
    assert synchronise(left).refused == 1
    with left.store.read() as tx:
        [event] = outbox.refused(tx)
        raw = apply.driver(tx)
        found = raw.execute("SELECT count(*) FROM conflicts").fetchone()
    assert (event.refused, event.new) == ("customer_left", {"note": "旧客户经理改的"})
    assert found == (0,)
    assert at_head_office(office.engine, contact).note == "新客户经理的秘密"


def test_a_repetition_gets_its_first_answer_and_the_row_as_it_is_now(
    pair: tuple[Device, Device, list[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right, book = pair
    contact = log(left.store, book[0], "原文")
    synchronise(left)
    synchronise(right)
    edit(left.store, contact, note="左边")

    def lost(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:  # head office has it, the device does not know
        patch.setattr(Push, "_take", lost)
        with pytest.raises(KeyboardInterrupt):
            synchronise(left)
    synchronise(right)
    edit(right.store, contact, note="右边接着改")
    synchronise(right)
    done = synchronise(left)
    assert (done.sent, done.conflicts) == (1, 0)
    assert row_of(left.store, contact).note == "右边接着改"


def test_two_devices_of_different_books_do_not_see_each_other(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]], tmp_path: Path
) -> None:
    left, _, book = pair
    with device(office, filled.advisors[1], tmp_path / "other") as own:
        synchronise(own)
        contact = log(left.store, book[0], "秘密")
        synchronise(left)
        assert synchronise(own).rows == 0
        assert row_of(own.store, contact) is None


def test_a_device_that_holds_two_books_gets_a_customer_who_moves_between_them(
    office: Office, filled: Filled, pair: tuple[Device, Device, list[bytes]]
) -> None:
    left, _, book = pair
    with office.engine.begin() as connection:
        other = connection.execute(
            select(Advisor.id).where(Advisor.number == filled.advisors[1])
        ).scalar_one()
        bucket = assignments.book_of(connection, other)
        key = bytes.fromhex(vault.load(left.directory).device)
        connection.execute(insert(DeviceGrant).values(device_id=key, bucket_id=bucket))
    synchronise(left)
    contact = log(left.store, book[0], "搬家前")
    move(office, book[0], filled.advisors[1])
    done = synchronise(left)
    assert done.sent == 1
    assert row_of(left.store, contact).note == "搬家前"

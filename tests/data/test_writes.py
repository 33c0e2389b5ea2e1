"""The advisor's own writing: row, event and audit row together or not at all; undone while that can be."""

import json
import re
from pathlib import Path

import pytest

from advisor_app.data import conflicts, outbox, writes
from advisor_app.data.apply import driver, remove_customers
from advisor_app.data.store import Store
from advisor_app.domain.records import Account
from advisor_app.domain.writable import WRITABLE
from advisor_app.errors import InputError
from tests.support.factories import Book
from tests.support.stores import ADVISOR
from tests.support.writing import attach, edit, log, promise, row_of, take_back, waiting

ROOT = Path(__file__).parents[2]


@pytest.fixture
def customer(store: Store) -> bytes:
    book = Book(store)
    book.add("advisors", id=7, number=ADVISOR)
    return book.customer("张伟")


def events(store: Store) -> list[outbox.Event]:
    with store.read() as tx:
        parcels = outbox.next_unsent(tx, 1000, 1 << 30)
        found = [outbox.get(tx, parcel.mutation_id) for parcel in parcels]
    return [event for event in found if event is not None]


def actions(store: Store) -> list[str]:
    with store.read() as tx:
        return [row[0] for row in driver(tx).execute("SELECT action FROM audit ORDER BY sequence")]


def all_sent(store: Store) -> None:
    with store.write() as tx:
        outbox.mark_sent(tx, outbox.next_unsent(tx, 1000, 1 << 30)[-1].sequence)


def test_a_new_row_its_event_and_its_audit_row_are_one(store: Store, customer: bytes) -> None:
    key = log(store, customer, "谈了到期")
    [event] = events(store)
    assert (event.mutation_id, event.entity, event.row_id, event.customer_id) == (
        key,
        "interactions",
        key,
        customer,
    )
    assert event.assumed is None
    assert event.new["note"] == "谈了到期"
    assert None not in event.new.values()
    assert actions(store)[-1] == "interactions.add"
    assert (event.sent, event.refused, event.theirs) == (False, None, None)


def test_a_change_keeps_what_was_and_who_changed_it(store: Store, customer: bytes) -> None:
    key = log(store, customer, "原文")
    mutation = edit(store, key, note="改过", channel="phone")
    assert mutation
    event = events(store)[-1]
    assert (event.assumed, event.new) == ({"note": "原文"}, {"note": "改过"})  # the channel is as it was
    revision = row_of(store, mutation, "revisions")
    assert (revision.entity, revision.row_id, revision.advisor_id) == ("interactions", key, 7)
    assert json.loads(revision.changes) == {"note": ["原文", "改过"]}
    assert edit(store, key, note="改过") is None
    assert len(events(store)) == 2


def _fails(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_without_an_audit_row_there_is_neither_row_nor_event(
    store: Store, customer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = actions(store)
    monkeypatch.setattr(store.audit, "append", _fails)
    with pytest.raises(ZeroDivisionError):
        log(store, customer)
    assert (waiting(store), actions(store)) == ((0, 0), before)
    with store.read() as tx:
        assert driver(tx).execute("SELECT count(*) FROM interactions").fetchone() == (0,)


def test_what_devices_do_not_write_is_refused(store: Store, customer: bytes) -> None:
    key = log(store, customer)
    with store.write() as tx, pytest.raises(ValueError, match="Account"):
        writes.insert(tx, store, Account(*[None] * len(Account._fields)))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="advisor_id"):
        edit(store, key, advisor_id=9)
    with pytest.raises(InputError):
        edit(store, bytes(16), note="niemand")


def test_undoing_a_new_contact_takes_along_what_hangs_on_it(store: Store, customer: bytes) -> None:
    key = log(store, customer)
    other = log(store, customer)
    made = promise(store, customer, "回电", key)
    file = attach(store, customer, key, b"x")
    edit(store, made, "promises", text="明天回电")
    edit(store, key, note="改过")
    assert take_back(store, key) is None
    assert [event.row_id for event in events(store)] == [other]
    for entity, row in (("interactions", key), ("promises", made), ("attachments", file)):
        assert row_of(store, row, entity) is None
    with store.read() as tx:
        assert driver(tx).execute("SELECT count(*) FROM revisions").fetchone() == (0,)
    with pytest.raises(InputError):
        take_back(store, key)


def test_undoing_a_change_restores_what_was(store: Store, customer: bytes) -> None:
    key = log(store, customer, "原文")
    first = edit(store, key, note="一")
    second = edit(store, key, note="二", outcome="met")
    assert first
    assert second
    with pytest.raises(InputError, match="又被修改过"):
        take_back(store, first)
    take_back(store, second)
    take_back(store, first)
    row = row_of(store, key)
    assert (row.note, row.outcome) == ("原文", None)
    assert len(events(store)) == 1


def test_what_was_sent_is_taken_back_by_a_change(store: Store, customer: bytes) -> None:
    key = log(store, customer, "原文")
    change = edit(store, key, note="改过", outcome="met")
    assert change
    all_sent(store)
    back = take_back(store, change)
    assert back
    assert events(store)[-1].new == {"note": "原文", "outcome": None}
    withdrawn = take_back(store, key)
    assert withdrawn
    assert row_of(store, key).status == "void"
    with pytest.raises(InputError):
        take_back(store, key)


def test_what_head_office_has_acknowledged_is_taken_back_by_a_change(store: Store, customer: bytes) -> None:
    key = log(store, customer, "原文")
    change = edit(store, key, note="改过", outcome="met")
    made = promise(store, customer, "回电", key)
    file = attach(store, customer, key, b"x")
    assert change
    with store.write() as tx:
        outbox.remove(tx, [key, change, made, file])
    edit(store, key, outcome="replied")  # changed since: only the note goes back
    assert take_back(store, change)
    row = row_of(store, key)
    assert (row.note, row.outcome) == ("原文", "replied")
    take_back(store, made)
    assert row_of(store, made, "promises").outcome == "withdrawn"
    with pytest.raises(InputError, match="无法删除"):
        take_back(store, file)


def test_a_refused_event_stays_until_it_is_undone(store: Store, customer: bytes) -> None:
    key = log(store, customer)
    all_sent(store)
    with store.write() as tx:
        outbox.refuse(tx, key, "customer_foreign")
    assert waiting(store) == (0, 1)
    assert events(store) == []
    assert take_back(store, key) is None
    assert waiting(store) == (0, 0)


def test_a_batch_ends_before_it_is_too_large_and_has_at_least_one(store: Store, customer: bytes) -> None:
    key = log(store, customer)
    for _ in range(3):
        attach(store, customer, key, bytes(1000))
    with store.read() as tx:
        assert len(outbox.next_unsent(tx, 1000, 2000)) == 2
        assert len(outbox.next_unsent(tx, 1000, 1)) == 1
        assert len(outbox.next_unsent(tx, 3, 1 << 30)) == 3
        assert outbox.next_unsent(tx, 1000, 1 << 30)[0].row_id == key


def test_a_customer_who_leaves_takes_conflicts_and_drafts_along(store: Store, customer: bytes) -> None:
    key = log(store, customer, "a")
    change = edit(store, key, note="b")
    assert change
    with store.write() as tx:
        event = outbox.get(tx, change)
        assert event
        conflicts.record(tx, event, {"note": "c"})
        driver(tx).execute("INSERT INTO drafts VALUES (?, 'contact', ?, '{}', 0)", (bytes(16), customer))
        remove_customers(tx, [customer])
        assert [
            driver(tx).execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("conflicts", "drafts", "interactions", "revisions")
        ] == [0, 0, 0, 0]


def test_a_decision_for_theirs_changes_nothing_and_can_be_undone(store: Store, customer: bytes) -> None:
    key = log(store, customer, "theirs")
    change = edit(store, key, note="ours")
    assert change
    with store.write() as tx:
        event = outbox.get(tx, change)
        assert event
        conflicts.record(tx, event, {"note": "theirs"})
        outbox.remove(tx, [change])
        before = outbox.waiting(tx)
        assert conflicts.count(tx) == 1
        assert conflicts.decide(tx, store, change, "theirs") is None
        assert (conflicts.count(tx), outbox.waiting(tx)) == (0, before)
        assert [each.decision for each in conflicts.listed(tx, decided=True)] == ["theirs"]
        with pytest.raises(InputError):
            conflicts.decide(tx, store, change, "ours")
        conflicts.reopen(tx, store, change)
        assert conflicts.count(tx) == 1
        with pytest.raises(InputError):
            conflicts.reopen(tx, store, change)
        with pytest.raises(InputError):
            conflicts.get(tx, bytes(16))


def test_nobody_else_writes_these_tables() -> None:
    """A row without its event would never reach head office, and one without its audit row is not accounted for."""
    tables = "|".join(["outbox", "conflicts", "revisions", *WRITABLE])
    writing = re.compile(rf"(INTO|UPDATE|DELETE FROM)\s+({tables})\b", re.IGNORECASE)
    found = {
        str(file.relative_to(ROOT / "advisor_app"))
        for folder in ("data", "services", "sync", "commands", "ui")
        for file in (ROOT / "advisor_app" / folder).rglob("*.py")
        if "migrations" not in file.parts and writing.search(file.read_text(encoding="utf-8"))
    }
    # `apply` removes customers whom head office takes away; `merging` follows a row that was written by `writes`.
    assert found == {
        "data/outbox.py",
        "data/conflicts.py",
        "data/revisions.py",
        "data/apply.py",
        "data/merging.py",
        "data/parting.py",
    }
    callers = {
        str(file.relative_to(ROOT / "advisor_app"))
        for file in (ROOT / "advisor_app").rglob("*.py")
        if re.search(
            r"outbox\.(append|remove|refuse|acknowledge|mark_sent)\(", file.read_text(encoding="utf-8")
        )
    }
    assert callers == {"data/writes.py", "data/taking_back.py", "sync/push.py"}

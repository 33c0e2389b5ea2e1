"""The log in the store: with the action or not at all, append-only, and what tampering leaves to see."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from advisor_app.data.errors import AuditError
from advisor_app.data.store import Store
from advisor_app.domain.audit import START, Mark
from tests.support.stores import ADVISOR, DEVICE, insert_customer

REST = "at, actor, device, action, object_id, result, reason, previous, hash"


def log(store: Store, events: int = 5) -> Mark:
    with store.write() as tx:
        for number in range(events):
            store.audit.append(tx, "customer.show", f"customers:{number}")
        return store.audit.end(tx)


def run_as_attacker(store: Store, *statements: str) -> None:
    """Run SQL as someone who has the key and takes the triggers away."""
    with store.write() as tx:
        for trigger in (
            tx.execute(text("SELECT name FROM sqlite_schema WHERE type = 'trigger'")).scalars().all()
        ):
            tx.exec_driver_sql(f"DROP TRIGGER {trigger}")
        for statement in statements:
            tx.exec_driver_sql(statement)


def verify(store: Store, known: Mark = START) -> Mark:
    with store.read() as tx:
        return store.audit.verify(tx, known)


def test_events_say_who_did_what_to_what(store: Store) -> None:
    with store.write() as tx:
        event = store.audit.append(tx, "reveal.customers.phone", "customers:1", result="ok", reason="回访")
    assert (event.sequence, event.actor, event.device) == (1, ADVISOR, DEVICE.hex())
    with store.read() as tx:
        assert tuple(tx.execute(text("SELECT * FROM audit")).one()) == tuple(event)
    assert verify(store) == Mark(1, event.hash)


def test_action_and_event_are_one_transaction(store: Store) -> None:
    def fail() -> None:
        with store.write() as tx:
            insert_customer(tx, name="张伟")
            store.audit.append(tx, "customer.add")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM customers")).scalar() == 0
        assert store.audit.end(tx) == START


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET reason = 'x' WHERE sequence = 2",
        "DELETE FROM audit WHERE sequence = 5",
        "DELETE FROM audit",
        f"INSERT INTO audit SELECT sequence + 1, {REST} FROM audit WHERE sequence = 1",
        f"INSERT OR REPLACE INTO audit SELECT sequence, {REST} FROM audit WHERE sequence = 5",
        f"INSERT INTO audit SELECT 99, {REST} FROM audit WHERE sequence = 1",
        "UPDATE audit_checkpoints SET sequence = 4",
        "DELETE FROM audit_checkpoints",
    ],
)
def test_the_table_refuses_all_but_the_next_event(store: Store, statement: str) -> None:
    log(store)
    with store.write() as tx:
        store.audit.sign(tx)
    with pytest.raises(IntegrityError, match="append-only"), store.write() as tx:
        tx.exec_driver_sql(statement)
    assert verify(store).sequence == 5


@pytest.mark.parametrize(
    ("statement", "sequence"),
    [
        ("UPDATE audit SET actor = 'someone else' WHERE sequence = 3", 3),
        ("UPDATE audit SET at = at - 1 WHERE sequence = 1", 1),
        ("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 5", 5),
        ("DELETE FROM audit WHERE sequence = 3", 3),
        ("DELETE FROM audit WHERE sequence = 1", 1),
        ("UPDATE audit SET sequence = sequence + 1 WHERE sequence = 5", 5),
    ],
)
def test_tampering_shows_at_its_event(store: Store, statement: str, sequence: int) -> None:
    log(store)
    assert verify(store).sequence == 5
    run_as_attacker(store, statement)
    with pytest.raises(AuditError) as caught:
        verify(store)
    assert caught.value.values["sequence"] == sequence


def test_a_cut_shows_against_the_last_checkpoint_only(store: Store) -> None:
    log(store, 3)
    with store.write() as tx:
        mark, _ = store.audit.sign(tx)
    last = log(store, 2)
    run_as_attacker(store, "DELETE FROM audit WHERE sequence > 3")
    assert verify(store) == mark  # the window after the last checkpoint: nothing in the store tells of it
    with pytest.raises(AuditError):
        verify(store, known=last)  # who has heard of the later events sees it
    run_as_attacker(store, "DELETE FROM audit WHERE sequence = 3")
    with pytest.raises(AuditError) as caught:
        verify(store)
    assert caught.value.values["sequence"] == 3


def test_a_chain_that_is_written_anew_does_not_fit_what_was_signed(store: Store) -> None:
    log(store, 3)
    with store.write() as tx:
        store.audit.sign(tx)
    run_as_attacker(store, "DELETE FROM audit")
    log(store, 3)
    with pytest.raises(AuditError):
        verify(store)


def test_a_forged_signature_shows(store: Store) -> None:
    log(store, 3)
    with store.write() as tx:
        store.audit.sign(tx)
    run_as_attacker(store, "UPDATE audit_checkpoints SET signature = zeroblob(64)")
    with pytest.raises(AuditError):
        verify(store)


def test_signing_twice_at_one_point_is_one_checkpoint(store: Store) -> None:
    log(store, 1)
    with store.write() as tx:
        assert store.audit.sign(tx) == store.audit.sign(tx)
    with store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM audit_checkpoints")).scalar() == 1


def test_a_clock_that_jumps_changes_no_order(store: Store) -> None:
    times = iter((10**15, -(10**15), 0))
    store.audit._clock = lambda: next(times)
    log(store, 3)
    assert verify(store).sequence == 3

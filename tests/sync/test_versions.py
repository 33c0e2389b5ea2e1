"""Schemas that differ: an older client goes on as it did, an updated one gets what it lacks, and only that."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from advisor_app.data import apply, vault
from advisor_app.domain.ids import new_id
from advisor_app.head_office.api import checkpoint
from advisor_app.services.synchronise import synchronise
from advisor_app.sync import client as client_module
from advisor_app.sync import protocol
from advisor_app.sync.client import Pull
from advisor_app.sync.transport import DeviceRefused, Transport
from tests.support.bank import Filled
from tests.support.office import Device, Office, device
from tests.support.older_client import FIELDS, KNOWN, KNOWN_TO_2, OlderClient, Request
from tests.support.writing import NOON, edit, log, meet, plan, promise, row_of


@contextmanager
def line(office: Office, own: Device) -> Iterator[Transport]:
    """Open a session as a device."""
    key = bytes.fromhex(vault.load(own.directory).device)
    transport = Transport(office.url, office.certificate.authority, key, own.secrets.sign)
    yield transport
    transport.close()


def test_an_older_client_pulls_its_book_and_its_changes(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    advisor = filled.advisors[0]
    with (
        device(office, advisor, tmp_path / "old") as old,
        device(office, advisor, tmp_path / "new") as new,
        line(office, old) as transport,
    ):
        older = OlderClient(transport)
        older.pull()
        assert set(older.rows["customers"]) == set(filled.books[advisor])
        assert len(older.rows["transactions"]) == 30 * 40
        synchronise(new)
        contact = log(new.store, filled.books[advisor][0], "新版写的", participants="夫人")
        promise(new.store, filled.books[advisor][0], "回电", contact)
        edit(new.store, contact, outcome="met")
        synchronise(new)
        older.pull()
        row = older.rows["interactions"][contact]
        assert (row["note"], row["outcome"]) == ("新版写的", "met")
        assert set(row) == set(FIELDS["interactions"])
        # Nothing that it does not know, neither in pages nor in the totals that it must agree with.
        assert older.seen <= KNOWN
        assert set(older.totals) == KNOWN
        assert older.totals["transactions"].rows == 30 * 40


def test_a_client_of_schema_2_goes_on_without_what_the_next_one_brought(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    advisor = filled.advisors[0]
    customer = filled.books[advisor][0]
    with (
        device(office, advisor, tmp_path / "old") as old,
        device(office, advisor, tmp_path / "new") as new,
        line(office, old) as transport,
    ):
        synchronise(new)
        plan(new.store, "备课")
        plan(new.store, "回访", customer)
        prospect = meet(new.store, "单于丹")
        contact = log(new.store, customer, "新版写的", recommends=1)
        synchronise(new)
        older = OlderClient(transport)
        older.pull(schema=2)
        assert older.seen <= KNOWN_TO_2
        assert set(older.totals) == KNOWN_TO_2
        assert older.rows["interactions"][contact]["note"] == "新版写的"
        assert older.rows["customers"][prospect]["name"] == "单于丹"
        # It writes as it always did, and neither loses what it does not know nor clashes with it.
        key, change = new_id(), new_id()
        row = {
            "id": key, "customer_id": customer, "channel": "phone", "direction": "out", "note": "旧版写的",
            "happened_at": NOON, "recorded_at": NOON,
        }  # fmt: skip
        mutations = [
            [key, "interactions", key, customer, None, row, NOON],
            [change, "interactions", contact, customer, {"outcome": None}, {"outcome": "met"}, NOON],
        ]
        body = transport.call_body("push", {"schema": 2, "mutations": mutations})
        answer = protocol.decode(body, protocol.PushAnswer)
        assert [result.outcome for result in answer.results] == ["applied", "applied"]
        synchronise(new)
        assert row_of(new.store, key).note == "旧版写的"
        changed = row_of(new.store, contact)
        assert (changed.outcome, changed.recommends) == ("met", 1)
        more = plan(new.store, "再备课")
        synchronise(new)
        older.pull(schema=2)
        assert more not in {row for rows in older.rows.values() for row in rows}
        assert older.seen <= KNOWN_TO_2


def test_a_client_updated_from_schema_2_gets_its_own_rows_too(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    advisor = filled.advisors[0]
    with (
        device(office, advisor, tmp_path / "old") as old,
        device(office, advisor, tmp_path / "new") as new,
        line(office, old) as transport,
    ):
        synchronise(new)
        alone, about = plan(new.store, "备课"), plan(new.store, "回访", filled.books[advisor][0])
        contact = log(new.store, filled.books[advisor][1], "推荐了产品", recommends=1)
        synchronise(new)
        older = OlderClient(transport)
        older.pull(schema=2)
        # The old program's store: it holds the book as schema 2 knows it, and the checkpoint of its last pull.
        synchronise(old)
        with old.store.write() as tx:
            raw = apply.driver(tx)
            raw.execute("DELETE FROM tasks")
            raw.execute("UPDATE interactions SET recommends = NULL")
            apply.set_state(tx, "checkpoint", older.checkpoint)
        synchronise(old)
        for key, entity in ((alone, "tasks"), (about, "tasks"), (contact, "interactions")):
            assert row_of(old.store, key, entity) == row_of(new.store, key, entity)
        assert synchronise(old).rows == 0


def test_a_client_that_is_too_new_or_too_old_is_told_what_to_do(
    office: Office, filled: Filled, tmp_path: Path
) -> None:
    with device(office, filled.advisors[0], tmp_path / "d") as own, line(office, own) as transport:
        with pytest.raises(DeviceRefused, match="总行的版本比本机旧"):
            transport.call_body("pull", Request(protocol.SCHEMA_VERSION + 1))
        with pytest.raises(DeviceRefused, match="安装"):
            transport.call_body("pull", Request(protocol.MIN_SCHEMA - 1))


def test_an_updated_client_gets_what_it_lacks_and_nothing_twice(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advisor = filled.advisors[0]
    book = filled.books[advisor]
    with (
        device(office, advisor, tmp_path / "old") as old,
        device(office, advisor, tmp_path / "new") as new,
        line(office, old) as transport,
    ):
        synchronise(new)
        contact = log(new.store, book[0], "新版写的", participants="夫人")
        made = promise(new.store, book[1], "回电")
        change = edit(new.store, contact, outcome="met")
        synchronise(new)
        older = OlderClient(transport)
        older.pull()
        # The old program's store: it holds the book as schema 1 knows it, and the checkpoint of its last pull.
        synchronise(old)
        with old.store.write() as tx:
            raw = apply.driver(tx)
            raw.execute("UPDATE interactions SET participants = NULL, recorded_at = NULL")
            for table in ("promises", "revisions", "attachments"):
                raw.execute(f"DELETE FROM {table}")
            apply.set_state(tx, "checkpoint", older.checkpoint)
        monkeypatch.setattr(client_module, "PAGE_ROWS", 200)  # of several pages
        pulled = synchronise(old)
        assert row_of(old.store, contact) == row_of(new.store, contact)
        assert row_of(old.store, made, "promises") == row_of(new.store, made, "promises")
        assert change
        assert row_of(old.store, change, "revisions") == row_of(new.store, change, "revisions")
        # Customers and contacts have grown since, the new contact among them; then a promise and a revision.
        assert pulled.rows == len(book) + len(book) + 1 + 1 + 1
        assert synchronise(old).rows == 0


def test_a_client_that_was_updated_within_its_first_pull_begins_anew(
    office: Office, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    advisor = filled.advisors[0]
    with device(office, advisor, tmp_path / "d") as own, line(office, own) as transport:
        body = transport.call_body("pull", Request(1, None, 300))
        first = protocol.decode(body, protocol.Page)
        body = transport.call_body("pull", Request(1, first.checkpoint, 300))
        halfway = protocol.decode(body, protocol.Page).checkpoint
        position = checkpoint.load(halfway)
        assert [cursor.after is None for cursor in position.cursors] == [True, False]
        with own.store.write() as tx:
            apply.set_state(tx, "checkpoint", halfway)
        # What the half brought is not on this device, so only a whole snapshot makes the totals agree.
        Pull(own.store, transport).run()
        with own.store.read() as tx:
            assert apply.totals(tx)["customers"][0] == 30


def test_a_page_that_an_older_version_staged_is_still_understood() -> None:
    body = msgspec.msgpack.encode({"checkpoint": b"", "visible": True, "complete": True, "tables": {
        "interactions": [[b"i" * 16], [b"c" * 16], [], ["phone"], ["out"], [], [], ["note"], [1], [], [], []]
    }})  # fmt: skip
    page = msgspec.msgpack.decode(body, type=protocol.Page)
    columns, rows = protocol.to_rows("interactions", page.tables.interactions)
    assert list(rows) == [(b"i" * 16, b"c" * 16, "phone", "out", "note", 1)]
    assert "participants" not in columns

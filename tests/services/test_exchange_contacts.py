"""Contacts out and in again: masked, idempotent, with a sentence for each record that is not taken."""

import csv
from pathlib import Path

import pytest

from advisor_app.errors import InputError, UnavailableError
from advisor_app.services.edit_contact import contact_history, void_contact
from advisor_app.services.export_contacts import export_contacts
from advisor_app.services.import_contacts import Imported, import_contacts
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.outbox_state import outbox_state
from tests.services.conftest import logged
from tests.services.test_contacts import NOW, entry, rows
from tests.support import factories
from tests.support.factories import TODAY
from tests.support.stores import ADVISOR

HEADER = "key,customer,channel,direction,happened_at,note,next_step_on\n"
FIELDS = ("channel", "direction", "note", "happened_at", "next_step_on", "advisor_id")


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1")


def counts(done: Imported) -> tuple[int, int, int, int]:
    return done.new, done.changed, done.unchanged, done.rejected


def export(book: Book, path: Path, **what: object) -> int:
    return export_contacts(book, path, lambda *_: None, lambda: False, **what)  # type: ignore[arg-type]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_export_is_masked_and_in_the_native_format(book: Book, zhang: bytes, tmp_path: Path) -> None:
    [key] = log_contact(
        book, entry(zhang, next_step="回访", next_step_on="明天", duration="20"), now=NOW
    ).interactions
    path = tmp_path / "interactions.csv"
    assert export(book, path) == 1
    [row] = table(path)
    assert row["key"] == key.hex()
    assert (row["customer"], row["advisor"], row["channel"]) == ("C1", ADVISOR, "phone")
    assert row["note"] == "谈了大额存单，改拨139****2222"
    assert (row["happened_at"], row["duration"]) == ("2026-11-24T15:20:00+08:00", "1200")
    assert (row["next_step"], row["next_step_on"]) == ("回访", "2026-11-25")
    assert path.stat().st_mode & 0o777 == 0o600
    assert logged(book)[-1] == ("contacts.export", None)


def test_the_columns_are_those_of_the_native_format() -> None:
    from advisor_app.head_office.importing.entities import target
    from advisor_app.services.export_contacts import COLUMNS

    assert set(COLUMNS) == {field.native for field in target("interactions").fields.values()}


def test_what_was_exported_changes_nothing_when_it_comes_back(
    book: Book, zhang: bytes, tmp_path: Path
) -> None:
    log_contact(book, entry(zhang, duration="20"), now=NOW)
    [other] = log_contact(book, entry(zhang, day="昨天"), now=NOW).interactions
    void_contact(book, other, "记错了13911112222")
    before, waiting = rows(book, "interactions", "*"), outbox_state(book).waiting
    path = tmp_path / "a.csv"
    assert export(book, path) == 2
    assert counts(import_contacts(book, path, now=NOW)) == (0, 0, 2, 0)
    assert rows(book, "interactions", "*") == before
    assert outbox_state(book).waiting == waiting


def test_formulas_go_out_harmless_and_come_back_as_they_were(
    book: Book, zhang: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        HEADER + "k1,C1,phone,out,2026-11-24T10:00,'=1+1,\nk2,C1,phone,out,2026-11-24T11:00,'quoted',\n"
    )
    import_contacts(book, path, now=NOW)
    assert {note for (note,) in rows(book, "interactions", "note")} == {"=1+1", "'quoted'"}
    export(book, path)
    assert sorted(row["note"] for row in table(path)) == ["'=1+1", "'quoted'"]
    assert counts(import_contacts(book, path, now=NOW)) == (0, 0, 2, 0)


def test_records_of_another_system_are_taken_once(book: Book, zhang: bytes, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(
        HEADER + "7001,C1,phone,out,2026-11-23T10:00:00+08:00,呼叫中心回访,2026-12-01\n"
        "7002,C1,phone,in,2026-11-24T02:00:00Z,,\n",
        encoding="utf-8",
    )
    assert counts(import_contacts(book, path, "calls", now=NOW)) == (2, 0, 0, 0)
    assert counts(import_contacts(book, path, "calls", now=NOW)) == (0, 0, 2, 0)
    assert sorted(rows(book, "interactions", *FIELDS)) == [
        ("phone", "in", None, NOW // 10**6 * 10**6 - (5 * 3600 + 20 * 60 + 37) * 10**6, None, 7),
        (
            "phone",
            "out",
            "呼叫中心回访",
            NOW // 10**6 * 10**6 - (29 * 3600 + 20 * 60 + 37) * 10**6,
            TODAY + 7,
            7,
        ),
    ]
    path.write_text(path.read_text().replace("回访", "再访"))
    assert counts(import_contacts(book, path, "calls", now=NOW)) == (0, 1, 1, 0)
    [key] = [key for key, note in rows(book, "interactions", "id", "note") if note]
    assert [(one.field, one.new) for one in contact_history(book, key)[0].changes] == [
        ("note", "呼叫中心再访")
    ]
    # The same key in another system is another contact.
    assert counts(import_contacts(book, path, "branch", now=NOW)) == (2, 0, 0, 0)


def test_another_device_gives_the_same_ids(book: Book, zhang: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "7001,C1,phone,out,2026-11-23T10:00,x,\n")
    import_contacts(book, path, "calls", now=NOW)
    first = rows(book, "interactions", "id")
    with book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM outbox")
        tx.exec_driver_sql("DELETE FROM interactions")
    import_contacts(book, path, "calls", now=NOW)
    assert rows(book, "interactions", "id") == first


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (",C1,phone,out,2026-11-23,x,", "key"),
        ("k,,phone,out,2026-11-23,x,", "customer"),
        ("k,C9,phone,out,2026-11-23,x,", "customer"),
        ("k,C2,phone,out,2026-11-23,x,", "customer"),
        ("k,C1,pigeon,out,2026-11-23,x,", "channel"),
        ("k,C1,phone,up,2026-11-23,x,", "direction"),
        ("k,C1,phone,out,,x,", "happened_at"),
        ("k,C1,phone,out,yesterday,x,", "happened_at"),
        ("k,C1,phone,out,2027-11-23,x,", "happened_at"),
        ("k,C1,phone,out,2026-11-23," + "x" * 4001 + ",", "note"),
        ("k,C1,phone,out,2026-11-23,x,tomorrow", "next_step_on"),
        ("k,C1", "channel"),
        ('k,C1,phone,out,2026-11-23,"x,', "key"),
    ],
)
def test_a_record_that_is_wrong_is_told_and_the_others_are_taken(
    book: Book, office: factories.Book, zhang: bytes, tmp_path: Path, record: str, field: str
) -> None:
    office.customer("李四", number="C2")
    office.customer("李五", number="C2")
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "good,C1,phone,out,2026-11-23,x,\n" + record + "\n")
    done = import_contacts(book, path, now=NOW)
    assert counts(done) == (1, 0, 0, 1)
    [rejected] = done.rejects
    assert (rejected.line, rejected.error.field) == (3, field)
    assert "{" not in str(rejected.error)
    assert done.read == 2


def test_the_contacts_of_others_are_not_taken(book: Book, zhang: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    authors = {"a": "", "b": ADVISOR, "c": "B9"}
    lines = (f"{key},{author},C1,phone,out,2026-11-23,x,\n" for key, author in authors.items())
    path.write_text(HEADER.replace("key,", "key,advisor,") + "".join(lines))
    done = import_contacts(book, path, now=NOW)
    assert counts(done) == (2, 0, 0, 1)
    assert "B9" in str(done.rejects[0].error)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"key,customer\n",
        HEADER.encode().replace(b"note", b"notes"),
        HEADER.encode().replace(b"note", b"key"),
        b"\xff\xfe\x00",
        b"PK\x03\x04" + bytes(range(128)),
    ],
)
def test_what_is_no_list_of_contacts_is_refused_whole(
    book: Book, zhang: bytes, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError):
        import_contacts(book, path, now=NOW)
    assert rows(book, "interactions", "id") == []


def test_a_file_that_cannot_be_read_says_so(book: Book, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        import_contacts(book, tmp_path / "none.csv", now=NOW)
    with pytest.raises(UnavailableError):
        import_contacts(book, tmp_path, now=NOW)


def test_an_export_of_one_customer_since_a_day_and_one_that_is_stopped(
    book: Book, office: factories.Book, zhang: bytes, tmp_path: Path
) -> None:
    li = office.customer("李四")
    for person, day in ((zhang, "今天"), (zhang, "11月1日"), (li, "今天")):
        log_contact(book, entry(person, day=day), now=NOW)
    assert export(book, tmp_path / "a.csv") == 3
    assert export(book, tmp_path / "b.csv", customer_id=zhang) == 2
    assert export(book, tmp_path / "c.csv", customer_id=zhang, since=NOW - 86_400_000_000) == 1
    assert [row["customer"] for row in table(tmp_path / "a.csv")].count(li.hex()) == 1
    assert export_contacts(book, tmp_path / "d.csv", lambda *_: None, lambda: True) == 0
    with pytest.raises(InputError):
        export(book, tmp_path / "e.csv", customer_id=b"x" * 16)
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["a.csv", "b.csv", "c.csv"]

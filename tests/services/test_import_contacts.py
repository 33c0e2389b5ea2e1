"""Contacts made elsewhere: call lists through a mapping and files of e-mails, once, gated, with what was rejected."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app.errors import InputError
from advisor_app.head_office.policies import from_file
from advisor_app.paths import resources
from advisor_app.services.contact_mappings import MappingError, load, parse, shipped
from advisor_app.services.import_contacts import Imported, import_contacts
from advisor_app.services.open_book import Book
from tests.services.test_contacts import NOW, rows, waiting
from tests.support import factories
from tests.support.factories import TODAY
from tests.support.stores import ADVISOR

HEADER = "Call ID,Number,Direction,Date,Time,Duration,Result,Remark\n"
CALL = "7,+86 139 0000 0001,呼入,2026-11-24,10:15:30,5:30,已接通,问大额存单\n"
MAIL = """From: "张三" <Zhang@Example.com>
To: advisor@bank.example
Message-ID: <1@example.com>
Date: Tue, 24 Nov 2026 10:00:00 +0800
Subject: =?utf-8?b?5aSn6aKd5a2Y5Y2V?=
Content-Type: text/plain; charset=utf-8

到期后怎么办？
"""


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1", phone="13900000001", email="zhang@example.com")


@pytest.fixture
def li(office: factories.Book, zhang: bytes) -> bytes:
    return office.customer("李四", number="C2", phone="13900000002", email="li@example.com")


def counts(done: Imported) -> tuple[int, int, int, int, int]:
    return done.new, done.changed, done.unchanged, done.rejected, done.passed


def contacts(book: Book) -> list[dict[str, Any]]:
    names = ("customer_id", "channel", "direction", "outcome", "note", "happened_at", "duration")
    return [dict(zip(names, row, strict=True)) for row in rows(book, "interactions", ", ".join(names))]


def calls(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "calls.csv"
    path.write_text(HEADER + text, encoding=encoding)
    return path


def test_a_call_list_is_read_through_the_mapping_that_ships(book: Book, zhang: bytes, tmp_path: Path) -> None:
    path = calls(tmp_path, CALL + "8,17700000000,呼出,2026-11-24,11:00:00,0:00,未接,\n")
    done = import_contacts(book, path, mapping="phone_system", now=NOW)
    assert counts(done) == (1, 0, 0, 0, 1)  # the other number is nobody's in the book
    [row] = contacts(book)
    assert row == {
        "customer_id": zhang,
        "channel": "phone",
        "direction": "in",
        "outcome": "connected",
        "note": "问大额存单",
        "happened_at": TODAY * 86_400_000_000 + (2 * 3600 + 15 * 60 + 30) * 1_000_000,
        "duration": 330,
    }
    assert counts(import_contacts(book, path, mapping="phone_system", now=NOW)) == (0, 0, 1, 0, 1)
    assert contacts(book) == [row]


def test_what_is_rejected_stands_in_a_file_with_line_and_reason(
    book: Book, zhang: bytes, tmp_path: Path
) -> None:
    text = (
        CALL
        + "9,13900000001,Sideways,2026-11-24,11:00:00,1:00,已接通,\n10,13900000001,呼出,gestern,,1:x,已接通,\n"
    )
    rejects = tmp_path / "calls.rejects"
    done = import_contacts(book, calls(tmp_path, text), mapping="phone_system", rejects=rejects, now=NOW)
    assert counts(done) == (1, 0, 0, 2, 0)
    assert [(reject.line, reject.error.field) for reject in done.rejects] == [
        (3, "direction"),
        (4, "happened_at"),
    ]
    assert done.rejects_file == rejects
    written = rejects.read_text(encoding="utf-8").splitlines()
    assert written[1::2] == text.splitlines()[1:]
    assert "Sideways" in written[0]
    assert "3" in written[0]
    assert rejects.stat().st_mode & 0o777 == 0o600
    # Mended, they are taken, and nothing else changes.
    mended = text.replace("Sideways", "呼出").replace("gestern,,1:x", "2026-11-24,12:00:00,1:00")
    assert counts(import_contacts(book, calls(tmp_path, mended), mapping="phone_system", now=NOW)) == (
        2,
        0,
        1,
        0,
        0,
    )


def test_a_number_that_two_customers_share_is_left_to_a_person(
    book: Book, office: factories.Book, zhang: bytes, tmp_path: Path
) -> None:
    office.customer("张太太", number="C9", phone="0086-139-0000-0001")
    done = import_contacts(book, calls(tmp_path, CALL), mapping="phone_system", now=NOW)
    assert counts(done) == (0, 0, 0, 1, 0)
    assert "13900000001" in str(done.rejects[0].error).replace(" ", "")


def test_the_gate_holds_for_what_was_done_elsewhere(
    book: Book, office: factories.Book, zhang: bytes, tmp_path: Path
) -> None:
    office.add(
        "consents",
        customer_id=zhang,
        channel="all",
        purpose="all",
        granted=0,
        recorded_at=1,
    )
    mapping = tmp_path / "own.toml"
    text = (resources() / "contact_mappings" / "phone_system.toml").read_text(encoding="utf-8")
    mapping.write_text(
        text.replace("[columns]", '[columns]\nrecommends = { value = "true" }'), encoding="utf-8"
    )
    outgoing = CALL.replace("呼入", "呼出")
    done = import_contacts(book, calls(tmp_path, outgoing), mapping=mapping, now=NOW)
    assert counts(done) == (0, 0, 0, 1, 0)
    assert contacts(book) == []
    done = import_contacts(book, calls(tmp_path, outgoing), mapping="phone_system", now=NOW)
    assert counts(done) == (1, 0, 0, 0, 0)  # a service contact is no business of the gate


def test_an_import_that_is_stopped_goes_on_when_it_is_run_again(
    book: Book, zhang: bytes, tmp_path: Path
) -> None:
    text = "".join(CALL.replace("7,", f"{number},", 1) for number in range(450))
    seen: list[float] = []
    path = calls(tmp_path, text)
    done = import_contacts(
        book, path, mapping="phone_system", told=seen.append, stopped=lambda: len(seen) > 1, now=NOW
    )
    assert (done.stopped, done.new) == (True, 400)
    assert seen == sorted(seen)
    assert seen[-1] < 1
    done = import_contacts(book, path, mapping="phone_system", now=NOW)
    assert (done.stopped, *counts(done)) == (False, 50, 0, 400, 0, 0)


def test_another_encoding_and_a_table_without_a_header(book: Book, zhang: bytes, tmp_path: Path) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text(
        'system = "pbx"\nencoding = "gb18030"\nseparator = ";"\nheader = ["when", "who", "dir", "text"]\n'
        '[columns]\nkey = ["when", "who"]\ncustomer = "who"\nchannel = { value = "phone" }\n'
        'direction = { from = "dir", default = "out" }\nhappened_at = "when"\nnote = "text"\n',
        encoding="utf-8",
    )
    path = tmp_path / "a.txt"
    path.write_bytes("2026-11-24T09:00;C1;in;到期\n2026-11-23T09:00;C1;;回访\n".encode("gb18030"))
    assert counts(import_contacts(book, path, mapping=mapping, now=NOW)) == (2, 0, 0, 0, 0)
    assert {(row["direction"], row["note"]) for row in contacts(book)} == {("in", "到期"), ("out", "回访")}
    path.write_bytes(b"\xff\xff")
    with pytest.raises(InputError, match="gb18030"):
        import_contacts(book, path, mapping=mapping, now=NOW)


def test_mails_of_a_mailbox_become_contacts_of_whose_addresses_they_bear(
    book: Book, zhang: bytes, li: bytes, tmp_path: Path
) -> None:
    sent = MAIL.replace("Zhang@Example.com", "advisor@bank.example").replace("<1@", "<2@")
    sent = sent.replace("To: advisor@bank.example", "To: zhang@example.com, li@example.com")
    sent = sent.replace("到期后怎么办？", ">From 下周起\nFrom here on the rate is 2 %")
    other = MAIL.replace("Zhang@Example.com", "someone@else.example").replace("<1@", "<3@")
    box = tmp_path / "export.mbox"
    box.write_text(
        "".join(f"From MAILER Tue Nov 24 10:00:00 2026\n{mail}\n" for mail in (MAIL, sent, other)),
        encoding="utf-8",
    )
    done = import_contacts(book, box, now=NOW)
    assert counts(done) == (3, 0, 0, 0, 1)
    found = {(row["customer_id"], row["direction"]): row["note"] for row in contacts(book)}
    assert found[zhang, "in"] == "大额存单\n到期后怎么办？"
    assert found[zhang, "out"] == found[li, "out"] == "大额存单\nFrom 下周起\nFrom here on the rate is 2 %"
    assert counts(import_contacts(book, box, now=NOW)) == (0, 0, 3, 0, 1)
    # The same mail as a file of its own is the same contact.
    single = tmp_path / "one.eml"
    single.write_text(MAIL, encoding="utf-8")
    assert counts(import_contacts(book, single, now=NOW)) == (0, 0, 1, 0, 0)


def test_a_mail_without_a_date_or_that_is_none_is_rejected(book: Book, zhang: bytes, tmp_path: Path) -> None:
    box = tmp_path / "export.mbox"
    undated = "".join(line for line in MAIL.splitlines(keepends=True) if not line.startswith("Date"))
    box.write_text(f"From a\n{undated}\nFrom b\nno mail at all\n\n", encoding="utf-8")
    done = import_contacts(book, box, rejects=tmp_path / "r", now=NOW)
    assert counts(done) == (0, 0, 0, 2, 0)
    assert [(reject.line, reject.error.field) for reject in done.rejects] == [(1, "happened_at"), (2, "key")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 30),
            st.sampled_from(["13900000001", "13900000002", "+8613900000001", "", "17700000000"]),
            st.sampled_from(["呼入", "呼出", "x"]),
            st.sampled_from(["10:00:00", "09:59:59", "late"]),
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
        ),
        max_size=12,
    )
)
def test_running_twice_changes_nothing(
    book: Book, zhang: bytes, li: bytes, tmp_path: Path, made: list[tuple[int, str, str, str, str]]
) -> None:
    text = io.StringIO()
    # The key of a record is that of its system: the same key is the same call.
    unique = {key: (key, *rest) for key, *rest in made}
    for key, number, way, at, remark in unique.values():
        csv.writer(text).writerow((key, number, way, "2026-11-24", at, "1:00", "已接通", remark))
    path = calls(tmp_path, text.getvalue())
    first = import_contacts(book, path, mapping="phone_system", now=NOW)
    before = rows(book, "interactions", "*"), waiting(book)
    second = import_contacts(book, path, mapping="phone_system", now=NOW)
    assert (second.new, second.changed) == (0, 0)
    assert second.unchanged == first.new + first.changed + first.unchanged
    assert (second.rejected, second.passed) == (first.rejected, first.passed)
    assert (rows(book, "interactions", "*"), waiting(book)) == before


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("nonsense", "TOML"),
        ("system = ''\n[columns]\n", "system"),
        ("system = 'a'\nseparator = ';;'\n[columns]\n", "separator"),
        ("system = 'a'\nencoding = 'klingon'\n[columns]\n", "encoding"),
        ("system = 'a'\n[columns]\nkey = 'a'\n", "columns"),
        ("system = 'a'\n[columns]\nage = 'a'\n", "columns.age"),
        ("system = 'a'\n[columns]\nkey = { value = '1' }\n", "columns.key.value"),
        ("system = 'a'\n[columns]\nnote = { from = 'a', value = 'b' }\n", "columns.note"),
        ("system = 'a'\n[columns]\nnote = { from = 'a', codes = 'b' }\n", "columns.note.codes"),
        ("system = 'a'\n[columns]\nnote = { from = 'a', by = 'phone' }\n", "columns.note.by"),
        (
            "system = 'a'\n[columns]\nhappened_at = { from = 'a', format = '%H:%M' }\n",
            "columns.happened_at.format",
        ),
        ("system = 'a'\n[columns]\ncustomer = { from = 'a', by = 'shoe size' }\n", "columns.customer"),
        ("system = 'a'\ncolour = 1\n[columns]\n", "colour"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_where_and_why(text: str, place: str) -> None:
    with pytest.raises(MappingError) as caught:
        parse(text.encode(), "own.toml")
    assert place in str(caught.value)
    assert "own.toml" in str(caught.value)


def test_the_mappings_that_ship_fit_the_codes_of_the_policy_that_ships() -> None:
    codes = from_file(None).codes
    assert shipped() == ("phone_system",)
    for name in shipped():
        mapping = load(name)
        for field, known in (("direction", codes.contact_directions), ("outcome", codes.contact_outcomes)):
            assert set((mapping.columns[field].codes or {}).values()) <= set(known)
        assert mapping.columns["channel"].value in codes.contact_channels
    with pytest.raises(MappingError, match="phone_system"):
        load("nowhere")


def test_a_file_without_the_columns_of_the_mapping_is_not_begun(
    book: Book, zhang: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("Call ID,Number\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="Direction"):
        import_contacts(book, path, mapping="phone_system", now=NOW)

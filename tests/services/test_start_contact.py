"""Beginning a contact: the number reaches the handler and nobody else; a draft with the start time is there."""

import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from advisor_app.data.apply import driver
from advisor_app.domain.dates import to_instant
from advisor_app.domain.policy.contacts import Handler
from advisor_app.errors import InputError, RefusedError, UnavailableError
from advisor_app.paths import resources
from advisor_app.services import handlers
from advisor_app.services.drafts import drafts
from advisor_app.services.open_book import Book
from advisor_app.services.show_customer import show_customer
from advisor_app.services.start_contact import programs_allowed, start_contact, ways_of, ways_to
from tests.services.conftest import logged
from tests.support import factories

pytestmark = pytest.mark.linux
NOW = to_instant(datetime(2026, 11, 24, 15, 20, 37, tzinfo=ZoneInfo("Asia/Shanghai")))
PHONE = "13911112222"
DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program that keeps what it is given in the place of the desktop's opener; return its file."""
    monkeypatch.setattr(sys, "platform", "linux")
    return program(tmp_path / "bin", "xdg-open", monkeypatch)


def program(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, code: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    kept = folder / f"{name}.given"
    script = folder / name
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {kept}\n{code}\n')
    script.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return kept


def everything_kept(book: Book) -> str:
    tables = ("audit", "drafts", "outbox")
    with book.store.read() as tx:
        return repr([driver(tx).execute(f"SELECT * FROM {table}").fetchall() for table in tables])


def test_the_number_goes_to_the_handler_and_nowhere_else(
    book: Book, office: factories.Book, opened: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = office.customer("张三", phone="139-1111 2222")
    draft = start_contact(book, key, "phone", purpose="maturity", reason="到期提示", now=NOW)
    assert opened.read_text() == f"tel:{PHONE}\n"
    assert (draft.entry.channel, draft.entry.direction, draft.entry.purpose) == ("phone", "out", "maturity")
    assert (draft.entry.day, draft.entry.time) == ("2026-11-24", "15:20")
    assert drafts(book) == (draft,)
    assert logged(book) == [("contact.start.phone", f"customers:{key.hex()}")]
    with book.store.read() as tx:
        signed = tx.exec_driver_sql("SELECT max(sequence) FROM audit_checkpoints").scalar()
        assert signed == book.store.audit.end(tx).sequence
    for trace in (everything_kept(book), repr(draft), caplog.text):
        assert PHONE not in trace
        assert "1111" not in trace


def test_a_number_in_the_reason_is_masked_in_the_log(
    book: Book, office: factories.Book, opened: Path
) -> None:
    start_contact(book, office.customer(phone="110120"), "phone", reason=f"请拨{PHONE}", now=NOW)
    with book.store.read() as tx:
        reason = tx.exec_driver_sql("SELECT reason FROM audit ORDER BY sequence DESC").scalar()
    assert reason == "请拨139****2222"


def test_an_address_is_quoted(book: Book, office: factories.Book, opened: Path) -> None:
    key = office.customer(email="zhang.san+x@example.com")
    start_contact(book, key, "email", now=NOW)
    assert opened.read_text() == "mailto:zhang.san+x@example.com\n"


@pytest.mark.parametrize(
    ("channel", "values"),
    [
        ("phone", {"phone": "13911112222;rm -rf"}),
        ("phone", {"phone": "tel:1"}),
        ("phone", {"phone": ""}),
        ("phone", {}),
        ("email", {"email": "a@b.cn?cc=x@y.cn"}),
        ("email", {"email": "-option@b.cn x"}),
    ],
)
def test_what_is_no_number_or_address_is_not_handed_over(
    book: Book, office: factories.Book, opened: Path, channel: str, values: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        start_contact(book, office.customer(**values), channel, now=NOW)
    assert not opened.exists()
    assert drafts(book) == ()


def test_what_can_be_begun_is_known_without_showing_or_logging_anything(
    book: Book, office: factories.Book
) -> None:
    both = office.customer("张三", number="C9", phone=PHONE, email="zhang@example.com")
    phone, nothing = office.customer(phone=PHONE), office.customer(number="C10")
    found = [ways_to(book, key) for key in (both, phone, nothing)]
    assert [{handler.channel: reachable for handler, reachable in ways.handlers} for ways in found] == [
        {"phone": True, "sms": True, "email": True},
        {"phone": True, "sms": True, "email": False},
        {"phone": False, "sms": False, "email": False},
    ]
    assert (found[0].customer_id, found[0].number, found[0].name) == (both, "C9", "张三")
    assert logged(book) == []
    assert PHONE not in repr(found)
    assert "zhang@" not in repr(found)
    assert [ways_of(show_customer(book, key)) for key in (both, phone, nothing)] == found
    with pytest.raises(InputError):
        ways_to(book, b"gone")


def test_a_channel_without_a_handler_says_so(book: Book, office: factories.Book, opened: Path) -> None:
    with pytest.raises(UnavailableError):
        start_contact(book, office.customer(phone=PHONE), "wechat", now=NOW)
    assert logged(book) == []


def test_a_handler_that_fails_says_so(
    book: Book, office: factories.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", "xdg-open", monkeypatch, "exit 3")
    with pytest.raises(UnavailableError):
        start_contact(book, office.customer(phone=PHONE), "phone", now=NOW)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(UnavailableError):
        start_contact(book, office.customer(phone=PHONE), "phone", now=NOW)
    assert drafts(book) == ()


def test_a_program_starts_only_where_it_is_allowed(
    book: Book, office: factories.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = program(tmp_path / "bin", "softphone", monkeypatch)
    text = DEFAULT.replace("version = 1", "version = 2", 1).replace(
        'url = "tel:{address}"', 'command = ["softphone", "--call={address}", "--quiet"]', 1
    )
    office.add("policies", id=2, text=text)
    key = office.customer(phone="+86 139 1111 2222")
    with pytest.raises(RefusedError) as caught:
        start_contact(book, key, "phone", programs=programs_allowed("other; another"), now=NOW)
    assert "softphone" in str(caught.value)
    assert not given.exists()
    start_contact(book, key, "phone", programs=programs_allowed("other; softphone"), now=NOW)
    assert given.read_text() == "--call=+8613911112222\n--quiet\n"


def test_a_handler_that_goes_on_has_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "_PATIENCE", 0.2)
    program(tmp_path / "bin", "slow", monkeypatch, f"{sys.executable} -c 'import time; time.sleep(1)'")
    handlers.begin(Handler("phone", "phone", command=("slow", "{address}")), "1", ["slow"])
    [process] = handlers._running
    assert process.wait(10) == 0
    monkeypatch.setattr(handlers, "_PATIENCE", 10)
    program(tmp_path / "bin", "softphone", monkeypatch)
    handlers.begin(Handler("phone", "phone", command=("softphone", "{address}")), "1", ["softphone"])
    assert handlers._running == []

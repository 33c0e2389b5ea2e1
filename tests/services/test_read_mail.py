"""An e-mail dropped on a customer: who began it, when, masked words, and the files that the bank takes."""

from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from advisor_app.domain.contacts import ContactEntry, FileEntry
from advisor_app.domain.dates import to_instant
from advisor_app.errors import InputError
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.read_mail import read_mail
from tests.support import factories

NOW = to_instant(datetime(2026, 11, 24, 15, 20, tzinfo=ZoneInfo("Asia/Shanghai")))


def mail(sender: str, receiver: str, text: str = "请来电13911112222") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"] = f"张三 <{sender}>", receiver
    made["Subject"], made["Date"] = "大额存单", "Tue, 24 Nov 2026 01:30:00 +0000"
    made.set_content(text)
    return made


def test_a_mail_from_the_customer(book: Book, office: factories.Book) -> None:
    key = office.customer("张三", email="Zhang@Example.com")
    found = read_mail(book, bytes(mail("zhang@example.com", "li@bank.cn")), now=NOW)
    assert found.entry == ContactEntry(
        (key,), "email", "in", note="大额存单\n请来电139****2222", day="2026-11-24", time="09:30"
    )
    assert log_contact(book, found.entry, now=NOW).interactions


@pytest.mark.parametrize(
    ("sender", "receiver", "direction"),
    [
        ("zhang@example.com", "li@bank.cn", "in"),
        ("li@bank.cn", "zhang@example.com", "out"),
        ("wang@example.com", "li@bank.cn", ""),
    ],
)
def test_who_began_it(book: Book, office: factories.Book, sender: str, receiver: str, direction: str) -> None:
    key = office.customer("张三", email="zhang@example.com")
    found = read_mail(book, bytes(mail(sender, receiver)), key, now=NOW)
    assert (found.entry.customers, found.entry.direction) == ((key,), direction)
    stranger = read_mail(book, bytes(mail("wang@example.com", "li@bank.cn")), now=NOW)
    assert (stranger.entry.customers, stranger.entry.direction) == ((), "")


def test_files_that_the_bank_does_not_take_are_left_out_by_name(book: Book, office: factories.Book) -> None:
    made = mail("a@b.cn", "c@d.cn")
    for name, size in (("a.pdf", 10), ("b.exe", 10), ("c.pdf", (1 << 20) + 1), ("d.pdf", 0)):
        made.add_attachment(b"x" * size, maintype="application", subtype="octet-stream", filename=name)
    for number in range(5):
        made.add_attachment(b"y", maintype="image", subtype="png", filename=f"{number}.png")
    found = read_mail(book, bytes(made), now=NOW)
    assert found.entry.files[0] == FileEntry("a.pdf", b"x" * 10)
    assert len(found.entry.files) == 5
    assert found.left_out == ("b.exe", "c.pdf", "d.pdf", "4.png")


def test_a_long_mail_is_cut(book: Book, office: factories.Book) -> None:
    found = read_mail(book, bytes(mail("a@b.cn", "c@d.cn", "字" * 9_000)), now=NOW)
    assert len(found.entry.note) == 4_000
    assert found.entry.note.endswith("…")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"x" * (26 << 20)])
def test_what_is_no_mail_says_so(book: Book, content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_mail(book, content, now=NOW)
    assert ".eml" in str(caught.value)

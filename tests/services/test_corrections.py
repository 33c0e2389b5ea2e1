"""Corrections that were begun are kept beside what was shown; copies of files leave the book; people by their ids."""

from dataclasses import replace
from pathlib import Path

import pytest

from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.errors import InputError, UnavailableError
from advisor_app.services.contact_people import contact_people
from advisor_app.services.corrections import corrections, drop_correction, keep_correction
from advisor_app.services.drafts import drafts, save_draft
from advisor_app.services.edit_contact import contact_to_edit
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.save_file import save_file
from tests.services.conftest import logged
from tests.support import factories
from tests.support.stores import ADVISOR


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1")


@pytest.fixture
def contact(book: Book, zhang: bytes) -> bytes:
    files = (FileEntry("利率表.pdf", b"content"),)
    entry = ContactEntry((zhang,), "phone", "out", note="谈了存单", files=files)
    return log_contact(book, entry).interactions[0]


def test_a_correction_is_kept_with_what_was_shown(book: Book, contact: bytes) -> None:
    shown = contact_to_edit(book, contact).entry
    typed = replace(
        shown,
        note="改\ud800过",
        promises=(PromiseEntry("回电", "明天"),),
        files=(FileEntry("a.pdf", b"\x00"),),
    )
    keep_correction(book, contact, shown, replace(shown, note="第一版"))
    keep_correction(book, contact, shown, typed)
    [kept] = corrections(book, contact)
    assert (kept.interaction_id, kept.shown, kept.entry) == (contact, shown, typed)
    assert kept.saved_at > 0


def test_drafts_and_corrections_do_not_mix(book: Book, contact: bytes, zhang: bytes) -> None:
    shown = contact_to_edit(book, contact).entry
    save_draft(book, ContactEntry((zhang,), note="新的"))
    keep_correction(book, contact, shown, shown)
    assert [draft.entry.note for draft in drafts(book)] == ["新的"]
    assert [kept.interaction_id for kept in corrections(book)] == [contact]
    assert corrections(book, b"another") == ()
    drop_correction(book, contact)
    assert corrections(book) == ()
    assert len(drafts(book)) == 1


@pytest.mark.linux
def test_a_copy_of_a_file_is_for_its_owner_only(book: Book, contact: bytes, tmp_path: Path) -> None:
    [file] = contact_to_edit(book, contact).files
    path = tmp_path / "copy.pdf"
    path.write_bytes(b"older and longer than what comes")
    save_file(book, file.id, path)
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o077 == 0
    assert ("file.open", f"attachments:{file.id.hex()}") in logged(book)


def test_a_copy_that_cannot_be_written(book: Book, contact: bytes, tmp_path: Path) -> None:
    [file] = contact_to_edit(book, contact).files
    with pytest.raises(UnavailableError) as caught:
        save_file(book, file.id, tmp_path / "no" / "copy.pdf")
    assert "copy.pdf" not in str(caught.value)
    with pytest.raises(InputError):
        save_file(book, b"none", tmp_path / "copy.pdf")
    assert not (tmp_path / "copy.pdf").exists()


def test_people_come_in_their_order_without_those_who_left(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    li = office.customer("李四")
    assert [row.name for row in contact_people(book, (li, b"gone", zhang))] == ["李四", "张三"]
    assert contact_people(book, ()) == ()

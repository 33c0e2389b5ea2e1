"""Search in notes as the window asks for it: masked, logged once without the text, honest while it is behind."""

import pytest

from advisor_app.data import note_search
from advisor_app.services.open_book import Book
from advisor_app.services.search_notes import index_notes, search_notes
from advisor_app.services.synchronise import _index_notes
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON


def test_hits_are_masked_and_the_search_is_logged_without_its_text(
    book: Book, office: factories.Book
) -> None:
    customer = office.customer("张三", number="C1")
    key = office.add(
        "interactions", customer_id=customer, note="存单，改拨13911112222", next_step="寄到13911112222"
    )
    found = search_notes(book, "存单")
    [hit] = found.rows
    assert (hit.interaction_id, hit.customer_id, hit.customer, hit.number) == (key, customer, "张三", "C1")
    assert (hit.note, hit.next_step) == ("存单，改拨139****2222", "寄到139****2222")
    assert (hit.happened_at, hit.channel) == (NOON, "phone")
    assert found.complete
    assert search_notes(book, "13911112222", refines=True).rows == ()
    assert logged(book) == [("notes.search", None)]


def test_a_search_says_while_contacts_are_still_to_be_indexed(
    book: Book, office: factories.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = office.customer()
    for _ in range(5):
        office.add("interactions", customer_id=customer, note="存单")
    refresh = note_search.refresh
    monkeypatch.setattr(note_search, "refresh", lambda tx: refresh(tx, 2))
    first = search_notes(book, "存单")
    assert (len(first.rows), first.complete) == (2, False)
    assert index_notes(book)
    assert not index_notes(book)
    last = search_notes(book, "存单", refines=True)
    assert (len(last.rows), last.complete) == (5, True)


def test_a_sync_indexes_until_it_is_stopped(book: Book, office: factories.Book) -> None:
    office.add("interactions", customer_id=office.customer(), note="存单")
    _index_notes(book.store, lambda: True)
    with book.store.read() as tx:
        assert note_search.stale(tx)
    _index_notes(book.store, None)
    with book.store.read() as tx:
        assert not note_search.stale(tx)

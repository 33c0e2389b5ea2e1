"""A search is logged once, before anything of it is seen; its pages and letters are one search."""

import pytest

from advisor_app.data.errors import StorageError
from advisor_app.domain.customers import Among, CustomerQuery
from advisor_app.services.book_facets import book_facets
from advisor_app.services.find_customers import count_customers, find_customers
from advisor_app.services.open_book import Book
from tests.services.conftest import logged
from tests.support import factories


def test_what_is_found_comes_with_the_rules_to_show_it_by(book: Book, office: factories.Book) -> None:
    office.add("sources", entity="customers")
    for place in range(3):
        office.customer("曾国藩", place + 1)
    found = find_customers(book, CustomerQuery("zeng", limit=2))
    assert [row.aum_minor for row in found.rows] == [3, 2]
    assert found.bank is not None
    assert found.policy.version == 1
    assert [source.entity for source in found.sources] == ["customers"]
    assert count_customers(book, found.query) == 3


def test_a_search_is_logged_once_without_what_was_typed(book: Book, office: factories.Book) -> None:
    office.customer("曾国藩")
    find_customers(book, CustomerQuery("z"))
    for text in ("ze", "zen", "zeng"):
        find_customers(book, CustomerQuery(text), refines=True)
    find_customers(book, CustomerQuery("zeng", offset=50), refines=True)
    count_customers(book, CustomerQuery("zeng"))
    book_facets(book)
    assert logged(book) == [("customers.search", None)]
    find_customers(book, CustomerQuery(among=Among.PINNED))
    assert logged(book) == [("customers.search", None)] * 2


def test_without_its_event_nothing_is_shown(
    book: Book, office: factories.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.customer("曾国藩")

    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk of {folder} is full, so this was not saved.", folder="x")

    monkeypatch.setattr(book.store.audit, "append", full)
    with pytest.raises(StorageError):
        find_customers(book, CustomerQuery("z"))
    assert find_customers(
        book, CustomerQuery("z"), refines=True
    ).rows  # the control: it is the event that stops it


def test_before_the_first_sync_there_is_nobody(book: Book) -> None:
    found = find_customers(book, CustomerQuery())
    assert (found.rows, found.bank, found.sources) == ((), None, ())
    assert count_customers(book, CustomerQuery()) == 0
    assert book_facets(book).total == 0

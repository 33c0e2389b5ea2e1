"""Pins and recent customers, from the services that write them."""

import pytest

from advisor_app.domain.customers import Among, CustomerQuery
from advisor_app.errors import InputError
from advisor_app.services.find_customers import find_customers
from advisor_app.services.open_book import Book
from advisor_app.services.shortlist import pin
from advisor_app.services.show_customer import show_customer
from tests.services.conftest import logged
from tests.support import factories


def names(book: Book, among: Among) -> list[str | None]:
    return [row.name for row in find_customers(book, CustomerQuery(among=among), refines=True).rows]


def test_a_pin_is_seen_in_list_and_profile_and_logged(book: Book, office: factories.Book) -> None:
    key = office.customer("曾国藩")
    office.customer("赵")
    assert not show_customer(book, key).pinned
    pin(book, key, True)
    pin(book, key, True)
    assert names(book, Among.PINNED) == ["曾国藩"]
    assert show_customer(book, key).pinned
    pin(book, key, False)
    assert names(book, Among.PINNED) == []
    about = f"customers:{key.hex()}"
    assert logged(book) == [
        ("customer.view", about),
        ("customer.pin", about),
        ("customer.pin", about),
        ("customer.view", about),
        ("customer.unpin", about),
    ]


def test_nobody_outside_the_book_is_pinned(book: Book, office: factories.Book) -> None:
    with pytest.raises(InputError):
        pin(book, b"nobody", True)
    assert logged(book) == []


def test_who_was_shown_is_recent(book: Book, office: factories.Book) -> None:
    first, second = office.customer("甲"), office.customer("乙")
    assert names(book, Among.RECENT) == []
    for key in (first, second, first):
        show_customer(book, key)
    assert names(book, Among.RECENT) == ["甲", "乙"]
    with pytest.raises(InputError):
        show_customer(book, b"nobody")
    assert names(book, Among.RECENT) == ["甲", "乙"]


def test_event_and_mark_are_one(book: Book, office: factories.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    key = office.customer("甲")
    monkeypatch.setattr("advisor_app.data.shelves.KEPT", "no number")
    with pytest.raises(Exception, match="datatype mismatch"):
        show_customer(book, key)
    assert logged(book) == []
    assert names(book, Among.RECENT) == []
    monkeypatch.undo()
    show_customer(book, key)
    assert (len(logged(book)), names(book, Among.RECENT)) == (1, ["甲"])

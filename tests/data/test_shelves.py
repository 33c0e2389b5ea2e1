"""The advisor's marks: pins and the customers last shown, and when they go."""

import pytest

from advisor_app.data import apply, shelves
from advisor_app.data.reads import customers
from advisor_app.data.store import Store
from advisor_app.domain.customers import Among, CustomerQuery, CustomerSort
from tests.support.factories import Book


@pytest.fixture
def book(store: Store) -> Book:
    return Book(store)


def names(book: Book, among: Among, **query: object) -> list[str | None]:
    with book.store.read() as tx:
        wanted = CustomerQuery(among=among, **query)  # type: ignore[arg-type]
        found = customers.search(tx, wanted)
        assert customers.count(tx, wanted) == len(found)
    return [row.name for row in found]


def mark(book: Book, *, pinned: tuple[bytes, ...] = (), seen: tuple[bytes, ...] = ()) -> None:
    with book.store.write() as tx:
        for at, key in enumerate(pinned):
            shelves.pin(tx, key, at)
        for at, key in enumerate(seen):
            shelves.saw(tx, key, at)


def test_pins_are_a_shelf_in_the_usual_order(book: Book) -> None:
    poor, rich, other = book.customer("贫", 1_00), book.customer("富", 9_00), book.customer("余", 5_00)
    book.add("tiers", customer_id=poor, tier="wealth")
    mark(book, pinned=(poor, rich, poor))
    assert names(book, Among.PINNED) == ["富", "贫"]
    assert names(book, Among.PINNED, reverse=True) == ["贫", "富"]
    assert names(book, Among.PINNED, text="余") == []
    assert names(book, Among.PINNED, tiers=("wealth",)) == ["贫"]
    with book.store.read() as tx:
        assert {row.name: row.pinned for row in customers.search(tx, CustomerQuery())} == {
            "富": True,
            "余": False,
            "贫": True,
        }
    with book.store.write() as tx:
        shelves.unpin(tx, rich)
        shelves.unpin(tx, other)
    assert names(book, Among.PINNED) == ["贫"]


@pytest.mark.parametrize("sort", CustomerSort)
@pytest.mark.parametrize("reverse", [False, True])
def test_the_latest_comes_first_whatever_the_order(book: Book, sort: CustomerSort, reverse: bool) -> None:
    a, b, c = (book.customer(name, aum) for name, aum in (("甲", 1), ("乙", 3), ("丙", 2)))
    mark(book, seen=(a, b, c, a))
    assert names(book, Among.RECENT, sort=sort, reverse=reverse) == ["甲", "丙", "乙"]
    assert names(book, Among.RECENT, sort=sort, reverse=reverse, text="乙") == ["乙"]


def test_a_clock_that_was_set_back_does_not_hide_the_latest(book: Book) -> None:
    a, b = book.customer("甲"), book.customer("乙")
    with book.store.write() as tx:
        shelves.saw(tx, a, 9_000_000)
        shelves.saw(tx, b, 5)
    assert names(book, Among.RECENT) == ["乙", "甲"]


def test_only_the_latest_are_remembered(book: Book) -> None:
    keys = [book.customer(str(number)) for number in range(shelves.KEPT + 3)]
    mark(book, seen=tuple(keys))
    latest = [str(number) for number in range(shelves.KEPT + 3)][: -shelves.KEPT - 1 : -1]
    assert names(book, Among.RECENT) == latest


def marks(book: Book) -> tuple[set[bytes], set[bytes]]:
    with book.store.read() as tx:
        pinned = tx.exec_driver_sql("SELECT customer_id FROM pinned_customers").scalars()
        seen = tx.exec_driver_sql("SELECT customer_id FROM recent_customers").scalars()
        return set(pinned), set(seen)


def test_the_marks_on_a_customer_leave_with_the_customer(book: Book) -> None:
    leaves, stays = book.customer("去"), book.customer("留")
    mark(book, pinned=(leaves, stays), seen=(leaves, stays))
    with book.store.write() as tx:
        apply.remove_customers(tx, [leaves])
    assert marks(book) == ({stays}, {stays})


def test_marks_live_through_a_fetch_of_the_whole_book(book: Book) -> None:
    back, lost = book.customer("归"), book.customer("失")
    mark(book, pinned=(back, lost), seen=(back, lost))
    with book.store.write() as tx:
        apply.clear_book(tx)
        shelves.sweep(tx, 1)  # head office says one, none is here yet: nobody is given up
    assert marks(book) == ({back, lost}, {back, lost})
    assert names(book, Among.PINNED) == names(book, Among.RECENT) == []
    book.customer("归", id=back)
    with book.store.write() as tx:
        shelves.sweep(tx, 1)
    assert marks(book) == ({back}, {back})
    assert names(book, Among.PINNED) == names(book, Among.RECENT) == ["归"]

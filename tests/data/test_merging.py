"""A prospect merged into a customer on the device: all of it goes over, nobody finds it, all of it comes back."""

from typing import Any

import pytest

from advisor_app.data import outbox, shelves, writes
from advisor_app.data.apply import driver
from advisor_app.data.reads import customers
from advisor_app.data.store import Store
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.duplicates import CARRIED_OVER, pair_id
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import ENTITIES, Conversion, Customer
from advisor_app.errors import InputError
from tests.support.factories import NOON, TODAY, Book
from tests.support.writing import edit, log, promise, take_back, waiting


@pytest.fixture
def pair(store: Store) -> tuple[bytes, bytes]:
    """Return a customer with an own contact, and a prospect with a row of every kind that goes over."""
    book = Book(store)
    customer = book.customer("李雷", number="C1")
    book.add("interactions", customer_id=customer)
    prospect = book.customer("李雷", kind="prospect", phone="13800138000")
    contact = book.add("interactions", customer_id=prospect)
    for entity in CARRIED_OVER:
        if entity == "interactions":
            continue
        fields = ENTITIES[entity].fields
        parent = {"interaction_id": contact} if "interaction_id" in fields else {}
        book.add(entity, customer_id=prospect, **parent)
    return customer, prospect


def merge(store: Store, customer: bytes, prospect: bytes) -> bytes:
    row = Conversion(pair_id(customer, prospect), customer, prospect, "phone", "confirmed", NOON, None, NOON)
    with store.write() as tx:
        return writes.insert(tx, store, row)


def owned(store: Store, customer: bytes) -> dict[str, set[bytes]]:
    with store.read() as tx:
        raw: Any = driver(tx)
        found = {
            entity: {
                row[0] for row in raw.execute(f"SELECT id FROM {entity} WHERE customer_id = ?", (customer,))
            }
            for entity in CARRIED_OVER
        }
    return {entity: ids for entity, ids in found.items() if ids}


def listed(store: Store) -> list[bytes]:
    with store.read() as tx:
        return [row.id for row in customers.search(tx, CustomerQuery())]


def closed_on(store: Store, customer: bytes) -> int | None:
    with store.read() as tx:
        row = driver(tx).execute("SELECT closed_on FROM customers WHERE id = ?", (customer,)).fetchone()
    return None if row is None else row[0]


def test_everything_goes_over_and_comes_back(store: Store, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    own, theirs = owned(store, customer), owned(store, prospect)
    assert set(theirs) == set(CARRIED_OVER)
    done = merge(store, customer, prospect)
    assert owned(store, prospect) == {}
    assert owned(store, customer) == {name: ids | own.get(name, set()) for name, ids in theirs.items()}
    assert listed(store) == [customer]
    assert closed_on(store, prospect) == TODAY
    take_back(store, done)
    assert owned(store, prospect) == theirs
    assert owned(store, customer) == own
    assert set(listed(store)) == {customer, prospect}
    assert closed_on(store, prospect) is None
    assert waiting(store).unsent == 0


def test_what_was_sent_is_undone_by_a_change(store: Store, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    own, theirs = owned(store, customer), owned(store, prospect)
    done = merge(store, customer, prospect)
    with store.write() as tx:
        driver(tx).execute("DELETE FROM outbox")  # as when head office has acknowledged it
    again = take_back(store, done)
    assert again is not None
    assert owned(store, prospect) == theirs
    with store.write() as tx:
        event = outbox.get(tx, again)
        assert event is not None
        assert (event.assumed, event.new) == ({"state": "confirmed"}, {"state": "undone"})
    with store.write() as tx:
        writes.change(tx, store, "conversions", done, {"state": "confirmed"})
    assert owned(store, prospect) == {}
    assert owned(store, customer).keys() >= own.keys() | theirs.keys()


def test_what_is_written_for_the_prospect_afterwards_is_the_customers(
    store: Store, pair: tuple[bytes, bytes]
) -> None:
    customer, prospect = pair
    merge(store, customer, prospect)
    contact = log(store, prospect, "草稿里还是老客户")
    assert contact in owned(store, customer)["interactions"]
    with store.read() as tx:
        event = outbox.get(tx, contact)
    assert event is not None
    assert (event.customer_id, event.new["customer_id"]) == (customer, customer)


def test_what_hangs_on_a_contact_goes_back_with_it_and_reaches_head_office_so(
    store: Store, pair: tuple[bytes, bytes]
) -> None:
    customer, prospect = pair
    before = log(store, prospect, "合并前")
    done = merge(store, customer, prospect)
    promised = promise(store, customer, "寄资料", before)
    edited = edit(store, before, note="合并后改")
    own = log(store, customer, "合并后")
    take_back(store, done)
    assert promised in owned(store, prospect)["promises"]
    assert edited in owned(store, prospect)["revisions"]
    assert own in owned(store, customer)["interactions"]
    with store.read() as tx:
        events = {event.row_id: event for event in outbox.of_customer(tx, prospect)}
    assert set(events) == {before, promised}
    assert events[promised].new["customer_id"] == prospect


def test_a_merge_that_was_undone_before_it_left_is_nothing_that_others_need(
    store: Store, pair: tuple[bytes, bytes]
) -> None:
    customer, prospect = pair
    before = log(store, prospect, "合并前")
    done = merge(store, customer, prospect)
    promised = promise(store, customer, "寄资料", before)
    edit(store, done, "conversions", state="undone")
    take_back(store, done)  # both the merge and its undoing go
    with store.read() as tx:
        assert outbox.of_row(tx, "conversions", done) == []
        [event] = outbox.of_row(tx, "promises", promised)
    assert (event.customer_id, event.new["customer_id"]) == (prospect, prospect)


def test_undoing_a_contact_takes_along_what_was_written_after_the_merge(
    store: Store, pair: tuple[bytes, bytes]
) -> None:
    customer, prospect = pair
    before = log(store, prospect, "合并前")
    merge(store, customer, prospect)
    promised = promise(store, customer, "寄资料", before)
    take_back(store, before)
    assert promised not in owned(store, customer).get("promises", set())
    assert waiting(store).unsent == 1  # the merge


def test_pins_go_along(store: Store, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    with store.write() as tx:
        shelves.pin(tx, prospect, 5)
    done = merge(store, customer, prospect)

    def pinned() -> set[bytes]:
        with store.read() as tx:
            return {row[0] for row in driver(tx).execute("SELECT customer_id FROM pinned_customers")}

    assert customer in pinned()
    take_back(store, done)
    assert pinned() == {prospect}


def test_a_merge_into_somebody_who_is_merged_on(store: Store, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    first = Book(store).customer("李雷", kind="prospect")
    contact = log(store, first)
    earlier = merge(store, prospect, first)
    later = merge(store, customer, prospect)
    assert contact in owned(store, customer)["interactions"]
    assert log(store, first) in owned(store, customer)["interactions"]
    take_back(store, later)
    assert contact in owned(store, prospect)["interactions"]
    take_back(store, earlier)
    assert owned(store, first) == {"interactions": {contact}}


def test_a_prospect_who_is_merged_cannot_be_undone_away(store: Store, pair: tuple[bytes, bytes]) -> None:
    customer, _ = pair
    key = new_id()
    blank = dict.fromkeys(Customer._fields)
    with store.write() as tx:
        writes.insert(tx, store, Customer(**{**blank, "id": key, "kind": "prospect"}))  # type: ignore[arg-type]
    merge(store, customer, key)
    with pytest.raises(InputError):
        take_back(store, key)


def test_an_advisor_does_not_propose(store: Store, pair: tuple[bytes, bytes]) -> None:
    customer, prospect = pair
    row = Conversion(pair_id(customer, prospect), customer, prospect, "phone", "proposed", NOON)
    with pytest.raises(InputError), store.write() as tx:
        writes.insert(tx, store, row)

"""The services behind the parts of a customer's view; their values are tested where they are read."""

import pytest

from advisor_app.data import apply
from advisor_app.domain.rhythm import Due
from advisor_app.domain.timeline import EventKind, TimelineQuery
from advisor_app.domain.transactions import TransactionQuery
from advisor_app.errors import InputError
from advisor_app.services.customer_figures import customer_figures
from advisor_app.services.open_book import Book
from advisor_app.services.show_customer import show_customer
from advisor_app.services.sync_state import SyncState, sync_state
from advisor_app.services.timeline import timeline_page
from advisor_app.services.transactions import count_transactions, transaction_choices, transactions_page
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY


def test_the_parts_of_a_view_are_read_without_another_event(book: Book, office: factories.Book) -> None:
    key = office.customer()
    account = office.account(key)
    office.add("transactions", account_id=account, amount_minor=-500, category="dining")
    office.add("interactions", customer_id=key)
    office.add("digital_events", customer_id=key)
    show_customer(book, key)
    assert customer_figures(book, key).spending == (("dining", 500),)
    [row] = transactions_page(book, TransactionQuery(key)).rows
    assert (row.amount_minor, count_transactions(book, TransactionQuery(key))) == (-500, 1)
    assert transaction_choices(book, key).categories == ("dining",)
    [event] = timeline_page(book, TimelineQuery(key, kinds=(EventKind.VISIT,))).events
    assert event.kind is EventKind.VISIT
    assert [action for action, _ in logged(book)] == ["customer.view"]


def test_the_view_itself_knows_rhythm_and_allocation(book: Book, office: factories.Book) -> None:
    key = office.customer()
    office.add("tiers", customer_id=key, tier="private")
    office.account(key, balance_minor=5_00)
    office.add("holdings", customer_id=key, kind="fund", value_minor=7_00)
    office.add("interactions", customer_id=key, outcome="met", happened_at=NOON - 25 * 86_400_000_000)
    shown = show_customer(book, key)
    assert shown.rhythm() == (Due.AMBER, 30, 25)
    assert shown.allocation() == (("fund", 7_00), ("deposit", 5_00))


def test_of_a_customer_without_anything_nothing_is_said(book: Book, office: factories.Book) -> None:
    key = office.customer(None)
    shown = show_customer(book, key)
    assert (shown.rhythm().due, shown.allocation()) == (Due.NONE, ())
    assert customer_figures(book, key).net_inflow_minor is None
    assert transactions_page(book, TransactionQuery(key)) == ((), None)
    assert timeline_page(book, TimelineQuery(key)) == ((), None)
    assert transaction_choices(book, key) == ((), (), ())


def test_of_a_customer_who_is_not_in_the_book_there_is_nothing(book: Book) -> None:
    with pytest.raises(InputError):
        customer_figures(book, b"nobody")
    assert transactions_page(book, TransactionQuery(b"nobody")) == ((), None)
    assert count_transactions(book, TransactionQuery(b"nobody")) == 0
    assert timeline_page(book, TimelineQuery(b"nobody")) == ((), None)


def test_the_state_of_sync(book: Book) -> None:
    assert sync_state(book) == SyncState(None, None, ())
    office = factories.Book(book.store)
    office.add("sources", entity="customers", as_of_day=TODAY - 1)
    with book.store.write() as tx:
        apply.set_state(tx, "completed_at", b"1795500000000000")
    found = sync_state(book)
    assert found.completed_at == 1_795_500_000_000_000
    assert found.bank is not None
    assert found.bank.as_of == TODAY
    assert [source.as_of_day for source in found.sources] == [TODAY - 1]

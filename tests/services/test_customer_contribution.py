"""The contribution of one customer, by hand: what counts, what is left out visibly, and fees of a year."""

import re

from advisor_app.data.apply import write_rows
from advisor_app.domain.contribution import MATURED, NO_EXCHANGE, NO_RATE, NO_TRANSFER, rounded
from advisor_app.domain.records import Policy
from advisor_app.paths import resources
from advisor_app.services.customer_contribution import CustomerContribution, customer_contribution
from advisor_app.services.open_book import Book
from advisor_app.services.show_customer import show_customer
from tests.support import factories
from tests.support.factories import TODAY

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


def contribution(book: Book, customer: bytes) -> CustomerContribution:
    return customer_contribution(book, show_customer(book, customer))


def filled(office: factories.Book) -> bytes:
    person, other = office.customer("张伟"), office.customer("李娜")
    own = office.account(person, balance_minor=10_000_00)
    office.account(other, person, balance_minor=77_000_00)  # jointly held: it counts for its owner
    deposit = {"customer_id": person, "starts_on": TODAY - 5, "value_minor": 100_000_00}
    office.add("holdings", **deposit, matures_on=TODAY + 360, rate="0.0095")
    office.add("holdings", **deposit, matures_on=TODAY, rate="0.0095")
    office.add("holdings", **deposit, matures_on=TODAY + 360)
    office.add("holdings", **deposit, kind="fund")
    office.account(person, balance_minor=5_00, currency="USD")
    loan = {"account_id": own, "starts_on": TODAY - 10, "ends_on": TODAY + 9_000, "rate": "0.0345"}
    office.add("loans", **loan, outstanding_minor=500_000_00)
    for day, category in ((TODAY, "fee"), (TODAY - 364, "fee"), (TODAY - 365, "fee"), (TODAY, "dining")):
        office.add("transactions", account_id=own, day=day, category=category, amount_minor=-6_00)
    return person


def test_what_is_known_is_added_up_and_what_is_not_is_named(book: Book, office: factories.Book) -> None:
    found = contribution(book, filled(office))
    # 10,000 × 1.15 % + 100,000 × (1.60 % − 0.95 %); 500,000 × (3.45 % − 2.25 %); two fees.
    assert rounded(found.found.on_deposits) == 115_00 + 650_00
    assert rounded(found.found.on_loans) == 6_000_00
    assert rounded(found.found.fees) == 12_00
    assert rounded(found.found.total) == 6_777_00
    assert found.found.left_out == {MATURED: 1, NO_RATE: 1, NO_EXCHANGE: 1}
    assert rounded(found.found.deposits) == 110_000_00


def test_nothing_is_known_by_a_policy_without_transfer_rates(book: Book, office: factories.Book) -> None:
    person = filled(office)
    text = re.sub(r"(?s)\ntransfer = \[.*?\n\]", "\ntransfer = []", DEFAULT).replace(
        "\nversion = 1\n", "\nversion = 2\n"
    )
    with book.store.write() as tx:
        write_rows(tx, "policies", Policy._fields, [Policy(2, text, 1)])
    found = contribution(book, person)
    assert found.policy.version == 2
    assert not found.found.on_deposits
    assert not found.found.on_loans
    assert rounded(found.found.fees) == 12_00
    assert found.found.left_out == {NO_TRANSFER: 3, MATURED: 1, NO_RATE: 1, NO_EXCHANGE: 1}
    assert sum(found.found.left_out.values()) == len(found.parts)

"""The policy on a device: the newest that can be read, and reads that show no more than it says."""

import re

import pytest

from advisor_app.data.reads import customers, policies, profile
from advisor_app.data.store import Store
from advisor_app.domain.customers import CustomerQuery
from advisor_app.paths import resources
from tests.support.factories import Book

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


def version(number: int, text: str = DEFAULT) -> str:
    changed, found = re.subn(r"(?m)^version = \d+$", f"version = {number}", text)
    assert found == 1
    return changed


def narrower(text: str, name: str, tail: int) -> str:
    """Return a policy that shows only the end of one kind of number."""
    shown = rf"(?m)^{name} = {{ head = \d, tail = \d }}$"
    changed, found = re.subn(shown, f"{name} = {{ head = 0, tail = {tail} }}", text)
    assert found == 1
    return changed


def test_until_one_arrives_the_default_holds(store: Store) -> None:
    with store.read() as tx:
        assert policies.in_force(tx).rhythm.days["private"] == 30


def test_the_newest_that_can_be_read_holds(store: Store) -> None:
    book = Book(store)
    book.add("policies", id=7, text=version(7, DEFAULT.replace("private = 30", "private = 31")))
    book.add("policies", id=6, text=version(6))
    book.add("policies", id=8, text=version(8) + "\nunknown = 1\n")
    with store.read() as tx:
        assert policies.in_force(tx).version == 7
        assert policies.in_force(tx).rhythm.days["private"] == 31


@pytest.mark.parametrize("section", ["flows", "contacts"])
def test_rules_from_before_a_section_was_known_take_that_of_the_program(store: Store, section: str) -> None:
    older = re.sub(
        rf"(?s)\n\[{section}\].*?(?=\n# -- )", "", version(7, DEFAULT.replace("private = 30", "private = 31"))
    )
    assert f"[{section}" not in older
    Book(store).add("policies", id=7, text=older)
    with store.read() as tx:
        found = policies.in_force(tx)
    assert (found.version, found.rhythm.days["private"]) == (7, 31)
    assert "groceries" in found.flows.spending
    assert found.contacts.late_days == 90


@pytest.mark.parametrize("tail", [2, 0])
def test_a_bank_can_show_less(store: Store, tail: int) -> None:
    book = Book(store)
    key = book.customer(phone="13800138000", id_number="110101199003074514")
    account = book.account(key, number="6217000010001234567")
    book.add("transactions", account_id=account, counterparty_account="6222020200066668888")
    text = narrower(narrower(version(9), "phone", tail), "card_number", tail)
    book.add("policies", id=9, text=narrower(text, "id_number", 0))
    phone = "*" * (11 - tail) + "8000"[4 - tail :]
    with store.read() as tx:
        found = profile.read(tx, key)
        assert found is not None
        assert found.person.phone == phone
        assert found.person.id_number == "*" * 18
        assert found.positions[0].number == "*" * (19 - tail) + "4567"[4 - tail :]
        assert found.transactions.rows[0].counterparty_account == "*" * (19 - tail) + "8888"[4 - tail :]
        assert customers.search(tx, CustomerQuery("张"))[0].phone == phone
        assert customers.search(tx, CustomerQuery("8000")) == []  # what is not shown is not found either

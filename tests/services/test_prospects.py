"""Prospects of the advisor's own in a real book: recorded with their origin, edited masked, given up, undone."""

from dataclasses import replace

import pytest

from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.duplicates import check_character
from advisor_app.domain.prospects import ProspectEntry
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.services.find_customers import find_customers
from advisor_app.services.open_book import Book
from advisor_app.services.proposals import details
from advisor_app.services.prospects import add_prospect, close_prospect, edit_prospect, prospect_form
from advisor_app.services.show_customer import show_customer
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY

WHOLE = ProspectEntry(
    name="欧阳修",
    phone="+86 138 1234 5678",
    id_kind="passport",
    id_number="E12345678",
    birth_day="1961-03-09",
    email="ou@example.com",
    address="江城市滨江区滨江路 8 号 3 单元",
    occupation="教师",
    source="referral",
)


def test_somebody_new_is_in_the_book_at_once_and_can_be_undone(book: Book, office: factories.Book) -> None:
    saved = add_prospect(book, WHOLE, now=NOON)
    (row,) = find_customers(book, CustomerQuery("oyx")).rows
    assert (row.id, row.name, row.kind, row.number, row.phone) == (
        saved.customer_id,
        "欧阳修",
        "prospect",
        None,
        "138****5678",
    )
    person = show_customer(book, saved.customer_id).person
    assert (person.id_number, person.email, person.address) == (
        "E*******8",
        "o***@example.com",
        "江城市******",
    )
    (origin,) = details(book, saved.customer_id, now=NOON).rows
    assert (origin.kind, origin.value, origin.pending) == ("origin", "referral", True)
    assert ("prospect.add", f"customers:{saved.customer_id.hex()}") in logged(book)
    undo(book, saved.mutations)
    assert find_customers(book, CustomerQuery("oyx")).rows == ()


def test_nothing_is_kept_of_what_is_wrong(book: Book, office: factories.Book) -> None:
    with pytest.raises(IssuesError) as error:
        add_prospect(book, replace(WHOLE, name="", email="x"), now=NOON)
    assert [issue.field for issue in error.value.issues if isinstance(issue, FieldError)] == ["name", "email"]
    assert find_customers(book, CustomerQuery()).rows == ()


def test_an_edit_writes_what_was_touched_and_keeps_a_history(book: Book, office: factories.Book) -> None:
    key = add_prospect(book, WHOLE, now=NOON).customer_id
    shown = prospect_form(book, key, now=NOON).entry
    assert (shown.phone, shown.id_number, shown.source) == ("138****5678", "E*******8", "referral")
    saved = edit_prospect(book, key, replace(shown, name="欧阳休", source="event"), shown, now=NOON)
    with book.store.read() as tx:
        raw = tx.exec_driver_sql("SELECT name, phone, id_number FROM customers").one()
    assert tuple(raw) == ("欧阳休", "13812345678", "E12345678")
    found = details(book, key, now=NOON)
    assert [(row.value, row.state) for row in found.rows] == [("event", None), ("referral", "withdrawn")]
    assert [(change.field, change.old, change.new) for change in found.edits[0].changes] == [
        ("name", "欧阳修", "欧阳休")
    ]
    assert found.editable
    undo(book, saved.mutations)
    assert prospect_form(book, key, now=NOON).entry == shown


def test_the_history_of_an_edit_is_masked(book: Book, office: factories.Book) -> None:
    key = add_prospect(book, WHOLE, now=NOON).customer_id
    shown = prospect_form(book, key, now=NOON).entry
    edit_prospect(book, key, replace(shown, phone="13900001111"), shown, now=NOON)
    (change,) = details(book, key, now=NOON).edits[0].changes
    assert (change.old, change.new) == ("138****5678", "139****1111")


def test_an_identity_number_fills_birthday_and_sex_where_there_are_none(
    book: Book, office: factories.Book
) -> None:
    key = add_prospect(book, ProspectEntry("张", phone="13812345678"), now=NOON).customer_id
    shown = prospect_form(book, key, now=NOON).entry
    number = "11010519610309001X"
    number = number[:17] + check_character(number[:17])
    edit_prospect(book, key, replace(shown, id_kind="resident_id", id_number=number), shown, now=NOON)
    person = show_customer(book, key).person
    assert (person.birth_day, person.sex) == (-3220, "male")


def test_a_field_that_changed_meanwhile_is_not_overwritten(book: Book, office: factories.Book) -> None:
    key = add_prospect(book, WHOLE, now=NOON).customer_id
    shown = prospect_form(book, key, now=NOON).entry
    edit_prospect(book, key, replace(shown, occupation="医生"), shown, now=NOON)
    with pytest.raises(IssuesError) as error:
        edit_prospect(book, key, replace(shown, occupation="律师"), shown, now=NOON)
    assert [issue.field for issue in error.value.issues if isinstance(issue, FieldError)] == ["occupation"]


def test_customers_of_the_bank_are_not_edited(book: Book, office: factories.Book) -> None:
    key = office.customer("张伟", number="C1")
    for attempt in (
        lambda: prospect_form(book, key, now=NOON),
        lambda: edit_prospect(book, key, WHOLE, ProspectEntry(), now=NOON),
        lambda: close_prospect(book, key, now=NOON),
    ):
        with pytest.raises(InputError):
            attempt()


def test_giving_a_prospect_up_can_be_undone(book: Book, office: factories.Book) -> None:
    key = add_prospect(book, WHOLE, now=NOON).customer_id
    edited = close_prospect(book, key, now=NOON)
    assert show_customer(book, key).person.closed_on == TODAY
    undo(book, edited.mutations)
    assert show_customer(book, key).person.closed_on is None

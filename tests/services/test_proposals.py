"""Details that customers told, in a real book: shown at once and masked, revealed for a reason, taken back."""

import pytest

from advisor_app.data import writes
from advisor_app.domain.details import DetailEntry
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.services.open_book import Book
from advisor_app.services.proposals import details, propose, reveal_detail, withdraw_proposal
from advisor_app.services.show_customer import show_customer
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    return office.customer("张伟", number="C1", phone="13812345678", id_expires_on=TODAY + 30)


def tell(book: Book, customer: bytes, kind: str, value: str = "", **values: object) -> bytes:
    entry = DetailEntry(customer, kind, value, **{"source": "customer", **values})  # type: ignore[arg-type]
    (made,) = propose(book, entry, now=NOON).mutations
    return made


def test_a_new_phone_shows_at_once_masked_beside_the_old_one(book: Book, zhang: bytes) -> None:
    made = tell(book, zhang, "phone", "+86 139 0000 1111", note="换号，旧号 13812345678 停用")
    (row,) = details(book, zhang, now=NOON).rows
    assert (row.id, row.field, row.value, row.old) == (made, "phone", "139****1111", "138****5678")
    assert (row.note, row.is_open, row.pending) == ("换号，旧号 138****5678 停用", True, True)
    profile = show_customer(book, zhang)
    assert profile.person.phone == "138****5678"
    proposed = profile.proposed("phone")
    assert proposed is not None
    assert (proposed.id, proposed.value) == (made, "139****1111")
    assert profile.proposed("email") is None


def test_a_value_is_revealed_for_a_reason_that_is_kept(book: Book, zhang: bytes) -> None:
    made = tell(book, zhang, "phone", "13900001111")
    with pytest.raises(InputError):
        reveal_detail(book, made, "x")
    assert reveal_detail(book, made, "回访核对号码") == "13900001111"
    assert ("reveal.proposals.value", f"proposals:{made.hex()}") in logged(book)


def test_what_is_on_record_or_proposed_already_is_not_proposed_again(book: Book, zhang: bytes) -> None:
    expiry = details(book, zhang, now=NOON).rows
    assert expiry == ()
    tell(book, zhang, "occupation", "教师")
    for kind, value in (("phone", "138 1234 5678"), ("id_expires_on", "2026-12-24"), ("occupation", "教师")):
        with pytest.raises(IssuesError) as error:
            tell(book, zhang, kind, value)
        assert [issue.field for issue in error.value.issues if isinstance(issue, FieldError)] == ["value"]
    assert len(details(book, zhang, now=NOON).rows) == 1


def test_facts_and_relations(book: Book, office: factories.Book, zhang: bytes) -> None:
    wife = office.customer("李娜", number="C2")
    tell(book, zhang, "relation", related_id=wife, label="spouse")
    tell(book, zhang, "goal", "子女留学", day="2030-09-01", amount="80万")
    goal, relation = details(book, zhang, now=NOON).rows
    assert (relation.related, relation.label, relation.related_id) == ("李娜", "spouse", wife)
    assert (goal.amount_minor, goal.currency) == (80_000_000, "CNY")
    for other in (bytes(16), zhang):
        with pytest.raises(IssuesError) as error:
            tell(book, zhang, "relation", related_id=other, label="friend")
        assert [issue.field for issue in error.value.issues if isinstance(issue, FieldError)] == ["related"]


def test_taking_back_keeps_it_in_the_history(book: Book, zhang: bytes) -> None:
    made = tell(book, zhang, "occupation", "教师")
    edited = withdraw_proposal(book, made)
    (row,) = details(book, zhang, now=NOON).rows
    assert (row.state, row.stands) == ("withdrawn", False)
    assert show_customer(book, zhang).proposed("occupation") is None
    undo(book, edited.mutations)
    assert details(book, zhang, now=NOON).rows[0].is_open
    undo(book, [made])
    assert details(book, zhang, now=NOON).rows == ()


def test_what_head_office_decided_is_not_taken_back(book: Book, office: factories.Book, zhang: bytes) -> None:
    key = office.add(
        "proposals",
        customer_id=zhang,
        kind="phone",
        field="phone",
        value="139",
        state="confirmed",
        made_at=NOON,
    )
    with pytest.raises(InputError):
        withdraw_proposal(book, key)
    with book.store.write() as tx, pytest.raises(InputError):
        writes.change(tx, book.store, "proposals", key, {"state": "refused"})

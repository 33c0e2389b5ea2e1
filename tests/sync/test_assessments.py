"""An assessment between devices and head office: taken offline, judged again above, and on every device afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from advisor_app.data import outbox
from advisor_app.data.apply import driver
from advisor_app.domain.assessments import (
    FIRST_ELSEWHERE,
    RESULT_DIFFERS,
    TOO_MANY_TODAY,
    AssessmentEntry,
)
from advisor_app.domain.ids import new_id
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import RiskAssessment
from advisor_app.services.assessments import customer_assessments, record_assessment
from advisor_app.services.open_book import Book
from advisor_app.services.outbox_state import drop_refused, outbox_state, resend_refused
from advisor_app.services.show_customer import show_customer
from advisor_app.services.synchronise import synchronise
from tests.domain.test_assessments import MIDDLING
from tests.support.bank import AS_OF, Filled
from tests.support.office import Office, device
from tests.support.writing import NOON, at_head_office, row_of
from tests.sync.test_complaints import opened

TABLE = "risk_assessments"


@pytest.fixture
def pair(office: Office, filled: Filled, tmp_path: Path) -> Iterator[tuple[Book, Book, bytes]]:
    """Return two synchronised devices of one advisor, and a customer who has never been assessed."""
    advisor = filled.advisors[0]
    with ExitStack() as stack:
        left, right = (
            opened(stack.enter_context(device(office, advisor, tmp_path / name)))
            for name in ("left", "right")
        )
        customer = filled.books[advisor][0]
        synchronise(left)
        synchronise(right)
        yield left, right, customer


def taken(book: Book, customer: bytes, place: str = "outlet") -> bytes:
    answers = dict(MIDDLING)
    with book.store.read() as tx:
        [(birth_day,)] = driver(tx).execute("SELECT birth_day FROM customers WHERE id = ?", (customer,))
    if birth_day is not None:
        del answers["age"]  # it is known
    entry = AssessmentEntry(customer, "risk_2026", place, tuple(answers.items()), confirmed=True)
    return record_assessment(book, entry, now=NOON).assessment.id


def elsewhere(office: Office, customer: bytes, day: int) -> None:
    """Write an assessment that the customer took in the app, as an import does."""
    key = new_id()
    with office.engine.begin() as connection:
        row = {"id": key, "customer_id": customer, "grade": "C2", "assessed_on": day, "expires_on": day + 365}
        connection.execute(insert(RiskAssessment).values(**row, place="mobile"))
        feed.record(connection, TABLE, select(RiskAssessment.id).where(RiskAssessment.id == key))


def tamper(book: Book, key: bytes, **fields: str) -> None:
    """Change what waits to be sent, as a program would that does not keep to the rules."""
    marks = ", ".join(f"{name} = ?" for name in fields)
    with book.store.write() as tx:
        driver(tx).execute(f"UPDATE risk_assessments SET {marks} WHERE id = ?", (*fields.values(), key))
        [(packed,)] = driver(tx).execute("SELECT new FROM outbox WHERE row_id = ?", (key,))
        told = outbox.pack(outbox.unpack(packed) | fields)
        driver(tx).execute("UPDATE outbox SET new = ? WHERE row_id = ?", (told, key))


def codes(book: Book) -> list[str]:
    return [one.code for one in outbox_state(book).refused]


def grades(book: Book, customer: bytes) -> list[str]:
    return [one.grade for one in show_customer(book, customer, now=NOON).assessments]


def test_it_is_taken_offline_and_stands_on_every_device_after_a_sync(
    office: Office, pair: tuple[Book, Book, bytes]
) -> None:
    left, right, customer = pair
    key = taken(left, customer)
    [row] = customer_assessments(left, customer, now=NOON).rows
    assert row.pending
    done = synchronise(left)
    assert (done.sent, done.refused, done.conflicts) == (1, 0, 0)
    synchronise(right)
    for each in (left, right):
        assert row_of(each.store, key, TABLE) == at_head_office(office.engine, key, TABLE)
        assert len(grades(each, customer)) == 1
        [row] = customer_assessments(each, customer, now=NOON).rows
        assert (row.pending, row.refused, row.assessment.confirmed_at) == (False, None, NOON)
        assert row.advisor is not None
    again = synchronise(left)
    assert again.sent == 0


def test_what_another_device_took_first_is_counted(office: Office, pair: tuple[Book, Book, bytes]) -> None:
    """Two were taken on one device and one on the other, while both were offline: the third does not stand."""
    left, right, customer = pair
    first, second, third = taken(left, customer), taken(left, customer), taken(right, customer)
    assert synchronise(left).refused == 0
    assert synchronise(right).refused == 1
    assert codes(right) == [TOO_MANY_TODAY]
    assert at_head_office(office.engine, third, TABLE) is None
    assert len(grades(right, customer)) == 2
    assert {one.assessment.id for one in customer_assessments(right, customer, now=NOON).rows} == {
        first,
        second,
        third,
    }
    resend_refused(right, third)
    assert synchronise(right).refused == 1
    assert len(grades(right, customer)) == 2
    drop_refused(right, outbox_state(right).refused[0].mutation_id)
    assert codes(right) == []
    synchronise(right)
    assert len(customer_assessments(right, customer, now=NOON).rows) == 2


def test_the_result_is_reckoned_again_above(office: Office, pair: tuple[Book, Book, bytes]) -> None:
    left, _right, customer = pair
    good = taken(left, customer)
    bad = taken(left, customer)
    tamper(left, bad, grade="C5")
    synchronise(left)
    assert codes(left) == [RESULT_DIFFERS]
    assert at_head_office(office.engine, good, TABLE) is not None
    assert at_head_office(office.engine, bad, TABLE) is None
    assert "C5" not in grades(left, customer)


def test_a_first_one_on_a_visit_is_refused_above_unless_there_is_one_of_another_channel(
    office: Office, pair: tuple[Book, Book, bytes]
) -> None:
    left, right, customer = pair
    key = taken(left, customer)
    tamper(left, key, place="visit")
    synchronise(left)
    assert codes(left) == [FIRST_ELSEWHERE]
    elsewhere(office, customer, AS_OF - 30)
    resend_refused(left, key)
    synchronise(left)
    assert codes(left) == []
    assert at_head_office(office.engine, key, TABLE).place == "visit"
    synchronise(right)
    assert row_of(right.store, key, TABLE).place == "visit"

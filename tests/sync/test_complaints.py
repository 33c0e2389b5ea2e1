"""A complaint between a device and head office: recorded offline, given more time above, in force on every device."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from advisor_app.data import vault
from advisor_app.domain.feedback import FeedbackEntry
from advisor_app.errors import InputError
from advisor_app.head_office import complaints
from advisor_app.services.feedback import feedback_whole
from advisor_app.services.handle_complaint import answer, ask_extension, mark_complex, tell
from advisor_app.services.open_book import Book
from advisor_app.services.record_feedback import record_feedback
from advisor_app.services.synchronise import synchronise
from advisor_app.services.undo import undo
from tests.support.bank import AS_OF, Filled
from tests.support.office import Device, Office, device
from tests.support.writing import NOON, at_head_office, row_of

DAY = 86_400_000_000


@pytest.fixture
def pair(office: Office, filled: Filled, tmp_path: Path) -> Iterator[tuple[Book, Book, bytes]]:
    """Return two synchronised devices of one advisor, and a customer of the book."""
    advisor = filled.advisors[0]
    with ExitStack() as stack:
        left, right = (
            opened(stack.enter_context(device(office, advisor, tmp_path / name)))
            for name in ("left", "right")
        )
        synchronise(left)
        synchronise(right)
        yield left, right, filled.books[advisor][0]


def opened(made: Device) -> Book:
    """Return the book of a device as services take it."""
    return Book(made.directory, vault.load(made.directory), made.secrets, made.store)


def recorded(book: Book, customer: bytes) -> bytes:
    entry = FeedbackEntry(customer, channel="hotline", text="理财到账晚了一天", is_complex=True)
    return record_feedback(book, entry, now=NOON).feedback_id


def test_more_time_is_asked_for_offline_and_granted_above(
    office: Office, pair: tuple[Book, Book, bytes]
) -> None:
    left, right, customer = pair
    key = recorded(left, customer)
    ask_extension(left, key, "需调取录像", now=NOON + 10 * DAY)
    done = synchronise(left)
    assert (done.sent, done.refused, done.conflicts) == (2, 0, 0)
    assert at_head_office(office.engine, key, "feedback") == row_of(left.store, key, "feedback")
    with office.engine.begin() as connection:
        assert [one.id for one in complaints.waiting(connection, asked=True)] == [key]
        assert complaints.approve(connection, key) == AS_OF + 60
    synchronise(right)
    whole = feedback_whole(right, key, now=NOON + 40 * DAY)
    found = whole.judged.clock(whole.detail.row)
    assert found is not None
    assert (found.due_on, found.day, found.left) == (AS_OF + 60, 40, 20)
    decision = whole.history[0]
    assert {change.field: (change.old, change.new) for change in decision.changes} == {
        "extension": ("asked", "approved"),
        "due_on": (AS_OF + 30, AS_OF + 60),
    }
    assert decision.advisor is None
    tell(right, key, now=NOON + 40 * DAY)
    answer(right, key, "已致歉并补偿", now=NOON + 41 * DAY)
    assert synchronise(right).refused == 0
    synchronise(left)
    for each in (left, right):
        assert row_of(each.store, key, "feedback") == at_head_office(office.engine, key, "feedback")
    row = row_of(left.store, key, "feedback")
    assert (row.status, row.told_on, row.answered_on) == ("answered", AS_OF + 40, AS_OF + 41)


def test_a_refusal_reaches_the_device_with_its_reason(office: Office, pair: tuple[Book, Book, bytes]) -> None:
    left, _, customer = pair
    key = recorded(left, customer)
    ask_extension(left, key, "需调取录像", now=NOON)
    synchronise(left)
    with office.engine.begin() as connection:
        complaints.refuse(connection, key, "资料已齐备，电13800138000")
    synchronise(left)
    detail = feedback_whole(left, key, now=NOON).detail
    assert (detail.row.extension, detail.row.due_on) == ("refused", AS_OF + 30)
    assert detail.extension_reason == "资料已齐备，电138****8000"


def test_a_step_that_head_office_has_is_undone_by_another(
    office: Office, pair: tuple[Book, Book, bytes]
) -> None:
    left, right, customer = pair
    key = recorded(left, customer)
    edited = answer(left, key, "已经答复客户", now=NOON)
    synchronise(left)
    undo(left, edited.mutations)
    synchronise(left)
    synchronise(right)
    assert row_of(right.store, key, "feedback").status == "open"
    assert row_of(right.store, key, "feedback").answered_on is None
    undo(left, [key])
    synchronise(left)
    synchronise(right)
    assert row_of(right.store, key, "feedback").status == "withdrawn"
    with pytest.raises(InputError):
        mark_complex(right, key, now=NOON)

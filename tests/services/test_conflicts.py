"""The conflict inbox and the outbox as the advisor sees them: masked, in sentences, decided and undone."""

import re
from pathlib import Path

import pytest

from advisor_app import i18n
from advisor_app.data import conflicts as data
from advisor_app.data import outbox
from advisor_app.data.writes import NOT_PERMITTED
from advisor_app.domain.assessments import REFUSALS as ASSESSMENT_REFUSALS
from advisor_app.domain.written import Clash
from advisor_app.errors import InputError
from advisor_app.services.conflicts import conflicts, count_conflicts, decide_conflict, undo_decision
from advisor_app.services.open_book import Book
from advisor_app.services.outbox_state import _REASONS, drop_refused, outbox_state, refusal_sentence
from tests.support import factories
from tests.support.stores import ADVISOR
from tests.support.writing import NOON, edit, log, promise, row_of

HEAD_OFFICE = Path(__file__).parents[2] / "advisor_app" / "head_office" / "api"


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1")


@pytest.fixture
def clash(book: Book, zhang: bytes) -> bytes:
    """Return a contact that clashed in note and outcome, as a push leaves it; head office's values stand."""
    contact = log(book.store, zhang, "原文")
    with book.store.write() as tx:
        outbox.acknowledge(tx, 1 << 60)
    mutation = edit(book.store, contact, note="左边，改拨13911112222", outcome="met")
    assert mutation is not None
    with book.store.write() as tx:
        event = outbox.get(tx, mutation)
        assert event is not None
        data.record(tx, event, {"note": "右边", "outcome": None})
        outbox.remove(tx, [mutation])
        tx.exec_driver_sql("UPDATE interactions SET note = '右边', outcome = NULL")
    return contact


def test_what_clashed_is_shown_with_three_values_and_masked(book: Book, clash: bytes, zhang: bytes) -> None:
    [found] = conflicts(book)
    assert (found.entity, found.row_id, found.customer, found.number) == ("interactions", clash, "张三", "C1")
    assert (found.what, found.happened_at, found.decision) == ("右边", NOON, None)
    assert set(found.clashes) == {
        Clash("note", "原文", "左边，改拨139****2222", "右边"),
        Clash("outcome", None, "met", None),
    }
    assert count_conflicts(book) == outbox_state(book).conflicts == 1


def test_a_decision_for_ours_writes_the_raw_words_and_can_be_undone(book: Book, clash: bytes) -> None:
    [found] = conflicts(book)
    decide_conflict(book, found.id, "ours")
    assert row_of(book.store, clash)[7:8] == ("左边，改拨13911112222",)
    assert conflicts(book) == ()
    assert [each.decision for each in conflicts(book, decided=True)] == ["ours"]
    with pytest.raises(InputError):
        decide_conflict(book, found.id, "theirs")
    undo_decision(book, found.id)
    assert row_of(book.store, clash).note == "右边"
    decide_conflict(book, found.id, "theirs")
    assert row_of(book.store, clash).note == "右边"
    assert outbox_state(book).waiting == 0


def test_what_was_refused_has_a_sentence_and_can_be_dropped(book: Book, zhang: bytes) -> None:
    contact = log(book.store, zhang, "改拨13911112222")
    kept = promise(book.store, zhang, "寄送资料", contact)
    with book.store.write() as tx:
        outbox.refuse(tx, contact, "customer_foreign")
        outbox.refuse(tx, kept, "code_of_tomorrow")
    state = outbox_state(book)
    assert state.waiting == 0
    first, second = state.refused
    assert (first.entity, first.customer, first.what) == ("interactions", "张三", "改拨139****2222")
    assert refusal_sentence(first) == "该客户在其他客户经理名下，此前也不在您名下。"
    assert "code_of_tomorrow" in refusal_sentence(second)
    with i18n.using("en"):
        assert refusal_sentence(first).endswith("before.")
    drop_refused(book, contact)
    assert outbox_state(book).refused == ()
    assert row_of(book.store, contact) is None
    with pytest.raises(InputError):
        drop_refused(book, contact)


def test_only_refused_work_can_be_dropped(book: Book, zhang: bytes) -> None:
    contact = log(book.store, zhang, "谈了")
    with pytest.raises(InputError):
        drop_refused(book, contact)
    assert outbox_state(book).waiting == 1


def test_every_code_of_head_office_has_a_sentence() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in HEAD_OFFICE.glob("*.py"))
    codes = set(re.findall(r'_Refused\("([a-z_]+)"\)', text))
    assert "customer_foreign" in codes
    # What its rules and its merging refuse is named by constants.
    named = {*NOT_PERMITTED, *ASSESSMENT_REFUSALS, "not_mergeable"}
    assert '"not_mergeable"' in text
    assert codes | named == set(_REASONS)

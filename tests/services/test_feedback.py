"""Recording feedback, and a complaint from the day on which it is received to its end, with every step undone."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from advisor_app.domain.complaints import Action, Urgency
from advisor_app.domain.feedback import FeedbackEntry, FeedbackQuery, Shelf
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.paths import resources
from advisor_app.services.edit_contact import Edited
from advisor_app.services.feedback import complaint_alerts, count_feedback, feedback_page, feedback_whole
from advisor_app.services.feedback_figures import feedback_figures
from advisor_app.services.handle_complaint import (
    answer,
    ask_extension,
    assign,
    close,
    mark_complex,
    tell,
    withdraw,
)
from advisor_app.services.open_book import Book
from advisor_app.services.record_feedback import feedback_form, record_feedback
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY

DAY = 86_400_000_000


class Bank(NamedTuple):
    """The bank of the tests: this advisor, a colleague, a customer, a product and a contact."""

    book: Book
    office: factories.Book
    me: int
    colleague: int
    customer: bytes
    product: int
    contact: bytes

    def record(self, *, now: int = NOON, **values: Any) -> bytes:
        """Record a complaint, unless something else is said."""
        entry = FeedbackEntry(self.customer, channel="hotline", text="柜台排队太久")
        return record_feedback(self.book, replace(entry, **values), now=now).feedback_id

    def row(self, feedback_id: bytes, now: int = NOON) -> Any:
        """Return a piece of feedback as it is listed."""
        return feedback_whole(self.book, feedback_id, now=now).detail.row


@pytest.fixture
def bank(book: Book, office: factories.Book) -> Bank:
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    office.add("policies", id=1, text=text, published_at=NOON)
    me = office.add("advisors", number=book.store.actor, name="李经理")
    colleague = office.add("advisors", number="A0099", name="王经理")
    customer = office.customer("曾国藩", number="C1")
    contact = office.add("interactions", customer_id=customer)
    return Bank(book, office, me, colleague, customer, office.add("products", name="稳健一号"), contact)


def faults(error: pytest.ExceptionInfo[IssuesError]) -> set[str]:
    return {issue.field for issue in error.value.issues if isinstance(issue, FieldError)}


def test_a_complaint_starts_its_clock(bank: Bank) -> None:
    key = bank.record(product_id=bank.product, interaction_id=bank.contact)
    whole = feedback_whole(bank.book, key, now=NOON)
    row = whole.detail.row
    assert (row.status, row.due_on, row.text) == ("open", TODAY + 15, "柜台排队太久")
    assert (row.product, whole.detail.interaction_id, row.pending) == ("稳健一号", bank.contact, True)
    found = whole.judged.clock(row)
    assert found is not None
    assert (found.day, found.left, found.urgency) == (0, 15, Urgency.RUNNING)
    later = feedback_whole(bank.book, key, now=NOON + 10 * DAY).judged.clock(row)
    assert later is not None
    assert (later.day, later.urgency) == (10, Urgency.SOON)
    assert ("complaint.record", f"feedback:{key.hex()}") in logged(bank.book)


def test_a_complaint_of_days_ago_counts_from_then(bank: Bank) -> None:
    row = bank.row(bank.record(day="11月20日", time="9:30", is_complex=True))
    assert (row.received_on, row.due_on, row.complex) == (TODAY - 4, TODAY - 4 + 30, 1)


def test_recording_is_undone(bank: Bank) -> None:
    key = bank.record()
    undo(bank.book, [key])
    assert count_feedback(bank.book, FeedbackQuery()) == 0


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"customer_id": None}, {"customer_id"}),
        ({"customer_id": bytes(16)}, {"customer_id"}),
        ({"channel": ""}, {"channel"}),
        ({"channel": "pigeon"}, {"channel"}),
        ({"kind": "rumour"}, {"kind"}),
        ({"text": "  "}, {"text"}),
        ({"text": "长" * 4001}, {"text"}),
        ({"day": "someday"}, {"day"}),
        ({"day": "2026-11-25"}, {"day"}),
        ({"day": "2020-01-01"}, {"day"}),
        ({"time": "25:00"}, {"time"}),
        ({"time": "23:59"}, {"time"}),
        ({"product_id": 999}, {"product_id"}),
        ({"handler_id": 999}, {"handler_id"}),
        ({"about_id": 999}, {"about_id"}),
        ({"interaction_id": bytes(16)}, {"interaction_id"}),
        ({"kind": "survey", "questionnaire": "gone"}, {"questionnaire"}),
        (
            {"kind": "survey", "questionnaire": "recommend", "answers": (("likely", "11"),)},
            {"answers[likely]"},
        ),
        (
            {"kind": "survey", "questionnaire": "recommend", "answers": (("likely", "８"),)},
            {"answers[likely]"},
        ),
        (
            {"kind": "survey", "questionnaire": "service", "answers": (("satisfied", "0"),)},
            {"answers[satisfied]"},
        ),
        (
            {"kind": "survey", "questionnaire": "service", "answers": (("solved", "maybe"),)},
            {"answers[solved]"},
        ),
        ({"channel": "", "text": "", "customer_id": None}, {"channel", "text", "customer_id"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(bank: Bank, values: dict[str, Any], wrong: set[str]) -> None:
    with pytest.raises(IssuesError) as caught:
        bank.record(**values)
    assert faults(caught) == wrong
    assert all(str(issue) for issue in caught.value.issues)
    assert count_feedback(bank.book, FeedbackQuery()) == 0


def test_a_survey_gives_its_score(bank: Bank) -> None:
    answers = (("likely", "9"), ("why", "办得快"))
    key = bank.record(kind="survey", questionnaire="recommend", answers=answers, text="")
    row = bank.row(key)
    assert (row.score, row.scale, row.status, row.due_on) == (9, 10, "closed", None)
    with bank.book.store.read() as tx:
        kept = tx.exec_driver_sql("SELECT answers FROM feedback").scalar()
    assert json.loads(kept or "") == {"likely": 9, "why": "办得快"}
    service = bank.row(
        bank.record(
            kind="survey", questionnaire="service", answers=(("satisfied", "2"), ("solved", "no")), text=""
        )
    )
    assert (service.score, service.scale) == (2, 5)


def test_feedback_that_is_to_be_followed_up_stays_open(bank: Bank) -> None:
    key = bank.record(kind="review", channel="web", follow_up=True)
    assert bank.row(key).status == "open"
    close(bank.book, key, "已致电解释", now=NOON + DAY)
    whole = feedback_whole(bank.book, key, now=NOON + DAY)
    assert (whole.detail.row.status, whole.detail.row.answered_on) == ("closed", TODAY + 1)
    assert whole.detail.resolution == "已致电解释"


def test_from_received_to_closed(bank: Bank) -> None:
    key = bank.record()
    assign(bank.book, key, None, now=NOON)
    row = bank.row(key)
    assert (row.handler, row.status) == ("李经理", "in_progress")
    mark_complex(bank.book, key, now=NOON)
    assert bank.row(key).due_on == TODAY + 30
    ask_extension(bank.book, key, "需调取录像", now=NOON + 20 * DAY)
    row = bank.row(key)
    assert (row.extension, row.due_on) == ("asked", TODAY + 30)
    approved(bank, key)
    tell(bank.book, key, "昨天", now=NOON + 25 * DAY)
    assert bank.row(key).told_on == TODAY + 24
    answer(bank.book, key, "已当面致歉并说明", now=NOON + 40 * DAY)
    whole = feedback_whole(bank.book, key, now=NOON + 50 * DAY)
    assert (whole.detail.row.status, whole.detail.row.answered_on) == ("answered", TODAY + 40)
    found = whole.judged.clock(whole.detail.row)
    assert found is not None
    assert (found.day, found.late, found.urgency) == (40, False, Urgency.NONE)
    close(bank.book, key, now=NOON + 50 * DAY)
    assert bank.row(key).status == "closed"
    steps = [{change.field for change in revised.changes} for revised in whole.history]
    assert {"status", "answered_on", "resolution"} in steps
    assert {"complex", "due_on"} in steps


def approved(bank: Bank, key: bytes) -> None:
    """Let head office have approved an extension."""
    with bank.book.store.write() as tx:
        tx.exec_driver_sql(
            "UPDATE feedback SET extension = 'approved', due_on = due_on + 30 WHERE id = ?", (key,)
        )


def test_each_step_can_be_undone(bank: Bank) -> None:
    key = bank.record()
    before = bank.row(key)
    steps: list[Callable[[], Edited]] = [
        lambda: assign(bank.book, key, bank.colleague, now=NOON),
        lambda: mark_complex(bank.book, key, now=NOON),
        lambda: answer(bank.book, key, "已经答复客户", now=NOON),
        lambda: withdraw(bank.book, key, "客户来电撤诉", now=NOON),
    ]
    for step in steps:
        mutations = step().mutations
        assert mutations
        assert bank.row(key) != before
        undo(bank.book, mutations)
        assert bank.row(key) == before


def test_a_withdrawal_ends_it_that_day(bank: Bank) -> None:
    key = bank.record()
    withdraw(bank.book, key, now=NOON + 3 * DAY)
    whole = feedback_whole(bank.book, key, now=NOON + 20 * DAY)
    found = whole.judged.clock(whole.detail.row)
    assert found is not None
    assert (whole.detail.row.status, found.day, found.urgency) == ("withdrawn", 3, Urgency.NONE)
    assert complaint_alerts(bank.book, now=NOON + 20 * DAY) == (0, 0)
    with pytest.raises(InputError):
        answer(bank.book, key, "太晚了一些", now=NOON + 4 * DAY)


def test_nobody_handles_what_is_about_themselves(bank: Bank) -> None:
    key = bank.record(about_id=bank.me, handler_id=bank.colleague)
    assert feedback_whole(bank.book, key, now=NOON).judged.actions(bank.row(key)) == {Action.ASSIGN}
    refusals: list[Callable[[], Edited]] = [
        lambda: answer(bank.book, key, "没有这回事", now=NOON),
        lambda: withdraw(bank.book, key, now=NOON),
        lambda: mark_complex(bank.book, key, now=NOON),
        lambda: assign(bank.book, key, None, now=NOON),
    ]
    for refused in refusals:
        with pytest.raises(InputError):
            refused()
    other = bank.office.add("advisors", number="A0100", name="赵经理")
    assign(bank.book, key, other, now=NOON)
    assert bank.row(key).handler == "赵经理"
    with pytest.raises(IssuesError) as caught:
        bank.record(about_id=bank.colleague, handler_id=bank.colleague)
    assert faults(caught) == {"handler_id"}
    mine = bank.record(about_id=bank.colleague)
    with pytest.raises(IssuesError) as caught:
        assign(bank.book, mine, bank.colleague, now=NOON)
    assert faults(caught) == {"handler_id"}


@pytest.mark.parametrize("days", [0, 31])
def test_more_time_needs_a_complex_complaint_and_time_left(bank: Bank, days: int) -> None:
    key = bank.record(is_complex=days > 0)
    with pytest.raises(InputError) as caught:
        ask_extension(bank.book, key, "需要更多时间", now=NOON + days * DAY)
    assert ("complex" in caught.value.message_id) == (days == 0)
    assert bank.row(key).extension is None


def test_words_and_days_of_a_step_are_checked(bank: Bank) -> None:
    key = bank.record(is_complex=True)
    steps: list[tuple[Callable[[], Edited], str]] = [
        (lambda: answer(bank.book, key, " ok ", now=NOON), "resolution"),
        (lambda: ask_extension(bank.book, key, "", now=NOON), "extension_reason"),
        (lambda: answer(bank.book, key, "已经答复", "2026-11-25", now=NOON), "day"),
        (lambda: answer(bank.book, key, "已经答复", "2026-11-23", now=NOON), "day"),
        (lambda: answer(bank.book, key, "已经答复", "some day", now=NOON), "day"),
        (lambda: assign(bank.book, key, 999, now=NOON), "handler_id"),
    ]
    for step, field in steps:
        with pytest.raises(IssuesError) as caught:
            step()
        assert faults(caught) == {field}
    assert bank.row(key).status == "open"


def test_alerts_and_shelves(bank: Bank) -> None:
    key = bank.record()
    assert complaint_alerts(bank.book, now=NOON + 9 * DAY) == (0, 0)
    assert complaint_alerts(bank.book, now=NOON + 10 * DAY) == (0, 1)
    assert complaint_alerts(bank.book, now=NOON + 16 * DAY) == (1, 0)
    overdue = feedback_page(bank.book, FeedbackQuery(shelf=Shelf.OVERDUE), now=NOON + 16 * DAY)
    assert [row.id for row in overdue.page.rows] == [key]
    assert not feedback_page(bank.book, FeedbackQuery(shelf=Shelf.OVERDUE), now=NOON + 15 * DAY).page.rows


def test_an_empty_book_says_so(book: Book) -> None:
    found = feedback_page(book, FeedbackQuery())
    assert (found.page.rows, found.judged, complaint_alerts(book)) == ((), None, (0, 0))
    for service in (feedback_form, feedback_figures):
        with pytest.raises(InputError):
            service(book)


def test_what_is_not_in_the_book(bank: Bank) -> None:
    with pytest.raises(InputError):
        feedback_whole(bank.book, bytes(16), now=NOON)


def test_figures_of_a_time(bank: Bank) -> None:
    for back, score in ((0, 10), (1, 9), (2, 3), (6, 7), (7, 0)):
        bank.office.add(
            "feedback", customer_id=bank.customer, score=score, scale=10, happened_at=NOON - back * DAY
        )
    bank.record()
    found = feedback_figures(bank.book, 7, now=NOON)
    assert (found.since, found.until, dict(found.kinds)) == (TODAY - 6, TODAY, {"survey": 4, "complaint": 1})
    assert (found.surveys.promoters, found.surveys.detractors, found.surveys.nps.n) == (2, 1, 4)
    assert found.surveys.nps.value == 0.25


def test_the_form_knows_what_can_be_chosen(bank: Bank) -> None:
    form = feedback_form(bank.book, now=NOON)
    assert (form.today, form.advisor_id) == (TODAY, bank.me)
    assert [one.name for one in form.colleagues] == ["李经理", "王经理"]
    assert form.products == ((bank.product, "稳健一号"),)

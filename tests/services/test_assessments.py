"""Taking an assessment of risk: its limits, the customer's confirmation, the draft, and the prompts that it clears."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_app.data import outbox
from advisor_app.data.reads import policies, sources, suitability
from advisor_app.domain.assessments import AssessmentEntry
from advisor_app.domain.dates import to_day
from advisor_app.domain.suitability.tolerance import current
from advisor_app.domain.timeline import EventKind, TimelineQuery
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.services import prompts
from advisor_app.services.assessments import (
    DRAFT,
    Assessed,
    assessment_form,
    customer_assessments,
    record_assessment,
)
from advisor_app.services.form_drafts import keep_form, kept_form
from advisor_app.services.open_book import Book
from advisor_app.services.outbox_state import outbox_state, refusal_sentence
from advisor_app.services.show_customer import show_customer
from advisor_app.services.timeline import timeline_page
from advisor_app.services.undo import undo
from tests.domain.test_assessments import BOLDEST, MIDDLING
from tests.services.conftest import logged
from tests.services.test_contacts import NOW, rows, waiting
from tests.support import factories
from tests.support.factories import TODAY
from tests.support.stores import ADVISOR

DAY = 86_400_000_000
BORN = to_day(date(1986, 11, 25))
"""39 years old at `NOW`, and 40 the day after."""


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    office.add("advisors", id=7, number=ADVISOR, name="李经理")
    return office.customer("张三", number="C1", phone="13800138000", birth_day=BORN)


def entry(customer: bytes, **changes: Any) -> AssessmentEntry:
    answers = tuple(changes.pop("answers", MIDDLING).items())
    whole = AssessmentEntry(customer, "risk_2026", "outlet", answers, confirmed=True)
    return replace(whole, **changes)


def taken(book: Book, customer: bytes, at: int = NOW, **changes: Any) -> Assessed:
    return record_assessment(book, entry(customer, **changes), now=at)


def refused(book: Book, customer: bytes, at: int = NOW, **changes: Any) -> dict[str, str]:
    with pytest.raises(IssuesError) as caught:
        taken(book, customer, at, **changes)
    return {issue.field: str(issue) for issue in caught.value.issues if isinstance(issue, FieldError)}


def grade(book: Book, customer: bytes) -> str | None:
    found = show_customer(book, customer, now=NOW).assessments
    return found[0].grade if found else None


def test_it_is_recorded_whole_and_counts_at_once(book: Book, zhang: bytes) -> None:
    done = taken(book, zhang)
    assert (done.result.score, done.result.grade, done.cleared) == (59, "C3", 0)
    assert rows(book, "risk_assessments", "grade", "assessed_on", "expires_on", "place", "score") == [
        ("C3", TODAY, to_day(date(2027, 11, 24)), "outlet", 59)
    ]
    [(asked, answers, confirmed_at, advisor)] = rows(
        book, "risk_assessments", "questionnaire", "answers", "confirmed_at", "advisor_id"
    )
    assert (asked, json.loads(answers), confirmed_at, advisor) == ("risk_2026", MIDDLING, NOW, 7)
    assert grade(book, zhang) == "C3"
    assert waiting(book) == 1
    assert ("assessment.record", f"risk_assessments:{done.assessment.id.hex()}") in logged(book)
    [row] = customer_assessments(book, zhang, now=NOW).rows
    assert (row.advisor, row.pending, row.refused) == ("李经理", True, None)


def test_everything_wrong_is_said_where_it_is(book: Book, zhang: bytes) -> None:
    answers = {name: MIDDLING[name] for name in MIDDLING if name != "goal"} | {
        "loss": "all",
        "age": "from_65",
    }
    found = refused(book, zhang, answers=answers, place="", confirmed=False)
    assert found.keys() == {"place", "answers[goal]", "answers[loss]", "answers[age]", "confirmed"}
    assert "39" in found["answers[age]"]
    assert refused(book, zhang, place="moon").keys() == {"place"}
    assert refused(book, zhang, questionnaire="risk_2019") == {"": "总行已更换问卷，请重新评估。"}
    assert rows(book, "risk_assessments", "id") == []
    assert waiting(book) == 0
    with pytest.raises(InputError, match="不在您的管户范围内"):
        taken(book, b"x" * 16)


def test_the_first_is_taken_at_an_outlet_and_later_ones_on_a_visit_too(book: Book, zhang: bytes) -> None:
    assert assessment_form(book, zhang, now=NOW).places == ("outlet",)
    assert refused(book, zhang, place="visit") == {"place": "客户的首次评估须在网点进行。"}
    taken(book, zhang)
    assert assessment_form(book, zhang, now=NOW).places == ("outlet", "visit")
    taken(book, zhang, place="visit")
    assert refused(book, zhang, NOW + DAY, place="mobile").keys() == {"place"}


def test_one_of_another_channel_is_no_first_one(book: Book, office: factories.Book, zhang: bytes) -> None:
    office.add("risk_assessments", customer_id=zhang, place="mobile", assessed_on=TODAY - 900)
    taken(book, zhang, place="visit")


def test_the_third_of_a_day_is_refused_and_the_next_day_is_another(book: Book, zhang: bytes) -> None:
    taken(book, zhang)
    taken(book, zhang, NOW + 60_000_000)
    form = assessment_form(book, zhang, now=NOW + 120_000_000)
    assert form.refusal is not None
    assert "2 次" in str(form.refusal)
    assert "2 次" in refused(book, zhang, NOW + 120_000_000)[""]
    assert len(rows(book, "risk_assessments", "id")) == 2
    answers = MIDDLING | {"age": "from_36"}
    assert taken(book, zhang, NOW + DAY, answers=answers).result.grade == "C3"


def test_the_ninth_in_twelve_months_is_refused_wherever_the_others_were_taken(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    for weeks in range(8):
        office.add("risk_assessments", customer_id=zhang, place="mobile", assessed_on=TODAY - 20 - 7 * weeks)
    said = refused(book, zhang)[""]
    assert "8 次" in said
    # The oldest of the eight was 69 days ago, on 2026-09-16.
    assert "2027" in said
    assert customer_assessments(book, zhang, now=NOW).refusal is not None
    other = office.customer("李四", number="C2", birth_day=BORN)
    assert assessment_form(book, other, now=NOW).refusal is None


def test_the_age_that_is_known_is_not_asked(book: Book, office: factories.Book, zhang: bytes) -> None:
    assert assessment_form(book, zhang, now=NOW).known == (("age", "from_36"),)
    without = {name: MIDDLING[name] for name in MIDDLING if name != "age"}
    assert json.loads(taken(book, zhang, answers=without).assessment.answers or "")["age"] == "from_36"
    nobody = office.customer("无名", number="C3")
    assert assessment_form(book, nobody, now=NOW).known == ()
    assert refused(book, nobody, answers=without).keys() == {"answers[age]"}
    child = office.customer("小明", number="C4", birth_day=to_day(date(2010, 1, 1)))
    form = assessment_form(book, child, now=NOW)
    assert form.refusal is not None
    assert "16" in str(form.refusal)
    assert refused(book, child).keys() == {"answers[age]"}


def test_who_has_left_is_not_assessed_and_without_questions_nobody_is(
    book: Book, office: factories.Book, zhang: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = office.customer("赵六", number="C5", closed_on=TODAY)
    with pytest.raises(InputError, match="已离行"):
        assessment_form(book, gone, now=NOW)
    with book.store.read() as tx:
        policy = policies.in_force(tx)
    monkeypatch.setattr(policies, "in_force", lambda _tx: replace(policy, risk_questionnaire=()))
    with pytest.raises(InputError, match="尚未发布"):
        assessment_form(book, zhang, now=NOW)


def test_what_the_customer_confirmed_cannot_be_undone(book: Book, zhang: bytes) -> None:
    done = taken(book, zhang)
    with pytest.raises(InputError, match="客户已确认"):
        undo(book, (done.assessment.id,))
    assert grade(book, zhang) == "C3"
    assert waiting(book) == 1


def test_one_that_head_office_refused_counts_for_nothing(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    office.add("risk_assessments", customer_id=zhang, grade="C2", assessed_on=TODAY - 30)
    done = taken(book, zhang, answers=BOLDEST | {"age": "from_36"})
    assert grade(book, zhang) == "C5"
    with book.store.write() as tx:
        outbox.refuse(tx, done.assessment.id, "assessment_differs")
    assert grade(book, zhang) == "C2"
    found = customer_assessments(book, zhang, now=NOW)
    assert [row.refused for row in found.rows] == ["assessment_differs", None]
    assert found.newest is not None
    assert (found.newest.grade, found.allowance.today) == ("C2", 0)
    [told] = outbox_state(book).refused
    assert (told.entity, told.customer, told.what) == ("risk_assessments", "张三", "C5")
    assert refusal_sentence(told) == "按总行的问卷，这些答案得出的结果与此不同。"
    query = TimelineQuery(zhang, kinds=(EventKind.ASSESSMENT,))
    assert [event.status for event in timeline_page(book, query).events] == ["refused", None]
    undo(book, (done.assessment.id,))  # what was refused can be put away
    assert len(rows(book, "risk_assessments", "id")) == 1


def test_it_clears_the_prompts_that_asked_for_it(book: Book, office: factories.Book, zhang: bytes) -> None:
    office.add("tiers", customer_id=zhang, tier="gold", average_minor=100_000_00)
    office.add(
        "risk_assessments", customer_id=zhang, grade="C1", assessed_on=TODAY - 400, expires_on=TODAY - 35
    )
    product = office.add("products", id=5, name="稳健理财", risk_grade="R3")
    office.add("holdings", customer_id=zhang, kind="wealth", product_id=product, value_minor=50_000_00)

    def asking() -> set[str]:
        found = prompts.customer_prompts(book, zhang, now=NOW + 1)
        return {one.rule for one in found} & {"assessment", "risk_grade"}

    assert asking() == {"assessment", "risk_grade"}
    prompts.prompts_today(book, now=NOW)  # what is kept in memory has to follow
    low = MIDDLING | {"loss": "none"}
    assert taken(book, zhang, answers=low).cleared == 1
    assert asking() == {"risk_grade"}
    assert taken(book, zhang).cleared == 1
    assert asking() == set()
    outcomes = rows(book, "prompt_outcomes", "rule", "action", "interaction_id")
    assert outcomes == [("assessment", "done", None), ("risk_grade", "done", None)]


def test_what_suits_follows_from_it_at_once_also_where_the_data_are_of_yesterday(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    office.add("risk_assessments", customer_id=zhang, grade="C1", assessed_on=TODAY - 30)
    done = taken(book, zhang, NOW + DAY)

    def grade_at(at: int) -> str | None:
        with book.store.read() as tx:
            bank = sources.bank(tx)
            assert bank is not None
            facts = suitability.facts(tx, zhang, bank, bank.as_of)
            assert facts is not None
            found = current(facts, suitability.terms(tx, bank, at))
        return found.grade if found else None

    assert grade_at(NOW + DAY) == "C3"
    assert grade_at(NOW) == "C1"  # it had not been taken then
    with book.store.write() as tx:
        outbox.refuse(tx, done.assessment.id, "assessment_differs")
    assert grade_at(NOW + DAY) == "C1"


def test_a_prompt_comes_back_where_head_office_refused_what_cleared_it(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    office.add("tiers", customer_id=zhang, tier="gold", average_minor=100_000_00)
    office.add(
        "risk_assessments", customer_id=zhang, grade="C3", assessed_on=TODAY - 400, expires_on=TODAY - 35
    )

    def asking() -> bool:
        return "assessment" in {one.rule for one in prompts.customer_prompts(book, zhang, now=NOW + 1)}

    prompts.prompts_today(book, now=NOW + 1)
    assert asking()
    done = taken(book, zhang)
    assert not asking()
    [outcome] = rows(book, "prompt_outcomes", "id")
    undo(book, outcome)  # as it would be after the days of its cool-down
    assert not asking()
    with book.store.write() as tx:
        outbox.refuse(tx, done.assessment.id, "assessment_differs")
    assert asking()


def test_a_draft_comes_back_after_a_lock_and_goes_with_the_recording(book: Book, zhang: bytes) -> None:
    begun = AssessmentEntry(zhang, "risk_2026", "outlet", (("age", "from_36"), ("income", "more")))
    keep_form(book, DRAFT, zhang.hex(), begun)
    kept = kept_form(book, DRAFT, AssessmentEntry)
    assert kept is not None
    assert (kept.about, kept.entry) == (zhang.hex(), begun)
    refused(book, zhang, confirmed=False)
    assert kept_form(book, DRAFT, AssessmentEntry) is not None
    taken(book, zhang)
    assert kept_form(book, DRAFT, AssessmentEntry) is None

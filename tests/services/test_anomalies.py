"""Unusual activity on the device: listed with what was said, prompted for, answered, and selling muted by it."""

from datetime import date
from typing import Any

import pytest

from advisor_app.domain import permission
from advisor_app.domain.anomalies import Evidence
from advisor_app.domain.dates import to_day
from advisor_app.errors import InputError
from advisor_app.i18n import using
from advisor_app.services import prompt_words
from advisor_app.services.anomalies import answer_anomaly, unusual_activity
from advisor_app.services.contact_permissions import contact_permissions
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import customer_prompts, prompts_today
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY

OLD, YOUNG = to_day(date(1950, 1, 1)), to_day(date(1990, 1, 1))
EVIDENCE = Evidence(8_000_000, "CNY", 1, 8_000_000, 1, "family", 50, 20_000, 500_000)


def found(office: factories.Book, customer: bytes, key: bytes = b"a" * 16, **more: Any) -> bytes:
    row = {"kind": "new_payee", "day": TODAY - 1, "found_on": TODAY, "evidence": EVIDENCE.to_json()}
    office.add(
        "anomalies", id=key, customer_id=customer, account_id=None, policy_version=1, **{**row, **more}
    )
    return key


@pytest.fixture
def li(office: factories.Book) -> bytes:
    """Return an older customer who may be called for marketing."""
    key = office.customer("李淑芬", birth_day=OLD)
    office.add("consents", customer_id=key, channel="phone", purpose="marketing", granted=1, recorded_at=1)
    return key


def asked(book: Book, customer: bytes) -> list[str]:
    found = customer_prompts(book, customer, now=NOON)
    return [one.subject for one in found if one.rule == "anomaly"]


def test_it_is_listed_and_prompted_for_with_what_is_usual(
    book: Book, office: factories.Book, li: bytes
) -> None:
    found(office, li)
    activity = unusual_activity(book, li)
    ((unusual, outcome),) = activity.lines
    assert (unusual.evidence, outcome, activity.data_on) == (EVIDENCE, None, TODAY)
    (prompt,) = [one for one in customer_prompts(book, li, now=NOON) if one.rule == "anomaly"]
    with using("en"):
        assert "50" in prompt_words.whys(prompt, activity.policy)
        assert "never ask for a password" in prompt_words.opening(prompt, "Li Shufen", activity.policy)
    with using("zh_CN"):
        assert "从未付过款的收款人" in prompt_words.whys(prompt, activity.policy)
    assert prompt in [one for group in prompts_today(book, now=NOON).groups for one in group.prompts]


@pytest.mark.parametrize("kind", ["size", "new_payee", "velocity", "night", "dormant", "structuring"])
@pytest.mark.parametrize("outward", [0, 1])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_kind_is_said_in_words(
    book: Book, office: factories.Book, li: bytes, kind: str, outward: int, language: str
) -> None:
    found(office, li, kind=kind, evidence=EVIDENCE._replace(outward=outward, hour=3).to_json())
    (prompt,) = [one for one in customer_prompts(book, li, now=NOON) if one.rule == "anomaly"]
    with using(language):
        said = prompt_words.whys(prompt, unusual_activity(book, li).policy)
    assert said
    assert "{" not in said


@pytest.mark.parametrize("answer", ["explained", "escalated"])
def test_an_answer_closes_the_prompt_and_can_be_taken_back(
    book: Book, office: factories.Book, li: bytes, answer: str
) -> None:
    key = found(office, li)
    other = found(office, li, b"b" * 16, day=TODAY - 3)
    edited = answer_anomaly(book, key, answer, now=NOON)
    assert asked(book, li) == [f"anomalies:{other.hex()}"]
    answers = {line.unusual.id: line.answer for line in unusual_activity(book, li).lines}
    assert answers == {key: answer, other: None}
    assert any(action == f"anomaly.{answer}" for action, _about in logged(book))
    undo(book, edited.mutations)
    assert len(asked(book, li)) == 2
    assert {line.answer for line in unusual_activity(book, li).lines} == {None}


def test_what_is_escalated_is_decided_at_head_office_alone(
    book: Book, office: factories.Book, li: bytes
) -> None:
    key = found(office, li)
    answer_anomaly(book, key, "explained", now=NOON)
    answer_anomaly(book, key, "escalated", now=NOON)
    with pytest.raises(InputError):
        answer_anomaly(book, key, "explained", now=NOON)
    assert [line.answer for line in unusual_activity(book, li).lines] == ["escalated"]


def test_what_is_not_there_cannot_be_answered(book: Book, office: factories.Book, li: bytes) -> None:
    with pytest.raises(InputError):
        answer_anomaly(book, b"n" * 16, "explained", now=NOON)
    with pytest.raises(ValueError, match="unusual"):
        answer_anomaly(book, found(office, li), "forgotten", now=NOON)


def test_what_another_program_wrote_is_left_out(book: Book, office: factories.Book, li: bytes) -> None:
    found(office, li, kind="quantum")
    found(office, li, b"b" * 16, evidence="[]")
    assert unusual_activity(book, li).lines == ()
    assert asked(book, li) == []


def test_what_was_withdrawn_mutes_nobody_and_asks_for_nothing(
    book: Book, office: factories.Book, li: bytes
) -> None:
    key = found(office, li, evidence=EVIDENCE._replace(withdrawn_on=TODAY).to_json())
    assert asked(book, li) == []
    lights = contact_permissions(book, li, now=NOON)
    assert permission.MUTED not in [one.code for one in lights.light("phone", marketing=True).reasons]
    (line,) = unusual_activity(book, li).lines
    assert not line.waits
    with pytest.raises(InputError):
        answer_anomaly(book, key, "explained", now=NOON)


def test_evidence_that_is_no_document_breaks_no_light(book: Book, office: factories.Book, li: bytes) -> None:
    found(office, li, evidence="{broken")
    lights = contact_permissions(book, li, now=NOON)
    assert [one.code for one in lights.light("phone", marketing=True).reasons] == [permission.MUTED]


@pytest.mark.parametrize(
    ("kind", "born", "red"), [("new_payee", OLD, True), ("size", OLD, False), ("new_payee", YOUNG, False)]
)
def test_selling_to_an_older_customer_is_muted(
    book: Book, office: factories.Book, li: bytes, kind: str, born: int, red: bool
) -> None:
    customer = office.customer("王建国", birth_day=born)
    office.add(
        "consents", customer_id=customer, channel="phone", purpose="marketing", granted=1, recorded_at=1
    )
    found(office, customer, kind=kind)
    lights = contact_permissions(book, customer, now=NOON)
    codes = [reason.code for reason in lights.light("phone", marketing=True).reasons]
    assert codes == ([permission.MUTED] if red else [])
    assert lights.light("phone", marketing=False).green
    assert lights.outlook.green is not red

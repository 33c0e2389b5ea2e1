"""Pushes of assessments on both databases: judged by the bank's questions and by what there is of the customer."""

import json
from typing import Any

import pytest
from sqlalchemy import insert

from advisor_app.domain import assessments as domain
from advisor_app.domain.ids import new_id
from advisor_app.domain.write_rules import NOT_CONFIRMED
from advisor_app.head_office import policies
from advisor_app.head_office.db.models import RiskAssessment
from advisor_app.paths import resources
from advisor_app.sync import protocol
from tests.domain.test_assessments import BOLDEST, MIDDLING
from tests.head_office.api.pushing import Side, rows, told
from tests.support.bank import AS_OF

NOON = AS_OF * 86_400_000_000 + 4 * 3_600_000_000
YEAR_ON = domain.months_on(AS_OF, 12)


def assessment(customer: bytes, **values: Any) -> protocol.Mutation:
    """Return a new assessment; the points of its answers are 59."""
    key = new_id()
    row = {
        "id": key,
        "customer_id": customer,
        "grade": "C3",
        "assessed_on": AS_OF,
        "expires_on": YEAR_ON,
        "place": "outlet",
        "questionnaire": "risk_2026",
        "answers": json.dumps(MIDDLING),
        "score": 59,
        "confirmed_at": NOON,
    } | values
    row = {name: value for name, value in row.items() if value is not None}
    return protocol.Mutation(key, "risk_assessments", key, customer, None, row, NOON)


def count(side: Side, customer: bytes) -> int:
    return len(rows(side.engine, RiskAssessment, RiskAssessment.customer_id == customer))


def outcome(side: Side, mutation: protocol.Mutation) -> str | None:
    [result] = side.push(mutation)
    return result.code if result.outcome == "refused" else None


def test_one_is_taken_with_its_author_and_told_to_the_book(sides: tuple[Side, Side]) -> None:
    side, customer = sides[0], sides[0].book[0]
    sent = assessment(customer, advisor_id=sides[1].advisor)
    assert outcome(side, sent) is None
    [row] = rows(side.engine, RiskAssessment, RiskAssessment.id == sent.row_id)
    assert (row.grade, row.score, row.advisor_id, row.source_id) == ("C3", 59, side.advisor, None)
    assert json.loads(row.answers) == MIDDLING
    assert [entity for _bucket, entity in told(side.engine, sent.row_id)] == ["risk_assessments"]
    # Sent again it is there once, and counts once.
    assert outcome(side, sent) is None
    assert count(side, customer) == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"confirmed_at": None}, NOT_CONFIRMED),
        ({"answers": None}, NOT_CONFIRMED),
        ({"questionnaire": None}, NOT_CONFIRMED),
        ({"score": None}, NOT_CONFIRMED),
        ({"place": None}, NOT_CONFIRMED),
        ({"questionnaire": "risk_1999"}, domain.UNKNOWN_QUESTIONS),
        ({"grade": "C5"}, domain.RESULT_DIFFERS),
        ({"score": 100}, domain.RESULT_DIFFERS),
        ({"expires_on": YEAR_ON + 1}, domain.RESULT_DIFFERS),
        ({"assessed_on": AS_OF - 1, "expires_on": YEAR_ON - 1}, domain.RESULT_DIFFERS),
        ({"confirmed_at": 2**62}, domain.RESULT_DIFFERS),
        ({"assessed_on": 2**31 - 1, "expires_on": 2**31 - 1}, domain.RESULT_DIFFERS),
        ({"answers": "{"}, domain.RESULT_DIFFERS),
        ({"answers": json.dumps(BOLDEST)}, domain.RESULT_DIFFERS),
        ({"answers": "x\x00"}, "value_invalid"),
        ({"place": "visit"}, domain.FIRST_ELSEWHERE),
        ({"place": "mobile"}, domain.RESULT_DIFFERS),
    ],
)
def test_what_does_not_follow_is_refused(sides: tuple[Side, Side], values: dict[str, Any], code: str) -> None:
    side, customer = sides[0], sides[0].book[1]
    assert outcome(side, assessment(customer, **values)) == code
    assert count(side, customer) == 0


def test_the_third_of_a_day_is_refused_also_within_one_push(sides: tuple[Side, Side]) -> None:
    side, customer = sides[0], sides[0].book[2]
    wrong = assessment(customer, grade="C5")
    sent = [assessment(customer), wrong, assessment(customer, place="visit"), assessment(customer)]
    found = [result.code if result.outcome == "refused" else None for result in side.push(*sent)]
    assert found == [None, domain.RESULT_DIFFERS, None, domain.TOO_MANY_TODAY]
    assert count(side, customer) == 2


def test_those_of_other_channels_count_too(sides: tuple[Side, Side]) -> None:
    side, customer = sides[0], sides[0].book[3]
    with side.engine.begin() as connection:
        for weeks in range(8):
            day = AS_OF - 7 * weeks
            row = {"id": new_id(), "customer_id": customer, "grade": "C2", "assessed_on": day}
            connection.execute(insert(RiskAssessment).values(**row, expires_on=day + 365, place="mobile"))
    assert outcome(side, assessment(customer)) == domain.TOO_MANY_IN_YEAR
    assert outcome(side, assessment(side.book[4])) is None  # another customer's do not


def test_nobody_assesses_the_customers_of_others(sides: tuple[Side, Side]) -> None:
    assert outcome(sides[1], assessment(sides[0].book[5])) == "customer_foreign"


def test_an_assessment_by_the_questions_of_yesterday_is_taken(sides: tuple[Side, Side]) -> None:
    side = sides[1]
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    with side.engine.begin() as connection:
        newer = text.replace('code = "risk_2026"', 'code = "risk_2027"').replace(
            "\nversion = 1\n", "\nversion = 2\n"
        )
        policies.publish(connection, newer)
    assert outcome(side, assessment(side.book[0])) is None
    assert outcome(side, assessment(side.book[1], questionnaire="risk_2027")) is None
    assert outcome(side, assessment(side.book[1], questionnaire="risk_2028")) == domain.UNKNOWN_QUESTIONS

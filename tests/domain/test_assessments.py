"""Assessments of risk: what answers come to, how many there may be, and what head office makes of what it is sent."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.assessments import (
    AGE_DIFFERS,
    FIRST_ELSEWHERE,
    RESULT_DIFFERS,
    TOO_MANY_IN_YEAR,
    TOO_MANY_TODAY,
    TOO_YOUNG,
    UNKNOWN_QUESTIONS,
    Result,
    age_on,
    allowance,
    answers_of,
    completed,
    expires_on,
    field_of,
    in_use,
    months_on,
    places,
    problems,
    refusal,
    result,
)
from advisor_app.domain.dates import from_day, start_of, to_day
from advisor_app.domain.entries import MISSING, UNKNOWN_CODE
from advisor_app.domain.policy import Policy, parse
from advisor_app.domain.policy.assessment import RiskQuestionnaire
from advisor_app.paths import resources

POLICY = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
[ASKED] = POLICY.risk_questionnaire
RULES = POLICY.suitability
ZONE = POLICY.bank.time_zone
DAY = to_day(date(2026, 11, 24))

# Points as the default policy has them, added up by hand: 7 + 3 + 6 + 3 + 4 + 3 + 6 + 4 + 5 + 6 + 6 + 6 = 59 → C3.
MIDDLING = {
    "age": "from_36",
    "income": "below_300k",
    "share": "below_50",
    "experience": "wealth",
    "years": "below_5",
    "knowledge": "basic",
    "goal": "growth",
    "horizon": "three_years",
    "liquidity": "half_year",
    "expectation": "medium",
    "attitude": "wait",
    "loss": "below_30",
}
# 8 + 8 + 8 + 9 + 8 + 8 + 9 + 8 + 7 + 9 + 9 + 9 = 100.
BOLDEST = {
    "age": "from_18",
    "income": "more",
    "share": "more",
    "experience": "derivatives",
    "years": "more",
    "knowledge": "expert",
    "goal": "high_growth",
    "horizon": "longer",
    "liquidity": "not_needed",
    "expectation": "high",
    "attitude": "buy",
    "loss": "more",
}


def on(text: str) -> int:
    return to_day(date.fromisoformat(text))


def came_to(**answers: str) -> Result:
    return result(ASKED, BOLDEST | answers, RULES)


def sent(answers: Mapping[str, str] = MIDDLING, **fields: Any) -> dict[str, Any]:
    """Return an assessment as a device sends it."""
    return {
        "answers": json.dumps(dict(answers)),
        "questionnaire": "risk_2026",
        "score": 59,
        "grade": "C3",
        "place": "visit",
        "assessed_on": DAY,
        "expires_on": on("2027-11-24"),
        "confirmed_at": start_of(DAY, ZONE) + 3_600_000_000,
    } | fields


def office(
    days: list[int] | None = None, policies: tuple[Policy, ...] = (POLICY,), **fields: Any
) -> str | None:
    return refusal(sent(**fields), [DAY - 400] if days is None else days, policies, ZONE)


def test_answers_come_to_points_and_a_grade() -> None:
    assert result(ASKED, MIDDLING, RULES) == Result(59, "C3")
    assert came_to() == Result(100, "C5")
    nothing = {question.code: question.options[0].code for question in ASKED.questions} | {"age": "from_65"}
    assert result(ASKED, nothing, RULES) == Result(0, "C1")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"income": "below_500k", "share": "below_50", "years": "below_5"}, (91, "C5")),
        ({"income": "below_100k", "share": "below_10", "knowledge": "basic"}, (79, "C4")),
        ({"income": "below_100k", "share": "below_10", "horizon": "five_years"}, (82, "C5")),
        ({"income": "below_100k", "share": "below_10", "years": "below_10", "age": "from_36"}, (81, "C5")),
        (
            {"income": "below_100k", "share": "below_10", "years": "below_10", "liquidity": "half_year"},
            (80, "C4"),
        ),
    ],
)
def test_a_grade_begins_with_the_points_of_its_band(
    answers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert came_to(**answers) == Result(*expected)


def test_an_answer_can_hold_the_grade_below_what_the_points_give() -> None:
    assert came_to(loss="none") == Result(91, "C1", "loss")
    assert came_to(loss="below_10") == Result(94, "C3", "loss")
    assert came_to(age="from_65") == Result(92, "C3", "age")
    assert came_to(age="from_65", loss="none") == Result(83, "C1", "loss")
    # One that allows what the points give holds nothing.
    assert result(ASKED, MIDDLING | {"age": "from_65"}, RULES) == Result(52, "C3")


def test_answers_are_complete_and_among_those_that_there_are() -> None:
    assert problems(ASKED, MIDDLING, 40) == problems(ASKED, MIDDLING, None) == ()
    wrong = {name: MIDDLING[name] for name in MIDDLING if name != "goal"} | {"loss": "all", "shoe": "43"}
    assert [(one.field, one.reason) for one in problems(ASKED, wrong, None)] == [
        (field_of("goal"), MISSING),
        (field_of("loss"), UNKNOWN_CODE),
        (field_of("shoe"), UNKNOWN_CODE),
    ]
    with pytest.raises(KeyError):
        result(ASKED, wrong, RULES)


def test_the_age_that_is_known_answers_and_is_not_contradicted() -> None:
    assert completed(ASKED, {"goal": "income"}, 65) == {"age": "from_65", "goal": "income"}
    assert completed(ASKED, {}, 64) == {"age": "from_60"}
    assert completed(ASKED, {}, None) == {}
    assert completed(ASKED, {}, 17) == {}
    [differs] = problems(ASKED, MIDDLING, 65)
    assert (differs.field, differs.reason, differs.values) == (field_of("age"), AGE_DIFFERS, {"age": 65})
    [young] = problems(ASKED, MIDDLING, 17)
    assert young.reason == TOO_YOUNG
    assert age_on(on("2000-02-29"), on("2026-02-28")) == 25
    assert age_on(on("2000-02-29"), on("2026-03-01")) == 26
    assert age_on(on("1961-11-24"), DAY) == 65


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-11-24", 12, "2027-11-24"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-02-28", 12, "2028-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-31", -12, "2025-12-31"),
        ("2028-02-29", -12, "2027-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
    ],
)
def test_months_end_with_the_day_of_the_same_number(day: str, months: int, expected: str) -> None:
    assert from_day(months_on(on(day), months)).isoformat() == expected


def test_an_assessment_counts_for_the_months_of_the_policy() -> None:
    assert from_day(expires_on(DAY, RULES)).isoformat() == "2027-11-24"
    assert from_day(expires_on(DAY, replace(RULES, assessment_months=6))).isoformat() == "2027-05-24"


def test_two_a_day_and_the_third_is_refused() -> None:
    assert allowance([], DAY, RULES)[:5] == (0, 2, 0, 8, True)
    assert allowance([DAY], DAY, RULES)[:5] == (1, 2, 1, 8, False)
    third = allowance([DAY, DAY], DAY, RULES).refusal
    assert third is not None
    assert (third.code, third.values) == (TOO_MANY_TODAY, {"most": 2, "free_on": DAY + 1})
    assert allowance([DAY, DAY], DAY + 1, RULES).refusal is None


def test_eight_in_twelve_months_and_the_ninth_is_refused_until_there_is_room() -> None:
    days = [on("2025-11-24"), *(on("2025-12-01") + 7 * week for week in range(8))]
    # The one of a year ago today counts no more; the other eight do.
    full = allowance(days, DAY, RULES)
    assert (full.year, full.refusal is not None and full.refusal.code) == (8, TOO_MANY_IN_YEAR)
    assert full.refusal is not None
    assert from_day(full.refusal.values["free_on"]).isoformat() == "2026-12-01"
    assert allowance(days, on("2026-11-30"), RULES).refusal is not None
    assert allowance(days, on("2026-12-01"), RULES).refusal is None
    # Both limits at once: the longer one is told.
    both = allowance([*days[1:], DAY, DAY], DAY, RULES).refusal
    assert both is not None
    assert (both.code, from_day(both.values["free_on"]).isoformat()) == (TOO_MANY_IN_YEAR, "2026-12-15")


@given(st.lists(st.integers(DAY - 800, DAY + 30), max_size=20), st.integers(DAY - 30, DAY + 30))
def test_whoever_waits_until_there_is_room_is_not_refused_for_the_same(days: list[int], today: int) -> None:
    found = allowance(days, today, RULES)
    assert found.first == (not days)
    if found.refusal is None:
        assert days.count(today) < 2
        assert sum(day > months_on(today, -12) for day in days) < 8
        return
    then = found.refusal.values["free_on"]
    again = allowance([day for day in days if day <= today], then, RULES).refusal
    assert then > today
    assert again is None or again.code != found.refusal.code
    before = allowance([day for day in days if day <= today], then - 1, RULES).refusal
    if all(day <= today for day in days):
        assert before is not None


@given(st.fixed_dictionaries({q.code: st.sampled_from([o.code for o in q.options]) for q in ASKED.questions}))
def test_every_answer_leads_to_a_grade_and_more_points_never_to_a_lower_one(answers: dict[str, str]) -> None:
    grades = [grade.code for grade in RULES.customer_grades]
    found = result(ASKED, answers, RULES)
    for question in ASKED.questions:
        here = next(one for one in question.options if one.code == answers[question.code])
        for other in question.options:
            loosens = other.at_most is None or (
                here.at_most is not None and grades.index(here.at_most) <= grades.index(other.at_most)
            )
            if other.points >= here.points and loosens:
                more = result(ASKED, answers | {question.code: other.code}, RULES)
                assert grades.index(more.grade) >= grades.index(found.grade)


def test_the_first_one_is_taken_at_an_outlet() -> None:
    assert places(ASKED, RULES, first=True) == ("outlet",)
    assert places(ASKED, RULES, first=False) == ("outlet", "visit")


def test_questions_whose_grades_the_bank_does_not_have_are_not_put() -> None:
    assert in_use(POLICY) is ASKED
    assert in_use(replace(POLICY, risk_questionnaire=())) is None
    fewer = replace(RULES, customer_grades=RULES.customer_grades[:4])
    assert in_use(replace(POLICY, suitability=fewer)) is None


def test_head_office_takes_what_follows_from_the_questions() -> None:
    assert office() is None
    assert office(days=[], place="outlet") is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"questionnaire": "risk_2019"}, UNKNOWN_QUESTIONS),
        ({"score": 60}, RESULT_DIFFERS),
        ({"grade": "C4"}, RESULT_DIFFERS),
        ({"expires_on": on("2027-11-25")}, RESULT_DIFFERS),
        ({"assessed_on": DAY - 1, "expires_on": on("2027-11-23")}, RESULT_DIFFERS),
        ({"confirmed_at": 2**62}, RESULT_DIFFERS),
        ({"assessed_on": 2**40}, RESULT_DIFFERS),
        ({"place": "mobile"}, RESULT_DIFFERS),
        ({"answers": MIDDLING | {"loss": "none"}}, RESULT_DIFFERS),
        ({"answers": {name: MIDDLING[name] for name in MIDDLING if name != "goal"}}, RESULT_DIFFERS),
        ({"answers": MIDDLING | {"shoe": "43"}}, RESULT_DIFFERS),
        ({"days": []}, FIRST_ELSEWHERE),
        ({"days": [DAY, DAY]}, TOO_MANY_TODAY),
        ({"days": [DAY - 7 * week for week in range(8)]}, TOO_MANY_IN_YEAR),
    ],
)
def test_head_office_refuses_what_does_not(fields: dict[str, Any], code: str) -> None:
    assert office(**fields) == code


@pytest.mark.parametrize("text", ["", "[]", '{"age": 1}', "{", "[" * 100_000, "null"])
def test_answers_that_cannot_be_read_are_none(text: str) -> None:
    assert answers_of(text) == answers_of(None) == {}
    assert refusal(sent() | {"answers": text}, [DAY - 400], [POLICY], ZONE) == RESULT_DIFFERS


def test_the_questions_may_be_those_of_a_former_policy_and_the_limits_are_those_of_now() -> None:
    def asking(code: str) -> RiskQuestionnaire:
        return replace(ASKED, code=code)

    now = replace(POLICY, risk_questionnaire=(asking("risk_2027"),))
    assert office(policies=(now,)) == UNKNOWN_QUESTIONS
    assert office(policies=(now, POLICY)) is None
    stricter = replace(now, suitability=replace(RULES, assessments_per_day=1))
    assert office(days=[DAY], policies=(now, POLICY)) is None
    assert office(days=[DAY], policies=(stricter, POLICY)) == TOO_MANY_TODAY
    # A grade that the bank does not have is no grade.
    fewer = replace(POLICY, suitability=replace(RULES, customer_grades=RULES.customer_grades[:4]))
    assert office(policies=(fewer,)) == UNKNOWN_QUESTIONS

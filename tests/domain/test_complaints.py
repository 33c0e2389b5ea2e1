"""Complaints: the days of the clock over every kind of calendar edge, and what may be done with one by whom."""

from datetime import date
from typing import Any

import pytest

from advisor_app.domain import complaints
from advisor_app.domain.complaints import (
    Action,
    Complaint,
    Urgency,
    actions,
    clock,
    due_on,
    may_handle,
    to_be_told,
)
from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.policy import parse
from advisor_app.paths import resources

RULES = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8")).complaints
ME, COLLEAGUE = 7, 8
TODAY = to_day(date(2026, 11, 24))


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("received", "simple", "is_complex", "extended"),
    [
        ("2026-11-24", "2026-12-09", "2026-12-24", "2027-01-23"),
        ("2026-12-20", "2027-01-04", "2027-01-19", "2027-02-18"),  # across New Year
        ("2026-12-31", "2027-01-15", "2027-01-30", "2027-03-01"),  # and the end of a February of 28 days
        ("2028-02-14", "2028-02-29", "2028-03-15", "2028-04-14"),  # ends on a leap day
        ("2028-02-29", "2028-03-15", "2028-03-30", "2028-04-29"),  # begins on one
        ("2027-02-20", "2027-03-07", "2027-03-22", "2027-04-21"),  # the same days without one
        ("2028-02-20", "2028-03-06", "2028-03-21", "2028-04-20"),
        ("2100-02-20", "2100-03-07", "2100-03-22", "2100-04-21"),  # a century that is no leap year
        ("2027-02-01", "2027-02-16", "2027-03-03", "2027-04-02"),  # holidays count: calendar days
    ],
)
def test_last_day(received: str, simple: str, is_complex: str, extended: str) -> None:
    start = day(received)
    found = (
        due_on(RULES, start),
        due_on(RULES, start, is_complex=True),
        due_on(RULES, start, is_complex=True, extended=True),
    )
    assert [from_day(each).isoformat() for each in found] == [simple, is_complex, extended]


@pytest.mark.parametrize(
    ("today", "number", "left", "urgency"),
    [
        ("2026-12-25", 0, 15, Urgency.RUNNING),
        ("2027-01-03", 9, 6, Urgency.RUNNING),
        ("2027-01-04", 10, 5, Urgency.SOON),  # day 10, over New Year
        ("2027-01-09", 15, 0, Urgency.SOON),  # the whole last day
        ("2027-01-10", 16, -1, Urgency.OVERDUE),
    ],
)
def test_running(today: str, number: int, left: int, urgency: Urgency) -> None:
    found = clock(RULES, Complaint(), day("2026-12-25"), day(today))
    assert found == (number, day("2027-01-09"), left, urgency, urgency is Urgency.OVERDUE)


@pytest.mark.parametrize(
    ("row", "last"),
    [
        (Complaint(), "2026-12-09"),
        (Complaint(complex=1), "2026-12-24"),
        (Complaint(complex=1, extension="asked"), "2026-12-24"),  # to ask gives no day more
        (Complaint(complex=1, extension="refused"), "2026-12-24"),
        (Complaint(complex=1, extension="approved"), "2027-01-23"),
        (Complaint(due_on=day("2026-12-01")), "2026-12-01"),  # the bank's own system has said it
    ],
)
def test_approval_alone_gives_more_time(row: Complaint, last: str) -> None:
    assert from_day(clock(RULES, row, TODAY, TODAY).due_on).isoformat() == last


@pytest.mark.parametrize("status", ["answered", "resolved", "closed", "withdrawn"])
def test_it_stops_on_the_day_on_which_it_ends(status: str) -> None:
    ended = Complaint(status=status, answered_on=TODAY + 3)
    for today in (TODAY + 3, TODAY + 300):
        assert clock(RULES, ended, TODAY, today) == (3, TODAY + 15, 12, Urgency.NONE, False)
    late = Complaint(status=status, answered_on=TODAY + 16)
    assert clock(RULES, late, TODAY, TODAY + 20).late
    assert not clock(RULES, late._replace(answered_on=TODAY + 15), TODAY, TODAY + 20).late


ALL = {Action.ASSIGN, Action.ANSWER, Action.WITHDRAW}


@pytest.mark.parametrize(
    ("row", "after", "possible"),
    [
        (Complaint(), 0, ALL | {Action.COMPLEX}),
        (Complaint(status="in_progress", complex=1), 0, ALL | {Action.EXTEND}),
        (Complaint(complex=1), 30, ALL | {Action.EXTEND}),
        (Complaint(complex=1), 31, ALL),  # too late to ask
        (Complaint(complex=1, extension="asked"), 0, ALL),
        (Complaint(complex=1, extension="refused"), 0, ALL | {Action.EXTEND}),
        (Complaint(complex=1, extension="approved"), 0, ALL | {Action.TELL}),
        (Complaint(complex=1, extension="approved", told_on=TODAY), 0, ALL),
        (Complaint(status="answered"), 0, {Action.CLOSE}),
        (Complaint(status="resolved"), 0, {Action.CLOSE}),
        (Complaint(status="closed"), 0, set()),
        (Complaint(status="withdrawn"), 0, set()),
        (Complaint(about_id=ME), 0, {Action.ASSIGN}),  # whom it is about hands it on and does nothing else
        (Complaint(about_id=ME, status="answered"), 0, set()),
        (Complaint(about_id=COLLEAGUE), 0, ALL | {Action.COMPLEX}),
        (Complaint(kind="review"), 0, {Action.CLOSE}),
        (Complaint(kind="survey", status="closed"), 0, set()),
    ],
)
def test_what_can_be_done(row: Complaint, after: int, possible: set[Action]) -> None:
    assert actions(RULES, row, TODAY, TODAY + after, ME) == possible


def test_nobody_handles_a_complaint_about_themselves() -> None:
    assert may_handle(Complaint(), ME)
    assert may_handle(Complaint(about_id=COLLEAGUE), ME)
    assert not may_handle(Complaint(about_id=ME), ME)


def test_the_complainant_is_told_of_more_time_and_of_nothing_else() -> None:
    values: list[dict[str, Any]] = [
        {"extension": extension, "told_on": told, "status": status}
        for extension in (None, "asked", "approved", "refused")
        for told in (None, TODAY)
        for status in ("open", "in_progress", "answered", "withdrawn")
    ]
    wanted = [
        each["extension"] == "approved" and each["told_on"] is None and each["status"] in complaints.RUNNING
        for each in values
    ]
    assert [to_be_told(Complaint(**each)) for each in values] == wanted
    assert any(wanted)

"""Each rule at its edges: the day before and after, the amount below and at, what clears it and what does not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_app.domain.dates import to_day
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts.calendar import Weekdays
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.snapshot import (
    CustomerSnapshot,
    DayFlow,
    Event,
    Graded,
    Held,
    Listed,
    Pay,
    Promised,
    Spoken,
    TierFacts,
    Told,
)
from advisor_app.domain.prompts.types import Prompt, Urgency
from advisor_app.domain.records import Consent, PromptOutcome
from tests.domain.prompts.facts import MOMENT, POLICY, TODAY, ZONE

DAY = 86_400_000_000
NOW = MOMENT.now
YUAN = 100


class EveryDay(Weekdays):
    """A bank that never closes, so that days are what they are."""

    def is_open(self, day: int) -> bool:
        return True


def person(tier: str | None = "gold", **facts: Any) -> CustomerSnapshot:
    about = TierFacts(tier, TODAY - 300, TODAY - 54, 10_000_000) if tier else None
    spoken = (Spoken(b"s", NOW - 20 * DAY, "phone", "in", "other", "connected", None, None),)
    return CustomerSnapshot(
        b"c",
        "customer",
        **{"tier": about, "aum_minor": 10_000_000, "contacts": spoken, "deposits_minor": 10_000_000} | facts,
    )


def prompts(snapshot: CustomerSnapshot, rule: str, policy: Policy = POLICY) -> list[Prompt]:
    found = Engine(policy, MOMENT, "CNY", EveryDay()).prompts(snapshot)
    return [prompt for prompt in found if prompt.rule == rule]


def held(days: int, value: int = 50_000 * YUAN, closed: int | None = None, **facts: Any) -> Held:
    closed_on = None if closed is None else TODAY + closed
    worth = value if closed is None else 0
    made = Held(1, "term_deposit", "定期", worth, None, TODAY - 400, TODAY + days, closed_on, value)
    return made._replace(**facts)


def spoken(days_ago: float, purpose: str = "maturity", outcome: str = "connected", **facts: Any) -> Spoken:
    at = NOW - int(days_ago * DAY)
    return Spoken(b"x", at, "phone", "in", purpose, outcome, None, None)._replace(**facts)


@pytest.mark.parametrize(
    ("days", "stage", "urgency"),
    [
        (31, None, None),
        (30, 30, Urgency.LATER),
        (8, 30, Urgency.LATER),
        (7, 7, Urgency.SOON),
        (1, 7, Urgency.SOON),
        (0, 0, Urgency.NOW),
        (-1, None, None),
    ],
)
def test_money_matures_in_stages(days: int, stage: int | None, urgency: Urgency | None) -> None:
    found = prompts(person(held=(held(days),)), "maturity")
    assert [(one.subject, one.urgency, one.due_on) for one in found] == (
        [] if stage is None else [(f"holdings:1/{stage}", urgency, TODAY + days)]
    )


def test_small_money_and_other_kinds_do_not_mature() -> None:
    assert not prompts(person(held=(held(7, value=9_999 * YUAN),)), "maturity")
    assert prompts(person(held=(held(7, value=10_000 * YUAN),)), "maturity")
    assert not prompts(person(held=(held(7, kind="fund"),)), "maturity")
    assert not prompts(person(held=(held(7, closed=-1),)), "maturity")


def test_maturing_money_comes_first_from_an_amount_and_a_week_on() -> None:
    assert [one.first for one in prompts(person(held=(held(7),)), "maturity")] == [True]
    assert [one.first for one in prompts(person(held=(held(8),)), "maturity")] == [False]
    small = prompts(person(held=(held(7, value=49_999 * YUAN),)), "maturity")
    assert [one.first for one in small] == [False]


@pytest.mark.parametrize(
    ("tier", "action", "purpose"),
    [
        ("private", "plan_maturity", "maturity"),
        ("gold", "call_maturity", "maturity"),
        ("mass", "tell_maturity", "maturity"),
    ],
)
def test_the_same_event_gives_tiers_different_actions(tier: str, action: str, purpose: str) -> None:
    agreed = Consent(b"", b"", "phone", "marketing", 1, None, NOW - 90 * DAY)
    (found,) = prompts(person(tier, held=(held(7),), consents=(agreed,)), "maturity")
    assert (found.action, found.contact_purpose) == (action, purpose)


@pytest.mark.parametrize(
    ("contact", "cleared"),
    [
        (spoken(1), True),
        (spoken(1, outcome="no_answer"), False),
        (spoken(1, purpose="care"), False),
        (spoken(9.9), True),
        (spoken(31), False),
    ],
)
def test_what_was_spoken_of_is_not_asked_for_again(contact: Spoken, *, cleared: bool) -> None:
    found = prompts(person(held=(held(20),), contacts=(contact,)), "maturity")
    assert bool(found) is not cleared


def test_what_matured_waits_until_it_is_put_away_or_gone() -> None:
    assert [one.value_minor for one in prompts(person(held=(held(-3),)), "matured")] == [50_000 * YUAN]
    closed = held(-3, closed=-3)
    assert [one.value_minor for one in prompts(person(held=(closed,)), "matured")] == [50_000 * YUAN]
    renewed = held(300, value=40_000 * YUAN, id=2, starts_on=TODAY - 2)
    assert not prompts(person(held=(closed, renewed)), "matured")
    half = held(300, value=25_000 * YUAN, id=2, starts_on=TODAY - 2)
    assert [one.value_minor for one in prompts(person(held=(closed, half)), "matured")] == [25_000 * YUAN]
    before = held(300, value=50_000 * YUAN, id=2, starts_on=TODAY - 4)
    assert prompts(person(held=(closed, before)), "matured")
    gone = (DayFlow(TODAY - 2, 0, 45_000 * YUAN),)
    assert not prompts(person(held=(closed,), flows=gone), "matured")
    assert not prompts(person(held=(closed,), deposits_minor=5_000 * YUAN), "matured")
    assert not prompts(person(held=(held(-15, closed=-15),)), "matured")


@pytest.mark.parametrize(
    ("out", "came", "there"),
    [(20_000, 0, True), (19_999, 0, False), (30_000, 10_000, True), (30_000, 10_001, False)],
)
def test_money_leaves_net_and_by_share(out: int, came: int, *, there: bool) -> None:
    flows = (DayFlow(TODAY - 29, came * YUAN, 0), DayFlow(TODAY - 1, 0, out * YUAN))
    assert bool(prompts(person(flows=flows, contacts=()), "outflow")) is there


def test_money_that_left_is_asked_for_until_somebody_spoke_after_it() -> None:
    flows = (DayFlow(TODAY - 3, 0, 60_000 * YUAN),)
    for rule in ("outflow", "outflow_day"):
        assert prompts(person(flows=flows, contacts=(spoken(5),)), rule)
        assert not prompts(person(flows=flows, contacts=(spoken(2),)), rule)
    assert not prompts(person(flows=(DayFlow(TODAY - 7, 0, 60_000 * YUAN),)), "outflow_day")
    assert not prompts(person(flows=(DayFlow(TODAY - 1, 0, 49_999 * YUAN),)), "outflow_day")


def test_money_that_came_and_went_the_same_day_is_no_inflow() -> None:
    flow = DayFlow(TODAY - 1, 100_000 * YUAN, 0)
    assert [one.value_minor for one in prompts(person(flows=(flow,)), "inflow")] == [100_000 * YUAN]
    assert not prompts(person(flows=(flow._replace(outflow_minor=1),)), "inflow")


@pytest.mark.parametrize(
    ("days", "there"),
    [
        ((120, 90, 60), True),
        ((120, 60), False),
        ((105, 75, 45), False),
        ((106, 76, 46), True),
        ((190, 150, 120), False),
    ],
)
def test_a_salary_that_came_regularly_stops(days: tuple[int, ...], *, there: bool) -> None:
    pays = tuple(Pay(TODAY - day, "salary") for day in days)
    assert bool(prompts(person(pays=pays, contacts=()), "salary_stopped")) is there


@pytest.mark.parametrize(
    ("born", "falls_on"),
    [
        (date(1980, 11, 24), date(2026, 11, 24)),
        (date(1980, 12, 1), date(2026, 12, 1)),
        (date(1980, 12, 2), None),
        (date(1980, 11, 23), None),
    ],
)
def test_birthdays_within_a_week(born: date, falls_on: date | None) -> None:
    found = prompts(person(birth_day=to_day(born)), "birthday")
    assert [one.due_on for one in found] == ([] if falls_on is None else [to_day(falls_on)])


def test_the_29th_of_february_is_the_28th_in_other_years() -> None:
    moment = MOMENT._replace(today=to_day(date(2027, 2, 25)))
    found = Engine(POLICY, moment, "CNY", EveryDay()).prompts(person(birth_day=to_day(date(1988, 2, 29))))
    assert [one.due_on for one in found if one.rule == "birthday"] == [to_day(date(2027, 2, 28))]


def test_a_birthday_by_the_chinese_calendar_where_it_is_kept_so() -> None:
    class Chinese(EveryDay):
        def lunar_anniversary(self, born: int, today: int) -> int | None:
            return today + 3

    some = person(birth_day=to_day(date(1980, 5, 1)))
    for kept, days in ((True, [TODAY + 3]), (False, [])):
        found = Engine(POLICY, MOMENT, "CNY", Chinese()).prompts(some._replace(lunar_birthday=kept))
        assert [one.due_on for one in found if one.rule == "birthday"] == days


@pytest.mark.parametrize(
    ("days", "subject"),
    [(91, None), (90, "90"), (31, "90"), (30, "30"), (0, "0"), (-1, "over"), (-400, "over")],
)
def test_documents_expire_in_stages(days: int, subject: str | None) -> None:
    found = prompts(person(id_expires_on=TODAY + days), "document")
    assert [one.subject for one in found] == (
        [] if subject is None else [f"document:{TODAY + days}/{subject}"]
    )


@pytest.mark.parametrize(("days", "there"), [(31, False), (30, True), (0, True), (-1, True)])
def test_an_assessment_expires(days: int, *, there: bool) -> None:
    some = person(assessments=(Graded("C3", TODAY - 300, TODAY + days),))
    assert bool(prompts(some, "assessment")) is there
    assert not prompts(some._replace(contacts=(spoken(0.1, purpose="assessment"),)), "assessment")


@pytest.mark.parametrize(
    ("days", "urgency"), [(143, None), (144, Urgency.LATER), (180, Urgency.LATER), (181, Urgency.NOW)]
)
def test_the_rhythm_of_gold(days: int, urgency: Urgency | None) -> None:
    found = prompts(person("gold", contacts=(spoken(days),)), "rhythm")
    assert [one.urgency for one in found] == ([] if urgency is None else [urgency])
    assert not prompts(person("mass", contacts=(spoken(days),)), "rhythm")


@pytest.mark.parametrize(
    ("days", "deposits", "there"), [(179, 5_000, False), (180, 5_000, True), (180, 999, False)]
)
def test_dormant_customers(days: int, deposits: int, *, there: bool) -> None:
    some = person(last_own_on=TODAY - days, deposits_minor=deposits * YUAN, contacts=())
    assert bool(prompts(some, "dormant")) is there
    assert not prompts(some._replace(contacts=(spoken(0),)), "dormant")


def told(kind: str, days_ago: int, **facts: Any) -> Told:
    values: dict[str, Any] = {"id": b"f", "kind": kind, "score": None, "scale": None, "status": "open"}
    values |= {"due_on": None, "complex": None, "extension": None, "answered_on": None}
    return Told(**values | {"happened_at": NOW - days_ago * DAY} | facts)


@pytest.mark.parametrize(
    ("feedback", "there"),
    [
        (told("survey", 1, score=6, scale=10), True),
        (told("survey", 1, score=7, scale=10), False),
        (told("survey", 1, score=6, scale=10, status="closed"), False),
        (told("call_back", 1), True),
        (told("praise", 1), False),
    ],
)
def test_negative_feedback_is_open(feedback: Told, *, there: bool) -> None:
    assert bool(prompts(person(feedback=(feedback,)), "feedback")) is there


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(9, None), (10, Urgency.NOW), (15, Urgency.NOW), (16, Urgency.OVERDUE)],
)
def test_a_complaint_from_day_10_of_its_clock(days: int, urgency: Urgency | None) -> None:
    found = prompts(person(feedback=(told("complaint", days),)), "complaint")
    assert [one.urgency for one in found] == ([] if urgency is None else [urgency])
    assert not prompts(person(feedback=(told("complaint", days, status="answered"),)), "complaint")


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(2, None), (1, Urgency.NOW), (0, Urgency.NOW), (-1, Urgency.OVERDUE)],
)
def test_promises_fall_due(days: int, urgency: Urgency | None) -> None:
    made = Promised(b"p", "寄资料", TODAY + days, None, None, NOW - 9 * DAY)
    found = prompts(person(promises=(made,)), "promise")
    assert [one.urgency for one in found] == ([] if urgency is None else [urgency])
    assert not prompts(person(promises=(made._replace(settled_on=TODAY, outcome="kept"),)), "promise")


def test_life_events_that_were_recorded_lately_or_are_near() -> None:
    event = Event(b"e", "marriage", None, NOW - 30 * DAY)
    assert prompts(person(events=(event,)), "life_event")
    assert not prompts(person(events=(event._replace(made_at=NOW - 31 * DAY),)), "life_event")
    old = event._replace(made_at=NOW - 300 * DAY, happens_on=TODAY + 30)
    assert prompts(person(events=(old,)), "life_event")
    assert not prompts(person(events=(old._replace(happens_on=TODAY + 31),)), "life_event")


def test_a_tier_in_danger_and_one_that_is_near() -> None:
    gold = TierFacts("gold", TODAY - 300, TODAY - 54, 5_000_000, None, "wealth", 45_000_000)
    assert not prompts(person(tier=None)._replace(tier=gold), "tier_watch")
    below = gold._replace(average_minor=4_999_999)
    assert [one.subject for one in prompts(person()._replace(tier=below), "tier_watch")] == [
        f"tier:gold/{TODAY - 54}"
    ]
    for state, there in (("watch", True), ("held", True), ("lifted", False), ("normal", False)):
        standing = person()._replace(tier=gold._replace(state=state, average_minor=4_999_999))
        assert bool(prompts(standing, "tier_watch")) is there, state
    agreed = Consent(b"", b"", "phone", "marketing", 1, None, NOW - 90 * DAY)
    near = gold._replace(short_minor=5_000_000)
    assert prompts(person(consents=(agreed,))._replace(tier=near), "tier_near")
    assert not prompts(person()._replace(tier=near), "tier_near"), "marketing without consent"
    rising = near._replace(state="upgrade_next")
    assert not prompts(person(consents=(agreed,))._replace(tier=rising), "tier_near"), "it comes by itself"
    far = gold._replace(short_minor=5_000_001)
    assert not prompts(person(consents=(agreed,))._replace(tier=far), "tier_near")


@pytest.mark.parametrize(("grade", "there"), [("R3", False), ("R4", True), (None, False)])
def test_a_position_riskier_than_the_grade(grade: str | None, *, there: bool) -> None:
    fund = held(0, kind="fund", matures_on=None, risk_grade=grade)
    graded = (Graded("C3", TODAY - 100, TODAY + 200),)
    assert bool(prompts(person(held=(fund,), assessments=graded), "risk_grade")) is there
    assert not prompts(person(held=(fund,)), "risk_grade"), "nobody knows the customer's grade"
    sold = fund._replace(closed_on=TODAY)
    assert not prompts(person(held=(sold,), assessments=graded), "risk_grade")


@pytest.mark.parametrize(("deposits", "there"), [(100_000, True), (100_001, False)])
def test_half_of_the_assets_in_one_product(deposits: int, *, there: bool) -> None:
    parts = (
        held(0, kind="fund", id=1, name="甲", value=60_000 * YUAN, matures_on=None),
        held(0, kind="fund", id=2, name="甲", value=40_000 * YUAN, matures_on=None),
    )
    found = prompts(person(held=parts, deposits_minor=deposits * YUAN), "concentration")
    assert [one.value_minor for one in found] == ([100_000 * YUAN] if there else [])


def test_a_campaign_while_it_runs_and_nobody_called() -> None:
    agreed = Consent(b"", b"", "phone", "marketing", 1, None, NOW - 90 * DAY)
    call = Listed(b"l", "开门红", None, TODAY, TODAY, None, None)
    assert prompts(person(consents=(agreed,), calls=(call,)), "campaign")
    assert not prompts(person(calls=(call,)), "campaign"), "marketing without consent"
    for other in ({"opens_on": TODAY + 1}, {"closes_on": TODAY - 1}, {"outcome": "won"}):
        assert not prompts(person(consents=(agreed,), calls=(call._replace(**other),)), "campaign")


def outcome(action: str, days_ago: int, **facts: Any) -> PromptOutcome:
    values: dict[str, Any] = dict.fromkeys(PromptOutcome._fields)
    values |= {"id": b"o", "customer_id": b"c", "rule": "maturity", "subject": "holdings:1/30"}
    values |= {"action": action, "shown_on": TODAY - days_ago, "made_at": NOW - days_ago * DAY}
    return PromptOutcome(**values | facts)


@pytest.mark.parametrize(
    ("settled", "there"),
    [
        (outcome("done", 0), False),
        (outcome("done", 4), False),  # also of another stage
        (outcome("done", 5), True),
        (outcome("dismissed", 29), False),
        (outcome("dismissed", 30), True),
        (outcome("snoozed", 1, until_on=TODAY + 1), False),
        (outcome("snoozed", 1, until_on=TODAY), True),
        (outcome("withdrawn", 0), True),
        (outcome("done", 0, rule="matured"), True),
        (outcome("done", 0, subject="holdings:2/7"), True),
    ],
)
def test_what_was_done_snoozed_or_dismissed_rests(settled: PromptOutcome, *, there: bool) -> None:
    some = person(held=(held(7),), outcomes=(settled,))
    assert bool(prompts(some, "maturity")) is there


def test_who_has_left_is_left_alone() -> None:
    some = person(held=(held(7),), id_expires_on=TODAY)
    assert Engine(POLICY, MOMENT, "CNY", EveryDay()).prompts(some)
    assert not Engine(POLICY, MOMENT, "CNY", EveryDay()).prompts(some._replace(closed_on=TODAY))


def test_what_is_due_on_a_day_off_is_due_before_it() -> None:
    saturday = TODAY + 4
    (found,) = [
        one
        for one in Engine(POLICY, MOMENT, "CNY", Weekdays()).prompts(person(held=(held(4),)))
        if one.rule == "maturity"
    ]
    assert found.due_on == saturday - 1
    friday = MOMENT._replace(today=saturday - 1, data_on=saturday - 1)
    (found,) = [
        one
        for one in Engine(POLICY, friday, "CNY", Weekdays()).prompts(person(held=(held(5),)))
        if one.rule == "maturity"
    ]
    assert (found.due_on, found.urgency) == (saturday - 1, Urgency.NOW)


def test_a_policy_without_a_trigger_has_no_such_prompt() -> None:
    triggers = {rule: one for rule, one in POLICY.prompts.triggers.items() if rule != "maturity"}
    without = replace(POLICY, prompts=replace(POLICY.prompts, triggers=triggers))
    assert not prompts(person(held=(held(7),)), "maturity", without)
    assert MOMENT.time_zone == ZONE

"""Unusual activity on a device: what a record says, the prompt that it leads to, and whom it mutes marketing to."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from advisor_app.domain import permission
from advisor_app.domain.anomalies import Evidence, Unusual, muted_on, subject_of
from advisor_app.domain.dates import to_day
from advisor_app.domain.permission import Facts, may_contact
from advisor_app.domain.policy import PolicyError, parse
from advisor_app.domain.prompts.calendar import Weekdays
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.snapshot import CustomerSnapshot, Spoken
from advisor_app.domain.prompts.types import Prompt, Urgency
from advisor_app.domain.records import Anomaly, PromptOutcome
from advisor_app.paths import resources
from tests.domain.prompts.facts import MOMENT, POLICY, TODAY, at

ID = bytes(range(16))
EVIDENCE = Evidence(
    amount_minor=6_000_000,
    currency="CNY",
    payments=1,
    total_minor=6_000_000,
    outward=1,
    category="family",
    past=40,
    usual_minor=12_000,
    most_minor=300_000,
)
BORN = to_day(date(1955, 6, 1))  # 71 years old in 2026


def row(kind: str = "new_payee", day: int = TODAY - 1, **more: Any) -> Anomaly:
    known = Anomaly(ID, b"c" * 16, 7, kind, day, EVIDENCE.to_json(), TODAY, 3)
    return known._replace(**more)


def unusual(**more: Any) -> Unusual:
    found = Unusual.of(row(**more))
    assert found is not None
    return found


def prompts(snapshot: CustomerSnapshot) -> list[Prompt]:
    found = Engine(POLICY, MOMENT, "CNY", Weekdays()).prompts(snapshot)
    return [one for one in found if one.rule == "anomaly"]


def customer(*found: Unusual, **more: Any) -> CustomerSnapshot:
    return CustomerSnapshot(id=b"c" * 16, kind="customer", anomalies=found)._replace(**more)


def test_a_record_says_what_was_seen() -> None:
    found = unusual()
    assert found.evidence == EVIDENCE
    assert found.subject == f"anomalies:{ID.hex()}"


@pytest.mark.parametrize(
    "evidence",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"amount_minor":"1"}',
        EVIDENCE.to_json()[:-1] + ',"payee":"张三"}',
        "{" * 5000,
    ],
)
def test_evidence_that_is_not_understood_is_left_out(evidence: str) -> None:
    assert Unusual.of(row(evidence=evidence)) is None


def test_a_kind_of_a_later_program_is_left_out() -> None:
    assert Unusual.of(row(kind="quantum")) is None


def test_it_asks_for_a_calm_call_about_nothing_else() -> None:
    (prompt,) = prompts(customer(unusual()))
    assert (prompt.action, prompt.contact_purpose, prompt.marketing) == ("call_unusual", "service", False)
    assert (prompt.subject, prompt.urgency) == (subject_of(ID), Urgency.NOW)
    assert prompt.value_minor == 6_000_000
    assert prompt.why[0].code == "anomaly_new_payee"
    assert prompt.why[0].values["usual"].minor == 12_000


def test_money_that_came_is_less_pressing() -> None:
    came = EVIDENCE._replace(outward=0)
    (prompt,) = prompts(customer(unusual(kind="size", evidence=came.to_json())))
    assert prompt.urgency is Urgency.SOON
    assert prompt.why[0].code == "anomaly_size_in"


@pytest.mark.parametrize(("ago", "asked"), [(0, True), (13, True), (14, False)])
def test_it_is_asked_about_for_the_days_of_the_policy(ago: int, asked: bool) -> None:
    assert bool(prompts(customer(unusual(found_on=TODAY - ago)))) is asked


@pytest.mark.parametrize(("withdrawn_on", "asked"), [(TODAY + 1, True), (TODAY, False), (TODAY - 1, False)])
def test_what_was_withdrawn_is_not_asked_about_from_then_on(withdrawn_on: int, asked: bool) -> None:
    corrected = unusual(evidence=EVIDENCE._replace(withdrawn_on=withdrawn_on).to_json())
    assert bool(prompts(customer(corrected))) is asked


def test_what_was_withdrawn_mutes_nothing() -> None:
    corrected = unusual(evidence=EVIDENCE._replace(withdrawn_on=TODAY).to_json())
    assert customer(corrected, birth_day=BORN).permission_facts(MOMENT.now, POLICY).muted_on == ()


def test_a_payee_who_is_new_for_days_already_is_said_to_be_so() -> None:
    later = unusual(evidence=EVIDENCE._replace(last_on=TODAY - 5).to_json())
    (prompt,) = prompts(customer(later))
    assert prompt.why[0].code == "anomaly_new_payee_again"
    assert prompt.why[0].values["last_on"] == TODAY - 5


def answer(action: str, reason: str | None) -> PromptOutcome:
    return PromptOutcome(
        b"o" * 16,
        b"c" * 16,
        1,
        "anomaly",
        subject_of(ID),
        action,
        None,
        reason,
        None,
        None,
        None,
        TODAY,
        3,
        TODAY,
        MOMENT.now,
    )


@pytest.mark.parametrize("reason", ["explained", "escalated"])
def test_an_answer_is_for_good_and_for_this_one_only(reason: str) -> None:
    other = unusual(id=b"x" * 16)
    found = prompts(customer(unusual(), other, outcomes=(answer("done", reason),)))
    assert [one.subject for one in found] == [other.subject]


def spoken(purpose: str, day: date) -> Spoken:
    return Spoken(
        b"s" * 16, at(day), "phone", "out", purpose, POLICY.rhythm.two_way_outcomes[0], None, at(day)
    )


@pytest.mark.parametrize(
    ("purpose", "day", "open_still"),
    [
        ("service", date(2026, 11, 24), False),
        ("product", date(2026, 11, 24), True),
        ("service", date(2026, 11, 23), True),  # before it was found
    ],
)
def test_a_call_for_service_after_it_was_found_answers_it(purpose: str, day: date, open_still: bool) -> None:
    snapshot = customer(unusual(), contacts=(spoken(purpose, day),))
    early = MOMENT._replace(now=at(date(2026, 11, 24), 18))
    found = Engine(POLICY, early, "CNY", Weekdays()).prompts(snapshot)
    assert any(one.rule == "anomaly" for one in found) is open_still


@pytest.mark.parametrize(
    ("kind", "born", "muted"),
    [
        ("new_payee", BORN, True),
        ("size", BORN, False),
        ("new_payee", to_day(date(1961, 11, 23)), True),  # 65 on the day of the payment
        ("new_payee", to_day(date(1961, 11, 24)), False),  # a day later
        ("new_payee", None, False),
    ],
)
def test_a_new_payee_mutes_marketing_to_older_customers(kind: str, born: int | None, muted: bool) -> None:
    found = muted_on([(kind, TODAY - 1, TODAY)], born, POLICY)
    assert found == ((TODAY,) if muted else ())


@pytest.mark.parametrize(("ago", "red"), [(0, True), (13, True), (14, False), (-1, False)])
def test_marketing_is_red_for_the_days_of_the_policy_and_service_never(ago: int, red: bool) -> None:
    facts = Facts(muted_on=(TODAY - ago,))
    lights = {
        marketing: may_contact(
            facts,
            "branch_visit",
            marketing=marketing,
            at=MOMENT.now,
            policy=POLICY,
            time_zone="Asia/Shanghai",
        )
        for marketing in (True, False)
    }
    codes = [one.code for one in lights[True].reasons]
    assert codes == ([permission.MUTED] if red else [])
    if red:
        assert lights[True].reasons[0].until == TODAY - ago + POLICY.anomalies.mute_days
    assert lights[False].green


def test_a_policy_without_days_mutes_nobody() -> None:
    quiet = replace(POLICY, anomalies=replace(POLICY.anomalies, mute_days=0))
    assert muted_on([("new_payee", TODAY, TODAY)], BORN, quiet) == ()


def test_the_snapshot_knows_that_marketing_is_muted() -> None:
    muted = customer(unusual(), birth_day=BORN)
    assert muted.permission_facts(MOMENT.now, POLICY).muted_on == (TODAY,)
    assert customer(unusual(), birth_day=None).permission_facts(MOMENT.now, POLICY).muted_on == ()


@pytest.mark.parametrize(
    ("good", "broken", "key"),
    [
        ('payee_kinds = ["transfer"]', 'payee_kinds = ["magic"]', "anomalies.payee_kinds"),
        ('ignored = ["statement_fee",', 'ignored = ["nonsense",', "anomalies.ignored"),
        ('mute_kinds = ["new_payee"]', 'mute_kinds = ["new_friend"]', "anomalies.mute_kinds"),
        ("internal = []", 'internal = ["quantum"]', "anomalies.internal"),
        (
            '[[anomalies.limits]]\ncode = "transfer"',
            (
                '[[anomalies.limits]]\ncode = "transfer"\nname = { zh = "甲", en = "A" }\namount = 1\nkinds = []\n'
                '[[anomalies.limits]]\ncode = "transfer"'
            ),
            "anomalies.limits[2].code",
        ),
        ('night_from = "00:00"', 'night_from = "midnight"', "anomalies.night_from"),
        ("size_tenths = 25", "size_tenths = 0", "anomalies.size_tenths"),
    ],
)
def test_a_policy_that_names_what_is_not_there_is_refused(good: str, broken: str, key: str) -> None:
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    assert text.count(good) == 1
    with pytest.raises(PolicyError) as refused:
        parse(text.replace(good, broken))
    assert refused.value.key == key

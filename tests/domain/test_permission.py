"""May I contact this customer: each thing that stands against it, and what never does."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain import permission
from advisor_app.domain.dates import to_instant
from advisor_app.domain.permission import Complaint, Facts, Light, Outlook, Reason, is_marketing, may_contact
from advisor_app.domain.policy import parse
from advisor_app.domain.records import Consent
from advisor_app.paths import resources

POLICY = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
ZONE = "Asia/Shanghai"
TODAY = 20_781  # 2026-11-24
HOUR = 3_600_000_000


def local(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> int:
    return to_instant(datetime(2026, 11, day, hour, minute, second, tzinfo=ZoneInfo(ZONE)))


NOW = local(24, 15, 20)


def said(granted: int, at: int = local(1), channel: str = "phone", purpose: str = "marketing") -> Consent:
    return Consent(bytes(16), b"c" * 16, channel, purpose, granted, "branch_form", at)


def light(
    *consents: Consent, channel: str = "phone", marketing: bool = True, at: int = NOW, **facts: object
) -> Light:
    known = Facts(consents, **facts)  # type: ignore[arg-type]
    return may_contact(known, channel, marketing=marketing, at=at, policy=POLICY, time_zone=ZONE)


def codes(found: Light) -> list[str]:
    return [reason.code for reason in found.reasons]


YES, DNC = said(1), said(0, local(10), "all", "all")


@pytest.mark.parametrize(
    ("consents", "channel", "expected"),
    [
        ((), "phone", [Reason("no_consent", "phone")]),
        ((YES,), "phone", []),
        ((YES,), "email", [Reason("no_consent", "email")]),
        ((YES,), "video", []),  # by the consent for the phone
        ((), "outreach_visit", [Reason("no_consent", "phone")]),
        ((), "branch_visit", []),  # the customer came
        ((YES, said(0, local(10))), "phone", [Reason("withdrawn", "phone", TODAY - 14)]),
        ((said(0, local(1)), said(1, local(10))), "phone", []),
        ((YES, said(0, local(1))), "phone", [Reason("withdrawn", "phone", TODAY - 23)]),  # of one instant
        ((said(1, channel="all"),), "email", []),
        ((said(1, purpose="all"),), "phone", []),
        ((YES, said(0, local(9), channel="all")), "phone", [Reason("withdrawn", "phone", TODAY - 15)]),
        ((said(0, local(9), channel="all"), said(1, local(10))), "phone", []),
        (
            (said(1, purpose="service"), said(1, purpose="profiling")),
            "phone",
            [Reason("no_consent", "phone")],
        ),
        ((YES, DNC), "phone", [Reason("do_not_contact", on=TODAY - 14)]),
        ((DNC, said(1, local(12))), "phone", [Reason("do_not_contact", on=TODAY - 14)]),
        ((DNC,), "branch_visit", [Reason("do_not_contact", on=TODAY - 14)]),
        # Lifted: nothing of before comes back, and it is no consent by itself.
        ((YES, DNC, said(1, local(11), "all", "all")), "phone", [Reason("withdrawn", "phone", TODAY - 14)]),
        ((said(1, local(11), "all", "all"),), "phone", [Reason("no_consent", "phone")]),
        ((DNC, said(1, local(11), "all", "all"), said(1, local(12))), "phone", []),
    ],
)
def test_the_consent_that_counts(consents: tuple[Consent, ...], channel: str, expected: list[Reason]) -> None:
    assert list(light(*consents, channel=channel).reasons) == expected
    assert light(*consents, channel=channel).green == (not expected)


def test_what_is_judged_is_the_time_of_the_contact() -> None:
    withdrawn = said(0, local(24, 15, 0, 30))
    assert light(YES, withdrawn, at=local(24, 14, 59)).green
    assert codes(light(YES, withdrawn, at=local(24, 15, 0))) == [
        "withdrawn"
    ]  # a contact counts to the minute
    assert codes(light(said(1, local(24, 15, 0, 30)), at=local(24, 14, 59))) == ["no_consent"]
    assert light(said(1, local(24, 15, 0, 30)), at=local(24, 15, 0)).green


@pytest.mark.parametrize(
    ("complaint", "red"),
    [
        (Complaint(local(20), "open", None), True),
        (Complaint(local(20), "in_progress", None), True),
        (Complaint(local(20), "unheard_of", None), True),
        (Complaint(local(20), "resolved", None), False),
        (Complaint(local(20), "withdrawn", None), False),
        (Complaint(local(20), "answered", TODAY), False),
        (Complaint(local(20), "resolved", TODAY + 1), True),  # it was open then
        (Complaint(local(25), "open", None), False),  # it came later
    ],
)
def test_an_open_complaint(complaint: Complaint, *, red: bool) -> None:
    found = light(YES, complaints=(complaint,))
    assert found.reasons == ((Reason("complaint", on=TODAY - 4),) if red else ())


@pytest.mark.parametrize(
    ("last", "heard", "red"),
    [
        (local(17, 0, 5), None, False),  # seven days of the calendar
        (local(18, 23, 59), None, True),
        (NOW, None, True),
        (local(18), local(19), False),  # the customer got in touch
        (local(18), local(17), True),
        (None, None, False),
    ],
)
def test_the_pause_after_marketing(last: int | None, heard: int | None, *, red: bool) -> None:
    found = light(YES, marketed_at=last, heard_at=heard)
    assert codes(found) == (["cool_down"] if red else [])
    if last == local(18):
        assert found.reasons == ((Reason("cool_down", on=TODAY - 6, until=TODAY + 1),) if red else ())


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(20, 59, False), (21, 0, True), (23, 59, True), (0, 0, True), (7, 59, True), (8, 0, False)],
)
def test_quiet_hours_are_those_of_the_bank(hour: int, minute: int, *, quiet: bool) -> None:
    at = local(24, hour, minute)
    assert codes(light(YES, at=at)) == (["quiet_hours"] if quiet else [])
    assert light(said(1, channel="email"), channel="email", at=at).green
    assert light(channel="branch_visit", at=at).green
    assert light(marketing=False, at=at).green


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    def quiet(begins: str, ends: str, hour: int) -> bool:
        rules = replace(POLICY.consent, quiet_from=begins, quiet_until=ends)
        policy = replace(POLICY, consent=rules)
        found = may_contact(
            Facts((YES,)), "phone", marketing=True, at=local(24, hour), policy=policy, time_zone=ZONE
        )
        return not found.green

    assert [quiet("12:00", "14:00", hour) for hour in (11, 12, 13, 14)] == [False, True, True, False]
    assert not any(quiet("00:00", "00:00", hour) for hour in range(24))


def test_who_has_left_is_not_marketed_to() -> None:
    assert light(YES, closed_on=TODAY).reasons == (Reason("closed", on=TODAY),)
    assert light(YES, closed_on=TODAY + 1).green
    assert light(marketing=False, closed_on=TODAY - 9).green


def test_every_reason_is_told_at_once() -> None:
    found = light(
        DNC,
        at=local(24, 22),
        complaints=(Complaint(local(20), "open", None),),
        marketed_at=local(23),
        closed_on=TODAY,
    )
    assert codes(found) == ["closed", "do_not_contact", "complaint", "cool_down", "quiet_hours"]


def test_do_not_contact_stops_service_where_the_policy_says_so() -> None:
    assert light(DNC, marketing=False).green
    strict = replace(POLICY, consent=replace(POLICY.consent, service_despite_do_not_contact=False))

    def service(*consents: Consent) -> Light:
        return may_contact(Facts(consents), "phone", marketing=False, at=NOW, policy=strict, time_zone=ZONE)

    assert service(DNC).reasons == (Reason("do_not_contact", on=TODAY - 14),)
    assert service().green


def test_what_makes_a_contact_marketing() -> None:
    assert is_marketing(POLICY, "product", None)
    assert is_marketing(POLICY, "maturity", 1)
    assert is_marketing(POLICY, None, 1)
    assert not is_marketing(POLICY, "maturity", 0)
    assert not is_marketing(POLICY, None, None)


def test_the_outlook_names_the_channels_or_what_stands_against_all() -> None:
    def outlook(*consents: Consent, at: int = NOW, **facts: object) -> Outlook:
        return permission.outlook(Facts(consents, **facts), at, POLICY, ZONE)  # type: ignore[arg-type]

    assert outlook(YES).channels == ("phone", "outreach_visit", "video")
    assert outlook(YES).reasons == ()
    assert outlook() == Outlook((), (Reason("no_consent"),))
    assert outlook(YES, DNC) == Outlook((), (Reason("do_not_contact", on=TODAY - 14),))
    assert outlook(said(1, channel="email"), at=local(24, 22)).channels == ("email",)


CHANNELS = st.sampled_from(["phone", "sms", "wechat", "email", "video", "branch_visit", "letter", "all"])
CONSENTS = st.builds(
    said,
    st.integers(0, 1),
    st.integers(local(1), local(28)),
    CHANNELS,
    st.sampled_from(["marketing", "service", "all", "profiling"]),
)
FACTS = st.builds(
    Facts,
    st.lists(CONSENTS, max_size=8).map(tuple),
    st.lists(
        st.builds(
            Complaint,
            st.integers(local(1), local(28)),
            st.sampled_from(["open", "resolved", "closed"]),
            st.none() | st.integers(TODAY - 20, TODAY + 4),
        ),
        max_size=2,
    ).map(tuple),
    st.none() | st.integers(local(1), local(24)),
    st.none() | st.integers(local(1), local(24)),
    st.none() | st.integers(TODAY - 20, TODAY + 20),
)


@given(FACTS, CHANNELS, st.integers(local(1), local(28)))
def test_service_and_what_the_customer_began_are_never_stopped(facts: Facts, channel: str, at: int) -> None:
    def found(*, marketing: bool, direction: str) -> Light:
        return may_contact(
            *(facts, channel),
            marketing=marketing,
            at=at,
            policy=POLICY,
            time_zone=ZONE,
            direction=direction,
        )

    assert found(marketing=False, direction="out").green
    assert found(marketing=True, direction="in").green


@given(FACTS, CHANNELS, st.integers(local(1), local(28)))
def test_a_withdrawal_turns_every_light_for_it_red_and_no_order_matters(
    facts: Facts, channel: str, at: int
) -> None:
    def marketing(consents: tuple[Consent, ...]) -> Light:
        known = facts._replace(consents=consents)
        return may_contact(known, channel, marketing=True, at=at, policy=POLICY, time_zone=ZONE)

    assert marketing(facts.consents) == marketing(facts.consents[::-1])
    assert not marketing((*facts.consents, said(0, at, "all", "all"))).green
    if channel != "branch_visit":
        by = POLICY.consent.channels.get(channel, channel)
        assert not marketing((*facts.consents, said(0, at, by))).green
        # Green needs somebody who said yes before.
        if marketing(facts.consents).green:
            assert any(one.granted and one.recorded_at <= at + 60_000_000 for one in facts.consents)

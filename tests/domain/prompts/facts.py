"""Customers for the rules: facts of the golden files as snapshots, and the moments and policy they are judged by."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from advisor_app.domain.dates import to_day, to_instant
from advisor_app.domain.policy import Policy, parse
from advisor_app.domain.prompts.snapshot import (
    CustomerSnapshot,
    DayFlow,
    Graded,
    Held,
    Pay,
    Spoken,
    TierFacts,
    Told,
)
from advisor_app.domain.prompts.types import Moment
from advisor_app.domain.records import Consent
from advisor_app.paths import resources

ZONE = "Asia/Shanghai"
TODAY = to_day(date(2026, 11, 24))
POLICY: Policy = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))


def at(day: date, hour: int = 12, minute: int = 0) -> int:
    """Return an instant of a day in Shanghai."""
    return to_instant(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(ZONE)))


MOMENT = Moment(at(date(2026, 11, 24), 10, 30), TODAY, TODAY, ZONE)


_PRAGUE = "Europe/Prague"
_LAST = date(1994, 3, 31)
BERKA_MOMENT = Moment(
    to_instant(datetime(1994, 3, 31, 10, 30, tzinfo=ZoneInfo(_PRAGUE))), to_day(_LAST), to_day(_LAST), _PRAGUE
)
"""The last day of the Czech bank, which is long past by the clock of any device."""


def golden(name: str = "golden") -> list[dict[str, Any]]:
    """Return the customers of a golden file."""
    text = (Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["customer"]
    return found


def snapshot(facts: dict[str, Any]) -> CustomerSnapshot:
    """Return the facts of one customer of the golden file as a snapshot."""
    assessed = facts.get("assessment")
    return CustomerSnapshot(
        id=facts["number"].encode(),
        kind=facts["kind"],
        birth_day=_day(facts.get("born")),
        id_expires_on=_day(facts.get("id_expires")),
        tier=_tier(facts["tier"]) if "tier" in facts else None,
        aum_minor=facts.get("aum"),
        deposits_minor=facts["deposits"],
        held=tuple(map(_held, facts.get("held", ()))),
        flows=tuple(DayFlow(to_day(day), *amounts) for day, *amounts in facts.get("flows", ())),
        pays=tuple(Pay(to_day(day), "salary") for day in facts.get("pays", ())),
        last_own_on=_day(facts.get("last_own")),
        contacts=tuple(map(_contact, facts.get("contacts", ()))),
        feedback=tuple(_told(number, one) for number, one in enumerate(facts.get("feedback", ()), 1)),
        assessments=(Graded(assessed["grade"], to_day(assessed["on"]), to_day(assessed["expires"])),)
        if assessed
        else (),
        consents=tuple(_consent(*line.split()) for line in facts.get("consents", ())),
    )


def _day(value: date | None) -> int | None:
    return None if value is None else to_day(value)


def _tier(facts: dict[str, Any]) -> TierFacts:
    month = to_day(facts.get("month", date(2026, 10, 1)))
    known = facts.get("state"), facts.get("next"), facts.get("short")
    return TierFacts(facts["tier"], TODAY, month, facts["average"], *known)


def _held(facts: dict[str, Any]) -> Held:
    return Held(
        facts["id"],
        facts["kind"],
        facts["name"],
        facts["value"],
        facts.get("grade"),
        _day(facts.get("starts")),
        _day(facts.get("matures")),
        _day(facts.get("closed")),
        facts["principal"],
    )


def _contact(line: str) -> Spoken:
    day, time, channel, direction, purpose, outcome = line.split()
    hour, minute = map(int, time.split(":"))
    happened = at(date.fromisoformat(day), hour, minute)
    return Spoken(line.encode(), happened, channel, direction, purpose, outcome, None, happened)


def _told(number: int, facts: dict[str, Any]) -> Told:
    happened, due = at(facts["on"]), to_day(facts["due"])
    return Told(bytes([number]), facts["kind"], None, None, happened, facts["status"], due, None, None, None)


def _consent(channel: str, purpose: str, said: str, day: str) -> Consent:
    recorded = at(date.fromisoformat(day))
    return Consent(b"", b"", channel, purpose, int(said == "given"), "branch_form", recorded)

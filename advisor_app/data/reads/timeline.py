"""The timeline of a customer: events of six tables in one order, page by page.

Each table gives its newest events after the cursor and stops after one page; the pages are merged. Contacts,
feedback and visits lie in this order already, of the others a customer has few.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from advisor_app.data.reads import policies, sources
from advisor_app.data.reads.assessments import COUNTS
from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import listed, masked, rows
from advisor_app.data.reads.words import Words
from advisor_app.domain.dates import day_of, from_day, to_instant
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.schema import Names
from advisor_app.domain.records import Bank
from advisor_app.domain.timeline import (
    EventKind,
    TimelineCursor,
    TimelineEvent,
    TimelinePage,
    TimelineQuery,
)
from advisor_app.i18n import current_language


class _Source(NamedTuple):
    """Where events of one kind come from.

    `fields` gives for fields of an event the column of `tables`, `at` and `id` among them; `codes` the list of
    names by which a field is shown, `words` the columns of text that are shown.
    """

    tables: str
    fields: Mapping[str, str]
    codes: Mapping[str, str]
    words: tuple[str, ...] = ()


_SOURCES = {
    EventKind.CONTACT: _Source(
        "interactions AS e LEFT JOIN advisors AS a ON a.id = e.advisor_id",
        {
            "at": "e.happened_at",
            "id": "e.id",
            "channel": "e.channel",
            "direction": "e.direction",
            "purpose": "e.purpose",
            "outcome": "e.outcome",
            "text": "e.note",
            "advisor": "a.name",
            "duration": "e.duration",
            "next_step": "e.next_step",
            "next_step_on": "e.next_step_on",
            "participants": "e.participants",
            "void_reason": "e.void_reason",
            "files": "(SELECT count(*) FROM attachments WHERE customer_id = e.customer_id AND interaction_id = e.id)",
            "pending": PENDING.format("e"),
            "status": "e.status",
        },
        {
            "channel": "contact_channels",
            "direction": "contact_directions",
            "purpose": "contact_purposes",
            "outcome": "contact_outcomes",
        },
        ("e.note", "e.next_step", "e.participants", "a.name"),
    ),
    EventKind.FEEDBACK: _Source(
        "feedback AS e LEFT JOIN products AS p ON p.id = e.product_id",
        {
            "at": "e.happened_at",
            "id": "e.id",
            "channel": "e.channel",
            "text": "e.text",
            "what": "e.kind",
            "status": "e.status",
            "score": "e.score",
            "scale": "e.scale",
            "due_on": "e.due_on",
            "product": "p.name",
        },
        {"channel": "feedback_channels", "what": "feedback_kinds", "status": "feedback_statuses"},
        ("e.text", "p.name"),
    ),
    EventKind.ASSESSMENT: _Source(
        "risk_assessments AS e",
        {
            "at": "noon(e.assessed_on)",
            "id": "e.id",
            "grade": "e.grade",
            "expires_on": "e.expires_on",
            "place": "e.place",
            "status": f"iif({COUNTS.format('e')}, NULL, 'refused')",
            "pending": PENDING.format("e"),
        },
        {"grade": "customer_grades", "place": "assessment_places"},
    ),
    EventKind.CONSENT: _Source(
        "consents AS e",
        {
            "at": "e.recorded_at",
            "id": "e.id",
            "channel": "e.channel",
            "purpose": "e.purpose",
            "granted": "e.granted",
            "source": "e.source",
        },
        {"channel": "consent_channels", "purpose": "consent_purposes", "source": "consent_sources"},
    ),
    EventKind.VISIT: _Source(
        "digital_events AS e LEFT JOIN (SELECT code, min(name) AS name FROM products GROUP BY code) AS p"
        " ON p.code = e.subject",
        {
            "at": "e.happened_at",
            "id": "e.id",
            "channel": "e.channel",
            "what": "e.kind",
            "subject": "e.subject",
            "product": "p.name",
            "basis": "e.basis",
        },
        {"channel": "digital_channels", "what": "digital_kinds", "basis": "digital_bases"},
        ("e.subject", "p.name"),
    ),
    EventKind.CONVERSION: _Source(
        "conversions AS e",
        {"at": "e.proposed_at", "id": "e.id", "status": "e.state", "evidence": "e.evidence"},
        {"status": "conversion_states"},
    ),
}
_PLACES = {kind: place for place, kind in enumerate(EventKind)}
"""The order of events of one instant."""


def page(connection: Connection, query: TimelineQuery) -> TimelinePage:
    """Return one page; of a customer whom the book does not hold there are no events."""
    bank = sources.bank(connection)
    if bank is None:
        return TimelinePage((), None)
    policy = policies.in_force(connection)
    words = Words(connection, query.text)
    driver: Any = connection.connection.driver_connection
    driver.create_function("noon", 1, lambda day: _noon(day, bank.time_zone), deterministic=True)
    per_kind = [
        _events(connection, kind, query, policy, words)
        for kind in EventKind
        if not query.kinds or kind in query.kinds
    ]
    merged = merge(*per_kind, key=lambda event: (-event.at, _PLACES[event.kind]))
    found = list(islice(merged, query.limit + 1))
    shown = tuple(_shown(event, bank) for event in found[: query.limit])
    last = shown[-1] if len(found) > len(shown) and shown else None
    return TimelinePage(shown, TimelineCursor(last.at, last.kind, last.id) if last else None)


def _events(
    connection: Connection, kind: EventKind, query: TimelineQuery, policy: Policy, words: Words
) -> Iterator[TimelineEvent]:
    """Yield the events of one kind, as they are kept."""
    source = _SOURCES[kind]
    at, key = source.fields["at"], source.fields["id"]
    where = "e.customer_id = :customer_id"
    values: dict[str, Any] = {"customer_id": query.customer_id}
    if query.after:
        same, place = _PLACES[query.after.kind], _PLACES[kind]
        # At the instant of the cursor, the kinds before its own have been shown, the kinds after it have not.
        where += f" AND ({at}, {key}) < (:at, :key)" if place == same else f" AND {at} < :at"
        values |= {"at": query.after.at + (place > same), "key": query.after.id}
    if words:
        conditions = [words.found_in(source.words)] if source.words else []
        for field, names in source.codes.items():
            if codes := _codes_named(policy, names, words.text):
                conditions.append(f"{source.fields[field]} IN (SELECT value FROM json_each(:{field}))")
                values[field] = listed(codes)
        where += f" AND ({' OR '.join(conditions) or '0'})"
        values |= words.values
    statement = f"""
        SELECT {", ".join(source.fields.values())} FROM {source.tables}
        WHERE {where} ORDER BY {at} DESC, {key} DESC LIMIT :limit
    """
    for row in rows(connection, statement, **values, limit=query.limit + 1):
        yield TimelineEvent(kind, day=0, **dict(zip(source.fields, row, strict=True)))


def _codes_named(policy: Policy, names: str, text: str) -> list[str]:
    """Return the codes whose names, in the present language, contain the text."""
    if names == "customer_grades":
        known: Names = {grade.code: grade.name for grade in policy.suitability.customer_grades}
    else:
        known = getattr(policy.codes, names)
    wanted, language = text.casefold(), current_language()
    return [code for code, name in known.items() if wanted in name.in_language(language).casefold()]


def _noon(day: int, time_zone: str) -> int:
    date = from_day(day)
    return to_instant(datetime(date.year, date.month, date.day, 12, tzinfo=ZoneInfo(time_zone)))


def _shown(event: TimelineEvent, bank: Bank) -> TimelineEvent:
    """Return an event with its words masked, and the day on which it lies."""
    return event._replace(
        day=day_of(event.at, bank.time_zone),
        text=masked(mask_free_text, event.text),
        next_step=masked(mask_free_text, event.next_step),
        participants=masked(mask_free_text, event.participants),
        void_reason=masked(mask_free_text, event.void_reason),
        pending=bool(event.pending),
        granted=None if event.granted is None else bool(event.granted),
    )

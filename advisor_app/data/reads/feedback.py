"""Feedback of all customers, page by page, words masked.

The rows of a page are found in one index, which holds all that is filtered and sorted by, and only they are looked
up then. A page goes on after the last row of the one before it, so the hundredth costs what the first does.
"""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import masked, one, rows
from advisor_app.data.reads.words import Words
from advisor_app.domain.complaints import COMPLAINT, RUNNING
from advisor_app.domain.dates import day_of, from_instant
from advisor_app.domain.feedback import (
    Alerts,
    FeedbackCursor,
    FeedbackDetail,
    FeedbackPage,
    FeedbackQuery,
    FeedbackRow,
    Shelf,
)
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.policy.feedback import Complaints
from advisor_app.domain.surveys import Scored

_NEVER = 99_999_999
"""Sorts what is open and has no day behind all that has one."""
_MICROSECONDS = 1_000_000
_DAY = 86_400 * _MICROSECONDS

# A complaint that came without its last day has that of a simple one.
_DUE = f"coalesce(f.due_on, iif(f.kind = '{COMPLAINT}', (f.happened_at + :zone) / {_DAY} + :days, {_NEVER}))"
_RUNNING = f"f.status IN ({', '.join(repr(status) for status in RUNNING)})"
_FIELDS = f"""
    f.id, f.customer_id, c.name, c.number, f.kind, f.channel, f.score, f.scale, f.text, f.happened_at, 0, f.status,
    f.due_on, p.name, f.complex, f.extension, f.told_on, f.answered_on, f.handler_id, h.name, f.about_id, a.name,
    {PENDING.format("f")}
"""
_TABLES = """
    JOIN customers AS c ON c.id = f.customer_id
    LEFT JOIN products AS p ON p.id = f.product_id
    LEFT JOIN advisors AS h ON h.id = f.handler_id
    LEFT JOIN advisors AS a ON a.id = f.about_id
"""
_MORE = "f.interaction_id, f.product_id, w.name, f.questionnaire, f.answers, f.extension_reason, f.resolution"
_ONE = f"""
    SELECT {_FIELDS}, {_MORE} FROM feedback AS f {_TABLES}
    LEFT JOIN advisors AS w ON w.id = f.advisor_id WHERE f.id = :id
"""
_CONDITIONS = {
    "kind": "f.kind = :kind",
    "status": "f.status = :status",
    "customer_id": "f.customer_id = :customer_id",
    "product_id": "f.product_id = :product_id",
}
_WORDS, _NAMES = ("f.text",), ("c.name", "c.number")


class Rules(NamedTuple):
    """By what days are counted: the bank's zone, today there, and the clock of complaints."""

    time_zone: str
    today: int
    complaints: Complaints


def page(connection: Connection, query: FeedbackQuery, rules: Rules) -> FeedbackPage:
    """Return one page."""
    source, where, values = _where(connection, query, rules)
    value, direction = (_DUE, "ASC") if query.shelf is not Shelf.ALL else ("f.happened_at", "DESC")
    # Words are looked through as the rows lie, and the plus lets no index order them: that would look each row up.
    place = f"+{value}" if query.text.strip() else value
    if query.after is not None:
        where += f" AND ({value}, f.id) {'>' if direction == 'ASC' else '<'} (:after_value, :after_id)"
        values |= {"after_value": query.after.value, "after_id": query.after.id}
    statement = f"""
        WITH page AS (
            SELECT f.customer_id, f.happened_at, f.id, {place} AS place FROM {source}
            WHERE {where} ORDER BY place {direction}, f.id {direction} LIMIT :limit
        )
        SELECT page.place, {_FIELDS} FROM page CROSS JOIN feedback AS f
            ON (f.customer_id, f.happened_at, f.id) = (page.customer_id, page.happened_at, page.id) {_TABLES}
        ORDER BY page.place {direction}, f.id {direction}
    """
    found = rows(connection, statement, **values, limit=query.limit + 1)
    shown = found[: query.limit]
    more = len(found) > len(shown) and bool(shown)
    last = FeedbackCursor(shown[-1][0], shown[-1][1]) if more else None
    return FeedbackPage(tuple(_row(row[1:], rules) for row in shown), last)


def count(connection: Connection, query: FeedbackQuery, rules: Rules) -> int:
    """Return how many rows all pages of a query have together."""
    source, where, values = _where(connection, query, rules)
    row = one(connection, f"SELECT count(*) FROM {source} WHERE {where}", **values)
    return row[0] if row else 0


def get(connection: Connection, feedback_id: bytes, rules: Rules) -> FeedbackDetail | None:
    """Return one piece of feedback whole, or None if it is not in the book."""
    found = one(connection, _ONE, id=feedback_id)
    if found is None:
        return None
    width = len(FeedbackRow._fields)
    interaction, product, advisor, questionnaire, answers, reason, resolution = found[width:]
    return FeedbackDetail(
        _row(found[:width], rules),
        interaction,
        product,
        advisor,
        questionnaire,
        tuple((str(code), mask_free_text(str(said))) for code, said in _read(answers)),
        masked(mask_free_text, reason),
        masked(mask_free_text, resolution),
    )


def alerts(connection: Connection, rules: Rules) -> Alerts:
    """Count the complaints that an answer is owed to at once."""
    statement = f"""
        SELECT count(*) FILTER (WHERE due < :today), count(*) FILTER (WHERE due >= :today)
        FROM (SELECT {_DUE} AS due FROM feedback AS f WHERE f.kind = '{COMPLAINT}' AND {_RUNNING})
        WHERE due <= :soon
    """
    soon = rules.today + rules.complaints.warn_days
    found = one(connection, statement, today=rules.today, soon=soon, **_clock(rules))
    return Alerts(*found) if found else Alerts(0, 0)


def products(connection: Connection) -> tuple[tuple[int, str], ...]:
    """Return the products that feedback speaks of, by name."""
    statement = """
        SELECT id, name FROM products
        WHERE id IN (SELECT DISTINCT product_id FROM feedback WHERE product_id IS NOT NULL) ORDER BY name, id
    """
    return tuple((key, name) for key, name in rows(connection, statement))


def scored(connection: Connection, since: int | None, until: int | None) -> tuple[Scored, ...]:
    """Return the scores of surveys between two instants, the second left out, with how often each was given."""
    statement = """
        SELECT score, scale, count(*) FROM feedback
        WHERE kind = 'survey' AND score IS NOT NULL AND scale IS NOT NULL
            AND (:since IS NULL OR happened_at >= :since) AND (:until IS NULL OR happened_at < :until)
        GROUP BY score, scale
    """
    return tuple(Scored(*row) for row in rows(connection, statement, since=since, until=until))


def kinds(connection: Connection, since: int | None, until: int | None) -> dict[str, int]:
    """Return how much feedback of each kind there is between two instants, the second left out."""
    statement = """
        SELECT kind, count(*) FROM feedback
        WHERE (:since IS NULL OR happened_at >= :since) AND (:until IS NULL OR happened_at < :until) GROUP BY kind
    """
    return dict(rows(connection, statement, since=since, until=until))


def _where(connection: Connection, query: FeedbackQuery, rules: Rules) -> tuple[str, str, dict[str, Any]]:
    """Return where rows come from, the conditions that a query sets, and their values."""
    source, where = "feedback AS f", "1"
    values: dict[str, Any] = dict(_clock(rules))
    for name, condition in _CONDITIONS.items():
        if (value := getattr(query, name)) is not None:
            where += f" AND {condition}"
            values[name] = value
    if query.shelf is not Shelf.ALL:
        where += f" AND {_RUNNING}"
    if query.shelf is Shelf.OVERDUE:
        where += f" AND {_DUE} < :today"
        values["today"] = rules.today
    if words := Words(connection, query.text):
        named = f"SELECT c.id FROM customers AS c WHERE {words.found_in(_NAMES)}"
        where += f" AND ({words.found_in(_WORDS)} OR f.customer_id IN ({named}))"
        values |= words.values
    return source, where, values


def _clock(rules: Rules) -> dict[str, int]:
    """Return what the last day of a complaint without one is reckoned by: days, and the zone in microseconds."""
    now = from_instant(rules.today * _DAY, "UTC").replace(tzinfo=ZoneInfo(rules.time_zone))
    offset = now.utcoffset()
    return {
        "days": rules.complaints.days,
        "zone": int(offset.total_seconds()) * _MICROSECONDS if offset else 0,
    }


def _row(found: Iterable[Any], rules: Rules) -> FeedbackRow:
    raw = FeedbackRow(*found)
    return raw._replace(
        text=masked(mask_free_text, raw.text),
        received_on=day_of(raw.happened_at, rules.time_zone),
        pending=bool(raw.pending),
    )


def _read(answers: str | None) -> Iterable[tuple[Any, Any]]:
    """Return what was answered; an answer sheet of another program's making may hold anything."""
    try:
        found = json.loads(answers or "{}")
    except ValueError:
        return ()
    return found.items() if isinstance(found, dict) else ()

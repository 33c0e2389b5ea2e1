"""What the book knows about contacting customers: consents, complaints, and the last contacts that count."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import columns, listed, masked, one
from advisor_app.domain.anomalies import muted_on
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.permission import Complaint, Facts
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Consent

_DAY = 86_400_000_000
_MOST = 200
"""Customers that are read at once, within what a statement can have of values."""
# {} are the customers. Of two records of one instant the withdrawal counts.
_CONSENTS = f"""
    SELECT {columns(Consent, "c")}, a.name, {PENDING.format("c")}
    FROM consents AS c LEFT JOIN advisors AS a ON a.id = c.advisor_id
    WHERE c.customer_id IN ({{}}) ORDER BY c.recorded_at DESC, c.granted, c.id DESC
"""
_COMPLAINTS = """
    SELECT customer_id, happened_at, status, answered_on FROM feedback
    WHERE customer_id IN ({}) AND kind = 'complaint'
"""
_MARKETED = """
    SELECT customer_id, max(happened_at) FROM interactions
    WHERE customer_id IN ({}) AND id <> ? AND direction = 'out' AND status IS NULL
        AND happened_at BETWEEN ? AND ?
        AND (recommends = 1 OR purpose IN (SELECT value FROM json_each(?)))
        AND (outcome IS NULL OR outcome NOT IN (SELECT value FROM json_each(?)))
    GROUP BY customer_id
"""
_CLOSED = "SELECT id, closed_on FROM customers WHERE id IN ({}) AND closed_on IS NOT NULL"
_UNUSUAL = """
    SELECT a.customer_id, c.birth_day, a.kind, a.day, a.found_on
    FROM anomalies AS a JOIN customers AS c ON c.id = a.customer_id WHERE a.customer_id IN ({}) AND a.found_on >= ?
        AND CASE WHEN json_valid(a.evidence) THEN json_extract(a.evidence, '$.withdrawn_on') END IS NULL
"""
_HEARD = """
    SELECT max(happened_at) FROM interactions
    WHERE customer_id = :id AND direction = 'in' AND status IS NULL AND happened_at BETWEEN :since AND :at
"""


def facts(
    connection: Connection, customer_id: bytes, at: int, policy: Policy, *, without: bytes = b""
) -> Facts:
    """Return what is known for judging a contact at an instant (UTC µs); `without` is the contact that is judged."""
    return facts_of(connection, [customer_id], at, policy, without=without)[customer_id]


def facts_of(
    connection: Connection, customers: Iterable[bytes], at: int, policy: Policy, *, without: bytes = b""
) -> dict[bytes, Facts]:
    """Return what is known of several customers, as `facts` does of one."""
    wanted = list(customers)
    found: dict[bytes, Facts] = {}
    for first in range(0, len(wanted), _MOST):
        found |= _facts_of(connection, wanted[first : first + _MOST], at, policy, without)
    return found


def consents(connection: Connection, customer_id: bytes) -> tuple[Consent, ...]:
    """Return all records of consent of a customer, newest first, their words masked."""
    return tuple(consent for consent, _advisor, _pending in history(connection, customer_id))


def history(connection: Connection, customer_id: bytes) -> tuple[tuple[Consent, str | None, bool], ...]:
    """Return the records with the name of who took each down, and whether head office does not have it yet."""
    return tuple(_records(connection, [customer_id]))


def _facts_of(
    connection: Connection, wanted: list[bytes], at: int, policy: Policy, without: bytes
) -> dict[bytes, Facts]:
    rules = policy.consent
    said: dict[bytes, list[Consent]] = {customer: [] for customer in wanted}
    for consent, _advisor, _pending in _records(connection, wanted):
        said[consent.customer_id].append(consent)
    complaints: dict[bytes, list[Complaint]] = {}
    for customer, *complaint in _rows(connection, _COMPLAINTS, wanted):
        complaints.setdefault(customer, []).append(Complaint(*complaint))
    # A day more than the pause, whose days are those of the bank's zone.
    period = at - (rules.cool_down_days + 1) * _DAY, at
    codes = listed(rules.marketing_purposes), listed(rules.not_reached)
    marketed = dict(_rows(connection, _MARKETED, wanted, without, *period, *codes))
    closed = dict(_rows(connection, _CLOSED, wanted))
    birth_days: dict[bytes, int | None] = {}
    unusual: dict[bytes, list[tuple[str, int, int]]] = {}
    for customer, birth_day, *found in _rows(connection, _UNUSUAL, wanted, _muted_since(at, policy)):
        birth_days[customer] = birth_day
        unusual.setdefault(customer, []).append((found[0], found[1], found[2]))
    return {
        customer: Facts(
            tuple(said[customer]),
            tuple(complaints.get(customer, ())),
            marketed.get(customer),
            _heard(connection, customer, marketed.get(customer), at),
            closed.get(customer),
            muted_on(unusual.get(customer, ()), birth_days.get(customer), policy),
        )
        for customer in wanted
    }


def _muted_since(at: int, policy: Policy) -> int:
    # A day more than the mute, whose days are those of the bank's zone.
    return at // _DAY - policy.anomalies.mute_days - 1


def _heard(connection: Connection, customer: bytes, since: int | None, at: int) -> int | None:
    """Return when the customer last got in touch after an instant; without one nobody needs to know."""
    found = None if since is None else one(connection, _HEARD, id=customer, since=since, at=at)
    return found[0] if found else None


def _records(connection: Connection, wanted: list[bytes]) -> Iterator[tuple[Consent, str | None, bool]]:
    for *fields, advisor, pending in _rows(connection, _CONSENTS, wanted):
        raw = Consent(*fields)
        masked_raw = raw._replace(evidence=masked(mask_free_text, raw.evidence)) if raw.evidence else raw
        yield masked_raw, advisor, bool(pending)


def _rows(connection: Connection, statement: str, wanted: list[bytes], *values: Any) -> list[Any]:
    driver: Any = connection.connection.driver_connection
    marks = ", ".join("?" * len(wanted))
    found: list[Any] = driver.execute(statement.format(marks), (*wanted, *values)).fetchall()
    return found

"""Unusual activity of a customer with what advisors have said about it."""

from sqlalchemy import Connection

from advisor_app.data.reads.rows import columns, rows
from advisor_app.domain.anomalies import RULE, Unusual
from advisor_app.domain.records import Anomaly, PromptOutcome

_OF_CUSTOMER = f"""
    SELECT {columns(Anomaly)} FROM anomalies WHERE customer_id = :customer ORDER BY day DESC, id
"""
_ONE = f"SELECT {columns(Anomaly)} FROM anomalies WHERE id = :id"
_OUTCOMES = f"""
    SELECT {columns(PromptOutcome)} FROM prompt_outcomes
    WHERE customer_id = :customer AND rule = :rule AND action <> 'withdrawn' ORDER BY made_at, id
"""


def of_customer(connection: Connection, customer_id: bytes) -> list[Unusual]:
    """Return the unusual activity of a customer, the newest first; what is not understood is left out."""
    found = rows(connection, _OF_CUSTOMER, customer=customer_id)
    return [one for row in found if (one := Unusual.of(Anomaly._make(row))) is not None]


def row(connection: Connection, anomaly_id: bytes) -> Anomaly | None:
    """Return the record with an id, None if the book has no such."""
    found = rows(connection, _ONE, id=anomaly_id)
    return Anomaly._make(found[0]) if found else None


def outcomes(connection: Connection, customer_id: bytes) -> list[PromptOutcome]:
    """Return what was done about the unusual activity of a customer, the oldest first."""
    return [PromptOutcome._make(row) for row in rows(connection, _OUTCOMES, customer=customer_id, rule=RULE)]

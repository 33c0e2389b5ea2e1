"""The assessments of customers; one that head office refused counts for nothing."""

from sqlalchemy import Connection

from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import columns, rows
from advisor_app.domain.assessments import AssessmentRow
from advisor_app.domain.records import RiskAssessment

COUNTS = "NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.row_id = {0}.id AND o.refused IS NOT NULL)"
"""Of a row of `risk_assessments` under an alias: head office has not refused it."""

_REFUSED = "SELECT count(*) FROM outbox WHERE entity = 'risk_assessments' AND refused IS NOT NULL"
_OF_CUSTOMER = f"""
    SELECT {columns(RiskAssessment, "r")}, a.name, {PENDING.format("r")}, o.refused
    FROM risk_assessments AS r
    LEFT JOIN advisors AS a ON a.id = r.advisor_id
    LEFT JOIN outbox AS o ON o.row_id = r.id
    WHERE r.customer_id = :id ORDER BY r.assessed_on DESC, r.confirmed_at DESC, r.id DESC
"""


def of_customer(connection: Connection, customer_id: bytes) -> tuple[AssessmentRow, ...]:
    """Return the assessments of a customer, newest first."""
    return tuple(
        AssessmentRow(RiskAssessment(*row[:-3]), row[-3], bool(row[-2]), row[-1])
        for row in rows(connection, _OF_CUSTOMER, id=customer_id)
    )


def refused(connection: Connection) -> int:
    """Return how many assessments head office has refused that were not given up yet."""
    return int(rows(connection, _REFUSED)[0][0])

"""What the book knows of recommendations besides products and needs: customers alike, and what was declined."""

from sqlalchemy import Connection

from advisor_app.data.reads import profiling
from advisor_app.data.reads.rows import columns, one, rows
from advisor_app.domain import insights
from advisor_app.domain.insights import Affinity, InsightError
from advisor_app.domain.records import PromptOutcome

_AFFINITY = f"""
    SELECT version, facts FROM insights
    WHERE customer_id = :customer AND kind = '{insights.AFFINITY}' AND data_on <= :day
"""
_OUTCOMES = (
    f"SELECT {columns(PromptOutcome)} FROM prompt_outcomes WHERE customer_id = :customer AND rule = :rule"
)


def affinity(connection: Connection, customer: bytes, day: int) -> Affinity | None:
    """Return what customers alike hold, None where it is not known, cannot be read, or may not be made use of."""
    wanted = not profiling.refused(connection, customer)
    found = one(connection, _AFFINITY, customer=customer, day=day) if wanted else None
    try:
        known = insights.read(insights.AFFINITY, *found) if found else None
    except InsightError:
        return None
    return known if isinstance(known, Affinity) else None


def outcomes(connection: Connection, customer: bytes, rule: str) -> list[PromptOutcome]:
    """Return what advisors did with a customer under a rule."""
    return [PromptOutcome._make(row) for row in rows(connection, _OUTCOMES, customer=customer, rule=rule)]

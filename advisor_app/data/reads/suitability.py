"""What the book holds of what suits a customer: the facts about the customer, and the catalogue."""

from sqlalchemy import Connection

from advisor_app.data.audit import utc_now
from advisor_app.data.reads import policies, positions, sources
from advisor_app.data.reads.assessments import COUNTS
from advisor_app.data.reads.rows import columns, one, rows
from advisor_app.domain import positions as worth
from advisor_app.domain.dates import day_of
from advisor_app.domain.positions import OWNER, State
from advisor_app.domain.records import Bank, Product, RiskAssessment
from advisor_app.domain.suitability import CustomerFacts, Terms

_CUSTOMER = """
    SELECT coalesce(s.as_of_day, :as_of), c.closed_on, c.birth_day, c.qualified_on, c.insurance_checked_on,
        c.credit_grade, c.credit_graded_on
    FROM customers AS c LEFT JOIN sources AS s ON s.id = c.source_id WHERE c.id = :id
"""
_ASSESSMENTS = f"""
    SELECT {columns(RiskAssessment)} FROM risk_assessments AS r WHERE customer_id = :id AND {COUNTS.format("r")}
"""
_HELD = """
    SELECT product_id, currency, value_minor FROM holdings
    WHERE customer_id = :id AND product_id IS NOT NULL AND coalesce(starts_on, :today) <= :today
        AND coalesce(closed_on, :today + 1) > :today
"""
_PRODUCT = f"SELECT {columns(Product)} FROM products"


def facts(connection: Connection, customer_id: bytes, found: Bank, today: int) -> CustomerFacts | None:
    """Return what is known of a customer on a business date, None if the customer is not in the book."""
    row = one(connection, _CUSTOMER, id=customer_id, as_of=found.as_of)
    if row is None:
        return None
    data_on, closed_on, birth_day, qualified_on, insurance_checked_on, credit_grade, credit_graded_on = row
    base, rates = found.base_currency, sources.rates(connection, today)
    own = [one for one in positions.of_customer(connection, customer_id) if one.role == OWNER]
    running = [one for one in own if one.state(today) in (State.ACTIVE, State.MATURED)]
    held: dict[int, int | None] = {}
    for product, currency, value in rows(connection, _HELD, id=customer_id, today=today):
        more, before = worth.convert(value, currency, base, rates), held.get(product, 0)
        held[product] = None if more is None or before is None else before + more
    return CustomerFacts(
        data_on=data_on,
        closed_on=closed_on,
        birth_day=birth_day,
        assessments=tuple(RiskAssessment(*each) for each in rows(connection, _ASSESSMENTS, id=customer_id)),
        qualified_on=qualified_on,
        insurance_checked_on=insurance_checked_on,
        credit_grade=credit_grade,
        credit_graded_on=credit_graded_on,
        loans=tuple(one.status for one in running if one.entity == "loans"),
        currencies=frozenset(one.currency for one in running if one.entity == "accounts" and one.currency),
        held=held,
        assets_minor=worth.totals(own, today, base, rates).assets_minor,
    )


def terms(connection: Connection, found: Bank, today: int, *, now: int | None = None) -> Terms:
    """Return what products are judged by on a business date; on that of the data, assessments count until `now`.

    `now` (UTC µs) is the clock's unless it is given.
    """
    rates = sources.rates(connection, today)
    clock = day_of(utc_now() if now is None else now, found.time_zone) if today == found.as_of else None
    return Terms(policies.in_force(connection), today, found.base_currency, rates, clock)


def catalogue(connection: Connection) -> tuple[Product, ...]:
    """Return all products, those too that are not sold any more."""
    return tuple(Product(*row) for row in rows(connection, f"{_PRODUCT} ORDER BY name, id"))


def product(connection: Connection, product_id: int) -> Product | None:
    """Return a product, None if it is not in the catalogue."""
    row = one(connection, f"{_PRODUCT} WHERE id = :id", id=product_id)
    return Product(*row) if row else None

"""What the book holds of what suits customers: the facts about them, and the catalogue."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from advisor_app.data import apply
from advisor_app.data.reads import policies, sources
from advisor_app.data.reads.assessments import COUNTS
from advisor_app.data.reads.positions import POSITIONS
from advisor_app.data.reads.rows import columns, one, rows
from advisor_app.domain import positions as worth
from advisor_app.domain.dates import day_of
from advisor_app.domain.positions import OWNER, Position, State
from advisor_app.domain.prompts.types import Moment
from advisor_app.domain.records import Bank, Product, RiskAssessment
from advisor_app.domain.suitability import CustomerFacts, Terms

_MOST = 200
"""Customers that are read at once, within what a statement can have of values."""
# {} are the customers.
_CUSTOMERS = """
    SELECT c.id, s.as_of_day, c.closed_on, c.birth_day, c.qualified_on, c.insurance_checked_on, c.credit_grade,
        c.credit_graded_on
    FROM customers AS c LEFT JOIN sources AS s ON s.id = c.source_id WHERE c.id IN ({})
"""
# What head office refused is none.
_ASSESSMENTS = f"""
    SELECT {columns(RiskAssessment, "r")} FROM risk_assessments AS r
    WHERE r.customer_id IN ({{}}) AND {COUNTS.format("r")}
"""
_OWN = f"""
    SELECT customer_id, {", ".join(Position._fields)} FROM ({POSITIONS})
    WHERE customer_id IN ({{}}) AND role = '{OWNER}'
"""
_HELD = """
    SELECT customer_id, product_id, currency, value_minor, starts_on, closed_on FROM holdings
    WHERE customer_id IN ({}) AND product_id IS NOT NULL
"""
_PRODUCT = f"SELECT {columns(Product)} FROM products"


def facts(connection: Connection, customer_id: bytes, found: Bank, today: int) -> CustomerFacts | None:
    """Return what is known of a customer on a business date, None if the customer is not in the book."""
    return facts_of(connection, [customer_id], found, today).get(customer_id)


def facts_of(
    connection: Connection, customers: Iterable[bytes], found: Bank, today: int
) -> dict[bytes, CustomerFacts]:
    """Return what is known of those of some customers who are in the book."""
    wanted, rates = list(customers), sources.rates(connection, today)
    made: dict[bytes, CustomerFacts] = {}
    for first in range(0, len(wanted), _MOST):
        made |= _facts_of(connection, wanted[first : first + _MOST], found, today, rates)
    return made


def terms(connection: Connection, found: Bank, at: int) -> Terms:
    """Return what products are judged by at an instant (UTC µs).

    The business day goes on by the clock while the device is offline, as it does for prompts, and the catalogue grows
    older with every day since the last sync. An instant before the date of the data is judged as of its own day.
    """
    policy, day = policies.in_force(connection), day_of(at, found.time_zone)
    if day < found.as_of:
        return Terms(policy, day, found.base_currency, sources.rates(connection, day))
    today = Moment.of(at, found.as_of, found.time_zone, policy).today
    return Terms(
        policy,
        today,
        found.base_currency,
        sources.rates(connection, today),
        clock_day=day,
        catalogue_day=found.as_of + days_offline(connection, found, at),
    )


def days_offline(connection: Connection, found: Bank, at: int) -> int:
    """Return how many days ago the last sync was completed, 0 while there was none."""
    completed = int(apply.get_state(connection, "completed_at") or at)
    return max(0, day_of(at, found.time_zone) - day_of(completed, found.time_zone))


def catalogue(connection: Connection) -> tuple[Product, ...]:
    """Return all products, those too that are not sold any more."""
    return tuple(Product(*row) for row in rows(connection, f"{_PRODUCT} ORDER BY name, id"))


def product(connection: Connection, product_id: int) -> Product | None:
    """Return a product, None if it is not in the catalogue."""
    row = one(connection, f"{_PRODUCT} WHERE id = :id", id=product_id)
    return Product(*row) if row else None


def _facts_of(
    connection: Connection, wanted: list[bytes], found: Bank, today: int, rates: dict[str, str]
) -> dict[bytes, CustomerFacts]:
    base = found.base_currency
    assessments: dict[bytes, list[RiskAssessment]] = defaultdict(list)
    for row in _rows(connection, _ASSESSMENTS, wanted):
        assessment = RiskAssessment(*row)
        assessments[assessment.customer_id].append(assessment)
    own: dict[bytes, list[Position]] = defaultdict(list)
    for customer, *position in _rows(connection, _OWN, wanted):
        own[customer].append(Position(*position))
    held: dict[bytes, dict[int, int | None]] = defaultdict(dict)
    for customer, key, currency, value, starts_on, closed_on in _rows(connection, _HELD, wanted):
        if (starts_on is None or starts_on <= today) and (closed_on is None or closed_on > today):
            more, before = worth.convert(value, currency, base, rates), held[customer].get(key, 0)
            held[customer][key] = None if more is None or before is None else before + more
    made = {}
    for customer, data_on, *known in _rows(connection, _CUSTOMERS, wanted):
        running = [one for one in own[customer] if one.state(today) in (State.ACTIVE, State.MATURED)]
        closed_on, birth_day, qualified_on, insurance_checked_on, credit_grade, credit_graded_on = known
        made[customer] = CustomerFacts(
            data_on=found.as_of if data_on is None else data_on,
            closed_on=closed_on,
            birth_day=birth_day,
            assessments=tuple(assessments[customer]),
            qualified_on=qualified_on,
            insurance_checked_on=insurance_checked_on,
            credit_grade=credit_grade,
            credit_graded_on=credit_graded_on,
            loans=tuple(one.status for one in running if one.entity == "loans"),
            currencies=frozenset(
                one.currency for one in running if one.entity == "accounts" and one.currency
            ),
            held=held[customer],
            assets_minor=worth.totals(own[customer], today, base, rates).assets_minor,
        )
    return made


def _rows(connection: Connection, statement: str, wanted: list[bytes]) -> list[Any]:
    driver: Any = connection.connection.driver_connection
    found: list[Any] = driver.execute(statement.format(", ".join("?" * len(wanted))), wanted).fetchall()
    return found

"""Whom a product suits, of all customers of the bank: by the gate, and the facts that the devices have too."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, or_, select

from advisor_app.domain import records
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import OWNER, convert
from advisor_app.domain.suitability import CustomerFacts, Terms, gate
from advisor_app.domain.suitability.verdict import NOT_ON_SALE_YET
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Bank,
    Customer,
    Holding,
    Loan,
    Product,
    RiskAssessment,
    Source,
)
from advisor_app.head_office.rates import rates

_MOST = 500
"""Customers that are read at once, within what a statement can have of values."""


class Suited(NamedTuple):
    """The customers whom a product suits, in the order in which they were given, and the rules against the others.

    `against` is for how many customers each rule stands against it; one can have several.
    """

    customers: list[bytes]
    against: Mapping[str, int]


def suited(connection: Connection, customers: Sequence[bytes], product_id: int, policy: Policy) -> Suited:
    """Judge a product for customers on the business date; that it is not on sale yet stands against nobody."""
    product = _product(connection, product_id)
    judged_by = terms(connection, policy)
    left: list[bytes] = []
    against: Counter[str] = Counter()
    for first in range(0, len(customers), _MOST):
        for key, facts in facts_of(connection, customers[first : first + _MOST], judged_by).items():
            rules = {one.rule for one in gate(facts, product, judged_by).refusals} - {NOT_ON_SALE_YET}
            against.update(rules)
            if not rules:
                left.append(key)
    return Suited(left, dict(against.most_common()))


def terms(connection: Connection, policy: Policy) -> Terms:
    """Return what products are judged by on the business date; assessments count until today by the clock."""
    bank = connection.execute(select(Bank.as_of, Bank.base_currency, Bank.time_zone)).one()
    clock = day_of(time.time_ns() // 1000, bank.time_zone)
    return Terms(policy, bank.as_of, bank.base_currency, rates(connection, bank.as_of), clock)


def facts_of(
    connection: Connection, customers: Sequence[bytes], judged_by: Terms
) -> dict[bytes, CustomerFacts]:
    """Return what is known of customers, in their order; as many at once as a statement can have of values."""
    today, assessments = judged_by.today, _assessments(connection, customers)
    assets: Counter[bytes] = Counter()
    currencies: defaultdict[bytes, set[str]] = defaultdict(set)
    held: defaultdict[bytes, dict[int, int | None]] = defaultdict(dict)
    for key, product, currency, minor in connection.execute(_holdings(customers, today)):
        worth = convert(minor, currency, judged_by.base_currency, judged_by.rates)
        assets[key] += max(0, worth or 0)
        if product is not None:
            before = held[key].get(product, 0)
            held[key][product] = None if worth is None or before is None else before + worth
    for key, currency, minor in connection.execute(_accounts(customers, today)):
        currencies[key].add(currency)
        assets[key] += max(0, convert(minor or 0, currency, judged_by.base_currency, judged_by.rates) or 0)
    loans: defaultdict[bytes, list[str | None]] = defaultdict(list)
    for key, status in connection.execute(_loans(customers, today)):
        loans[key].append(status)
    made = {}
    for key, data_on, *known in connection.execute(_people(customers)):
        closed_on, birth_day, qualified_on, insurance_checked_on, credit_grade, credit_graded_on = known
        made[key] = CustomerFacts(
            data_on=data_on,
            closed_on=closed_on,
            birth_day=birth_day,
            assessments=tuple(assessments.get(key, ())),
            qualified_on=qualified_on,
            insurance_checked_on=insurance_checked_on,
            credit_grade=credit_grade,
            credit_graded_on=credit_graded_on,
            loans=tuple(loans.get(key, ())),
            currencies=frozenset(currencies.get(key, ())),
            held=held.get(key, {}),
            assets_minor=assets[key],
        )
    return {key: made[key] for key in customers if key in made}


def _product(connection: Connection, product_id: int) -> records.Product:
    columns = (getattr(Product, name) for name in records.Product._fields)
    return records.Product(*connection.execute(select(*columns).where(Product.id == product_id)).one())


def _people(customers: Sequence[bytes]) -> Select[*tuple[Any, ...]]:
    """Return the SELECT of what stands with the customers themselves; made on a device, they are as old as the bank."""
    return (
        select(
            Customer.id,
            func.coalesce(Source.as_of_day, select(Bank.as_of).scalar_subquery()),
            Customer.closed_on,
            Customer.birth_day,
            Customer.qualified_on,
            Customer.insurance_checked_on,
            Customer.credit_grade,
            Customer.credit_graded_on,
        )
        .outerjoin(Source, Source.id == Customer.source_id)
        .where(Customer.id.in_(customers))
    )


def _assessments(
    connection: Connection, customers: Sequence[bytes]
) -> dict[bytes, list[records.RiskAssessment]]:
    found: defaultdict[bytes, list[records.RiskAssessment]] = defaultdict(list)
    columns = (getattr(RiskAssessment, name) for name in records.RiskAssessment._fields)
    for row in connection.execute(select(*columns).where(RiskAssessment.customer_id.in_(customers))):
        found[row.customer_id].append(records.RiskAssessment(*row))
    return found


def _holdings(customers: Sequence[bytes], today: int) -> Select[*tuple[Any, ...]]:
    return select(Holding.customer_id, Holding.product_id, Holding.currency, Holding.value_minor).where(
        Holding.customer_id.in_(customers), *_running(Holding.starts_on, Holding.closed_on, today=today)
    )


def _accounts(customers: Sequence[bytes], today: int) -> Select[*tuple[Any, ...]]:
    closed_on = func.coalesce(Account.closed_on, AccountHolder.closed_on)
    return (
        select(AccountHolder.customer_id, Account.currency, Account.balance_minor)
        .join(Account, Account.id == AccountHolder.account_id)
        .where(
            AccountHolder.customer_id.in_(customers),
            AccountHolder.role == OWNER,
            *_running(Account.opened_on, closed_on, today=today),
        )
    )


def _loans(customers: Sequence[bytes], today: int) -> Select[*tuple[Any, ...]]:
    closed_on = func.coalesce(Loan.closed_on, AccountHolder.closed_on)
    return (
        select(AccountHolder.customer_id, Loan.status)
        .join(Loan, Loan.account_id == AccountHolder.account_id)
        .where(
            AccountHolder.customer_id.in_(customers),
            AccountHolder.role == OWNER,
            *_running(Loan.starts_on, closed_on, today=today),
        )
    )


def _running(starts_on: Any, closed_on: Any, *, today: int) -> Iterator[Any]:
    """Yield the conditions under which a position is there on a day; what matured is until it is closed."""
    yield or_(starts_on.is_(None), starts_on <= today)
    yield or_(closed_on.is_(None), closed_on > today)

"""What an advisor is to reach, and what there is of it in the book; whom the advisor only covers for is not counted."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import sources
from advisor_app.data.reads.rows import columns, listed, one, rows
from advisor_app.domain.dates import month_start
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import OWNER, convert
from advisor_app.domain.records import Bank, Target
from advisor_app.domain.targets import AUM, FEE_INCOME, NEW_CUSTOMERS, Actual, Progress, progress

_TARGETS = f"""
    SELECT {columns(Target)} FROM targets
    WHERE advisor_id = :advisor AND starts_on <= :today AND ends_on >= :today ORDER BY ends_on, measure, id
"""
_OWN = """
    c.id NOT IN (
        SELECT customer_id FROM covered WHERE deputy_id = :advisor AND starts_on <= :today AND ends_on >= :today
    )
"""
_AUM = f"""
    SELECT m.month, sum(m.average_minor) FROM aum_months AS m JOIN customers AS c ON c.id = m.customer_id
    WHERE {_OWN} AND m.currency = :base AND m.month IN (
        (SELECT max(month) FROM aum_months WHERE month < :first),
        (SELECT max(month) FROM aum_months WHERE month <= :last)
    )
    GROUP BY m.month ORDER BY m.month
"""
_FEES = f"""
    SELECT a.currency, -sum(t.amount_minor)
    FROM customers AS c JOIN account_holders AS h ON h.customer_id = c.id AND h.role = '{OWNER}'
    JOIN accounts AS a ON a.id = h.account_id JOIN transactions AS t ON t.account_id = a.id
    WHERE {_OWN} AND t.day >= :starts_on AND t.day <= :last
        AND t.category IN (SELECT value FROM json_each(:fees))
    GROUP BY a.currency
"""
_NEW = f"""
    SELECT count(*) FROM customers AS c
    WHERE {_OWN} AND c.kind = 'customer' AND c.opened_on >= :starts_on AND c.opened_on <= :last
"""


def of_advisor(
    connection: Connection, advisor: int, bank: Bank, policy: Policy, today: int
) -> tuple[Progress, ...]:
    """Return the targets of an advisor whose time holds a day, the first to end first, by the data that there are.

    What is reached is that of who is in the book now. A measure that this program does not know has no actual.
    """
    found = [Target(*row) for row in rows(connection, _TARGETS, advisor=advisor, today=today)]
    given = {"advisor": advisor, "today": today, "base": bank.base_currency}
    standing = []
    for target in found:
        days = {"starts_on": target.starts_on, "last": min(target.ends_on, bank.as_of)}
        read = _READ.get(target.measure)
        actual = Actual(None, None) if read is None else read(connection, policy, bank, given | days)
        standing.append(progress(target, actual, today))
    return tuple(standing)


def _aum(connection: Connection, _policy: Policy, _bank: Bank, given: Mapping[str, Any]) -> Actual:
    """Return the averages of the month before the time began and of its newest month."""
    first = month_start(given["starts_on"])
    months = rows(connection, _AUM, first=first, **given)
    before = [minor for month, minor in months if month < first]
    since = [minor for month, minor in months if month >= first]
    return Actual(before[-1] if before else None, since[-1] if since else None)


def _fees(connection: Connection, policy: Policy, bank: Bank, given: Mapping[str, Any]) -> Actual:
    """Return the fees that were booked; what lies in a currency without a rate leaves them unknown."""
    rates = sources.rates(connection, bank.as_of)
    found = rows(connection, _FEES, fees=listed(policy.contribution.fees), **given)
    amounts = [convert(minor, currency, bank.base_currency, rates) for currency, minor in found]
    known = [minor for minor in amounts if minor is not None]
    return Actual(0, sum(known) if policy.contribution.fees and len(known) == len(amounts) else None)


def _new(connection: Connection, _policy: Policy, _bank: Bank, given: Mapping[str, Any]) -> Actual:
    row = one(connection, _NEW, **given)
    return Actual(0, row[0] if row else 0)


_READ: Mapping[str, Callable[[Connection, Policy, Bank, Mapping[str, Any]], Actual]] = {
    AUM: _aum,
    FEE_INCOME: _fees,
    NEW_CUSTOMERS: _new,
}

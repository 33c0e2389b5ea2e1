"""What became of customers after a day of the past: who bought of a family, who took the money away or left."""

from typing import Protocol

from sqlalchemy import Connection, select

from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.predictions import Family
from advisor_app.head_office.db.models import AumMonth, Customer, Holding
from advisor_app.head_office.nightly.feature_inputs import Of

_MONTH_DAYS = 30


class Outcome(Protocol):
    """Something that may come to pass after a day, and is known for sure some time later."""

    @property
    def horizon_days(self) -> int:
        """Within how many days it comes to pass."""

    def known_on(self, day: int) -> int:
        """Return the day from which the outcome after a day is known."""

    def of(self, day: int, customers: list[bytes]) -> dict[bytes, int]:
        """Return by customer whether it came to pass after a day (1 or 0); of whom it is not asked is left out."""


class Need:
    """A customer buys of a family within the days of the policy; asked of all customers who are there."""

    def __init__(self, connection: Connection, policy: Policy, family: Family) -> None:
        self._connection, self._family = connection, family
        self._days, self._left = policy.predictions.need_days, _left(connection)

    @property
    def horizon_days(self) -> int:
        """Within how many days."""
        return self._days

    def known_on(self, day: int) -> int:
        """Return the day from which it is."""
        return day + self._days

    def of(self, day: int, customers: list[bytes]) -> dict[bytes, int]:
        """Return the outcome after a day."""
        bought = select(Holding.customer_id).where(
            Holding.kind.in_(self._family.kinds),
            Holding.starts_on > day,
            Holding.starts_on <= day + self._days,
        )
        buyers = {bytes(key) for key in self._connection.execute(bought).scalars()}
        here = (key for key in customers if self._left.get(key, day + 1) > day)
        return {key: int(key in buyers) for key in here}


class Churn:
    """A customer with assets loses the policy's share of them by the end of its months, or leaves the bank."""

    def __init__(self, connection: Connection, policy: Policy, bank: Of) -> None:
        self._connection = connection
        rules = policy.predictions
        self._months, self._percent = rules.churn_months, rules.churn_percent
        self._least = rules.churn_least * 10 ** exponent(bank.currency)
        self._left = _left(connection)

    @property
    def horizon_days(self) -> int:
        """Within about how many days."""
        return self._months * _MONTH_DAYS

    def known_on(self, day: int) -> int:
        """Return the day from which it is: the end of the month of which the average is taken."""
        return add_months(day, self._months + 1) - 1

    def of(self, day: int, customers: list[bytes]) -> dict[bytes, int]:
        """Return the outcome after the end of a month."""
        before = self._averages(month_start(day))
        after = self._averages(add_months(day, self._months))
        until = self.known_on(day)
        found = {}
        for key in customers:
            had, left = before.get(key, 0), self._left.get(key)
            if had < max(self._least, 1) or (left is not None and left <= day):
                continue
            lost = (had - after.get(key, 0)) * 100 >= had * self._percent
            found[key] = int(lost or (left is not None and left <= until))
        return found

    def _averages(self, month: int) -> dict[bytes, int]:
        wanted = select(AumMonth.customer_id, AumMonth.average_minor).where(AumMonth.month == month)
        return {bytes(key): average for key, average in self._connection.execute(wanted)}


def _left(connection: Connection) -> dict[bytes, int]:
    wanted = select(Customer.id, Customer.closed_on).where(Customer.closed_on.is_not(None))
    return {bytes(key): day for key, day in connection.execute(wanted) if day is not None}

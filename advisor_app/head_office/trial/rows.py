"""The rows of the customers of one book, and the terms on which they are read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import convert
from advisor_app.domain.prompts.reach import Reach
from advisor_app.domain.prompts.types import Moment
from advisor_app.head_office.db.models import BookMember
from advisor_app.head_office.rates import rates


class Terms(NamedTuple):
    """By what a book is read: the policy, the moment, how far back, and what money of other currencies is worth."""

    policy: Policy
    moment: Moment
    reach: Reach
    base: str
    rates: Mapping[str, str]

    @classmethod
    def of(cls, connection: Connection, policy: Policy, moment: Moment, base: str) -> "Terms":
        """Return the terms on which a device with a policy reads."""
        return cls(policy, moment, Reach.of(policy, moment), base, rates(connection, moment.data_on))


class BookRows:
    """Reads what statements find, of the customers of one book only."""

    def __init__(self, connection: Connection, bucket: int, terms: Terms) -> None:
        self._connection = connection
        self.ids = select(BookMember.customer_id).where(BookMember.bucket_id == bucket)
        self.moment, self.reach = terms.moment, terms.reach
        self.base, self._rates = terms.base, terms.rates
        self.grade = terms.policy.suitability.prevailing

    def rows(self, statement: Select[*tuple[Any, ...]], of: Any) -> Iterable[Any]:
        """Return the rows of the customers of the book; `of` is the table that names the customer."""
        return self._connection.execute(statement.where(of.customer_id.in_(self.ids)))

    def by_customer(
        self, statement: Select[*tuple[Any, ...]], of: Any, make: Callable[[Any], Any]
    ) -> Mapping[bytes, list[Any]]:
        """Return what is made of the rows, by the customer that their first column names."""
        found: defaultdict[bytes, list[Any]] = defaultdict(list)
        for key, *row in self.rows(statement, of):
            found[key].append(make(row))
        return found

    def base_minor(self, minor: int, currency: str) -> int | None:
        """Return an amount in minor units of the base currency, None without a rate."""
        return convert(minor, currency, self.base, self._rates)

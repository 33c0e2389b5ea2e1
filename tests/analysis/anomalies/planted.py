"""Unusual activity planted among real transactions, by chance, and the simple rule that it is compared with."""

import random
import statistics
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.anomalies import DORMANT, NEW_PAYEE, SIZE, STRUCTURING, VELOCITY
from advisor_app.head_office.db.models import Account, Transaction
from advisor_app.head_office.nightly.inputs import owned_accounts

Where = tuple[bytes, int]
"""A customer and a day."""
RECENT, PAST = 14, 365
PLANTED = (SIZE, NEW_PAYEE, VELOCITY, DORMANT, STRUCTURING)


class Incident(NamedTuple):
    """What was planted; it is found if one of its days is."""

    kind: str
    days: frozenset[Where]


class Bank:
    """The payments of a bank's customers, and what is planted among them."""

    def __init__(self, connection: Connection, as_of: int, policy: Policy) -> None:
        self._connection, self._as_of, self._policy = connection, as_of, policy
        owned = owned_accounts().subquery()
        self._owners = {
            account: bytes(owner)
            for account, owner, currency in connection.execute(
                select(owned.c.id, owned.c.customer_id, owned.c.currency)
            )
        }
        rules = policy.anomalies
        rows = connection.execute(
            select(Transaction.account_id, Transaction.day, Transaction.amount_minor, Transaction.category)
            .where(Transaction.kind.in_(rules.kinds), Transaction.day > as_of - RECENT - PAST)
            .order_by(Transaction.id)
        )
        left_out = {*rules.ignored, *policy.flows.internal}
        self._out: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for account, day, minor, category in rows:
            if minor < 0 and category not in left_out and account in self._owners and day <= as_of:
                self._out[account].append((day, -minor))

    def plant(self, seed: int, count: int) -> list[Incident]:
        """Plant so many incidents of each kind into accounts with a past, each into another customer's."""
        chance = random.Random(seed)
        begins = self._as_of - RECENT
        known = [
            account
            for account, paid in self._out.items()
            if sum(day <= begins for day, _ in paid) >= 20 and min(paid)[0] <= begins - 120
        ]
        by_owner = {self._owners[account]: account for account in sorted(known)}
        chosen = chance.sample(sorted(by_owner.values()), count * len(PLANTED))
        return [
            self._incident(PLANTED[place % len(PLANTED)], account, chance)
            for place, account in enumerate(chosen)
        ]

    def by_three_sigma(self) -> list[tuple[float, Where]]:
        """Return how many standard deviations each day's largest recent payment lies above the customer's mean."""
        paid: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
        rows = self._connection.execute(
            select(
                Transaction.account_id, Transaction.day, Transaction.amount_minor, Transaction.category
            ).where(
                Transaction.kind.in_(self._policy.anomalies.kinds),
                Transaction.day > self._as_of - RECENT - PAST,
                Transaction.day <= self._as_of,
                Transaction.amount_minor < 0,
            )
        )
        left_out = {*self._policy.anomalies.ignored, *self._policy.flows.internal}
        for account, day, minor, category in rows:
            if account in self._owners and category not in left_out:
                paid[self._owners[account]].append((day, -minor))
        best: dict[Where, float] = {}
        for customer, every in paid.items():
            past = [minor for day, minor in every if day <= self._as_of - RECENT]
            if len(past) < 2 or not (spread := statistics.stdev(past)):
                continue
            mean = statistics.fmean(past)
            for day, minor in every:
                if day > self._as_of - RECENT:
                    key = (customer, day)
                    best[key] = max(best.get(key, 0.0), (minor - mean) / spread)
        return sorted(((score, key) for key, score in best.items()), reverse=True)

    def _incident(self, kind: str, account: int, chance: random.Random) -> Incident:
        day = self._as_of - chance.randrange(RECENT - 6)
        amounts = sorted(minor for _, minor in self._out[account])
        median, largest = amounts[len(amounts) // 2], amounts[-1]
        unit = 100
        if kind == SIZE:
            days = self._pay(account, [(day, int(largest * chance.uniform(2, 6)))], None)
        elif kind == NEW_PAYEE:
            minor = max(int(largest * chance.uniform(0.9, 2)), self._policy.anomalies.payee_amount * unit)
            days = self._pay(account, [(day, minor)], f"{chance.randrange(10**15):016}")
        elif kind == VELOCITY:
            each = [(day, int(median * chance.uniform(0.5, 3))) for _ in range(chance.randrange(10, 20))]
            days = self._pay(account, each, None)
        elif kind == DORMANT:
            self._silence(account, day - chance.randrange(200, 300), day)
            days = self._pay(account, [(day, int(largest * chance.uniform(0.5, 1)))], None)
        else:
            below = [int(50_000 * unit * chance.uniform(0.92, 0.999)) for _ in range(chance.randrange(3, 6))]
            days = self._pay(account, [(day - place, minor) for place, minor in enumerate(below)], None)
        return Incident(kind, days)

    def _pay(self, account: int, payments: Iterable[tuple[int, int]], payee: str | None) -> frozenset[Where]:
        made = list(payments)
        rows: list[dict[str, Any]] = [
            {
                "source_id": 999,
                "source_key": f"planted {account} {place}",
                "account_id": account,
                "day": day,
                "amount_minor": -minor,
                "kind": "transfer",
                "counterparty_account": payee,
            }
            for place, (day, minor) in enumerate(made)
        ]
        self._connection.execute(insert(Transaction), rows)
        return frozenset((self._owners[account], day) for day, _ in made)

    def _silence(self, account: int, since: int, until: int) -> None:
        of_account = Transaction.account_id == account
        self._connection.execute(
            delete(Transaction).where(of_account, Transaction.day > since, Transaction.day <= until)
        )
        opened = update(Account).where(Account.id == account)
        self._connection.execute(opened.values(opened_on=since - 100))

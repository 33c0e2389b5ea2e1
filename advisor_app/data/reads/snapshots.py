"""Snapshots of customers for the rules of prompts: of a whole book in few statements, or of some customers alone.

Each statement reads one table in the order in which it lies. What people wrote comes masked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads import offered, policies, predictions, sources
from advisor_app.data.reads.assessments import COUNTS
from advisor_app.data.reads.predictions import Likely
from advisor_app.data.reads.rows import columns, listed, rows
from advisor_app.domain.anomalies import Unusual
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import OWNER, convert
from advisor_app.domain.prompts.reach import Reach
from advisor_app.domain.prompts.snapshot import (
    CustomerSnapshot,
    DayFlow,
    Event,
    Graded,
    Held,
    Listed,
    Pay,
    Promised,
    Spoken,
    TierFacts,
    Told,
)
from advisor_app.domain.prompts.types import Moment
from advisor_app.domain.records import Anomaly, Bank, Consent, PromptOutcome

_PERSON = """
    SELECT c.id, c.kind, c.birth_day, c.id_expires_on, c.opened_on, c.closed_on FROM customers AS c WHERE {one}
"""
_TIERS = (
    "SELECT c.customer_id, c.tier, c.since_on, c.month, c.average_minor, c.reason FROM tiers AS c WHERE {one}"
)
_AUM = """
    SELECT c.customer_id, c.average_minor, max(c.month) FROM aum_months AS c
    WHERE c.month <= :day AND {one} GROUP BY c.customer_id
"""
_HELD = """
    SELECT c.customer_id, c.currency, c.id, c.kind, coalesce(c.name, p.name), c.value_minor, p.risk_grade, c.starts_on,
        c.matures_on, c.closed_on, coalesce(c.principal_minor, 0), p.issuer_grade, p.issuer_kind
    FROM holdings AS c LEFT JOIN products AS p ON p.id = c.product_id
    WHERE (c.closed_on IS NULL OR c.closed_on >= :closed_since) AND {one}
"""
_ACCOUNTS = f"""
    SELECT c.customer_id, a.id, a.currency, a.balance_minor,
        (SELECT t.day FROM transactions AS t WHERE t.account_id = a.id AND t.day <= :day
            AND t.kind IN (SELECT value FROM json_each(:own_kinds)) AND (t.amount_minor < 0 OR t.kind = 'cash')
         ORDER BY t.day DESC, t.id DESC LIMIT 1)
    FROM account_holders AS c JOIN accounts AS a ON a.id = c.account_id
    WHERE c.role = '{OWNER}' AND (c.closed_on IS NULL OR c.closed_on > :day)
        AND (a.closed_on IS NULL OR a.closed_on > :day) AND {{one}}
"""
# CROSS JOIN keeps the accounts outside: of each only the last days are read, which lie together.
_OWN_TRANSACTIONS = f"""
    FROM account_holders AS c CROSS JOIN transactions AS t ON t.account_id = c.account_id
    JOIN accounts AS a ON a.id = c.account_id
    WHERE c.role = '{OWNER}' AND t.day BETWEEN :since AND :day AND {{one}}
"""
_FLOWS = f"""
    SELECT c.customer_id, a.currency, t.day, sum(max(t.amount_minor, 0)), sum(max(-t.amount_minor, 0))
    {_OWN_TRANSACTIONS} AND coalesce(t.category, '') NOT IN (SELECT value FROM json_each(:internal))
    GROUP BY c.customer_id, c.account_id, t.day
"""
_PAYS = f"""
    SELECT c.customer_id, t.day, t.category
    {_OWN_TRANSACTIONS} AND t.category IN (SELECT value FROM json_each(:pay_kinds)) AND t.amount_minor > 0
"""
_CONTACTS = """
    SELECT c.customer_id, c.id, c.happened_at, c.channel, c.direction, c.purpose, c.outcome, c.recommends, c.recorded_at
    FROM interactions AS c WHERE c.status IS NULL AND c.happened_at <= :now AND {one}
    ORDER BY c.customer_id, c.happened_at DESC
"""
_FEEDBACK = """
    SELECT c.customer_id, c.id, c.kind, c.score, c.scale, c.happened_at, c.status, c.due_on, c.complex, c.extension,
        c.answered_on
    FROM feedback AS c
    WHERE (c.kind = 'complaint' OR c.status IN ('open', 'in_progress')) AND c.happened_at <= :now AND {one}
"""
_PROMISES = """
    SELECT c.customer_id, c.id, c.text, c.due_on, c.settled_on, c.outcome, c.made_at FROM promises AS c
    WHERE (c.outcome IS NULL OR c.settled_on > :day) AND c.made_at <= :now AND {one}
"""
_ASSESSMENTS = f"""
    SELECT c.customer_id, c.grade, c.assessed_on, c.expires_on FROM risk_assessments AS c
    WHERE (c.assessed_on <= :day OR c.confirmed_at <= :now) AND {{one}} AND {COUNTS.format("c")}
    ORDER BY c.customer_id, c.assessed_on, c.id
"""
_EVENTS = """
    SELECT c.customer_id, c.id, c.value, c.happens_on, c.made_at FROM proposals AS c
    WHERE c.kind = 'life_event' AND coalesce(c.state, '') NOT IN ('refused', 'withdrawn')
        AND c.made_at <= :now AND {one}
"""
_PREFERENCES = """
    SELECT c.customer_id, c.value FROM proposals AS c
    WHERE c.kind = 'preference' AND coalesce(c.state, '') NOT IN ('refused', 'withdrawn')
        AND c.made_at <= :now AND {one}
"""
_CALLS = """
    SELECT c.customer_id, c.id, k.title, k.product_id, k.opens_on, k.closes_on, c.outcome, c.outcome_on
    FROM calls AS c JOIN campaigns AS k ON k.id = c.list_id WHERE coalesce(k.status, '') <> 'closed' AND {one}
"""
_ANOMALIES = f"""
    SELECT {columns(Anomaly, "c")} FROM anomalies AS c WHERE c.found_on BETWEEN :since AND :day AND {{one}}
    ORDER BY c.customer_id, c.day DESC, c.id
"""
_CONSENTS = f"SELECT {columns(Consent, 'c')} FROM consents AS c WHERE c.recorded_at <= :now AND {{one}}"
_OUTCOMES = (
    f"SELECT {columns(PromptOutcome, 'c')} FROM prompt_outcomes AS c WHERE c.made_at <= :now AND {{one}}"
)
_ALL = "TRUE"

Found = Mapping[bytes, list[Any]]


def read(
    connection: Connection,
    moment: Moment,
    customers: Iterable[bytes] | None = None,
    policy: Policy | None = None,
) -> dict[bytes, CustomerSnapshot]:
    """Return the snapshots of some customers, or of all in the book, by id; those who are not in it are left out.

    What happened after the moment is left out where the book knows when it happened. How far back is looked follows
    from the policy, the one in force unless another is given.
    """
    bank = sources.bank(connection)
    if bank is None:
        return {}
    reader = _Reader(connection, moment, policy or policies.in_force(connection), bank)
    found: dict[bytes, CustomerSnapshot] = {}
    likely: dict[bytes, tuple[Likely, ...]] = {}
    for one in [None] if customers is None else customers:
        found.update(reader.snapshots(one))
        likely |= reader.likely(one)
    return offered.suiting(connection, found, likely, bank, moment)


class _Reader:
    """The statements with their values, for one moment."""

    def __init__(self, connection: Connection, moment: Moment, policy: Policy, bank: Bank) -> None:
        self._connection = connection
        self._rates = sources.rates(connection, moment.data_on)
        self._base, self._grade = bank.base_currency, cache(policy.suitability.prevailing)
        self._reach, self._day = Reach.of(policy, moment), moment.data_on
        reach = self._reach
        self._values = {
            "day": self._day,
            "now": moment.now,
            "closed_since": reach.closed_since,
            "own_kinds": listed(reach.own_kinds),
            "pay_kinds": listed(reach.pay_kinds),
            "internal": listed(reach.internal),
        }

    def likely(self, customer: bytes | None) -> dict[bytes, tuple[Likely, ...]]:
        """Return what cards predict of one customer or of all, as far as the rules ask for it."""
        return predictions.likely(self._connection, self._day, self._reach.predicted, customer)

    def snapshots(self, customer: bytes | None) -> Iterator[tuple[bytes, CustomerSnapshot]]:
        """Yield the snapshots of one customer (none where the book has no such), or of all."""
        people = self._rows(_PERSON, customer, key="c.id")
        if not people:
            return
        ask = partial(self._by_customer, customer=customer)
        tiers = {row[0]: TierFacts.of(*row[1:]) for row in self._rows(_TIERS, customer)}
        aum = {row[0]: row[1] for row in self._rows(_AUM, customer)}
        assessments = {row[0]: Graded._make(row[1:]) for row in self._rows(_ASSESSMENTS, customer)}
        deposits, own = self._accounts(customer)
        flows, held = self._flows(customer), self._held(customer)
        pays, contacts, feedback = (
            ask(_PAYS, Pay._make),
            ask(_CONTACTS, Spoken._make),
            ask(_FEEDBACK, Told._make),
        )
        lunar = {row[0] for row in self._rows(_PREFERENCES, customer) if self._reach.is_lunar(row[1])}
        promises, events, calls = ask(_PROMISES, _promised), ask(_EVENTS, _event), ask(_CALLS, Listed._make)
        consents = self._records(_CONSENTS, Consent, customer)
        outcomes = self._records(_OUTCOMES, PromptOutcome, customer)
        unusual = self._unusual(customer)
        for key, kind, birth_day, id_expires_on, opened_on, closed_on in people:
            assessed = assessments.get(key)
            yield (
                key,
                CustomerSnapshot(
                    id=key,
                    kind=kind,
                    birth_day=birth_day,
                    id_expires_on=id_expires_on,
                    opened_on=opened_on,
                    closed_on=closed_on,
                    tier=tiers.get(key),
                    aum_minor=aum.get(key),
                    deposits_minor=deposits.get(key, 0),
                    held=tuple(held.get(key, ())),
                    flows=tuple(flows.get(key, ())),
                    pays=tuple(sorted(pays.get(key, ()))),
                    last_own_on=own.get(key),
                    contacts=tuple(contacts.get(key, ())),
                    feedback=tuple(feedback.get(key, ())),
                    promises=tuple(promises.get(key, ())),
                    assessments=(assessed,) if assessed else (),
                    events=tuple(events.get(key, ())),
                    calls=tuple(calls.get(key, ())),
                    consents=tuple(consents.get(key, ())),
                    outcomes=tuple(outcomes.get(key, ())),
                    lunar_birthday=key in lunar,
                    anomalies=tuple(unusual.get(key, ())),
                ),
            )

    def _rows(
        self, statement: str, customer: bytes | None, key: str = "c.customer_id", **values: int
    ) -> list[tuple[Any, ...]]:
        one = _ALL if customer is None else f"{key} = :customer"
        return rows(self._connection, statement.format(one=one), customer=customer, **self._values, **values)

    def _by_customer(self, statement: str, make: Any, customer: bytes | None) -> Found:
        found: defaultdict[bytes, list[Any]] = defaultdict(list)
        for row in self._rows(statement, customer, since=self._reach.pays_since):
            found[row[0]].append(make(row[1:]))
        return found

    def _records(self, statement: str, record: Any, customer: bytes | None) -> Found:
        found: defaultdict[bytes, list[Any]] = defaultdict(list)
        for row in self._rows(statement, customer):
            found[row[1]].append(record._make(row))
        return found

    def _unusual(self, customer: bytes | None) -> Found:
        """Return what was found unusual, the newest first; what this program does not understand is left out."""
        found: defaultdict[bytes, list[Any]] = defaultdict(list)
        for row in self._rows(_ANOMALIES, customer, since=self._reach.anomalies_since):
            if (one := Unusual.of(Anomaly._make(row))) is not None:
                found[row[1]].append(one)
        return found

    def _accounts(self, customer: bytes | None) -> tuple[dict[bytes, int], dict[bytes, int]]:
        """Return what lies in own accounts, and the day of the last transaction that the customer made."""
        deposits: dict[bytes, int] = {}
        own: dict[bytes, int] = {}
        for key, _, currency, balance, day in self._rows(_ACCOUNTS, customer):
            deposits[key] = deposits.get(key, 0) + max(0, self._base_minor(balance or 0, currency) or 0)
            if day is not None:
                own[key] = max(own.get(key, day), day)
        return deposits, own

    def _held(self, customer: bytes | None) -> Found:
        found: defaultdict[bytes, list[Any]] = defaultdict(list)
        for key, currency, *fields, issuer_grade, issuer_kind in self._rows(_HELD, customer):
            held = Held._make(fields)
            held = held._replace(risk_grade=self._grade(held.risk_grade, issuer_grade, issuer_kind))
            if currency != self._base:
                held = held._replace(
                    value_minor=self._base_minor(held.value_minor or 0, currency),
                    principal_minor=self._base_minor(held.principal_minor or 0, currency),
                )
            found[key].append(held)
        return found

    def _flows(self, customer: bytes | None) -> dict[bytes, list[DayFlow]]:
        """Return what came and went by day, over all own accounts of a customer."""
        found: defaultdict[bytes, dict[int, DayFlow]] = defaultdict(dict)
        for key, currency, *flow in self._rows(_FLOWS, customer, since=self._reach.flows_since):
            day, came, went = flow
            if currency != self._base:
                came, went = (self._base_minor(one, currency) or 0 for one in (came, went))
            days = found[key]
            if (before := days.get(day)) is not None:
                came, went = before.inflow_minor + came, before.outflow_minor + went
            days[day] = DayFlow(day, came, went)
        return {key: [days[day] for day in sorted(days)] for key, days in found.items()}

    def _base_minor(self, minor: int, currency: str) -> int | None:
        return convert(minor, currency, self._base, self._rates)


def _promised(row: tuple[Any, ...]) -> Promised:
    raw = Promised._make(row)
    return raw._replace(text=mask_free_text(raw.text))


def _event(row: tuple[Any, ...]) -> Event:
    raw = Event._make(row)
    return raw._replace(value=mask_free_text(raw.value))

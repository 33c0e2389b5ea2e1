"""Snapshots of the customers of one book for the rules of prompts, as their device would read them from its own store.

What an advisor has written and not sent yet head office cannot know; what scorecards predict, and whether the product
of a campaign suits, only the device judges. All else comes out the same, which a test holds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from advisor_app.domain import records
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
    Told,
)
from advisor_app.domain.prompts.types import Moment
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Anomaly,
    AumMonth,
    BookMember,
    Call,
    Campaign,
    Consent,
    Customer,
    Feedback,
    FxRate,
    Holding,
    Interaction,
    Product,
    Promise,
    PromptOutcome,
    Proposal,
    RiskAssessment,
    Transaction,
)

_OVER = ("refused", "withdrawn")


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
        return cls(policy, moment, Reach.of(policy, moment), base, _rates(connection, moment.data_on))


def of_book(connection: Connection, bucket: int, terms: Terms) -> dict[bytes, CustomerSnapshot]:
    """Return the snapshots of the customers of a book by id, without their tiers."""
    return _Reader(connection, bucket, terms).snapshots()


class _Reader:
    """The statements, for one book."""

    def __init__(self, connection: Connection, bucket: int, terms: Terms) -> None:
        self._connection = connection
        self._book = select(BookMember.customer_id).where(BookMember.bucket_id == bucket)
        self._moment, self._reach = terms.moment, terms.reach
        self._base, self._rates = terms.base, terms.rates
        self._grade = terms.policy.suitability.prevailing

    def snapshots(self) -> dict[bytes, CustomerSnapshot]:
        people = self._connection.execute(
            select(
                Customer.id,
                Customer.kind,
                Customer.birth_day,
                Customer.id_expires_on,
                Customer.opened_on,
                Customer.closed_on,
            ).where(Customer.id.in_(self._book))
        ).all()
        aum = {row[0]: row[1] for row in self._rows(self._aum(), AumMonth)}
        deposits, own = self._accounts()
        flows, held, pays = self._flows(), self._held(), self._pays()
        contacts, feedback = self._contacts(), self._feedback()
        promises, assessments, events = self._promises(), self._assessments(), self._events()
        lunar, calls, unusual = self._lunar(), self._calls(), self._unusual()
        consents = self._records(Consent.__table__, records.Consent, Consent.recorded_at)
        outcomes = self._records(PromptOutcome.__table__, records.PromptOutcome, PromptOutcome.made_at)
        return {
            key: CustomerSnapshot(
                id=key,
                kind=kind,
                birth_day=birth_day,
                id_expires_on=id_expires_on,
                opened_on=opened_on,
                closed_on=closed_on,
                aum_minor=aum.get(key),
                deposits_minor=deposits.get(key, 0),
                held=tuple(held.get(key, ())),
                flows=tuple(flows.get(key, ())),
                pays=tuple(sorted(pays.get(key, ()))),
                last_own_on=own.get(key),
                contacts=tuple(contacts.get(key, ())),
                feedback=tuple(feedback.get(key, ())),
                promises=tuple(promises.get(key, ())),
                assessments=tuple(assessments.get(key, ())[-1:]),
                events=tuple(events.get(key, ())),
                calls=tuple(calls.get(key, ())),
                consents=tuple(consents.get(key, ())),
                outcomes=tuple(outcomes.get(key, ())),
                lunar_birthday=key in lunar,
                anomalies=tuple(unusual.get(key, ())),
            )
            for key, kind, birth_day, id_expires_on, opened_on, closed_on in people
        }

    def _aum(self) -> Select[*tuple[Any, ...]]:
        newest = (
            select(AumMonth.customer_id, func.max(AumMonth.month).label("month"))
            .where(AumMonth.month <= self._moment.data_on)
            .group_by(AumMonth.customer_id)
            .subquery()
        )
        same = and_(newest.c.customer_id == AumMonth.customer_id, newest.c.month == AumMonth.month)
        return select(AumMonth.customer_id, AumMonth.average_minor).join(newest, same)

    def _held(self) -> Mapping[bytes, list[Held]]:
        found: defaultdict[bytes, list[Held]] = defaultdict(list)
        statement = (
            select(
                Holding.customer_id,
                Holding.currency,
                Holding.id,
                Holding.kind,
                func.coalesce(Holding.name, Product.name),
                Holding.value_minor,
                Product.risk_grade,
                Holding.starts_on,
                Holding.matures_on,
                Holding.closed_on,
                func.coalesce(Holding.principal_minor, 0),
                Product.issuer_grade,
                Product.issuer_kind,
            )
            .outerjoin(Product, Product.id == Holding.product_id)
            .where(or_(Holding.closed_on.is_(None), Holding.closed_on >= self._reach.closed_since))
            .order_by(Holding.id)
        )
        for key, currency, *fields, issuer_grade, issuer_kind in self._rows(statement, Holding):
            held = Held(*fields)
            held = held._replace(risk_grade=self._grade(held.risk_grade, issuer_grade, issuer_kind))
            if currency != self._base:
                held = held._replace(
                    value_minor=self._base_minor(held.value_minor or 0, currency),
                    principal_minor=self._base_minor(held.principal_minor or 0, currency),
                )
            found[key].append(held)
        return found

    def _accounts(self) -> tuple[dict[bytes, int], dict[bytes, int]]:
        """Return what lies in own accounts, and the day of the last transaction that the customer made."""
        day = self._moment.data_on
        last = (
            select(Transaction.day)
            .where(
                Transaction.account_id == Account.id,
                Transaction.day <= day,
                Transaction.kind.in_(self._reach.own_kinds),
                or_(Transaction.amount_minor < 0, Transaction.kind == "cash"),
            )
            .order_by(Transaction.day.desc(), Transaction.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        statement = (
            select(AccountHolder.customer_id, Account.currency, Account.balance_minor, last)
            .join(Account, Account.id == AccountHolder.account_id)
            .where(
                AccountHolder.role == OWNER,
                or_(AccountHolder.closed_on.is_(None), AccountHolder.closed_on > day),
                or_(Account.closed_on.is_(None), Account.closed_on > day),
            )
        )
        deposits: dict[bytes, int] = {}
        own: dict[bytes, int] = {}
        for key, currency, balance, on in self._rows(statement, AccountHolder):
            deposits[key] = deposits.get(key, 0) + max(0, self._base_minor(balance or 0, currency) or 0)
            if on is not None:
                own[key] = max(own.get(key, on), on)
        return deposits, own

    def _flows(self) -> dict[bytes, list[DayFlow]]:
        """Return what came and went by day, over all own accounts of a customer."""

        def total(amount: Any) -> Any:
            return func.sum(case((amount > 0, amount), else_=0))

        amount, day = Transaction.amount_minor, Transaction.day
        statement = self._own(
            (Account.currency, day, total(amount), total(-amount)), self._reach.flows_since
        ).where(func.coalesce(Transaction.category, "").not_in(self._reach.internal))
        found: defaultdict[bytes, dict[int, DayFlow]] = defaultdict(dict)
        grouped = statement.group_by(
            AccountHolder.customer_id, AccountHolder.account_id, Account.currency, day
        )
        for key, currency, on, *sums in self._rows(grouped, AccountHolder):
            came, went = (self._base_minor(int(one), currency) or 0 for one in sums)
            before = found[key].get(on, DayFlow(on, 0, 0))
            found[key][on] = DayFlow(on, before.inflow_minor + came, before.outflow_minor + went)
        return {key: [days[on] for on in sorted(days)] for key, days in found.items()}

    def _pays(self) -> Mapping[bytes, list[Pay]]:
        statement = self._own((Transaction.day, Transaction.category), self._reach.pays_since).where(
            Transaction.category.in_(self._reach.pay_kinds), Transaction.amount_minor > 0
        )
        return self._by_customer(statement, AccountHolder, Pay._make)

    def _own(self, columns: Iterable[Any], since: int) -> Select[*tuple[Any, ...]]:
        """Return the transactions of own accounts from a day on."""
        return (
            select(AccountHolder.customer_id, *columns)
            .join(Transaction, Transaction.account_id == AccountHolder.account_id)
            .join(Account, Account.id == AccountHolder.account_id)
            .where(AccountHolder.role == OWNER, Transaction.day.between(since, self._moment.data_on))
        )

    def _contacts(self) -> Mapping[bytes, list[Spoken]]:
        columns = (getattr(Interaction, field) for field in ("id", "happened_at", *Spoken._fields[2:]))
        statement = (
            select(Interaction.customer_id, *columns)
            .where(Interaction.status.is_(None), Interaction.happened_at <= self._moment.now)
            .order_by(Interaction.happened_at.desc(), Interaction.id)
        )
        return self._by_customer(statement, Interaction, Spoken._make)

    def _feedback(self) -> Mapping[bytes, list[Told]]:
        columns = (getattr(Feedback, field) for field in Told._fields)
        statement = (
            select(Feedback.customer_id, *columns)
            .where(
                or_(Feedback.kind == "complaint", Feedback.status.in_(("open", "in_progress"))),
                Feedback.happened_at <= self._moment.now,
            )
            .order_by(Feedback.id)
        )
        return self._by_customer(statement, Feedback, Told._make)

    def _promises(self) -> Mapping[bytes, list[Promised]]:
        columns = (getattr(Promise, field) for field in Promised._fields)
        statement = (
            select(Promise.customer_id, *columns)
            .where(
                or_(Promise.outcome.is_(None), Promise.settled_on > self._moment.data_on),
                Promise.made_at <= self._moment.now,
            )
            .order_by(Promise.id)
        )
        return self._by_customer(statement, Promise, _promised)

    def _assessments(self) -> Mapping[bytes, list[Graded]]:
        """Return the assessments, the newest last."""
        columns = (getattr(RiskAssessment, field) for field in Graded._fields)
        statement = (
            select(RiskAssessment.customer_id, *columns)
            .where(RiskAssessment.assessed_on <= self._moment.data_on)
            .order_by(RiskAssessment.assessed_on, RiskAssessment.id)
        )
        return self._by_customer(statement, RiskAssessment, Graded._make)

    def _events(self) -> Mapping[bytes, list[Event]]:
        columns = (getattr(Proposal, field) for field in Event._fields)
        return self._by_customer(self._proposed("life_event", *columns), Proposal, _event)

    def _lunar(self) -> set[bytes]:
        rows = self._rows(self._proposed("preference", Proposal.value), Proposal)
        return {key for key, value in rows if self._reach.is_lunar(value)}

    def _proposed(self, kind: str, *columns: Any) -> Select[*tuple[Any, ...]]:
        return (
            select(Proposal.customer_id, *columns)
            .where(
                Proposal.kind == kind,
                func.coalesce(Proposal.state, "").not_in(_OVER),
                Proposal.made_at <= self._moment.now,
            )
            .order_by(Proposal.id)
        )

    def _calls(self) -> Mapping[bytes, list[Listed]]:
        statement = (
            select(
                Call.customer_id,
                Call.id,
                Campaign.title,
                Campaign.product_id,
                Campaign.opens_on,
                Campaign.closes_on,
                Call.outcome,
                Call.outcome_on,
            )
            .join(Campaign, Campaign.id == Call.list_id)
            .where(func.coalesce(Campaign.status, "") != "closed")
            .order_by(Call.id)
        )
        return self._by_customer(statement, Call, Listed._make)

    def _unusual(self) -> Mapping[bytes, list[Unusual]]:
        """Return what was found unusual, the newest first; what this program does not understand is left out."""
        columns = (getattr(Anomaly, field) for field in records.Anomaly._fields)
        statement = (
            select(Anomaly.customer_id, *columns)
            .where(Anomaly.found_on.between(self._reach.anomalies_since, self._moment.data_on))
            .order_by(Anomaly.day.desc(), Anomaly.id)
        )
        found: defaultdict[bytes, list[Unusual]] = defaultdict(list)
        for key, *row in self._rows(statement, Anomaly):
            if (one := Unusual.of(records.Anomaly._make(row))) is not None:
                found[key].append(one)
        return found

    def _records(self, table: Any, record: Any, at: Any) -> Mapping[bytes, list[Any]]:
        columns = (table.c[field] for field in record._fields)
        statement = select(table.c.customer_id, *columns).where(at <= self._moment.now).order_by(table.c.id)
        return self._by_customer(statement, table.c, record._make)

    def _by_customer(
        self, statement: Select[*tuple[Any, ...]], of: Any, make: Callable[[Any], Any]
    ) -> Mapping[bytes, list[Any]]:
        found: defaultdict[bytes, list[Any]] = defaultdict(list)
        for key, *row in self._rows(statement, of):
            found[key].append(make(row))
        return found

    def _rows(self, statement: Select[*tuple[Any, ...]], of: Any) -> Iterable[Any]:
        """Yield the rows of the customers of the book; `of` is the table that names the customer."""
        return self._connection.execute(statement.where(of.customer_id.in_(self._book)))

    def _base_minor(self, minor: int, currency: str) -> int | None:
        return convert(minor, currency, self._base, self._rates)


def _rates(connection: Connection, day: int) -> dict[str, str]:
    """Return the newest rates to the base currency on a day."""
    newest = (
        select(FxRate.currency, func.max(FxRate.day).label("day"))
        .where(FxRate.day <= day)
        .group_by(FxRate.currency)
        .subquery()
    )
    same = and_(newest.c.currency == FxRate.currency, newest.c.day == FxRate.day)
    rows = connection.execute(select(FxRate.currency, FxRate.rate).join(newest, same))
    return {str(currency): str(rate) for currency, rate in rows}


def _promised(row: Iterable[Any]) -> Promised:
    raw = Promised._make(row)
    return raw._replace(text=mask_free_text(raw.text))


def _event(row: Iterable[Any]) -> Event:
    raw = Event._make(row)
    return raw._replace(value=mask_free_text(raw.value))

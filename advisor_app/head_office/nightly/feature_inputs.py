"""What features are computed from, read from head office's database: of customers who may be profiled."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import narwhals as nw
from sqlalchemy import ColumnElement, Double, Select, and_, case, cast, false, func, or_, select, true

from advisor_app.analysis.aum import Frame
from advisor_app.analysis.features import Inputs, Span, calendar
from advisor_app.analysis.features.inputs import Day
from advisor_app.domain.dates import start_of
from advisor_app.domain.permission import ALL
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.calls import INTERESTED, SKIPPED, STAGES, WON
from advisor_app.head_office.db.models import (
    AumMonth,
    Bank,
    Call,
    Campaign,
    Card,
    Consent,
    Customer,
    DigitalEvent,
    Feedback,
    FxRate,
    Holding,
    Interaction,
    Loan,
    Transaction,
)
from advisor_app.head_office.nightly.frames import CUSTOMER, FLOAT, INTEGER, TEXT, Frames
from advisor_app.head_office.nightly.inputs import held, owned_accounts
from advisor_app.head_office.nightly.months import Month, factors

_DAY = 86_400_000_000  # in µs, as instants are
_COMPLAINT = "complaint"
_ACCOUNTS = 1000  # that are asked for in one query


class Of(NamedTuple):
    """The bank whose data they are."""

    as_of: int
    currency: str
    time_zone: str


class People:
    """Customers by number, which is their place in the order of ids: those who may be profiled, or all of them; of
    those at most so many where that is said, the same ones every time.

    Numbers are what frames are grouped and joined by: half the size of an id, and so twice as fast.
    """

    def __init__(
        self, frames: Frames, policy: Policy, *, profiled: bool = True, most: int | None = None
    ) -> None:
        wanted = select(Customer.id).where(_may_be_profiled(policy) if profiled else true())
        wanted = wanted.order_by(Customer.id)
        self.ids = [bytes(key) for key in frames.connection.execute(wanted).scalars()]
        if most is not None and len(self.ids) > most:
            self.ids = sorted(sorted(self.ids, key=_place)[:most])
        self._frames = frames
        self._numbers = frames.rows(
            [(key, number) for number, key in enumerate(self.ids)], key=CUSTOMER, customer=INTEGER
        )

    def of(self, statement: Any, **columns: Any) -> Frame:
        """Return the rows of a query that are theirs; its first column is the customer's id."""
        rows = self._frames.query(statement, key=CUSTOMER, **columns)
        return self._frames.kept(rows.join(self._numbers, on="key").drop("key"))

    def numbered(self, rows: Frame) -> Frame:
        """Return rows with the customers' numbers in place of their ids."""
        return rows.rename({"customer": "key"}).join(self._numbers, on="key").drop("key")


def accounts(people: People, bank: Of, rates: Mapping[str, float]) -> Frame:
    """Return the accounts of people, as `Inputs.accounts` has them; `rates` are as `factors_of` returns them."""
    owned = owned_accounts().subquery()
    return people.of(
        select(
            owned.c.customer_id,
            owned.c.id,
            _by(owned.c.currency, rates),
            owned.c.balance_minor,
            _one(_running(owned.c.opened_on, owned.c.closed_on, bank.as_of)),
        ),
        account=INTEGER,
        factor=FLOAT,
        balance_minor=INTEGER,
        open=INTEGER,
    )


def transactions(frames: Frames, first: int, last: int, accounts: Sequence[int] | None = None) -> Frame:
    """Return the transactions from the first day to the last, as `Inputs.transactions` has them; of some accounts, or
    of all.
    """
    within = select(*(getattr(Transaction, name) for name in _TRANSACTION)).where(
        Transaction.day >= first, Transaction.day <= last
    )
    kinds = {_RENAMED.get(name, name): kind for name, kind in _TRANSACTION.items()}
    if not accounts:
        return frames.query(within if accounts is None else within.where(false()), **kinds)
    parts = (accounts[begin : begin + _ACCOUNTS] for begin in range(0, len(accounts), _ACCOUNTS))
    return nw.concat(
        [frames.query(within.where(Transaction.account_id.in_(part)), **kinds) for part in parts]
    )


def undated(frames: Frames, people: People, policy: Policy, bank: Of) -> dict[str, Any]:
    """Return by name the inputs that are the same whatever day features are computed of, as their rows have days."""
    reader = _Reader(people, bank)
    return {
        "customers": people.of(
            select(Customer.id, Customer.birth_day, Customer.opened_on), birth_day=INTEGER, opened_on=INTEGER
        ),
        "bought": people.numbered(held(frames))
        .filter(~nw.col("begins_on").is_null())
        .select("customer", day="begins_on"),
        "visits": reader.dated(
            DigitalEvent, DigitalEvent.basis.in_(policy.features.bases), kind=(DigitalEvent.kind, TEXT)
        ),
        "contacts": reader.dated(
            Interaction,
            Interaction.status.is_(None),
            two_way=(_one(Interaction.outcome.in_(policy.rhythm.two_way_outcomes)), INTEGER),
            social=(_one(Interaction.channel.in_(policy.features.social)), INTEGER),
        ),
        "campaigns": people.of(_campaign_calls(policy), day=INTEGER, agreed=INTEGER),
        "feedback": reader.dated(
            Feedback,
            true(),
            complaint=(_one(Feedback.kind == _COMPLAINT), INTEGER),
            negative=(_one(_negative(policy)), INTEGER),
        ),
        "bank": frames.connection.execute(select(Bank.name)).scalar_one(),
    }


def inputs(
    frames: Frames, people: People, policy: Policy, bank: Of, read: Mapping[str, Any] | None = None
) -> Inputs:
    """Return the frames that features are computed from; `read` are those that are `undated`, and the transactions,
    where they have been read before.
    """
    span, rates = Span(bank.as_of), factors_of(frames, policy, bank)
    if read is None:
        booked = transactions(frames, span.first, span.as_of)
        read = {**undated(frames, people, policy, bank), "transactions": booked}
    return Inputs(
        **read,
        accounts=accounts(people, bank, rates),
        calendar=frames.rows(calendar(span), **dict.fromkeys(Day._fields, INTEGER)),
        averages=people.of(
            select(AumMonth.customer_id, AumMonth.month, AumMonth.average_minor).where(
                AumMonth.month >= span.first, AumMonth.currency == bank.currency
            ),
            month=INTEGER,
            average_minor=INTEGER,
        ),
        positions=people.of(
            select(
                Holding.customer_id,
                Holding.kind,
                _by(Holding.currency, rates),
                Holding.value_minor,
                Holding.matures_on,
            ).where(_running(Holding.starts_on, Holding.closed_on, bank.as_of)),
            kind=TEXT,
            factor=FLOAT,
            value_minor=INTEGER,
            matures_on=INTEGER,
        ),
        loans=frames.query(
            select(Loan.account_id, Loan.outstanding_minor).where(
                _running(Loan.starts_on, Loan.closed_on, bank.as_of),
                func.coalesce(Loan.status, "") != "repaid",
            ),
            account=INTEGER,
            outstanding_minor=INTEGER,
        ),
        cards=people.of(
            select(Card.customer_id).where(
                _running(Card.issued_on, Card.closed_on, bank.as_of),
                or_(Card.expires_on.is_(None), Card.expires_on >= bank.as_of),
            )
        ),
    )


_TRANSACTION = {
    "account_id": INTEGER,
    "day": INTEGER,
    "amount_minor": INTEGER,
    "kind": TEXT,
    "channel": TEXT,
    "category": TEXT,
    "counterparty": TEXT,
    "counterparty_bank": TEXT,
    "counterparty_account": TEXT,
}
_RENAMED = {"account_id": "account"}


class _Reader:
    """Reads rows that have an instant, as days of the bank: its offset from UTC is that of the date of the data."""

    def __init__(self, people: People, bank: Of) -> None:
        self._people = people
        self._begins = start_of(bank.as_of, bank.time_zone) - bank.as_of * _DAY

    def dated(self, row: Any, where: ColumnElement[bool], **more: tuple[Any, Any]) -> Frame:
        """Return customer, day and what else is named, each with its type."""
        day = (row.happened_at - self._begins) // _DAY
        columns = [column for column, _ in more.values()]
        kinds = {name: kind for name, (_, kind) in more.items()}
        return self._people.of(select(row.customer_id, day, *columns).where(where), day=INTEGER, **kinds)


def _place(customer: bytes) -> bytes:
    return blake2b(customer, digest_size=8).digest()


def _campaign_calls(policy: Policy) -> Select[*tuple[Any, ...]]:
    """Return customer, day and whether there was interest, of the calls of campaigns that were made."""
    made = policy.calls.coded(*(stage for stage in STAGES if stage != SKIPPED))
    agreed = _one(Call.outcome.in_(policy.calls.coded(INTERESTED, WON)))
    return (
        select(Call.customer_id, Call.outcome_on, agreed)
        .join(Campaign, Campaign.id == Call.list_id)
        .where(Call.outcome.in_(made), Call.outcome_on.is_not(None))
    )


def _negative(policy: Policy) -> ColumnElement[bool]:
    low = Feedback.score * 100 <= Feedback.scale * policy.features.negative_percent
    return or_(Feedback.kind == _COMPLAINT, low)


def _may_be_profiled(policy: Policy) -> ColumnElement[bool]:
    """Whether the newest consent that says so does not forbid it; one for all purposes says so for all channels."""
    purposes = policy.features.profiling
    said = and_(Consent.purpose.in_(purposes), or_(Consent.purpose != ALL, Consent.channel == ALL))
    place = func.row_number().over(
        partition_by=Consent.customer_id,
        # Of two records of one instant the withdrawal counts.
        order_by=[Consent.recorded_at.desc(), Consent.granted, Consent.id.desc()],
    )
    newest = select(Consent.customer_id, Consent.granted, place.label("place")).where(said).subquery()
    withdrawn = select(newest.c.customer_id).where(newest.c.place == 1, newest.c.granted == 0)
    return Customer.id.not_in(withdrawn)


def factors_of(frames: Frames, policy: Policy, bank: Of) -> Mapping[str, float]:
    """Return what one minor unit of each currency is worth on the date of the data; none without a rate of then."""
    valid = policy.aum.rate_valid_days
    rates = frames.connection.execute(
        select(FxRate.currency, FxRate.day, FxRate.rate).where(
            FxRate.day >= bank.as_of - valid, FxRate.day <= bank.as_of
        )
    )
    today = [Month(bank.as_of, bank.as_of + 1)]
    known = [(currency, day, rate) for currency, day, rate in rates]
    return {currency: factor for currency, _, factor in factors(known, today, bank.currency, valid)}


def _by(currency: Any, rates: Mapping[str, float]) -> ColumnElement[float]:
    return cast(case(*((currency == code, factor) for code, factor in rates.items()), else_=0.0), Double)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _running(begins: Any, closed: Any, as_of: int) -> ColumnElement[bool]:
    return and_(or_(begins.is_(None), begins <= as_of), or_(closed.is_(None), closed > as_of))

"""What features are computed from, read from head office's database."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from advisor_app.analysis.features import Inputs, Span, calendar
from advisor_app.domain.dates import start_of
from advisor_app.domain.permission import ALL
from advisor_app.domain.policy import Policy
from advisor_app.head_office.db.models import (
    AumMonth,
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
from advisor_app.head_office.nightly.inputs import owned_accounts
from advisor_app.head_office.nightly.months import Month, factors

_DAY = 86_400_000_000  # in µs, as instants are
_COMPLAINT = "complaint"


class Of(NamedTuple):
    """The bank whose data they are."""

    as_of: int
    currency: str
    time_zone: str


def inputs(frames: Frames, policy: Policy, bank: Of) -> Inputs:
    """Return the frames that features are computed from, without customers who may not be profiled."""
    span, may = Span(bank.as_of), _may_be_profiled(policy)
    rates = _factors(frames, policy, bank)
    reader = _Reader(frames, bank)
    owned = owned_accounts().subquery()
    return Inputs(
        customers=frames.query(
            select(Customer.id, Customer.birth_day, Customer.opened_on).where(may),
            customer=CUSTOMER,
            birth_day=INTEGER,
            opened_on=INTEGER,
        ),
        accounts=frames.query(
            select(
                owned.c.id,
                owned.c.customer_id,
                _by(owned.c.currency, rates),
                owned.c.balance_minor,
                case((_running(owned.c.opened_on, owned.c.closed_on, bank.as_of), 1), else_=0),
            )
            .join(Customer, Customer.id == owned.c.customer_id)
            .where(may),
            account=INTEGER,
            customer=CUSTOMER,
            factor=FLOAT,
            balance_minor=INTEGER,
            open=INTEGER,
        ),
        transactions=frames.query(
            select(
                Transaction.account_id,
                Transaction.day,
                Transaction.amount_minor,
                Transaction.kind,
                Transaction.channel,
                Transaction.category,
                Transaction.counterparty,
                Transaction.counterparty_bank,
                Transaction.counterparty_account,
            ).where(Transaction.day >= span.first, Transaction.day <= span.as_of),
            account=INTEGER,
            day=INTEGER,
            amount_minor=INTEGER,
            **dict.fromkeys(
                (
                    "kind",
                    "channel",
                    "category",
                    "counterparty",
                    "counterparty_bank",
                    "counterparty_account",
                ),
                TEXT,
            ),
        ),
        calendar=frames.rows(
            calendar(span),
            **dict.fromkeys(("day", "month", "day_of_month", "in_year", "recent", "before"), INTEGER),
        ),
        averages=frames.query(
            select(AumMonth.customer_id, AumMonth.month, AumMonth.average_minor).where(
                AumMonth.month >= span.first, AumMonth.currency == bank.currency
            ),
            customer=CUSTOMER,
            month=INTEGER,
            average_minor=INTEGER,
        ),
        positions=frames.query(
            select(
                Holding.customer_id,
                Holding.kind,
                _by(Holding.currency, rates),
                Holding.value_minor,
                Holding.matures_on,
            ).where(_running(Holding.starts_on, Holding.closed_on, bank.as_of)),
            customer=CUSTOMER,
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
        cards=frames.query(
            select(Card.customer_id).where(
                _running(Card.issued_on, Card.closed_on, bank.as_of),
                or_(Card.expires_on.is_(None), Card.expires_on >= bank.as_of),
            ),
            customer=CUSTOMER,
        ),
        visits=reader.dated(
            DigitalEvent, DigitalEvent.kind, DigitalEvent.basis.in_(policy.features.bases), kind=TEXT
        ),
        contacts=reader.dated(
            Interaction,
            _one(Interaction.outcome.in_(policy.rhythm.two_way_outcomes)),
            Interaction.status.is_(None),
            two_way=INTEGER,
        ),
        feedback=reader.feedback(policy),
    )


class _Reader:
    """Reads rows that have an instant, as days of the bank: its offset from UTC is that of the date of the data."""

    def __init__(self, frames: Frames, bank: Of) -> None:
        self._frames = frames
        self._begins = start_of(bank.as_of, bank.time_zone) - bank.as_of * _DAY

    def dated(self, row: Any, column: Any, where: ColumnElement[bool], **named: Any) -> Any:
        """Return customer, day and a column."""
        day = (row.happened_at - self._begins) // _DAY
        wanted = select(row.customer_id, day, column).where(where)
        return self._frames.query(wanted, customer=CUSTOMER, day=INTEGER, **named)

    def feedback(self, policy: Policy) -> Any:
        """Return customer, day, complaint and negative."""
        day = (Feedback.happened_at - self._begins) // _DAY
        low = Feedback.score * 100 <= Feedback.scale * policy.features.negative_percent
        wanted = select(
            Feedback.customer_id,
            day,
            _one(Feedback.kind == _COMPLAINT),
            _one(or_(Feedback.kind == _COMPLAINT, low)),
        )
        return self._frames.query(wanted, customer=CUSTOMER, day=INTEGER, complaint=INTEGER, negative=INTEGER)


def _may_be_profiled(policy: Policy) -> ColumnElement[bool]:
    """Whether the newest consent that says so does not forbid it; one for all purposes says so for all channels."""
    purposes = policy.features.profiling
    said = and_(Consent.purpose.in_(purposes), or_(Consent.purpose != ALL, Consent.channel == ALL))
    place = func.row_number().over(
        partition_by=Consent.customer_id, order_by=[Consent.recorded_at.desc(), Consent.id.desc()]
    )
    newest = select(Consent.customer_id, Consent.granted, place.label("place")).where(said).subquery()
    withdrawn = select(newest.c.customer_id).where(newest.c.place == 1, newest.c.granted == 0)
    return Customer.id.not_in(withdrawn)


def _factors(frames: Frames, policy: Policy, bank: Of) -> Mapping[str, float]:
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
    return case(*((currency == code, factor) for code, factor in rates.items()), else_=0.0)


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _running(begins: Any, closed: Any, as_of: int) -> ColumnElement[bool]:
    return and_(or_(begins.is_(None), begins <= as_of), or_(closed.is_(None), closed > as_of))

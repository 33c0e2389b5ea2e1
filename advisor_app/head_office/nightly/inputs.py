"""What the computation of AUM and tiers reads from head office's database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, union

from advisor_app.analysis.aum import Frame, Inputs
from advisor_app.domain.policy.schema import Aum
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Card,
    Customer,
    FxRate,
    Holding,
    HoldingMonth,
    Loan,
    Transaction,
)
from advisor_app.head_office.nightly.frames import CUSTOMER, FLOAT, INTEGER, TEXT, Frames
from advisor_app.head_office.nightly.months import Month, factors


def aum(frames: Frames, months: Sequence[Month], base_currency: str, rules: Aum) -> Inputs:
    """Return the frames from which `analysis.aum` computes."""
    in_time = select(FxRate.currency, FxRate.day, FxRate.rate).where(
        FxRate.day >= months[0].month - rules.rate_valid_days
    )
    rates = frames.connection.execute(in_time).all()
    return Inputs(
        accounts=frames.query(
            _owned_accounts(),
            position=INTEGER,
            customer=CUSTOMER,
            currency=TEXT,
            opened_on=INTEGER,
            closed_on=INTEGER,
            balance_minor=INTEGER,
            balance_on=INTEGER,
            source=INTEGER,
        ),
        bookings=frames.query(
            select(Transaction.account_id, Transaction.day, Transaction.amount_minor),
            position=INTEGER,
            day=INTEGER,
            amount_minor=INTEGER,
        ),
        holdings=frames.query(
            select(
                Holding.id,
                Holding.customer_id,
                Holding.currency,
                Holding.starts_on,
                Holding.closed_on,
                Holding.principal_minor,
            ).where(Holding.kind.in_(rules.holdings)),
            position=INTEGER,
            customer=CUSTOMER,
            currency=TEXT,
            starts_on=INTEGER,
            closed_on=INTEGER,
            principal_minor=INTEGER,
        ),
        values=frames.query(
            select(HoldingMonth.holding_id, HoldingMonth.month, HoldingMonth.value_minor),
            position=INTEGER,
            month=INTEGER,
            value_minor=INTEGER,
        ),
        months=frames.rows(months, month=INTEGER, until=INTEGER),
        rates=frames.rows(
            list(factors(rates, months, base_currency, rules.rate_valid_days)),
            currency=TEXT,
            month=INTEGER,
            factor=FLOAT,
        ),
    )


def customers(frames: Frames, as_of: int) -> Frame:
    """Return all customers, and whether each has an active holding: customer, active (1 or 0)."""
    active = _active(as_of).subquery()
    found = select(Customer.id, case((active.c.customer_id.is_(None), 0), else_=1)).outerjoin(
        active, active.c.customer_id == Customer.id
    )
    return frames.query(found, customer=CUSTOMER, active=INTEGER)


def _owned_accounts() -> Select[Any]:
    """Accounts with their one owner: the present one, or where there is none any more the last there was."""
    place = func.row_number().over(
        partition_by=AccountHolder.account_id,
        order_by=[
            case((AccountHolder.closed_on.is_(None), 0), else_=1),
            AccountHolder.closed_on.desc(),
            AccountHolder.id,
        ],
    )
    owner = (
        select(AccountHolder.account_id, AccountHolder.customer_id, place.label("place"))
        .where(AccountHolder.role == "owner")
        .subquery()
    )
    return select(
        Account.id,
        owner.c.customer_id,
        Account.currency,
        Account.opened_on,
        Account.closed_on,
        Account.balance_minor,
        Account.balance_on,
        Account.source_id,
    ).join(owner, and_(owner.c.account_id == Account.id, owner.c.place == 1))


def _active(as_of: int) -> Any:
    """Customers with an active holding: a position, a card, an account (own or joint), or a loan on one."""

    def running(begins: Any, closed: Any) -> ColumnElement[bool]:
        return and_(or_(begins.is_(None), begins <= as_of), or_(closed.is_(None), closed > as_of))

    held = and_(
        AccountHolder.role.in_(("owner", "joint")),
        or_(AccountHolder.closed_on.is_(None), AccountHolder.closed_on > as_of),
    )
    loan = exists(literal(1)).where(
        Loan.account_id == AccountHolder.account_id,
        running(Loan.starts_on, Loan.closed_on),
        func.coalesce(Loan.status, "") != "repaid",
    )
    return union(
        select(AccountHolder.customer_id)
        .join(Account, Account.id == AccountHolder.account_id)
        .where(held, or_(running(Account.opened_on, Account.closed_on), loan)),
        select(Holding.customer_id).where(running(Holding.starts_on, Holding.closed_on)),
        select(Card.customer_id).where(
            running(Card.issued_on, Card.closed_on), or_(Card.expires_on.is_(None), Card.expires_on >= as_of)
        ),
    )

"""What the computation of AUM and tiers reads from head office's database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, union, union_all

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

HOLDERS = ("owner", "joint")
"""Who holds an account, other than those who may only dispose of it."""
CASH = "cash"
"""The kind of transactions that customers make in both directions."""


def aum(
    frames: Frames, months: Sequence[Month], base_currency: str, rules: Aum, own_kinds: Sequence[str] = ()
) -> Inputs:
    """Return the frames from which `analysis.aum` computes.

    Their bookings have a column more: `own` is 1 where the customer made one, by its kind, and 0 elsewhere.
    """
    paid = or_(Transaction.amount_minor < 0, Transaction.kind == CASH)
    own = case((and_(Transaction.kind.in_(own_kinds), paid), 1), else_=0)
    in_time = select(FxRate.currency, FxRate.day, FxRate.rate).where(
        FxRate.day >= months[0].month - rules.rate_valid_days
    )
    rates = frames.connection.execute(in_time).all()
    return Inputs(
        accounts=frames.query(
            owned_accounts(),
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
            select(Transaction.account_id, Transaction.day, Transaction.amount_minor, own),
            position=INTEGER,
            day=INTEGER,
            amount_minor=INTEGER,
            own=INTEGER,
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
    """Return all customers, since when they are, and whether each has an active holding.

    That is: customer, opened_on, active (1 or 0). Who has no day of their own came with the first account.
    """
    active = _active(as_of).subquery()
    first = (
        select(AccountHolder.customer_id, func.min(Account.opened_on).label("opened_on"))
        .join(Account, Account.id == AccountHolder.account_id)
        .where(AccountHolder.role.in_(HOLDERS))
        .group_by(AccountHolder.customer_id)
        .subquery()
    )
    found = (
        select(
            Customer.id,
            func.coalesce(Customer.opened_on, first.c.opened_on),
            case((active.c.customer_id.is_(None), 0), else_=1),
        )
        .outerjoin(active, active.c.customer_id == Customer.id)
        .outerjoin(first, first.c.customer_id == Customer.id)
    )
    return frames.query(found, customer=CUSTOMER, opened_on=INTEGER, active=INTEGER)


def held(frames: Frames) -> Frame:
    """Return what customers hold, or held, by category of product: customer, category, begins_on, ends_on.

    Accounts are one category, cards and loans are, and every kind of holding is one.
    """
    holder = AccountHolder.role.in_(HOLDERS)
    accounts = (
        select(
            AccountHolder.customer_id,
            literal("deposit"),
            Account.opened_on,
            _earlier(Account.closed_on, AccountHolder.closed_on),
        )
        .join(Account, Account.id == AccountHolder.account_id)
        .where(holder)
    )
    loans = (
        select(
            AccountHolder.customer_id,
            literal("loan"),
            Loan.starts_on,
            _earlier(Loan.closed_on, AccountHolder.closed_on),
        )
        .join(Loan, Loan.account_id == AccountHolder.account_id)
        # Of one that is repaid nobody knows since when, unless it says so.
        .where(holder, or_(Loan.closed_on.is_not(None), func.coalesce(Loan.status, "") != "repaid"))
    )
    holdings = select(Holding.customer_id, Holding.kind, Holding.starts_on, Holding.closed_on)
    cards = select(
        Card.customer_id, literal("card"), Card.issued_on, _earlier(Card.closed_on, Card.expires_on + 1)
    )
    found: Select[Any] = select(union_all(accounts, loans, holdings, cards).subquery())
    return frames.query(found, customer=CUSTOMER, category=TEXT, begins_on=INTEGER, ends_on=INTEGER)


def _earlier(one: Any, other: Any) -> ColumnElement[int | None]:
    """Return the earlier of two days, of which either may be missing."""
    return case((or_(other.is_(None), one < other), one), else_=other)


def owned_accounts() -> Select[Any]:
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
        AccountHolder.role.in_(HOLDERS),
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

"""The targets of the demo bank's advisors for the present quarter: a little more than a quarter brought so far."""

from collections.abc import Iterator

from sqlalchemy import Connection, Select, and_, func, select

from advisor_app.domain.dates import add_months, from_day
from advisor_app.domain.money import exponent
from advisor_app.domain.policy import Policy
from advisor_app.domain.targets import AUM, FEE_INCOME, NEW_CUSTOMERS
from advisor_app.head_office import policies, targets
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Advisor,
    AumMonth,
    Bank,
    BookMember,
    Bucket,
    Customer,
    Transaction,
)

_MONTHS = 3
_GROWTH = {AUM: 103, FEE_INCOME: 110, NEW_CUSTOMERS: 110}
"""Of a hundred that were there or came in an average quarter of the last year, so many are to be reached."""
_DIGITS = 3  # that a goal has before its noughts


def set_targets(connection: Connection) -> targets.Taken | None:
    """Give every advisor who has customers targets; None where there is nothing to begin from."""
    as_of, currency = connection.execute(select(Bank.as_of, Bank.base_currency)).one()
    first = add_months(as_of, -((from_day(as_of).month - 1) % _MONTHS))
    days = ",".join(from_day(day).isoformat() for day in (first, add_months(first, _MONTHS) - 1))
    lines = [
        f"{number},{measure},{days},{goal}"
        for measure, number, goal in _goals(connection, policies.in_force(connection), first, currency)
    ]
    return targets.take(connection, "\n".join((",".join(targets.COLUMNS), *lines))) if lines else None


def _goals(
    connection: Connection, policy: Policy, first: int, currency: str
) -> Iterator[tuple[str, str, int]]:
    """Yield measure, advisor and goal, in units of the currency."""
    year = add_months(first, -12)
    book = (
        select(Advisor.number)
        .join(Bucket, and_(Bucket.advisor_id == Advisor.id, Bucket.kind == "book"))
        .join(BookMember, BookMember.bucket_id == Bucket.id)
    )
    assets = book.add_columns(func.sum(AumMonth.average_minor)).join(
        AumMonth,
        and_(AumMonth.customer_id == BookMember.customer_id, AumMonth.month == add_months(first, -1)),
    )
    fees = (
        book.add_columns(-func.sum(Transaction.amount_minor))
        .join(
            AccountHolder,
            and_(AccountHolder.customer_id == BookMember.customer_id, AccountHolder.role == "owner"),
        )
        .join(Account, and_(Account.id == AccountHolder.account_id, Account.currency == currency))
        .join(Transaction, Transaction.account_id == Account.id)
        .where(
            Transaction.day >= year,
            Transaction.day < first,
            Transaction.category.in_(policy.contribution.fees),
        )
    )
    came = (
        book.add_columns(func.count())
        .join(Customer, Customer.id == BookMember.customer_id)
        .where(Customer.kind == "customer", Customer.opened_on >= year, Customer.opened_on < first)
    )
    unit = 10 ** exponent(currency)
    parts: tuple[tuple[str, Select[*tuple[str, int]], int], ...] = (
        (AUM, assets, unit),
        (FEE_INCOME, fees, 4 * unit),
        (NEW_CUSTOMERS, came, 4),
    )
    for measure, found, whole in parts:
        for number, many in connection.execute(found.group_by(Advisor.number).order_by(Advisor.number)):
            if (goal := _round(int(many) * _GROWTH[measure] // (100 * whole))) > 0:
                yield measure, number, goal


def _round(goal: int) -> int:
    """Return a goal as one is given: with noughts at its end."""
    step: int = 10 ** max(0, len(str(goal)) - _DIGITS)
    return -(-goal // step) * step

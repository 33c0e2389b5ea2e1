"""Contribution over all customers: added up where it lies by kind, rate and term, and earned by the rules of one.

Sums are exact, so those of a book are the sums of its customers' contributions as their advisor's device shows them.
"""

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from advisor_app.domain import contribution as rules
from advisor_app.domain.contribution import YEAR_DAYS, Balance, Contribution, Part
from advisor_app.domain.policy import Policy
from advisor_app.domain.positions import OWNER
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Advisor,
    Bank,
    BookMember,
    Branch,
    Bucket,
    Customer,
    Holding,
    Loan,
    Transaction,
)
from advisor_app.head_office.rates import rates

ADVISOR, BOOK, BRANCH, PRODUCT = "advisor", "book", "branch", "product"
BY = (ADVISOR, BOOK, BRANCH, PRODUCT)
"""What there may be a line for; a book is that of its advisor."""
FEES = "fees"
"""The product that fees stand under."""


class Line(NamedTuple):
    """The contribution of one book, branch or product: its code and name, None for what is in none."""

    code: str | None
    name: str | None
    found: Contribution


class Report(NamedTuple):
    """The lines in the order of their codes, and the whole bank; on the business date."""

    lines: tuple[Line, ...]
    whole: Contribution
    currency: str
    as_of: int


_Key = tuple[str | None, str | None]


def report(connection: Connection, policy: Policy, by: str | None = None) -> Report:
    """Add up all customers, with a line for each of what `by` names."""
    as_of, base = connection.execute(select(Bank.as_of, Bank.base_currency)).one()
    worth = rates(connection, as_of)
    parts: defaultdict[_Key, list[Part]] = defaultdict(list)
    fees: defaultdict[_Key, dict[str, int]] = defaultdict(dict)
    for code, name, entity, kind, currency, rate, term, over, minor, many in connection.execute(
        _balances(policy, as_of, by)
    ):
        of = Balance(entity, kind, currency, rate, term, bool(over), int(minor), many)
        key = (kind, entity) if by == PRODUCT else (code, name)
        parts[key].append(rules.part(policy.contribution, of, base, worth))
    for code, name, currency, minor in connection.execute(_fees(policy, as_of, by)):
        fees[(FEES, FEES) if by == PRODUCT else (code, name)][currency] = int(minor)
    keys = sorted(parts.keys() | fees.keys(), key=lambda key: (key[0] is None, key[0] or "", key[1] or ""))
    lines = tuple(Line(*key, rules.total(parts[key], fees[key], base, worth)) for key in keys)
    return Report(lines, _sum(lines), base, as_of)


def _sum(lines: tuple[Line, ...]) -> Contribution:
    whole = rules.total((), {}, "", {})
    for line in lines:
        whole = whole.plus(line.found)
    return whole


def _balances(policy: Policy, today: int, by: str | None) -> Select[Any]:
    """Return the balances by group, kind, currency, rate and term."""
    no_text, no_day = cast(null(), Text), cast(null(), BigInteger)
    accounts = (
        select(
            AccountHolder.customer_id.label("customer_id"),
            literal("accounts").label("entity"),
            Account.kind.label("kind"),
            Account.currency.label("currency"),
            Account.balance_minor.label("minor"),
            no_text.label("rate"),
            Account.opened_on.label("starts_on"),
            no_day.label("ends_on"),
            func.coalesce(Account.closed_on, AccountHolder.closed_on).label("closed_on"),
        )
        .join(AccountHolder, AccountHolder.account_id == Account.id)
        .where(AccountHolder.role == OWNER, Account.balance_minor > 0)
    )
    holdings = select(
        Holding.customer_id,
        literal("holdings"),
        Holding.kind,
        Holding.currency,
        Holding.value_minor,
        Holding.rate,
        Holding.starts_on,
        Holding.matures_on,
        Holding.closed_on,
    ).where(Holding.kind.in_(policy.contribution.deposits), Holding.value_minor > 0)
    loans = (
        select(
            AccountHolder.customer_id,
            literal("loans"),
            Loan.kind,
            Loan.currency,
            Loan.outstanding_minor,
            Loan.rate,
            Loan.starts_on,
            Loan.ends_on,
            func.coalesce(Loan.closed_on, AccountHolder.closed_on),
        )
        .join(AccountHolder, AccountHolder.account_id == Loan.account_id)
        .where(AccountHolder.role == OWNER, Loan.outstanding_minor > 0)
    )
    of = accounts.union_all(holdings, loans).subquery("positions")
    term = (of.c.ends_on - of.c.starts_on).label("term")
    over = case((of.c.ends_on <= today, 1), else_=0).label("over")
    code, name = _group(by)
    facts = (of.c.entity, of.c.kind, of.c.currency, of.c.rate, term, over)
    found = (
        select(code, name, *facts, func.sum(of.c.minor), func.count())
        .select_from(of)
        .join(Customer, Customer.id == of.c.customer_id)
        .where(
            of.c.closed_on.is_(None) | (of.c.closed_on > today),
            of.c.starts_on.is_(None) | (of.c.starts_on <= today),
        )
    )
    return _grouped(found, by).group_by(*_keys(by), *facts)


def _fees(policy: Policy, today: int, by: str | None) -> Select[Any]:
    """Return the fees of the last year by group and currency."""
    code, name = _group(by)
    found = (
        select(code, name, Account.currency, -func.sum(Transaction.amount_minor))
        .select_from(Transaction)
        .join(Account, Account.id == Transaction.account_id)
        .join(AccountHolder, and_(AccountHolder.account_id == Account.id, AccountHolder.role == OWNER))
        .join(Customer, Customer.id == AccountHolder.customer_id)
        .where(
            Transaction.day > today - YEAR_DAYS,
            Transaction.day <= today,
            Transaction.category.in_(policy.contribution.fees),
        )
    )
    return _grouped(found, by).group_by(*_keys(by), Account.currency)


def _keys(by: str | None) -> tuple[ColumnElement[Any], ...]:
    return _group(by) if by in (ADVISOR, BOOK, BRANCH) else ()


def _group(by: str | None) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    columns: tuple[Any, Any] = (cast(null(), Text), cast(null(), Text))
    if by in (ADVISOR, BOOK):
        columns = (Advisor.number, Advisor.name)
    elif by == BRANCH:
        columns = (Branch.code, Branch.name)
    return columns


def _grouped(found: Select[Any], by: str | None) -> Select[Any]:
    """Join what the group is named by; a customer is in one book at most."""
    if by == BRANCH:
        return found.outerjoin(Branch, Branch.id == Customer.branch_id)
    if by in (ADVISOR, BOOK):
        books = (
            select(BookMember.customer_id, Bucket.advisor_id)
            .join(Bucket, Bucket.id == BookMember.bucket_id)
            .where(Bucket.kind == "book")
            .subquery("books")
        )
        return found.outerjoin(books, books.c.customer_id == Customer.id).outerjoin(
            Advisor, Advisor.id == books.c.advisor_id
        )
    return found

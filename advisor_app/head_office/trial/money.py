"""What the customers of one book have, and what moves on their accounts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from advisor_app.domain.positions import OWNER
from advisor_app.domain.prompts.snapshot import DayFlow, Held, Pay
from advisor_app.head_office.db.models import Account, AccountHolder, AumMonth, Holding, Product, Transaction
from advisor_app.head_office.trial.rows import BookRows


def held(book: BookRows) -> Mapping[bytes, list[Held]]:
    """Return the positions, those of them that matured not long ago too."""
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
        .where(or_(Holding.closed_on.is_(None), Holding.closed_on >= book.reach.closed_since))
        .order_by(Holding.id)
    )
    for key, currency, *fields, issuer_grade, issuer_kind in book.rows(statement, Holding):
        held = Held(*fields)
        held = held._replace(risk_grade=book.grade(held.risk_grade, issuer_grade, issuer_kind))
        if currency != book.base:
            held = held._replace(
                value_minor=book.base_minor(held.value_minor or 0, currency),
                principal_minor=book.base_minor(held.principal_minor or 0, currency),
            )
        found[key].append(held)
    return found


def accounts(book: BookRows) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Return what lies in own accounts, and the day of the last transaction that the customer made."""
    day = book.moment.data_on
    last = (
        select(Transaction.day)
        .where(
            Transaction.account_id == Account.id,
            Transaction.day <= day,
            Transaction.kind.in_(book.reach.own_kinds),
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
    for key, currency, balance, on in book.rows(statement, AccountHolder):
        deposits[key] = deposits.get(key, 0) + max(0, book.base_minor(balance or 0, currency) or 0)
        if on is not None:
            own[key] = max(own.get(key, on), on)
    return deposits, own


def flows(book: BookRows) -> dict[bytes, list[DayFlow]]:
    """Return what came and went by day, over all own accounts of a customer."""

    def total(amount: Any) -> Any:
        return func.sum(case((amount > 0, amount), else_=0))

    amount, day = Transaction.amount_minor, Transaction.day
    statement = _own(
        book, (Account.currency, day, total(amount), total(-amount)), book.reach.flows_since
    ).where(func.coalesce(Transaction.category, "").not_in(book.reach.internal))
    found: defaultdict[bytes, dict[int, DayFlow]] = defaultdict(dict)
    grouped = statement.group_by(AccountHolder.customer_id, AccountHolder.account_id, Account.currency, day)
    for key, currency, on, *sums in book.rows(grouped, AccountHolder):
        came, went = (book.base_minor(int(one), currency) or 0 for one in sums)
        before = found[key].get(on, DayFlow(on, 0, 0))
        found[key][on] = DayFlow(on, before.inflow_minor + came, before.outflow_minor + went)
    return {key: [days[on] for on in sorted(days)] for key, days in found.items()}


def pays(book: BookRows) -> Mapping[bytes, list[Pay]]:
    """Return the days on which pay came."""
    statement = _own(book, (Transaction.day, Transaction.category), book.reach.pays_since).where(
        Transaction.category.in_(book.reach.pay_kinds), Transaction.amount_minor > 0
    )
    return book.by_customer(statement, AccountHolder, Pay._make)


def aum(book: BookRows) -> dict[bytes, int]:
    """Return the average assets of the newest month."""
    newest = (
        select(AumMonth.customer_id, func.max(AumMonth.month).label("month"))
        .where(AumMonth.month <= book.moment.data_on)
        .group_by(AumMonth.customer_id)
        .subquery()
    )
    same = and_(newest.c.customer_id == AumMonth.customer_id, newest.c.month == AumMonth.month)
    statement = select(AumMonth.customer_id, AumMonth.average_minor).join(newest, same)
    return {row[0]: row[1] for row in book.rows(statement, AumMonth)}


def _own(book: BookRows, columns: Iterable[Any], since: int) -> Select[*tuple[Any, ...]]:
    """Return the transactions of own accounts from a day on."""
    return (
        select(AccountHolder.customer_id, *columns)
        .join(Transaction, Transaction.account_id == AccountHolder.account_id)
        .join(Account, Account.id == AccountHolder.account_id)
        .where(AccountHolder.role == OWNER, Transaction.day.between(since, book.moment.data_on))
    )

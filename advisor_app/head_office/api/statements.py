"""The SELECTs of a pull, built once from the records: columns in wire order, rows of one set of customers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    LargeBinary,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from advisor_app.domain.records import ENTITIES, Entity
from advisor_app.head_office.db.feed import MEMBERSHIP
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Attachment,
    Base,
    BookMember,
    Bucket,
    Change,
    Customer,
    Transaction,
)

ROWS_PER_CUSTOMER = 30  # what a customer has besides transactions, for planning the size of a page
BYTES_PER_ROW = 64  # what a row takes in a page; files weigh as many rows as their bytes

_bucket = bindparam("bucket", type_=BigInteger)
_low = bindparam("low", type_=BigInteger)
_high = bindparam("high", type_=BigInteger)

# Three ways to say which customers: a stretch of the book, those whose membership changed, and one alone.
STRETCH = select(BookMember.customer_id).where(
    BookMember.bucket_id == _bucket,
    BookMember.customer_id > bindparam("after", type_=LargeBinary),
    BookMember.customer_id <= bindparam("until", type_=LargeBinary),
)
ARRIVED = (
    select(BookMember.customer_id)
    .join(Change, Change.row_uuid == BookMember.customer_id)
    .where(
        BookMember.bucket_id == _bucket,
        Change.bucket_id == _bucket,
        Change.entity == MEMBERSHIP,
        Change.seq > _low,
        Change.seq <= _high,
    )
)
ONE = select(BookMember.customer_id).where(
    BookMember.bucket_id == _bucket, BookMember.customer_id == bindparam("customer", type_=LargeBinary)
)
_IN_BOOK = select(BookMember.customer_id).where(BookMember.bucket_id == _bucket)
_WHOSE = select(Bucket.advisor_id).where(Bucket.id == _bucket, Bucket.kind == "book").scalar_subquery()


def _columns(entity: Entity) -> list[Any]:
    table = Base.metadata.tables[entity.name]
    return [table.c[field] for field in entity.fields]


def _of_customers(entity: Entity, customers: Select[Any]) -> Any:
    """Return the condition that a row of `entity` belongs to one of `customers`."""
    table = Base.metadata.tables[entity.name]
    if entity.owner == "account":
        account = table.c.id if entity.name == "accounts" else table.c.account_id
        return account.in_(select(AccountHolder.account_id).where(AccountHolder.customer_id.in_(customers)))
    if entity.owner == "household":
        return table.c.id.in_(select(Customer.household_id).where(Customer.id.in_(customers)))
    if entity.owner == "advisor" and "customer_id" not in table.c:
        return false()
    return (table.c.id if entity.name == "customers" else table.c.customer_id).in_(customers)


def _of_advisor(entity: Entity) -> Any:
    """Return the condition that a row of `entity` names no customer and is of the advisor whose book it is."""
    table = Base.metadata.tables[entity.name]
    alone = [table.c.customer_id.is_(None)] if "customer_id" in table.c else []
    return and_(*alone, table.c.advisor_id == _WHOSE)


def _ordered(entity: Entity, statement: Select[Any]) -> Select[Any]:
    # The order in which the device clusters: written in key order, a page touches each leaf of the tree once.
    table = Base.metadata.tables[entity.name]
    return statement.order_by(*(table.c[field] for field in entity.key))


def _transactions(customers: Select[Any]) -> Select[Any]:
    # Joined to the sorted accounts, their index yields the rows in order: sorting them would cost a third more.
    accounts = (
        select(AccountHolder.account_id)
        .where(AccountHolder.customer_id.in_(customers))
        .distinct()
        .order_by(AccountHolder.account_id)
        .cte("held")
        .prefix_with("MATERIALIZED")
    )
    return (
        select(*_columns(ENTITIES["transactions"]))
        .join(accounts, accounts.c.account_id == Transaction.account_id)
        .order_by(accounts.c.account_id)
    )


def _whole(customers: Select[Any]) -> dict[str, Select[Any]]:
    whole = {
        name: _ordered(entity, select(*_columns(entity)).where(_of_customers(entity, customers)))
        for name, entity in ENTITIES.items()
        if entity.owner != "bank"
    }
    return whole | {"transactions": _transactions(customers)}


def _changed(entity: Entity) -> Select[Any]:
    table = Base.metadata.tables[entity.name]
    key = next(iter(table.primary_key))
    change_key = Change.row_uuid if key.type.python_type is bytes else Change.row_id
    changed = select(change_key).where(
        Change.bucket_id == _bucket,
        Change.entity == entity.name,
        Change.seq > _low,
        Change.seq <= _high,
    )
    statement = select(*_columns(entity)).where(key.in_(changed))
    if entity.owner == "advisor":
        statement = statement.where(or_(_of_customers(entity, _IN_BOOK), _of_advisor(entity)))
    elif entity.owner != "bank":
        statement = statement.where(_of_customers(entity, _IN_BOOK))
    return _ordered(entity, statement)


BANK: Mapping[str, Select[Any]] = {
    name: select(*_columns(entity)) for name, entity in ENTITIES.items() if entity.owner == "bank"
}
"""All rows of the bank's own tables."""

OF_ADVISOR: Mapping[str, Select[Any]] = {
    name: _ordered(entity, select(*_columns(entity)).where(_of_advisor(entity)))
    for name, entity in ENTITIES.items()
    if entity.owner == "advisor"
}
"""All rows of the advisor of a book that name no customer."""

OF_STRETCH = _whole(STRETCH)
"""All rows of the customers of a book after `after`, up to and with `until`."""

OF_ONE = _whole(ONE)
"""All rows of one customer of a book."""

OF_ARRIVED = _whole(ARRIVED)
"""All rows of the customers who came into a book by changes after `low`, up to and with `high`."""

CHANGED: Mapping[str, Select[Any]] = {name: _changed(entity) for name, entity in ENTITIES.items()}
"""Rows that changed after `low`, up to and with `high`, as they are now and while they are still in the book."""

HOUSEHOLDS_OF_CHANGED = select(*_columns(ENTITIES["households"])).where(
    Base.metadata.tables["households"].c.id.in_(
        select(Customer.household_id).where(
            Customer.id.in_(
                select(Change.row_uuid).where(
                    Change.bucket_id == _bucket,
                    Change.entity == "customers",
                    Change.seq > _low,
                    Change.seq <= _high,
                )
            ),
            Customer.id.in_(_IN_BOOK),
        )
    )
)
"""The households of changed customers: a customer may have joined one that the device does not know."""

TRANSACTIONS_INSIDE = (
    OF_ONE["transactions"]
    .order_by(None)
    .order_by(Transaction.account_id, Transaction.day, Transaction.id)
    .where(
        tuple_(Transaction.account_id, Transaction.day, Transaction.id)
        > tuple_(
            bindparam("account", type_=BigInteger),
            bindparam("day", type_=BigInteger),
            bindparam("id", type_=BigInteger),
        )
    )
    .limit(bindparam("rows", type_=BigInteger))
)
"""The next transactions of an oversized customer, from the key (`account`, `day`, `id`) on."""

_files = func.coalesce(func.sum(Attachment.size), 0) // BYTES_PER_ROW
_files_of_member = select(_files).where(Attachment.customer_id == BookMember.customer_id).scalar_subquery()
_members = select(BookMember.customer_id).where(
    BookMember.bucket_id == _bucket, BookMember.customer_id > bindparam("after", type_=LargeBinary)
)

WEIGHTS = (
    _members.add_columns(
        literal(ROWS_PER_CUSTOMER) + _files_of_member + func.coalesce(func.sum(Account.transaction_count), 0)
    )
    .outerjoin(AccountHolder, AccountHolder.customer_id == BookMember.customer_id)
    .outerjoin(Account, Account.id == AccountHolder.account_id)
    .group_by(BookMember.customer_id)
    .order_by(BookMember.customer_id)
    .limit(bindparam("rows", type_=BigInteger))
)
"""The next customers of a book, each with the rows that it is likely to have."""

LIGHT_WEIGHTS = (
    _members.add_columns(literal(ROWS_PER_CUSTOMER) + _files_of_member)
    .order_by(BookMember.customer_id)
    .limit(bindparam("rows", type_=BigInteger))
)
"""The same without their transactions."""

_rows_of_changed_customer = (
    select(literal(ROWS_PER_CUSTOMER) + func.coalesce(func.sum(Account.transaction_count), 0))
    .select_from(AccountHolder)
    .join(Account, Account.id == AccountHolder.account_id)
    .where(AccountHolder.customer_id == Change.row_uuid)
    .correlate(Change)
    .scalar_subquery()
)
_files_of_changed_customer = (
    select(_files).where(Attachment.customer_id == Change.row_uuid).correlate(Change).scalar_subquery()
)
_changed_file = select(_files).where(Attachment.id == Change.row_uuid).correlate(Change).scalar_subquery()

CHANGES = (
    select(
        Change.seq,
        Change.entity,
        case(
            (Change.entity == MEMBERSHIP, _rows_of_changed_customer + _files_of_changed_customer),
            (Change.entity == "attachments", 1 + _changed_file),
            else_=1,
        ),
        Change.row_uuid,
    )
    .where(Change.bucket_id == _bucket, Change.seq > _low)
    .order_by(Change.seq)
    .limit(bindparam("rows", type_=BigInteger))
)
"""The next changes of a bucket: number, entity, the rows that each is likely to bring, and the key of its row."""

BOOK_WEIGHT = (
    select(
        func.count(func.distinct(BookMember.customer_id)) * ROWS_PER_CUSTOMER
        + func.coalesce(func.sum(Account.transaction_count), 0)
    )
    .select_from(BookMember)
    .outerjoin(AccountHolder, AccountHolder.customer_id == BookMember.customer_id)
    .outerjoin(Account, Account.id == AccountHolder.account_id)
    .where(BookMember.bucket_id == _bucket)
)
"""About how many rows a whole book has."""

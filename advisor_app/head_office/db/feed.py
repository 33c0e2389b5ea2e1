"""The change feed: which rows each bucket has to send, numbered by a counter per bucket.

A number is taken by updating the bucket's row in the transaction that writes the change. The row lock makes
number order commit order, so a reader who has seen number n has seen all before it: nothing that commits
late is skipped (a sequence or a time stamp lost a quarter of late rows when measured). Several buckets are
always locked in id order, so that two writers cannot block each other.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    LargeBinary,
    Select,
    Subquery,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.db.models import AccountHolder, Base, BookMember, Bucket, Change, Customer
from advisor_app.head_office.db.raw import insert_many

MEMBERSHIP = "membership"  # the entity of a change that says: this customer came or went


# Built once: a writer spends more time on building a statement than on sending it.
_buckets, _changes = Base.metadata.tables["buckets"], Base.metadata.tables["changes"]
_TAKE = (
    update(_buckets)
    .where(_buckets.c.id == bindparam("bucket"))
    .values(counter=_buckets.c.counter + bindparam("count"))
    .returning(_buckets.c.counter)
)
_WRITE = insert(_changes)
_COLUMNS = ("bucket_id", "seq", "entity", "row_id", "row_uuid")
_FEW = 10


def append(connection: Connection, bucket_id: int, entity: str, ids: Sequence[int] | Sequence[bytes]) -> int:
    """Write one change per id into one bucket and return the number of the last."""
    last: int = connection.execute(_TAKE, {"bucket": bucket_id, "count": len(ids)}).scalar_one()
    first = last - len(ids) + 1
    rows: list[tuple[Any, ...]] = [
        (
            bucket_id,
            first + index,
            entity,
            key if isinstance(key, int) else None,
            key if isinstance(key, bytes) else None,
        )
        for index, key in enumerate(ids)
    ]
    if len(rows) > _FEW:
        insert_many(connection, _changes, _COLUMNS, rows)
    else:
        # A list of one would still take the driver's way for many, which is a round trip longer.
        values = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        connection.execute(_WRITE, values if len(rows) > 1 else values[0])
    return last


def record(connection: Connection, entity: str, ids: Select[Any]) -> int:
    """Write changes for the rows whose primary keys `ids` selects, into every bucket that holds them.

    The selection is evaluated more than once and must give the same rows each time. A new or changed
    holder counts as a change of membership: with it an account comes to the device, which must then get
    the account whole. Returns the number of changes.
    """
    pairs = _buckets_of(entity, ids).subquery("pairs")
    locked: list[int] = []
    # A customer may be assigned to a further book while we wait for a lock: look again until nothing is missing.
    while missing := _affected(connection, pairs, locked):
        locked = sorted([*locked, *missing])
        connection.execute(
            select(Bucket.id).where(Bucket.id.in_(locked)).order_by(Bucket.id).with_for_update()
        ).all()
    if not locked:
        return 0
    number = func.row_number().over(partition_by=pairs.c.bucket_id, order_by=pairs.c.row_key)
    is_uuid = isinstance(pairs.c.row_key.type, LargeBinary)
    rows = select(
        pairs.c.bucket_id,
        Bucket.counter + number,
        literal(MEMBERSHIP if entity == "account_holders" else entity),
        cast(null(), BigInteger) if is_uuid else pairs.c.row_key,
        pairs.c.row_key if is_uuid else cast(null(), LargeBinary),
    ).join(Bucket, Bucket.id == pairs.c.bucket_id)
    written = connection.execute(
        insert(Change).from_select(["bucket_id", "seq", "entity", "row_id", "row_uuid"], rows)
    ).rowcount
    last = select(func.max(Change.seq)).where(Change.bucket_id == Bucket.id).scalar_subquery()
    connection.execute(update(Bucket).where(Bucket.id.in_(locked)).values(counter=last))
    return written


def _affected(connection: Connection, pairs: Subquery, locked: list[int]) -> list[int]:
    found = connection.execute(select(pairs.c.bucket_id).distinct()).scalars()
    return sorted(set(found) - set(locked))


def _buckets_of(entity: str, ids: Select[Any]) -> Any:
    """Return distinct (bucket_id, row_key) pairs for the rows that `ids` selects."""
    table = Base.metadata.tables[entity]
    primary = next(iter(table.primary_key))
    owner = ENTITIES[entity].owner
    if owner == "bank":
        return (
            select(Bucket.id.label("bucket_id"), primary.label("row_key"))
            .join_from(table, Bucket, Bucket.kind == "bank")
            .where(primary.in_(ids))
        )
    key = table.c.customer_id if entity == "account_holders" else primary
    pairs = (
        select(BookMember.bucket_id.label("bucket_id"), key.label("row_key"))
        .where(primary.in_(ids))
        .distinct()
    )
    if owner == "household":
        return pairs.join_from(table, Customer, Customer.household_id == table.c.id).join(
            BookMember, BookMember.customer_id == Customer.id
        )
    if owner == "account":
        account = table.c.id if entity == "accounts" else table.c.account_id
        return pairs.join_from(table, AccountHolder, AccountHolder.account_id == account).join(
            BookMember, BookMember.customer_id == AccountHolder.customer_id
        )
    if owner == "advisor":
        return _of_customer_or_advisor(table, primary, ids)
    customer = table.c.id if entity == "customers" else table.c.customer_id
    return pairs.join_from(table, BookMember, BookMember.customer_id == customer)


def _of_customer_or_advisor(table: Any, primary: Any, ids: Select[Any]) -> Any:
    """Return the pairs of rows that follow their customer where they name one, else the book of their advisor."""
    own = (
        select(Bucket.id.label("bucket_id"), primary.label("row_key"))
        .join_from(table, Bucket, and_(Bucket.kind == "book", Bucket.advisor_id == table.c.advisor_id))
        .where(primary.in_(ids))
    )
    if "customer_id" not in table.c:
        return own
    of_customer = (
        select(BookMember.bucket_id.label("bucket_id"), primary.label("row_key"))
        .join_from(table, BookMember, BookMember.customer_id == table.c.customer_id)
        .where(primary.in_(ids))
    )
    return of_customer.union(own.where(table.c.customer_id.is_(None)))

"""Control totals: what a device must hold after a snapshot, counted by head office from its own tables."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.db.models import Account, AccountHolder, Base, BookMember, Bucket, Customer
from advisor_app.sync.protocol import Total


def totals(connection: Connection, buckets: Sequence[int]) -> dict[str, Total]:
    """Return the totals of each table over the customers of some buckets, and over the bank's own tables."""
    customers = select(BookMember.customer_id).where(BookMember.bucket_id.in_(buckets))
    accounts = select(AccountHolder.account_id).where(AccountHolder.customer_id.in_(customers))
    result: dict[str, Total] = {}
    for name, entity in ENTITIES.items():
        table = Base.metadata.tables[name]
        if name == "transactions":
            continue
        count = select(func.count()).select_from(table)
        if entity.owner == "household":
            chosen = select(Customer.household_id).where(Customer.id.in_(customers))
            count = count.where(table.c.id.in_(chosen))
        elif entity.owner == "account":
            count = count.where((table.c.id if name == "accounts" else table.c.account_id).in_(accounts))
        elif entity.owner == "customer":
            key = table.c.id if name == "customers" else table.c.customer_id
            count = count.where(key.in_(customers))
        elif entity.owner == "advisor":
            own: ColumnElement[bool] = table.c.advisor_id.in_(
                select(Bucket.advisor_id).where(Bucket.id.in_(buckets), Bucket.kind == "book")
            )
            if "customer_id" in table.c:
                own = or_(table.c.customer_id.in_(customers), and_(table.c.customer_id.is_(None), own))
            count = count.where(own)
        result[name] = Total(connection.execute(count).scalar_one())
    rows, amount = connection.execute(
        select(func.sum(Account.transaction_count), func.sum(Account.transaction_total_minor)).where(
            Account.id.in_(accounts)
        )
    ).one()
    result["transactions"] = Total(int(rows or 0), int(amount or 0))
    return result

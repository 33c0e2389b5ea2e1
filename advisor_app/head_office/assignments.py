"""Books: which advisor holds which customer, from when to when.

`assignments` is the history and the plan; `book_members` is what holds on the business date and what devices
see. Both change in one transaction with the change feed, so that a customer who is re-assigned leaves one
device and comes to the other.
"""

import csv
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from advisor_app.errors import InputError
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import (
    Advisor,
    Assignment,
    Bank,
    BookMember,
    Branch,
    Bucket,
    Customer,
    District,
)
from advisor_app.i18n import N_

BY = {"district": (District, Customer.district_id), "branch": (Branch, Customer.branch_id)}
"""What `--by` can split the customers by: the table that names the parts, and the customer's reference to it."""


def read_file(path: Path) -> dict[str, str]:
    """Return customer number → advisor number from a CSV file with the columns `customer` and `advisor`.

    Raises InputError that names the line: a column or value is missing, or a customer stands there twice.
    """
    wanted: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"customer", "advisor"} <= set(reader.fieldnames or ()):
                raise InputError(N_("{file} needs the columns “customer” and “advisor”."), file=path.name)
            for row in reader:
                customer, advisor = row["customer"], row["advisor"]
                if not customer or not advisor:
                    raise InputError(
                        N_("{file}, line {line}: a value is missing."), file=path.name, line=reader.line_num
                    )
                if wanted.setdefault(customer, advisor) != advisor:
                    raise InputError(
                        N_("{file}, line {line}: customer {customer} has been assigned above."),
                        file=path.name,
                        line=reader.line_num,
                        customer=customer,
                    )
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise InputError(
            N_("{file} cannot be read as a UTF-8 CSV file: {reason}"), file=path.name, reason=str(error)
        ) from None
    return wanted


def from_numbers(connection: Connection, wanted: Mapping[str, str]) -> dict[bytes, int]:
    """Return customer id → advisor id for their numbers. Raises InputError that names the first unknown ones."""
    customers = {row.number: row.id for row in connection.execute(select(Customer.number, Customer.id))}
    advisors = {row.number: row.id for row in connection.execute(select(Advisor.number, Advisor.id))}
    if unknown := sorted(set(wanted) - set(customers)):
        raise InputError(N_("No customer has the number {number}; nothing was assigned."), number=unknown[0])
    if unknown := sorted(set(wanted.values()) - set(advisors)):
        raise InputError(N_("No advisor has the number {number}; nothing was assigned."), number=unknown[0])
    return {customers[customer]: advisors[advisor] for customer, advisor in wanted.items()}


def by_column(connection: Connection, column: str) -> dict[bytes, int]:
    """Return customer id → advisor id with one advisor per district or branch, made where there is none yet.

    Customers without a value stay unassigned. Raises InputError for another column.
    """
    if column not in BY:
        raise InputError(
            N_("Customers cannot be assigned by {column}; use one of: {columns}."),
            column=column,
            columns=", ".join(BY),
        )
    table: Any
    table, reference = BY[column]
    parts = connection.execute(
        select(table.id, table.code, table.name).where(table.id.in_(select(reference)))
    ).all()
    advisors = {row.number: row.id for row in connection.execute(select(Advisor.number, Advisor.id))}
    of_part: dict[int, int] = {}
    for part, code, name in parts:
        number = f"{column}-{code}"
        if number not in advisors:
            advisors[number] = connection.execute(
                insert(Advisor)
                .values(number=number, name=name, branch_id=part if column == "branch" else None)
                .returning(Advisor.id)
            ).scalar_one()
            feed.record(connection, "advisors", select(Advisor.id).where(Advisor.id == advisors[number]))
        of_part[part] = advisors[number]
    found = connection.execute(
        select(Customer.id, reference).where(reference.is_not(None), Customer.closed_on.is_(None))
    )
    return {customer: of_part[part] for customer, part in found if part is not None}


def assign(connection: Connection, wanted: Mapping[bytes, int], from_day: int | None = None) -> int:
    """Assign customers to advisors from a day on (default: the business date); return how many changed.

    Customers that are not named keep their advisor. A later day is kept as a plan that `activate` carries out.
    """
    today = connection.execute(select(Bank.as_of)).scalar_one()
    starts_on = today if from_day is None else from_day
    books = {advisor: book_of(connection, advisor) for advisor in sorted(set(wanted.values()))}
    held = {
        customer: (key, bucket)
        for key, customer, bucket in connection.execute(
            select(Assignment.id, Assignment.customer_id, Assignment.bucket_id).where(
                Assignment.starts_on <= starts_on,
                or_(Assignment.ends_on.is_(None), Assignment.ends_on > starts_on),
            )
        )
    }
    changed = {
        customer: books[advisor]
        for customer, advisor in wanted.items()
        if held.get(customer, (0, 0))[1] != books[advisor]
    }
    if not changed:
        return 0
    ended = [{"key": held[customer][0], "day": starts_on} for customer in changed if customer in held]
    if ended:
        connection.execute(
            update(Assignment).where(Assignment.id == bindparam("key")).values(ends_on=bindparam("day")),
            ended,
        )
    now = time.time_ns() // 1000
    connection.execute(
        insert(Assignment),
        [
            {"customer_id": customer, "bucket_id": book, "starts_on": starts_on, "recorded_at": now}
            for customer, book in sorted(changed.items())
        ],
    )
    activate(connection)
    return len(changed)


def activate(connection: Connection) -> int:
    """Make `book_members` what the assignments say for the business date; return how many customers moved."""
    today = select(Bank.as_of).scalar_subquery()
    due = (
        select(Assignment.customer_id, Assignment.bucket_id)
        .where(
            Assignment.starts_on <= today,
            or_(Assignment.ends_on.is_(None), Assignment.ends_on > today),
        )
        .subquery()
    )
    # Customers who are covered are in the deputy's bucket besides: that is `covers`' and stays as it is.
    member = (
        select(BookMember.customer_id, BookMember.bucket_id)
        .join(Bucket, Bucket.id == BookMember.bucket_id)
        .where(Bucket.kind == "book")
        .subquery()
    )
    moved = connection.execute(
        select(due.c.customer_id, due.c.bucket_id, member.c.bucket_id.label("before"))
        .outerjoin_from(due, member, member.c.customer_id == due.c.customer_id)
        .where(or_(member.c.bucket_id.is_(None), member.c.bucket_id != due.c.bucket_id))
        .order_by(due.c.customer_id)
    ).all()
    left = connection.execute(
        select(member.c.customer_id, member.c.bucket_id)
        .outerjoin_from(member, due, due.c.customer_id == member.c.customer_id)
        .where(due.c.customer_id.is_(None))
    ).all()
    touched: dict[int, list[bytes]] = defaultdict(list)
    for customer, after, before in moved:
        touched[after].append(customer)
        if before is not None:
            touched[before].append(customer)
    for customer, before in left:
        touched[before].append(customer)
    # The buckets are locked, in id order, before membership changes under them.
    for bucket in sorted(touched):
        feed.append(connection, bucket, feed.MEMBERSHIP, touched[bucket])
    gone = [(customer, before) for customer, _, before in moved if before is not None]
    gone += [(customer, before) for customer, before in left]
    if gone:
        connection.execute(
            delete(BookMember).where(
                BookMember.customer_id == bindparam("gone"), BookMember.bucket_id == bindparam("book")
            ),
            [{"gone": customer, "book": before} for customer, before in gone],
        )
    if moved:
        connection.execute(
            insert(BookMember),
            [{"customer_id": customer, "bucket_id": after} for customer, after, _ in moved],
        )
    return len(moved) + len(left)


def book_of(connection: Connection, advisor_id: int) -> int:
    """Return the bucket of an advisor's book, made where there is none yet."""
    found = connection.execute(
        select(Bucket.id).where(Bucket.kind == "book", Bucket.advisor_id == advisor_id)
    ).scalar()
    if found is not None:
        return found
    return connection.execute(
        insert(Bucket).values(kind="book", advisor_id=advisor_id).returning(Bucket.id)
    ).scalar_one()

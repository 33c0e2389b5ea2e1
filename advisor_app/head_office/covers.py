"""Covering a colleague (代管): for a time customers of an advisor who is away are in a bucket of the deputy besides.

Each cover has a bucket of its own, so that who comes and goes is told as it is for books. The customers stay the
absent advisor's: a cover has those of its scope who are in that book, and whoever leaves the book leaves the cover.
`cover_members` keeps that up; here covers are made, listed and ended.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import aliased

from advisor_app.domain.contact_check import clean
from advisor_app.domain.covers import ABSENT, DEPUTY, LISTED, WHOLE_BOOK
from advisor_app.domain.dates import from_day
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import cover_members as members
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Advisor, BookMember, Bucket, Cover, Customer
from advisor_app.i18n import N_

_NOTE = 2_000


class Wanted(NamedTuple):
    """A cover to make: numbers of the advisors, first and last day, and of whom.

    `customers` are the numbers of those in a `scope` of "list".
    """

    absent: str
    deputy: str
    starts_on: int
    ends_on: int
    scope: str = WHOLE_BOOK
    customers: tuple[str, ...] = ()
    note: str = ""


class Row(NamedTuple):
    """A cover as it is listed; `customers` is how many are in the deputy's hands now."""

    id: bytes
    absent: str
    deputy: str
    starts_on: int
    ends_on: int
    ended_on: int | None
    scope: str | None
    note: str | None
    customers: int


def make(connection: Connection, wanted: Wanted, operator: str | None = None) -> bytes:
    """Make a cover, let it begin if its day has come, and return the id of its deputy's side.

    Raises InputError for unknown advisors, days that are none or over, and customers who are not in the book.
    """
    absent, deputy = (_advisor(connection, number) for number in (wanted.absent, wanted.deputy))
    _check(wanted, members.today(connection))
    customers = _listed(connection, absent, wanted.customers) if wanted.scope == LISTED else []
    bucket = connection.execute(
        insert(Bucket).values(kind="cover", advisor_id=deputy).returning(Bucket.id)
    ).scalar_one()
    shared = {
        "starts_on": wanted.starts_on,
        "ends_on": wanted.ends_on,
        "scope": wanted.scope,
        "note": clean(wanted.note)[:_NOTE] or None,
        "bucket_id": bucket,
    }
    key = new_id()
    sides = [
        shared | {"id": key, "advisor_id": deputy, "side": DEPUTY, "other_id": absent},
        shared | {"id": new_id(), "advisor_id": absent, "side": ABSENT, "other_id": deputy},
    ]
    connection.execute(insert(Cover), sides)
    members.note(connection, bucket, "made", len(customers), operator)
    cover = _one(connection, key)
    members.lock(connection, [cover])
    members.take_in(connection, cover, customers)
    feed.record(connection, "covers", select(Cover.id).where(Cover.bucket_id == bucket))
    members.activate(connection)
    return key


def end(connection: Connection, cover_id: bytes, operator: str | None = None) -> int:
    """End a cover at once and return how many customers left it. Raises InputError or RefusedError."""
    found = connection.execute(
        select(Cover.bucket_id).where(Cover.id == cover_id, Cover.side == DEPUTY)
    ).scalar()
    if found is None:
        raise InputError(N_("There is no such cover."))
    cover = _one(connection, cover_id)
    if cover.ended_on is not None:
        raise RefusedError(N_("This cover has ended already; nothing was changed."))
    members.lock(connection, [cover])
    return members.finish(connection, cover, members.today(connection), early=True, operator=operator)


def listed(connection: Connection) -> list[Row]:
    """Return all covers, the latest first."""
    absent, deputy = aliased(Advisor), aliased(Advisor)
    inside = (
        select(func.count())
        .select_from(BookMember)
        .where(BookMember.bucket_id == Cover.bucket_id)
        .scalar_subquery()
    )
    found = connection.execute(
        select(
            Cover.id,
            absent.number,
            deputy.number,
            Cover.starts_on,
            Cover.ends_on,
            Cover.ended_on,
            Cover.scope,
            Cover.note,
            inside,
        )
        .join(absent, absent.id == Cover.other_id)
        .join(deputy, deputy.id == Cover.advisor_id)
        .where(Cover.side == DEPUTY)
        .order_by(Cover.starts_on.desc(), Cover.id.desc())
    )
    return [Row(*row) for row in found]


def _check(wanted: Wanted, now: int) -> None:
    if wanted.absent == wanted.deputy:
        raise InputError(N_("Nobody covers for themselves."))
    if wanted.ends_on < wanted.starts_on:
        raise InputError(N_("The last day is before the first one."))
    if wanted.ends_on < now:
        raise InputError(N_("The last day, {day}, is over."), day=from_day(wanted.ends_on).isoformat())


def _advisor(connection: Connection, number: str) -> int:
    found = connection.execute(select(Advisor.id).where(Advisor.number == number)).scalar()
    if found is None:
        raise InputError(N_("No advisor has the number {number}."), number=number)
    return found


def _listed(connection: Connection, absent: int, numbers: Collection[str]) -> list[bytes]:
    """Return the customers with some numbers. Raises InputError for one who is not in the absent advisor's book."""
    held = {
        number: key
        for key, number in connection.execute(
            select(Customer.id, Customer.number)
            .join(BookMember, BookMember.customer_id == Customer.id)
            .join(Bucket, Bucket.id == BookMember.bucket_id)
            .where(Bucket.kind == "book", Bucket.advisor_id == absent, Customer.number.in_(numbers))
        )
    }
    if missing := sorted(set(numbers) - held.keys()):
        raise InputError(
            N_("Customer {number} is not in the book of the advisor who is away."), number=missing[0]
        )
    return sorted(held.values())


def _one(connection: Connection, cover_id: bytes) -> Any:
    return connection.execute(select(*Cover.__table__.c).where(Cover.id == cover_id)).one()

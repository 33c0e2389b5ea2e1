"""Who is in which cover today: what begins and ends by the clock, and who has left the book that is covered.

Days are those of the clock in the bank's zone and not business dates, because they are about people. A device keeps
its grant when a cover has ended: the bucket is empty then, and only so it hears that the customers have left.
"""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.orm import aliased

from advisor_app.domain.covers import DEPUTY, LISTED, tier_of
from advisor_app.domain.dates import day_of
from advisor_app.domain.ids import new_id
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import (
    Bank,
    Base,
    BookMember,
    Bucket,
    Cover,
    Covered,
    CoverEvent,
    CustomerTier,
    Device,
    DeviceGrant,
)
from advisor_app.head_office.db.raw import fetch, insert_many

_RUNNING = (Cover.side == DEPUTY, Cover.ended_on.is_(None))
_ANY_RUNNING = select(Cover.id).where(*_RUNNING).limit(1)  # built once: every pull asks


def today(connection: Connection) -> int:
    """Return the day by the clock in the bank's zone."""
    zone: str = connection.execute(select(Bank.time_zone)).scalar_one()
    return day_of(time.time_ns() // 1000, zone)


def due(connection: Connection) -> bool:
    """Whether a cover has begun or ended by the clock, or lost a customer, and nobody has carried that out yet."""
    if not fetch(connection, _ANY_RUNNING, {}):
        return False
    now = today(connection)
    book, still = aliased(Bucket), aliased(BookMember)
    in_book = (
        select(still.customer_id)
        .join(book, book.id == still.bucket_id)
        .where(
            still.customer_id == BookMember.customer_id,
            book.kind == "book",
            book.advisor_id == Cover.other_id,
        )
        .correlate(BookMember, Cover)
    )
    strayed = (
        select(BookMember.customer_id)
        .where(BookMember.bucket_id == Cover.bucket_id, ~in_book.exists())
        .correlate(Cover)
        .exists()
    )
    begins = (Cover.starts_on <= now) & (Bucket.counter == 0)
    found = (
        select(Cover.id)
        .join(Bucket, Bucket.id == Cover.bucket_id)
        .where(*_RUNNING, or_(Cover.ends_on < now, begins, strayed))
        .limit(1)
    )
    return connection.execute(found).first() is not None


def activate(connection: Connection) -> int:
    """Make the covers what they must be today; return how many customers came into one or left one."""
    running = connection.execute(select(*Cover.__table__.c).where(*_RUNNING).order_by(Cover.bucket_id)).all()
    if not running:
        return 0
    lock(connection, running)
    now = today(connection)
    return sum(_keep_up(connection, cover, now) for cover in running if cover.starts_on <= now)


def grants(connection: Connection, advisor_id: int) -> list[int]:
    """Return the buckets of the covers that an advisor has in hand, for a device that is enrolled meanwhile."""
    now = today(connection)
    statement = select(Cover.bucket_id).where(
        *_RUNNING, Cover.advisor_id == advisor_id, Cover.starts_on <= now
    )
    return list(connection.execute(statement).scalars())


def lock(connection: Connection, covers: Sequence[Any]) -> None:
    """Lock the covers' buckets and the books that they may touch, in the order of their ids as everywhere."""
    buckets = [cover.bucket_id for cover in covers]
    held_by = select(BookMember.customer_id).where(BookMember.bucket_id.in_(buckets))
    concerned = select(BookMember.bucket_id).where(BookMember.customer_id.in_(held_by))
    advisors = [advisor for cover in covers for advisor in (cover.advisor_id, cover.other_id)]
    connection.execute(
        select(Bucket.id)
        .where(
            or_(
                Bucket.id.in_(buckets),
                Bucket.id.in_(concerned),
                (Bucket.kind == "book") & Bucket.advisor_id.in_(advisors),
            )
        )
        .order_by(Bucket.id)
        .with_for_update()
    ).all()


def finish(connection: Connection, cover: Any, day: int, *, early: bool, operator: str | None) -> int:
    """End a cover on a day, for `early` ones before it, and return how many customers left it."""
    inside = sorted(_inside(connection, cover))
    if early:
        valid = select(Covered.customer_id).where(
            Covered.bucket_id == cover.bucket_id, Covered.ends_on == cover.ends_on
        )
        _uncover(connection, cover, sorted(_ids(connection, valid)), day - 1)
    _move(connection, cover.bucket_id, [], inside)
    connection.execute(update(Cover).where(Cover.bucket_id == cover.bucket_id).values(ended_on=day))
    feed.record(connection, "covers", select(Cover.id).where(Cover.bucket_id == cover.bucket_id))
    note(connection, cover.bucket_id, "ended", len(inside), operator)
    return len(inside)


def take_in(connection: Connection, cover: Any, customers: Sequence[bytes]) -> None:
    """Write that customers are covered."""
    fields = ("id", "customer_id", "deputy_id", "starts_on", "ends_on", "bucket_id")
    span = (cover.advisor_id, cover.starts_on, cover.ends_on, cover.bucket_id)
    rows: list[tuple[Any, ...]] = [(new_id(), customer, *span) for customer in customers]
    if rows:
        insert_many(connection, Base.metadata.tables["covered"], fields, rows)
        _tell_of(connection, cover)


def note(connection: Connection, bucket: int, event: str, customers: int, operator: str | None) -> None:
    """Keep what became of a cover."""
    connection.execute(
        insert(CoverEvent).values(
            bucket_id=bucket, at=time.time_ns() // 1000, event=event, customers=customers, operator=operator
        )
    )


def _keep_up(connection: Connection, cover: Any, now: int) -> int:
    """Let customers come into a cover that runs and leave it, or end it."""
    if cover.ends_on < now:
        return finish(connection, cover, cover.ends_on, early=False, operator=None)
    begun = connection.execute(select(Bucket.counter).where(Bucket.id == cover.bucket_id)).scalar_one() > 0
    valid = _ids(
        connection,
        select(Covered.customer_id).where(
            Covered.bucket_id == cover.bucket_id, Covered.ends_on == cover.ends_on
        ),
    )
    wanted = _ids(connection, _of_scope(cover))
    if cover.scope == LISTED:
        wanted &= valid
    inside = _inside(connection, cover)
    take_in(connection, cover, sorted(wanted - valid))
    _uncover(connection, cover, sorted(valid - wanted), now - 1)
    come, gone = sorted(wanted - inside), sorted(inside - wanted)
    _grant(connection, cover)
    _move(connection, cover.bucket_id, come, gone)
    if not begun and come:
        note(connection, cover.bucket_id, "begun", len(come), None)
    return len(come) + len(gone)


def _of_scope(cover: Any) -> Any:
    statement = (
        select(BookMember.customer_id)
        .join(Bucket, Bucket.id == BookMember.bucket_id)
        .where(Bucket.kind == "book", Bucket.advisor_id == cover.other_id)
    )
    if tier := tier_of(cover.scope):
        joined = statement.join(CustomerTier, CustomerTier.customer_id == BookMember.customer_id)
        return joined.where(CustomerTier.tier == tier)
    return statement


def _inside(connection: Connection, cover: Any) -> set[bytes]:
    return _ids(connection, select(BookMember.customer_id).where(BookMember.bucket_id == cover.bucket_id))


def _ids(connection: Connection, statement: Any) -> set[bytes]:
    return set(connection.execute(statement).scalars())


def _uncover(connection: Connection, cover: Any, customers: Sequence[bytes], last: int) -> None:
    """Let the last day for some customers be another one."""
    if not customers:
        return
    of_cover = (Covered.bucket_id == cover.bucket_id, Covered.ends_on == cover.ends_on)
    connection.execute(
        update(Covered).where(*of_cover, Covered.customer_id == bindparam("gone")).values(ends_on=last),
        [{"gone": customer} for customer in customers],
    )
    _tell_of(connection, cover)


def _tell_of(connection: Connection, cover: Any) -> None:
    feed.record(connection, "covered", select(Covered.id).where(Covered.bucket_id == cover.bucket_id))


def _grant(connection: Connection, cover: Any) -> None:
    """Let the deputy's devices pull the bucket; one that is enrolled later gets it then."""
    has = exists().where(DeviceGrant.device_id == Device.id, DeviceGrant.bucket_id == cover.bucket_id)
    devices = connection.execute(
        select(Device.id).where(Device.advisor_id == cover.advisor_id, Device.revoked_at.is_(None), ~has)
    )
    rows = [{"device_id": device, "bucket_id": cover.bucket_id} for device in devices.scalars()]
    if rows:
        connection.execute(insert(DeviceGrant), rows)


def _move(connection: Connection, bucket: int, come: Sequence[bytes], gone: Sequence[bytes]) -> None:
    if come or gone:
        feed.append(connection, bucket, feed.MEMBERSHIP, [*come, *gone])
    if gone:
        connection.execute(
            delete(BookMember).where(
                BookMember.bucket_id == bucket, BookMember.customer_id == bindparam("gone")
            ),
            [{"gone": customer} for customer in gone],
        )
    if come:
        connection.execute(
            insert(BookMember), [{"customer_id": customer, "bucket_id": bucket} for customer in come]
        )

"""The pull: from a device's checkpoint to its next page. Stateless: all that is remembered is in the checkpoint.

A bucket is first sent as a snapshot: the bank's tables in one page, a book customer by customer in id order, every
page visible at once. Changes that happen meanwhile are numbered after the snapshot's start and follow as
the delta. Deltas of all buckets share pages, and show together at the end. A device that was updated gets a
further snapshot of the entities whose records have grown since.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, select

from advisor_app.domain.records import ENTITIES
from advisor_app.head_office.api import checkpoint, statements
from advisor_app.head_office.api.auth import Granted
from advisor_app.head_office.api.checkpoint import Cursor, Position
from advisor_app.head_office.api.totals import totals
from advisor_app.head_office.db.feed import MEMBERSHIP
from advisor_app.head_office.db.models import BookMember, Change
from advisor_app.head_office.db.raw import Rows, fetch, fetch_all
from advisor_app.sync.protocol import SCHEMA_VERSION, Page, to_columns

_TYPICAL_ROWS = 100  # of a customer: no more are weighed for a page than it is likely to take

_REVOKED = (
    select(Change.row_uuid)
    .where(
        Change.bucket_id == bindparam("bucket", type_=BigInteger),
        Change.entity == MEMBERSHIP,
        Change.seq > bindparam("low", type_=BigInteger),
        Change.seq <= bindparam("high", type_=BigInteger),
    )
    .distinct()
)


class ForeignCheckpoint(ValueError):
    """The checkpoint is not one that this head office gave out."""


class _Content:
    """What a page has collected so far."""

    def __init__(self) -> None:
        self.tables: dict[str, Rows] = {}
        self.revokes: list[bytes] = []
        self.rows = 0

    def add(self, tables: Mapping[str, Rows]) -> None:
        for name, rows in tables.items():
            if rows:
                self.tables.setdefault(name, []).extend(rows)
                self.rows += len(rows)


def next_page(
    connection: Connection,
    buckets: Sequence[Granted],
    given: bytes | None,
    rows: int,
    schema: int = SCHEMA_VERSION,
) -> Page:
    """Return the page that follows a checkpoint, for a device that knows `schema`.

    `buckets` are those that the device is granted, the bank's first; `rows` is about how many rows a page
    may have: it ends at a customer's boundary, and only an oversized customer is split. The connection must
    read one snapshot of the database. Raises ForeignCheckpoint.
    """
    counters = {bucket.id: bucket.counter for bucket in buckets}
    position = _position(given, counters, schema)
    content = _Content()
    for cursor, (_, kind, _) in zip(position.cursors, buckets, strict=True):
        if cursor.after is None:
            continue
        total = _estimate(connection, cursor) if cursor.after == b"" and kind == "book" else 0
        visible = _snapshot(connection, cursor, kind, rows, content)
        return _page(position, content, visible=visible, rows_total=total)
    remaining = 0
    for cursor in position.cursors:
        remaining += counters[cursor.bucket] - cursor.seq
        if content.rows < rows:
            _delta(connection, cursor, position, rows, counters[cursor.bucket], content)
    complete = all(cursor.seq == counters[cursor.bucket] and not cursor.inside for cursor in position.cursors)
    page = _page(position, content, visible=complete, rows_total=remaining)
    page.complete = complete
    if complete and position.check:
        books = [cursor.bucket for cursor in position.cursors]
        counted = totals(connection, books)
        page.totals = {name: total for name, total in counted.items() if ENTITIES[name].since <= schema}
        position.check = False
        page.checkpoint = checkpoint.dump(position)
    return page


def _position(given: bytes | None, counters: Mapping[int, int], schema: int) -> Position:
    had = schema
    if given is None:
        known: dict[int, Cursor] = {}
        check = True
    else:
        try:
            position = checkpoint.load(given)
        except ValueError as error:
            raise ForeignCheckpoint(str(error)) from error
        known = {cursor.bucket: cursor for cursor in position.cursors}
        check, had = position.check, position.schema
    cursors = []
    for bucket in counters:
        cursor = known.get(bucket)
        if cursor is None:  # granted since: its snapshot begins now
            cursor, check = Cursor(bucket, counters[bucket], after=b""), True
        if not 0 <= cursor.seq <= counters[bucket]:
            raise ForeignCheckpoint("the checkpoint is ahead of head office")
        if had < schema:
            # What a snapshot has sent so far lacks the same, so one that runs begins anew.
            cursor.fill = had if cursor.after is None else 0
            cursor.after, cursor.inside, check = b"", None, True
        cursors.append(cursor)
    return Position(cursors, check, schema)


def _page(position: Position, content: _Content, *, visible: bool, rows_total: int) -> Page:
    tables: Any = {
        name: to_columns(name, rows)
        for name, rows in content.tables.items()
        if ENTITIES[name].since <= position.schema
    }
    return Page(
        checkpoint=checkpoint.dump(position),
        tables=tables,
        visible=visible,
        complete=False,
        revokes=content.revokes,
        rows_total=rows_total,
    )


def _estimate(connection: Connection, cursor: Cursor) -> int:
    rows = fetch(connection, statements.BOOK_WEIGHT, {"bucket": cursor.bucket})
    return int(rows[0][0] or 0)


def _snapshot(connection: Connection, cursor: Cursor, kind: str, rows: int, content: _Content) -> bool:
    """Add the next part of a bucket's snapshot, and say whether it is visible at once."""
    whole = statements.BANK if kind == "bank" else statements.OF_STRETCH
    wanted = {name: each for name, each in whole.items() if ENTITIES[name].grown > cursor.fill}
    if kind == "bank" or not wanted:
        content.add(fetch_all(connection, wanted, {}))
        return _done(cursor)
    if kind == "book" and cursor.after == b"" and cursor.inside is None:
        own = {name: each for name, each in statements.OF_ADVISOR.items() if name in wanted}
        content.add(fetch_all(connection, own, {"bucket": cursor.bucket}))
    most = max(1, rows // _TYPICAL_ROWS)
    weights = statements.WEIGHTS if "transactions" in wanted else statements.LIGHT_WEIGHTS
    found = fetch(connection, weights, {"bucket": cursor.bucket, "after": cursor.after, "rows": most})
    if not found:
        return _done(cursor)
    if found[0][1] > rows and "transactions" in wanted:
        if last := _oversized(connection, cursor, found[0][0], rows, content):
            cursor.after = found[0][0]
        return last
    until, weight = b"", 0
    for customer, more in found:
        if until and weight + more > rows:
            break
        until, weight = customer, weight + int(more)
    values = {"bucket": cursor.bucket, "after": cursor.after, "until": until}
    content.add(fetch_all(connection, wanted, values))
    cursor.after = until
    if len(found) < most and until == found[-1][0]:
        _done(cursor)
    return True


def _done(cursor: Cursor) -> bool:
    cursor.after, cursor.fill = None, 0
    return True


def _oversized(connection: Connection, cursor: Cursor, customer: bytes, rows: int, content: _Content) -> bool:
    """Add one part of a customer who fills more than a page, and say whether it was the last."""
    values = {"bucket": cursor.bucket, "customer": customer}
    if cursor.inside is None:
        others = {name: each for name, each in statements.OF_ONE.items() if name != "transactions"}
        content.add(fetch_all(connection, others, values))
    start = cursor.inside or (0, -(1 << 31), 0)
    part = fetch(
        connection,
        statements.TRANSACTIONS_INSIDE,
        values | {"account": start[0], "day": start[1], "id": start[2], "rows": rows},
    )
    content.add({"transactions": part})
    done = len(part) < rows
    cursor.inside = None if done else part[-1][:3]
    return done


def _delta(
    connection: Connection, cursor: Cursor, position: Position, rows: int, head: int, content: _Content
) -> None:
    """Add a bucket's changes, as many as the page still has room for (at least one)."""
    if cursor.seq == head:
        return
    room = rows - content.rows
    found = fetch(
        connection, statements.CHANGES, {"bucket": cursor.bucket, "low": cursor.seq, "rows": max(1, room)}
    )
    seq, entity, weight, key = found[0]
    if entity == MEMBERSHIP and (cursor.inside or weight > rows):
        content.revokes += _gone(connection, position, [key])
        if _oversized(connection, cursor, key, rows, content):
            cursor.seq = seq
        return
    high, entities = cursor.seq, set()
    for seq, entity, weight, _ in found:
        if high > cursor.seq and weight > room:
            break
        room -= int(weight)
        high = seq
        entities.add(entity)
    values = {"bucket": cursor.bucket, "low": cursor.seq, "high": high}
    if MEMBERSHIP in entities:
        content.add(fetch_all(connection, statements.OF_ARRIVED, values))
        content.revokes += _gone(
            connection, position, [row[0] for row in fetch(connection, _REVOKED, values)]
        )
    if "customers" in entities:
        content.add({"households": fetch(connection, statements.HOUSEHOLDS_OF_CHANGED, values)})
    changed = {name: statement for name, statement in statements.CHANGED.items() if name in entities}
    content.add(fetch_all(connection, changed, values))
    cursor.seq = high


def _gone(connection: Connection, position: Position, customers: list[bytes]) -> list[bytes]:
    """Return those customers who are in none of the device's books any more."""
    still = select(BookMember.customer_id).where(
        BookMember.bucket_id.in_([cursor.bucket for cursor in position.cursors]),
        BookMember.customer_id.in_(bindparam("customers", expanding=True)),
    )
    held: set[bytes] = set()
    for start in range(0, len(customers), 10_000):
        chunk = customers[start : start + 10_000]
        held.update(connection.execute(still, {"customers": chunk}).scalars())
    return [customer for customer in customers if customer not in held]

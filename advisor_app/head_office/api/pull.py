"""The pull: from a device's checkpoint to its next page. Stateless: all that is remembered is in the checkpoint.

A bucket is first sent as a snapshot: the bank's tables in one page, a book customer by customer in id order, every
page visible at once. Changes that happen meanwhile are numbered after the snapshot's start and follow as
the delta. Deltas of all buckets share pages, and show together at the end.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, select

from advisor_app.head_office.api import checkpoint, statements
from advisor_app.head_office.api.checkpoint import Cursor, Position
from advisor_app.head_office.api.totals import totals
from advisor_app.head_office.db.feed import MEMBERSHIP
from advisor_app.head_office.db.models import BookMember, Bucket, Change
from advisor_app.head_office.db.raw import Rows, fetch, fetch_all
from advisor_app.sync.protocol import Page, to_columns

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
    connection: Connection, buckets: Sequence[tuple[int, str]], given: bytes | None, rows: int
) -> Page:
    """Return the page that follows a checkpoint.

    `buckets` are the (id, kind) that the device is granted, the bank's first; `rows` is about how many rows a page
    may have: it ends at a customer's boundary, and only one oversized customer is split. The connection must
    read one snapshot of the database. Raises ForeignCheckpoint.
    """
    counters = {row.id: row.counter for row in connection.execute(select(Bucket.id, Bucket.counter))}
    position = _position(given, buckets, counters)
    content = _Content()
    for cursor, (_, kind) in zip(position.cursors, buckets, strict=True):
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
        page.totals = totals(connection, books)
        position.check = False
        page.checkpoint = checkpoint.dump(position)
    return page


def _position(given: bytes | None, buckets: Iterable[tuple[int, str]], counters: dict[int, int]) -> Position:
    if given is None:
        known: dict[int, Cursor] = {}
        check = True
    else:
        try:
            position = checkpoint.load(given)
        except ValueError as error:
            raise ForeignCheckpoint(str(error)) from error
        known = {cursor.bucket: cursor for cursor in position.cursors}
        check = position.check
    cursors = []
    for bucket, _ in buckets:
        cursor = known.get(bucket)
        if cursor is None:  # granted since: its snapshot begins now
            cursor, check = Cursor(bucket, counters[bucket], after=b""), True
        if not 0 <= cursor.seq <= counters[bucket]:
            raise ForeignCheckpoint("the checkpoint is ahead of head office")
        cursors.append(cursor)
    return Position(cursors, check)


def _page(position: Position, content: _Content, *, visible: bool, rows_total: int) -> Page:
    tables: Any = {name: to_columns(name, rows) for name, rows in content.tables.items()}
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
    """Add the next stretch of a bucket's snapshot, and say whether it can be shown (whole customers only)."""
    if kind == "bank":
        content.add(fetch_all(connection, statements.BANK, {}))
        cursor.after = None
        return True
    most = max(1, rows // _TYPICAL_ROWS)
    found = fetch(
        connection, statements.WEIGHTS, {"bucket": cursor.bucket, "after": cursor.after, "rows": most}
    )
    if not found:
        cursor.after = None
        return True
    if found[0][1] > rows:
        values = {"bucket": cursor.bucket, "after": cursor.after, "until": found[0][0]}
        done = _oversized(connection, cursor, values, rows, content)
        if done:
            cursor.after = found[0][0]
        return done
    until, weight = b"", 0
    for customer, more in found:
        if until and weight + more > rows:
            break
        until, weight = customer, weight + int(more)
    values = {"bucket": cursor.bucket, "after": cursor.after, "until": until}
    content.add(fetch_all(connection, statements.OF_STRETCH, values))
    cursor.after = until
    if len(found) < most and until == found[-1][0]:
        cursor.after = None
    return True


def _oversized(
    connection: Connection, cursor: Cursor, values: dict[str, Any], rows: int, content: _Content
) -> bool:
    """Add one part of a customer who fills more than a page, and say whether it was the last."""
    if cursor.inside is None:
        content.add(fetch_all(connection, statements.BUT_TRANSACTIONS, values))
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
    high, entities = cursor.seq, set()
    for seq, entity, weight in found:
        cost = int(weight) if entity == MEMBERSHIP else 1
        if high > cursor.seq and cost > room:
            break
        room -= cost
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

"""What is to be done: tasks, promises and next steps of opportunities, read as one; words masked.

Each kind is read by itself in the order of its table, and the lists are merged: so that a page costs what it shows.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from advisor_app.data.reads.contacts import PENDING
from advisor_app.data.reads.rows import columns, listed, masked, one, rows
from advisor_app.data.reads.words import Words
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.records import Task
from advisor_app.domain.recurrence import days as days_of
from advisor_app.domain.recurrence import parse
from advisor_app.domain.reminders import Since
from advisor_app.domain.tasks import DayItems, Item, Source, TaskCounts, TaskCursor, TaskQuery, shifted

_COLUMNS = {
    Source.TASK: f"""
        x.kind, x.title, x.note, x.place, x.due_on, x.starts_at, x.ends_at, x.remind_minutes, x.repeats,
        x.series_id, x.interaction_id, x.status, x.settled_at, x.made_at, {PENDING.format("x")}
        FROM tasks AS x""",
    Source.PROMISE: f"""
        'promise', x.text, NULL, NULL, x.due_on, NULL, NULL, NULL, NULL, NULL, x.interaction_id,
        CASE x.outcome WHEN 'kept' THEN 'done' WHEN 'withdrawn' THEN 'cancelled' END, NULL, x.made_at,
        {PENDING.format("x")}
        FROM promises AS x""",
    Source.STEP: f"""
        'step', x.next_step, x.title, NULL, x.next_step_on, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        x.made_at, {PENDING.format("x")}
        FROM opportunities AS x""",
}
_DUE = {Source.TASK: "x.due_on", Source.PROMISE: "x.due_on", Source.STEP: "x.next_step_on"}
_STARTS = {Source.TASK: "coalesce(x.starts_at, 0)", Source.PROMISE: "0 + 0", Source.STEP: "0 + 0"}
_OPEN = {
    Source.TASK: "x.status IS NULL",
    Source.PROMISE: "x.outcome IS NULL",
    Source.STEP: "x.next_step IS NOT NULL AND x.next_step_on IS NOT NULL AND x.closed_on IS NULL",
}
_SETTLED = {Source.TASK: "x.status IS NOT NULL", Source.PROMISE: "x.outcome IS NOT NULL"}
_WORDS = {
    Source.TASK: ("x.title", "x.note", "x.place"),
    Source.PROMISE: ("x.text",),
    Source.STEP: ("x.next_step", "x.title"),
}
_KINDS = {Source.PROMISE: "promise", Source.STEP: "step"}
_CONTACTS = """
    SELECT id, customer_id, happened_at, outcome FROM interactions
    WHERE customer_id IN (SELECT unhex(value) FROM json_each(:customers)) AND happened_at > :since AND status IS NULL
"""


def page(connection: Connection, query: TaskQuery) -> tuple[tuple[Item, ...], TaskCursor | None]:
    """Return the items of one page and where the next one begins; settled ones come newest first."""
    words = Words(connection, query.text)
    sources = (source for source in Source if not query.settled or source in _SETTLED)
    each = (_listed(connection, source, query, words) for source in sources if _may_have(source, query))
    merged = heapq.merge(*each, key=_order, reverse=query.settled)
    found = tuple(islice(merged, query.limit + 1))
    if len(found) <= query.limit:
        return found, None
    return found[:-1], TaskCursor(*found[-2].order)


def days(connection: Connection, first: int, last: int, most: int) -> dict[int, DayItems]:
    """Return what is on each day of a range: at most so many items, and how many there are.

    Of a series the days to come are shown as if its next ones were there.
    """
    found: dict[int, list[Item]] = {}
    sums: dict[int, dict[Source, tuple[int, int]]] = {}
    for source in Source:
        for item, total, still_open in _ranged(connection, source, first, last, most):
            found.setdefault(item.due_on, []).append(item)
            sums.setdefault(item.due_on, {})[source] = total, still_open
    ahead = Counter[int]()
    for item in _ahead(connection, first, last):
        found.setdefault(item.due_on, []).append(item)
        ahead[item.due_on] += 1
    return {
        day: DayItems(
            items=tuple(sorted(items, key=_order)[:most]),
            total=ahead[day] + sum(total for total, _ in sums.get(day, {}).values()),
            open=ahead[day] + sum(still_open for _, still_open in sums.get(day, {}).values()),
        )
        for day, items in sorted(found.items())
    }


def get(connection: Connection, source: Source, row_id: bytes) -> Item | None:
    """Return one item, or None if it is not in the book."""
    row = one(connection, f"{_select(source)} WHERE x.id = :id", id=row_id)
    return _item(source, row) if row else None


def task(connection: Connection, task_id: bytes) -> Task | None:
    """Return a task as it is recorded, its words as they are; never to be shown."""
    row = one(connection, f"SELECT {columns(Task)} FROM tasks WHERE id = :id", id=task_id)
    return Task(*row) if row else None


def open_later(connection: Connection, series_id: bytes, day: int) -> bytes | None:
    """Return an open task of a series after a day, None where there is none."""
    query = """
        SELECT id FROM tasks
        WHERE series_id = :series AND status IS NULL AND repeats IS NOT NULL AND due_on > :day
    """
    row = one(connection, query, series=series_id, day=day)
    return row[0] if row else None


def by_uid(connection: Connection, uid: str) -> Task | None:
    """Return the newest task that came from a calendar under a name."""
    query = f"SELECT {columns(Task)} FROM tasks WHERE uid = :uid ORDER BY due_on DESC LIMIT 1"
    row = one(connection, query, uid=uid)
    return Task(*row) if row else None


def of_contact(connection: Connection, interaction_id: bytes) -> Task | None:
    """Return the task that the next step of a contact became."""
    query = f"""
        SELECT {columns(Task)} FROM tasks
        WHERE interaction_id = :id AND origin = 'contact' ORDER BY made_at DESC LIMIT 1
    """
    row = one(connection, query, id=interaction_id)
    return Task(*row) if row else None


def step_of(connection: Connection, interaction_id: bytes) -> str | None:
    """Return the next step of a contact as it is recorded; never to be shown."""
    row = one(connection, "SELECT next_step FROM interactions WHERE id = :id", id=interaction_id)
    return row[0] if row else None


def counts(connection: Connection, today: int) -> TaskCounts:
    """Count what is overdue and what is for today."""
    overdue = on_day = 0
    for source in Source:
        due = _DUE[source]
        table = _COLUMNS[source].rpartition("FROM ")[2]
        row = one(
            connection,
            f"SELECT count(*) FILTER (WHERE {due} < :today), count(*) FILTER (WHERE {due} = :today) "
            f"FROM {table} WHERE {due} <= :today AND {_OPEN[source]}",
            today=today,
        )
        if row:
            overdue, on_day = overdue + row[0], on_day + row[1]
    return TaskCounts(overdue, on_day)


def contacts_since(connection: Connection, items: Iterable[Item]) -> tuple[Since, ...]:
    """Return the contacts that were logged with the customers of some items since the first of these was made."""
    about = {item.customer_id: item.made_at for item in items if item.customer_id is not None}
    if not about:
        return ()
    customers = listed(key.hex() for key in about)
    found = rows(connection, _CONTACTS, customers=customers, since=min(item.made_at for item in items))
    return tuple(Since(*row) for row in found)


def _select(source: Source, more: str = "") -> str:
    body, _, table = _COLUMNS[source].rpartition("FROM ")
    return (
        f"SELECT x.id, x.customer_id, c.name, c.number, {body}{more} FROM {table} "
        "LEFT JOIN customers AS c ON c.id = x.customer_id"
    )


def _listed(connection: Connection, source: Source, query: TaskQuery, words: Words) -> Iterator[Item]:
    due, starts = _DUE[source], _STARTS[source]
    fitting = [(_SETTLED if query.settled else _OPEN)[source]]
    values: dict[str, Any] = {"limit": query.limit + 1, **words.values}
    if query.after is not None:
        than, least = ("<", "<=") if query.settled else (">", ">=")
        fitting.append(f"{due} {least} :due_on")
        fitting.append(f"({due}, {starts}, {tuple(Source).index(source)}, x.id) {than} "
                       "(:due_on, :starts_at, :source, :after_id)")  # fmt: skip
        after = query.after
        values |= {"due_on": after.due_on, "starts_at": after.starts_at, "source": after.source}
        values["after_id"] = after.id
    if query.customer_id is not None:
        fitting.append("x.customer_id = :customer_id")
        values["customer_id"] = query.customer_id
    if query.kind and source is Source.TASK:
        fitting.append("x.kind = :kind")
        values["kind"] = query.kind
    for name, sign, day in (("first", ">=", query.first), ("last", "<=", query.last)):
        if day is not None:
            fitting.append(f"{due} {sign} :{name}")
            values[name] = day
    if words:
        # The name of the customer is shown whole, so it is searched whole.
        fitting.append(f"({words.found_in(_WORDS[source])} OR instr(lower(c.name), :text))")
    down = " DESC" if query.settled else ""
    order = f"ORDER BY {due}{down}, {starts}{down}, x.id{down} LIMIT :limit"
    found = rows(connection, f"{_select(source)} WHERE {' AND '.join(fitting)} {order}", **values)
    return (_item(source, row) for row in found)


def _ranged(
    connection: Connection, source: Source, first: int, last: int, most: int
) -> Iterator[tuple[Item, int, int]]:
    """Yield the first items of each day, each with how many that day has and how many of them are open."""
    due, starts = _DUE[source], _STARTS[source]
    is_there = "x.next_step IS NOT NULL AND x.closed_on IS NULL" if source is Source.STEP else "1"
    body, _, table = _COLUMNS[source].rpartition("FROM ")
    query = f"""
        WITH ranged AS (
            SELECT x.id AS key, row_number() OVER (PARTITION BY {due} ORDER BY {starts}, x.id) AS place,
                count(*) OVER (PARTITION BY {due}) AS total,
                count(*) FILTER (WHERE {_OPEN[source]}) OVER (PARTITION BY {due}) AS is_open
            FROM {table} WHERE {due} BETWEEN :first AND :last AND {is_there}
        )
        SELECT x.id, x.customer_id, c.name, c.number, {body}, r.total, r.is_open
        FROM ranged AS r JOIN {table} ON x.id = r.key AND {due} BETWEEN :first AND :last
        LEFT JOIN customers AS c ON c.id = x.customer_id
        WHERE r.place <= :most
    """
    for row in rows(connection, query, first=first, last=last, most=most):
        yield _item(source, row[:-2]), row[-2], row[-1]


def _ahead(connection: Connection, first: int, last: int) -> Iterator[Item]:
    """Yield the items that open series will have in a range."""
    zone = one(connection, "SELECT time_zone FROM bank")
    query = f"{_select(Source.TASK)} WHERE x.status IS NULL AND x.repeats IS NOT NULL AND x.due_on < :last"
    for row in rows(connection, query, last=last):
        item = _item(Source.TASK, row)
        rule = parse(item.repeats or "")
        begin = days_of(replace(rule, count=None), item.due_on, last)
        left = None if rule.count is None else rule.count - 1
        coming = (day for day in begin if day > item.due_on)
        for day in islice(coming, left):
            if day >= first:
                later, time_zone = day - item.due_on, zone[0] if zone else "UTC"
                yield item._replace(
                    due_on=day,
                    starts_at=shifted(item.starts_at, later, time_zone),
                    ends_at=shifted(item.ends_at, later, time_zone),
                    ahead=True,
                )


def _item(source: Source, row: tuple[Any, ...]) -> Item:
    raw = Item(source, *row)
    return raw._replace(
        title=mask_free_text(raw.title),
        note=masked(mask_free_text, raw.note),
        place=masked(mask_free_text, raw.place),
        pending=bool(raw.pending),
    )


def _may_have(source: Source, query: TaskQuery) -> bool:
    return not query.kind or _KINDS.get(source, query.kind) == query.kind


def _order(item: Item) -> tuple[int, int, int, bytes]:
    return item.order

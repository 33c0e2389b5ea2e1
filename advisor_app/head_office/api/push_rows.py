"""The rows of a push: everything that it touches read at once, everything that it writes written at once."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from advisor_app.domain.records import ENTITIES, Revision
from advisor_app.domain.writable import NO_CUSTOMER, WRITABLE, customer_of
from advisor_app.head_office.api import answers, assessments
from advisor_app.head_office.api.assessments import Assessed
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Assignment, Attachment, Bank, Base, Bucket, Change, Covered
from advisor_app.head_office.db.raw import fetch_among, insert_many
from advisor_app.sync.protocol import Mutation, Result

Row = dict[str, Any]
_TABLES = Base.metadata.tables


@dataclass
class Known:
    """What head office has of the things that a push names.

    `answers` are those given before, by mutation. `books` says which buckets a customer is in now; `held` are the
    customers in a bucket of the device, `former` those who were in one of its advisor before. `rows` are by entity
    and id. `successors` are the customers that prospects have become, `pairs` two who are or
    were merged, in either order. `revised` are the mutations whose change is in
    the history, whoever sent it. `file_bytes` are the bytes of files that customers have. `own` is the bucket of
    the advisor's own rows, which is the advisor's book, where the push has such rows. `assessed` is what assessments
    are judged by.
    """

    answers: dict[bytes, Result]
    books: dict[bytes, set[int]]
    held: set[bytes]
    former: set[bytes]
    rows: dict[tuple[str, bytes], Row]
    successors: dict[bytes, bytes]
    pairs: set[tuple[bytes, bytes]]
    revised: set[bytes]
    file_bytes: dict[bytes, int]
    own: list[int]
    assessed: Assessed

    def reaches(self, customer_id: bytes) -> bool:
        """Whether the device may write to a customer: one it holds, or one its advisor held when the work was done."""
        return customer_id in self.held or customer_id in self.former


def read(
    connection: Connection,
    device_id: bytes,
    advisor_id: int,
    granted: Sequence[int],
    mutations: Sequence[Mutation],
) -> Known:
    """Lock the books that the mutations concern and read what they name."""
    wanted = _wanted(mutations)
    _want_pairs(connection, wanted)
    owners = _owners(connection, wanted)
    customers = {mutation.customer_id for mutation in mutations}
    customers.update(owner for rows in owners.values() for owner in rows.values() if owner)
    customers.discard(NO_CUSTOMER)
    successors = _successors(connection, customers)
    customers.update(successors.values())
    of_advisor = any(owner is None for rows in owners.values() for owner in rows.values()) or any(
        mutation.customer_id == NO_CUSTOMER or mutation.entity == "customers" for mutation in mutations
    )
    own = _own(connection, advisor_id) if of_advisor else []
    books = _lock(connection, customers, own)
    held = {customer for customer, buckets in books.items() if not buckets.isdisjoint(granted)}
    ids = [mutation.id for mutation in mutations]

    def of(entity: str) -> set[bytes]:
        found = (mutation.customer_id for mutation in mutations if mutation.entity == entity)
        return {successors.get(customer, customer) for customer in found}

    changes = [mutation for mutation in mutations if mutation.assumed is not None]
    # What the rows say counts, not the message: only a row that is there can have been changed before.
    alone = [each.id for each in changes if owners.get(each.entity, {}).get(each.row_id, b"") is None]
    ids_of_changes = [mutation.id for mutation in changes]
    revised = {row[0] for row in fetch_among(connection, _TABLES["revisions"], ["id"], "id", ids_of_changes)}
    return Known(
        answers=answers.given(connection, device_id, ids),
        books=books,
        held=held,
        former=_former(connection, advisor_id, customers - held),
        # Only now, under the locks, is what is read what will be written to.
        rows=_rows(connection, owners),
        successors=successors,
        pairs=_pairs(connection, customers),
        revised=revised | answers.marked(connection, alone),
        file_bytes=_file_bytes(connection, of("attachments")),
        own=own,
        assessed=assessments.read(connection, of("risk_assessments")),
    )


def write(
    connection: Connection,
    device_id: bytes,
    known: Known,
    new: Mapping[str, Mapping[bytes, Row]],
    changed: Mapping[str, Mapping[bytes, Row]],
    revisions: Sequence[Revision],
    marks: Sequence[bytes],
    answered: Mapping[bytes, Result],
) -> None:
    """Write new rows, changed fields, revisions and answers, and tell every book that holds the customers.

    `marks` are the changes of rows without a customer, which have no revision.
    """
    told: dict[int, dict[str, list[bytes]]] = defaultdict(lambda: defaultdict(list))

    def tell(entity: str, row_id: bytes, customer_id: bytes | None) -> None:
        for bucket in known.own if customer_id is None else known.books.get(customer_id, ()):
            told[bucket][entity].append(row_id)

    for entity in WRITABLE:  # in this order parents come before what refers to them
        if rows := new.get(entity):
            _insert(connection, entity, rows.values())
        if changes := changed.get(entity):
            _update(connection, entity, changes)
        for row_id in {**new.get(entity, {}), **changed.get(entity, {})}:
            tell(entity, row_id, customer_of(entity, known.rows[entity, row_id]))
        if entity == "customers" and rows:
            for bucket in known.own:
                _take_in(connection, bucket, list(rows))
                told[bucket][feed.MEMBERSHIP] += rows
    if revisions:
        insert_many(connection, _TABLES["revisions"], Revision._fields, list(revisions))
        for revision in revisions:
            tell("revisions", revision.id, revision.customer_id)
    if marks:
        answers.mark(connection, marks)
    answers.remember(connection, device_id, answered, known.answers)
    for book in sorted(told):
        for entity, ids in told[book].items():
            feed.append(connection, book, entity, ids)


def _wanted(mutations: Iterable[Mutation]) -> dict[str, set[bytes]]:
    """Return the ids of rows that mutations write or refer to, by entity."""
    wanted: dict[str, set[bytes]] = defaultdict(set)
    for mutation in mutations:
        if (rule := WRITABLE.get(mutation.entity)) is None:
            continue
        wanted[mutation.entity].add(mutation.row_id)
        for name, target in rule.references.items():
            referred = mutation.new.get(name)
            if isinstance(referred, bytes):
                wanted[target].add(referred)
        if mutation.entity == "conversions" and mutation.assumed is None:
            people = (mutation.new.get(name) for name in ("customer_id", "prospect_id"))
            wanted["customers"].update(person for person in people if isinstance(person, bytes))
    return wanted


def _want_pairs(connection: Connection, wanted: dict[str, set[bytes]]) -> None:
    """Add the two people of each conversion, and what was decided about the same prospects before."""
    if not wanted.get("conversions"):
        return
    table, columns = _TABLES["conversions"], ("id", "customer_id", "prospect_id")
    found = fetch_among(connection, table, columns, "id", wanted["conversions"])
    wanted["customers"].update(person for row in found for person in row[1:])
    found = fetch_among(connection, table, columns, "prospect_id", wanted["customers"])
    wanted["conversions"].update(row[0] for row in found)


def _owners(
    connection: Connection, wanted: Mapping[str, Collection[bytes]]
) -> dict[str, dict[bytes, bytes | None]]:
    """Return the customers (None: the row names none) of those rows that are there, by entity and id."""
    owners: dict[str, dict[bytes, bytes | None]] = {}
    for entity, ids in wanted.items():
        table = _TABLES[entity]
        column = "customer_id" if "customer_id" in table.c else "id"
        found: dict[bytes, bytes | None] = dict(fetch_among(connection, table, ("id", column), "id", ids))
        owners[entity] = found if column == "customer_id" or entity == "customers" else dict.fromkeys(found)
    return owners


def _own(connection: Connection, advisor_id: int) -> list[int]:
    """Return the bucket of an advisor's book, in a list that is empty where there is none."""
    query = select(Bucket.id).where(Bucket.kind == "book", Bucket.advisor_id == advisor_id)
    return list(connection.execute(query).scalars())


def _take_in(connection: Connection, book: int, prospects: Sequence[bytes]) -> None:
    """Assign new prospects to a book from the business date on."""
    today, now = connection.execute(select(Bank.as_of)).scalar_one(), time.time_ns() // 1000
    assignments = ("customer_id", "bucket_id", "starts_on", "recorded_at")
    rows: list[tuple[Any, ...]] = [(prospect, book, today, now) for prospect in prospects]
    insert_many(connection, _TABLES["assignments"], assignments, rows)
    members: list[tuple[Any, ...]] = [(prospect, book) for prospect in prospects]
    insert_many(connection, _TABLES["book_members"], ("customer_id", "bucket_id"), members)


def _pairs(connection: Connection, customers: Collection[bytes]) -> set[tuple[bytes, bytes]]:
    """Return the conversions of customers, whatever was decided, in both orders."""
    table, columns = _TABLES["conversions"], ("customer_id", "prospect_id")
    found = fetch_among(connection, table, columns, "customer_id", customers)
    found += fetch_among(connection, table, columns, "prospect_id", customers)
    return {pair for row in found for pair in ((row[0], row[1]), (row[1], row[0]))}


def _successors(connection: Connection, customers: Collection[bytes]) -> dict[bytes, bytes]:
    """Return, by prospect, the customers that prospects among some customers have become."""
    columns = ("prospect_id", "customer_id")
    found = fetch_among(
        connection, _TABLES["conversions"], columns, "prospect_id", customers, state="confirmed"
    )
    return dict(found)


def _lock(
    connection: Connection, customers: Collection[bytes], own: Collection[int]
) -> dict[bytes, set[int]]:
    """Lock the buckets of customers, and `own`; return which buckets each customer is in."""
    table, columns = _TABLES["book_members"], ("customer_id", "bucket_id")
    locked: set[int] = set()
    while True:
        books: dict[bytes, set[int]] = defaultdict(set)
        for customer, bucket in fetch_among(connection, table, columns, "customer_id", customers):
            books[customer].add(bucket)
        wanted = set(own).union(*books.values())
        # A customer may be assigned to a further book while we wait for a lock: look again until none is missing.
        if wanted <= locked or connection.dialect.name == "sqlite":  # where one writes at a time
            return dict(books)
        locked |= wanted
        connection.execute(
            select(Bucket.id).where(Bucket.id.in_(locked)).order_by(Bucket.id).with_for_update()
        ).all()


def _rows(connection: Connection, wanted: Mapping[str, Collection[bytes]]) -> dict[tuple[str, bytes], Row]:
    rows: dict[tuple[str, bytes], Row] = {}
    for entity, ids in wanted.items():
        fields = [name for name in ENTITIES[entity].fields if name != "content"]
        for row in fetch_among(connection, _TABLES[entity], fields, "id", ids, locked=True):
            rows[entity, row[0]] = dict(zip(fields, row, strict=True))
    return rows


def _former(connection: Connection, advisor_id: int, customers: Collection[bytes]) -> set[bytes]:
    """Return those customers whom the advisor had before the business date, or covered."""
    if not customers:
        return set()
    today = select(Bank.as_of).scalar_subquery()
    statement = (
        select(Assignment.customer_id)
        .join(Bucket, Bucket.id == Assignment.bucket_id)
        .where(
            Assignment.customer_id.in_(customers),
            Assignment.starts_on <= today,
            Bucket.advisor_id == advisor_id,
        )
        .union(
            # Not those of a cover that was planned: a customer was covered who came into its bucket.
            select(Covered.customer_id)
            .join(Change, Change.bucket_id == Covered.bucket_id)
            .where(
                Covered.customer_id.in_(customers),
                Covered.deputy_id == advisor_id,
                Change.entity == feed.MEMBERSHIP,
                Change.row_uuid == Covered.customer_id,
            )
        )
    )
    return set(connection.execute(statement).scalars())


def _file_bytes(connection: Connection, customers: Collection[bytes]) -> dict[bytes, int]:
    if not customers:
        return {}
    statement = (
        select(Attachment.customer_id, func.sum(Attachment.size))
        .where(Attachment.customer_id.in_(customers))
        .group_by(Attachment.customer_id)
    )
    return {customer: int(size) for customer, size in connection.execute(statement)}


def _insert(connection: Connection, entity: str, rows: Iterable[Row]) -> None:
    # Columns without a value are left out: to bind a None costs the driver more than a number and a text together.
    columns = dict(zip(ENTITIES[entity].fields, zip(*map(dict.values, rows), strict=True), strict=True))
    given = {name: values for name, values in columns.items() if values.count(None) < len(values)}
    insert_many(connection, _TABLES[entity], list(given), list(zip(*given.values(), strict=True)))


def _update(connection: Connection, entity: str, changes: Mapping[bytes, Row]) -> None:
    """Update rows, those of which the same fields changed together."""
    table = _TABLES[entity]
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row_id, fields in changes.items():
        alike[tuple(sorted(fields))].append(
            {f"new_{name}": value for name, value in fields.items()} | {"key": row_id}
        )
    for names, rows in alike.items():
        statement = (
            update(table)
            .where(table.c.id == bindparam("key"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        connection.execute(statement, rows)

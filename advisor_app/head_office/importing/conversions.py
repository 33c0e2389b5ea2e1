"""Prospects that have become customers: proposed by equal numbers or identity hashes, decided by a person.

People are never merged by name, and never by the import itself. How a history is carried over and taken back stands in
`head_office.merging`.
"""

import time

from sqlalchemy import Connection, Row, exists, insert, literal, select, union_all, update

from advisor_app.domain.duplicates import pair_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments, merging
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Assignment, Bank, Conversion, Customer
from advisor_app.i18n import N_


def propose_conversions(connection: Connection) -> int:
    """Propose every imported customer whose number or identity hash is that of an open prospect made on a
    device.

    A pair is proposed once, whatever was decided about it. Returns how many are new.
    """
    customer, prospect = Customer.__table__.alias("customer"), Customer.__table__.alias("prospect")
    pairs = [
        select(
            customer.c.id.label("customer_id"),
            prospect.c.id.label("prospect_id"),
            literal(column).label("evidence"),
        )
        .join_from(prospect, customer, prospect.c[column] == customer.c[column])
        .where(
            prospect.c.kind == "prospect",
            prospect.c.source_id.is_(None),
            prospect.c.closed_on.is_(None),
            customer.c.kind == "customer",
            customer.c.source_id.is_not(None),
            ~exists().where(Conversion.customer_id == customer.c.id, Conversion.prospect_id == prospect.c.id),
        )
        for column in ("number", "id_hash")
    ]
    found: dict[tuple[bytes, bytes], str] = {}
    for customer_id, prospect_id, evidence in connection.execute(union_all(*pairs)):
        found[customer_id, prospect_id] = max(evidence, found.get((customer_id, prospect_id), ""))
    if not found:
        return 0
    now = time.time_ns() // 1000
    rows = [
        {
            "id": pair_id(customer_id, prospect_id),
            "customer_id": customer_id,
            "prospect_id": prospect_id,
            "evidence": evidence,
            "state": "proposed",
            "proposed_at": now,
        }
        for (customer_id, prospect_id), evidence in sorted(found.items())
    ]
    connection.execute(insert(Conversion), rows)
    feed.record(
        connection, "conversions", select(Conversion.id).where(Conversion.id.in_([row["id"] for row in rows]))
    )
    return len(rows)


def confirm_conversion(connection: Connection, conversion_id: bytes) -> None:
    """Carry a prospect's history over to the customer that it has become, and close the prospect.

    The prospect leaves its book, which the customer takes over where it is in none.
    Raises InputError for an unknown id, RefusedError when it was decided before or the prospect is closed.
    """
    conversion = _undecided(connection, conversion_id)
    customer_id, prospect_id = conversion.customer_id, conversion.prospect_id
    today = connection.execute(select(Bank.as_of)).scalar_one()
    if not merging.close(connection, prospect_id):
        raise RefusedError(N_("The prospect has been closed meanwhile; nothing was carried over."))
    _take_over_book(connection, customer_id, prospect_id, today)
    _decide(connection, conversion_id, "confirmed")
    merging.carry_over(connection, conversion_id)


def refuse_conversion(connection: Connection, conversion_id: bytes) -> None:
    """Keep prospect and customer apart for good.

    Raises InputError for an unknown id, RefusedError when it was decided before.
    """
    _undecided(connection, conversion_id)
    _decide(connection, conversion_id, "refused")
    _tell(connection, conversion_id)


def undo_conversion(connection: Connection, conversion_id: bytes) -> None:
    """Give a prospect back what was carried over, and its place in the book.

    Raises InputError for an unknown id, RefusedError where nothing was carried over, or where the customer is in
    another book by now, whose device would keep what was the prospect's.
    """
    conversion = _found(connection, conversion_id)
    if conversion.state != "confirmed":
        raise RefusedError(N_("Nothing was carried over by this conversion; nothing was changed."))
    customer_id, prospect_id = conversion.customer_id, conversion.prospect_id
    today = connection.execute(select(Bank.as_of)).scalar_one()
    book, former = _book(connection, customer_id, today), _last_book(connection, prospect_id)
    if book is not None and former is not None and book != former:
        raise RefusedError(
            N_("The customer is in another book than the prospect was; nothing was changed."),
            what_to_do=N_("Assign the customer to that book first, or leave them together."),
        )
    _decide(connection, conversion_id, "undone")
    if former is not None and _book(connection, prospect_id, today) is None:
        _assign(connection, prospect_id, former, today)
        assignments.activate(connection)
    merging.take_back(connection, conversion_id)


def _undecided(connection: Connection, conversion_id: bytes) -> Row[bytes, bytes, str]:
    found = _found(connection, conversion_id)
    if found.state not in ("proposed", "undone"):
        raise RefusedError(N_("This conversion has been decided before; nothing was changed."))
    return found


def _found(connection: Connection, conversion_id: bytes) -> Row[bytes, bytes, str]:
    found = connection.execute(
        select(Conversion.customer_id, Conversion.prospect_id, Conversion.state)
        .where(Conversion.id == conversion_id)
        .with_for_update()
    ).first()
    if found is None:
        raise InputError(N_("There is no such conversion."))
    return found


def _decide(connection: Connection, conversion_id: bytes, state: str) -> None:
    connection.execute(
        update(Conversion)
        .where(Conversion.id == conversion_id)
        .values(state=state, decided_at=time.time_ns() // 1000)
    )


def _tell(connection: Connection, conversion_id: bytes) -> None:
    feed.record(connection, "conversions", select(Conversion.id).where(Conversion.id == conversion_id))


def _take_over_book(connection: Connection, customer_id: bytes, prospect_id: bytes, today: int) -> None:
    """End the prospect's assignments; the customer takes its book over, unless it is in one of its own."""
    current = (Assignment.ends_on.is_(None)) | (Assignment.ends_on > today)
    bucket = _book(connection, prospect_id, today)
    connection.execute(
        update(Assignment).where(Assignment.customer_id == prospect_id, current).values(ends_on=today)
    )
    held = connection.execute(
        select(Assignment.id).where(Assignment.customer_id == customer_id, current).limit(1)
    ).first()
    if bucket is not None and held is None:
        _assign(connection, customer_id, bucket, today)
    assignments.activate(connection)


def _book(connection: Connection, customer_id: bytes, today: int) -> int | None:
    """Return the bucket of the book that somebody is in."""
    return connection.execute(
        select(Assignment.bucket_id)
        .where(
            Assignment.customer_id == customer_id,
            Assignment.starts_on <= today,
            (Assignment.ends_on.is_(None)) | (Assignment.ends_on > today),
        )
        .order_by(Assignment.starts_on.desc())
    ).scalar()


def _last_book(connection: Connection, customer_id: bytes) -> int | None:
    """Return the bucket of the book that somebody was in last."""
    return connection.execute(
        select(Assignment.bucket_id)
        .where(Assignment.customer_id == customer_id)
        .order_by(Assignment.starts_on.desc(), Assignment.id.desc())
    ).scalar()


def _assign(connection: Connection, customer_id: bytes, bucket: int, today: int) -> None:
    connection.execute(
        insert(Assignment).values(
            customer_id=customer_id, bucket_id=bucket, starts_on=today, recorded_at=time.time_ns() // 1000
        )
    )

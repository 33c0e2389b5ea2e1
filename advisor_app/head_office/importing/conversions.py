"""Prospects that have become customers: proposed by equal numbers or identity hashes, decided by a person.

People are never merged by name, and never by the import itself. Confirming carries the history of the prospect over to
the customer: contacts, feedback, consents, risk assessments, and the book where the customer is in none.
"""

import time

from sqlalchemy import Connection, Row, exists, insert, literal, select, union_all, update

from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import (
    Assignment,
    Bank,
    Base,
    Conversion,
    Customer,
)
from advisor_app.i18n import N_

_CARRIED_OVER = (
    "interactions",
    "promises",
    "attachments",
    "revisions",
    "feedback",
    "consents",
    "risk_assessments",
)


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
            "id": new_id(),
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

    Raises InputError for an unknown id, RefusedError when it was decided before or the prospect is closed.
    """
    conversion = _undecided(connection, conversion_id)
    customer_id, prospect_id = conversion.customer_id, conversion.prospect_id
    today = connection.execute(select(Bank.as_of)).scalar_one()
    closed = connection.execute(
        update(Customer)
        .where(Customer.id == prospect_id, Customer.closed_on.is_(None))
        .values(closed_on=today)
    ).rowcount
    if not closed:
        raise RefusedError(N_("The prospect has been closed meanwhile; nothing was carried over."))
    _take_over_book(connection, customer_id, prospect_id, today)
    for entity in _CARRIED_OVER:
        table = Base.metadata.tables[entity]
        moved = list(
            connection.execute(select(table.c.id).where(table.c.customer_id == prospect_id)).scalars()
        )
        if moved:
            connection.execute(
                update(table).where(table.c.customer_id == prospect_id).values(customer_id=customer_id)
            )
            feed.record(connection, entity, select(table.c.id).where(table.c.id.in_(moved)))
    _decide(connection, conversion_id, "confirmed")


def refuse_conversion(connection: Connection, conversion_id: bytes) -> None:
    """Keep prospect and customer apart for good.

    Raises InputError for an unknown id, RefusedError when it was decided before.
    """
    _undecided(connection, conversion_id)
    _decide(connection, conversion_id, "refused")


def _undecided(connection: Connection, conversion_id: bytes) -> Row[bytes, bytes, str]:
    found = connection.execute(
        select(Conversion.customer_id, Conversion.prospect_id, Conversion.state)
        .where(Conversion.id == conversion_id)
        .with_for_update()
    ).first()
    if found is None:
        raise InputError(N_("There is no such conversion."))
    if found.state != "proposed":
        raise RefusedError(N_("This conversion has been decided before; nothing was changed."))
    return found


def _decide(connection: Connection, conversion_id: bytes, state: str) -> None:
    connection.execute(update(Conversion).where(Conversion.id == conversion_id).values(state=state))
    feed.record(connection, "conversions", select(Conversion.id).where(Conversion.id == conversion_id))


def _take_over_book(connection: Connection, customer_id: bytes, prospect_id: bytes, today: int) -> None:
    """End the prospect's assignments; the customer takes its book over, unless it is in one of its own."""
    current = (Assignment.ends_on.is_(None)) | (Assignment.ends_on > today)
    bucket = connection.execute(
        select(Assignment.bucket_id)
        .where(Assignment.customer_id == prospect_id, Assignment.starts_on <= today, current)
        .order_by(Assignment.starts_on.desc())
    ).scalar()
    connection.execute(
        update(Assignment).where(Assignment.customer_id == prospect_id, current).values(ends_on=today)
    )
    held = connection.execute(
        select(Assignment.id).where(Assignment.customer_id == customer_id, current).limit(1)
    ).first()
    if bucket is not None and held is None:
        connection.execute(
            insert(Assignment).values(
                customer_id=customer_id,
                bucket_id=bucket,
                starts_on=today,
                recorded_at=time.time_ns() // 1000,
            )
        )
    assignments.activate(connection)

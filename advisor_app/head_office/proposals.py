"""What advisors learned about customers: confirmed or refused by a person, and kept true across imports.

Confirming writes the field of the customer. The core system may not have the new value yet: an import that still
brings the value from before does not undo what was confirmed, while one that brings yet another is newer and wins.
An import that brings what is proposed confirms it by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Integer,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    select,
    update,
)

from advisor_app.domain.details import CONFIRMED, EXPIRY, FIELDS, PHONE, REFUSED, SUPERSEDED
from advisor_app.domain.entries import SHORT, whole_date
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import Advisor, Bank, Base, Customer, Proposal
from advisor_app.head_office.identity import phone_hash
from advisor_app.i18n import N_

_CHUNK = 5_000  # ids in one statement
_LEAST_REASON = 2


class Listed(NamedTuple):
    """A proposal for whoever decides: raw, as head office has it."""

    id: bytes
    customer: str | None
    name: str | None
    advisor: str | None
    kind: str
    field: str | None
    value: str
    old: str | None
    label: str | None
    happens_on: int | None
    amount_minor: int | None
    currency: str | None
    source: str
    note: str | None
    state: str | None
    decided_on: int | None
    decided_reason: str | None
    made_at: int


class Settled(NamedTuple):
    """What an import did to proposals: how many it confirmed, was kept from undoing, and overtook."""

    confirmed: int = 0
    kept: int = 0
    superseded: int = 0


def listed(
    connection: Connection, *, decided: bool = False, proposal_id: bytes | None = None
) -> list[Listed]:
    """Return what is to be decided, oldest first, or with `decided` all; or one by its id."""
    query = (
        select(
            Proposal.id,
            Customer.number,
            Customer.name,
            Advisor.number,
            *(getattr(Proposal, name) for name in Listed._fields[4:]),
        )
        .join(Customer, Customer.id == Proposal.customer_id)
        .outerjoin(Advisor, Advisor.id == Proposal.advisor_id)
        .order_by(Proposal.made_at, Proposal.id)
    )
    if proposal_id is not None:
        query = query.where(Proposal.id == proposal_id)
    elif not decided:
        query = query.where(Proposal.state.is_(None))
    return [Listed(*row) for row in connection.execute(query)]


def confirm(connection: Connection, proposal_id: bytes) -> None:
    """Take over what was proposed: the customer's field has the value from now on, on every device that holds it.

    Raises InputError for an unknown id, RefusedError where it was decided before.
    """
    proposal = _undecided(connection, proposal_id)
    if proposal.field in FIELDS:
        _write(connection, [(proposal.customer_id, proposal.field, proposal.value)])
        earlier = select(Proposal.id).where(
            Proposal.customer_id == proposal.customer_id,
            Proposal.field == proposal.field,
            Proposal.state == CONFIRMED,
        )
        _decide(connection, list(connection.execute(earlier).scalars()), SUPERSEDED)
        feed.record(connection, "customers", select(Customer.id).where(Customer.id == proposal.customer_id))
    _decide(connection, [proposal_id], CONFIRMED)


def refuse(connection: Connection, proposal_id: bytes, reason: str) -> None:
    """Refuse what was proposed, for a reason that its advisor reads.

    Raises InputError for an unknown id or a reason that says nothing, RefusedError where it was decided before.
    """
    reason = " ".join(reason.split())
    if not _LEAST_REASON <= len(reason) <= SHORT:
        raise InputError(N_("Say in a few words why it is refused."))
    _undecided(connection, proposal_id)
    _decide(connection, [proposal_id], REFUSED, reason)


def settle(connection: Connection) -> Settled:
    """Compare proposals with what an import has just brought, in its transaction; say what came of it."""
    agreed, kept, overtaken = list[Any](), list[Any](), list[Any]()
    for field in FIELDS:
        value = _value(connection, field)
        open_ones = _of(field, Proposal.state.is_(None), value == Proposal.value)
        agreed += connection.execute(open_ones).all()
        undone = and_(Proposal.state == CONFIRMED, value.is_distinct_from(Proposal.value))
        kept += connection.execute(_of(field, undone, value.is_not_distinct_from(Proposal.old))).all()
        overtaken += connection.execute(_of(field, undone, value.is_distinct_from(Proposal.old))).all()
    _decide(connection, [row.id for row in agreed], CONFIRMED)
    _decide(connection, [row.id for row in overtaken], SUPERSEDED)
    _write(connection, [(row.customer_id, row.field, row.value) for row in kept])
    for ids in _chunks(sorted({row.customer_id for row in kept})):
        feed.record(connection, "customers", select(Customer.id).where(Customer.id.in_(ids)))
    return Settled(len(agreed), len(kept), len(overtaken))


def _undecided(connection: Connection, proposal_id: bytes) -> Any:
    query = select(Proposal.customer_id, Proposal.field, Proposal.value, Proposal.state)
    found = connection.execute(query.where(Proposal.id == proposal_id).with_for_update()).first()
    if found is None:
        raise InputError(N_("There is no such proposal."))
    if found.state is not None:
        raise RefusedError(N_("This proposal has been decided or taken back; nothing was changed."))
    return found


def _of(field: str, *conditions: ColumnElement[bool]) -> Any:
    found: Any = select(Proposal.id, Proposal.customer_id, Proposal.field, Proposal.value)
    return found.join(Customer, Customer.id == Proposal.customer_id).where(
        Proposal.field == field, Customer.source_id.is_not(None), *conditions
    )


def _value(connection: Connection, field: str) -> ColumnElement[Any]:
    """Return what a field of a customer holds, as proposals hold values: days as ISO 8601 writes them."""
    column = Customer.__table__.c[field]
    if field != EXPIRY:
        return column
    if connection.dialect.name == "sqlite":
        return func.date(column * literal(86_400), "unixepoch")
    day = cast(literal("1970-01-01"), Date) + cast(column, Integer)
    return func.to_char(day, literal("YYYY-MM-DD", Text))


def _write(connection: Connection, values: Iterable[tuple[bytes, str, str]]) -> None:
    """Write fields of customers, given as proposals hold them."""
    by_field: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    secret = connection.execute(select(Bank.hash_key)).scalar_one()
    for customer_id, field, value in values:
        row = {"key": customer_id, "new": whole_date(value) if field == EXPIRY else value}
        if field == PHONE:
            row["hash"] = phone_hash(secret, value)
        by_field[field].append(row)
    table = Base.metadata.tables["customers"]
    for field, rows in by_field.items():
        new: dict[str, Any] = {field: bindparam("new")}
        if field == PHONE:
            new["phone_hash"] = bindparam("hash")
        connection.execute(update(table).where(table.c.id == bindparam("key")).values(new), rows)


def _decide(connection: Connection, ids: Sequence[bytes], state: str, reason: str | None = None) -> None:
    today = select(Bank.as_of).scalar_subquery()
    for some in _chunks(ids):
        values = {"state": state, "decided_on": today, "decided_reason": reason}
        connection.execute(update(Proposal).where(Proposal.id.in_(some)).values(values))
        feed.record(connection, "proposals", select(Proposal.id).where(Proposal.id.in_(some)))


def _chunks(ids: Sequence[bytes]) -> Iterable[Sequence[bytes]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))

"""Merges in a push: judged under its locks like any row, and carried out as soon as it is written.

A merge moves rows, so what follows it in a push is read and judged after it: the push goes in parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from advisor_app.domain.duplicates import CONFIRMED
from advisor_app.head_office import identity, merging
from advisor_app.head_office.api.push_rows import Known
from advisor_app.head_office.db.models import Conversion
from advisor_app.sync.protocol import Mutation

NOT_MERGEABLE = "not_mergeable"

Row = dict[str, Any]
Rows = Mapping[str, Mapping[bytes, Row]]
"""Rows, or fields of rows, by entity and id."""


def parts(mutations: Sequence[Mutation]) -> Iterator[Sequence[Mutation]]:
    """Yield a push in parts, each of which ends with a decision about a conversion, or with the push."""
    start = 0
    for place, mutation in enumerate(mutations, 1):
        if mutation.entity == "conversions":
            yield mutations[start:place]
            start = place
    if start < len(mutations) or not mutations:
        yield mutations[start:]


def refusal(known: Known, row: Row, state: str, before: str | None) -> str | None:
    """Return why a conversion may not get a state, as a code, or None; `before` is the state that it has."""
    customer, prospect = (known.rows.get(("customers", row[name])) for name in ("customer_id", "prospect_id"))
    if customer is None or prospect is None:
        return "row_unknown"
    if not known.held.issuperset((customer["id"], prospect["id"])):
        return "customer_foreign"
    same = ((row["customer_id"], row["prospect_id"]), row["id"])
    for (entity, key), other in known.rows.items():
        if (
            entity == "conversions"
            and (other["customer_id"], other["prospect_id"]) == same[0]
            and key != same[1]
        ):
            return "row_exists"
    if state != CONFIRMED or before == CONFIRMED:
        return None
    own = prospect["kind"] == "prospect" and prospect["source_id"] is None
    is_open = customer["closed_on"] is None and prospect["closed_on"] is None
    return None if own and is_open and customer["id"] != prospect["id"] else NOT_MERGEABLE


def carry_out(
    connection: Connection,
    known: Known,
    decided: Mapping[bytes, str | None],
    late: Mapping[bytes, Mapping[str, set[bytes]]],
) -> None:
    """Move the rows of conversions as was decided; `decided` has the state that each had before.

    `late` are new rows, by entity, of prospects who were merged before: they have gone to the customers already.
    """
    for prospect, rows in late.items():
        merging.add(connection, prospect, rows)
    for key, before in decided.items():
        row = known.rows["conversions", key]
        if row["state"] == before:
            continue
        if row["state"] == CONFIRMED:
            merging.close(connection, row["prospect_id"])
            merging.carry_over(connection, key)
        elif before == CONFIRMED:
            merging.take_back(connection, key)
        moved = select(Conversion.moved).where(Conversion.id == key)
        row["moved"] = connection.execute(moved).scalar_one()


def hash_details(connection: Connection, new: Rows, changed: Rows) -> None:
    """Make the hashes by which prospects are known again who are new, or whose details have changed."""
    compared = set(identity.COMPARED)
    touched = [key for key, fields in changed.get("customers", {}).items() if not compared.isdisjoint(fields)]
    identity.fill(connection, [*new.get("customers", {}), *touched])

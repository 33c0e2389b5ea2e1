"""Segments: queries of the list of customers that the advisor has saved under names."""

import json
import unicodedata
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from advisor_app.domain.customers import NARROWING, Among, CustomerQuery, CustomerSort, Segment
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError
from advisor_app.i18n import N_

LONGEST = 40
_PAGE = ("limit", "offset")


def read(connection: Connection) -> tuple[Segment, ...]:
    """Return the segments in the order in which they were first saved."""
    found = connection.exec_driver_sql("SELECT id, name, query FROM segments ORDER BY id")
    return tuple(Segment(key, name, _query(json.loads(text))) for key, name, text in found)


def save(connection: Connection, name: str, query: CustomerQuery, segment_id: bytes | None) -> Segment:
    """Write a segment, over the one with `segment_id` if there is one, and return it as it is kept.

    Raises InputError for a name that says nothing, is too long, or that another segment has.
    """
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not name:
        raise InputError(N_("A segment needs a name."))
    if len(name) > LONGEST:
        raise InputError(N_("The name is longer than {longest} characters."), longest=LONGEST)
    others = (one for one in read(connection) if one.id != segment_id)
    if any(_folded(one.name) == _folded(name) for one in others):
        raise InputError(
            N_("There is a segment “{name}” already."), name=name, what_to_do=N_("Choose another name.")
        )
    key = segment_id or new_id()
    filters = {field: value for field, value in asdict(query).items() if field not in _PAGE}
    connection.exec_driver_sql(
        "INSERT INTO segments (id, name, query) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query",
        (key, name, json.dumps(filters, default=_value)),
    )
    return Segment(key, name, _query(filters))


def delete(connection: Connection, segment_id: bytes) -> bool:
    """Remove a segment, and tell whether it was there."""
    return bool(connection.exec_driver_sql("DELETE FROM segments WHERE id = ?", (segment_id,)).rowcount)


def _folded(name: str) -> str:
    """Return a name as names are told apart: without case, and full-width letters as plain ones."""
    return unicodedata.normalize("NFKC", name).casefold()


def _value(value: Any) -> Any:
    """Return what JSON has no word for: members of an enumeration by their values."""
    return value.value


def _query(filters: dict[str, Any]) -> CustomerQuery:
    lists = {name: tuple(filters.get(name, ())) for name in NARROWING}
    orders = {"sort": CustomerSort(filters["sort"]), "among": Among(filters["among"])}
    return CustomerQuery(**{**filters, **lists, **orders})

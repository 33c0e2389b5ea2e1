"""Extract files for tests of the import: written by hand, a row a tuple."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from advisor_app.head_office.db.models import Base
from advisor_app.head_office.importing.mapping import Mapping
from advisor_app.head_office.importing.mapping_loader import parse_mapping

DAY = "2026-11-24"


def table(*rows: Sequence[object], separator: str = ",") -> str:
    """Return rows, the first with the names of the columns, as CSV text with CRLF."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def write(folder: Path, name: str, *rows: Sequence[object]) -> Path:
    """Write rows as a UTF-8 CSV file into a folder, which is made where it is missing."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(table(*rows), encoding="utf-8", newline="")
    return path


def write_book(folder: Path, customers: int = 3, day: str = DAY) -> None:
    """Write customers C0…, each the owner of one account A0…, in the native format."""
    people = range(customers)
    write(
        folder,
        f"customers-{day}.csv",
        ("key", "number", "kind", "name"),
        *((f"C{n}", f"N{n}", "customer", f"客户{n}") for n in people),
    )
    write(
        folder,
        f"accounts-{day}.csv",
        ("key", "kind", "currency"),
        *((f"A{n}", "current", "CNY") for n in people),
    )
    write(
        folder,
        f"account_holders-{day}.csv",
        ("key", "account", "customer", "role"),
        *((f"H{n}", f"A{n}", f"C{n}", "owner") for n in people),
    )


def transactions(*rows: Sequence[object]) -> list[Sequence[object]]:
    """Return (key, account, day, amount) rows under the header of a native file of transactions."""
    header = ("key", "account", "day", "amount", "kind")
    return [header, *((*row, "transfer") for row in rows)]


def mapping(text: str) -> Mapping:
    """Return the mapping that a TOML text describes."""
    return parse_mapping(text.encode(), "test", "test.toml")


def counts(engine: Engine, *entities: str) -> list[int]:
    """Return how many rows there are of each entity."""
    with engine.connect() as connection:
        return [
            connection.execute(select(func.count()).select_from(Base.metadata.tables[entity])).scalar_one()
            for entity in entities
        ]


def rows(engine: Engine, entity: str, *columns: str, by: str = "source_key") -> list[tuple[Any, ...]]:
    """Return some columns of all rows of an entity, by default in the order of their keys."""
    found = Base.metadata.tables[entity]
    with engine.connect() as connection:
        return [
            tuple(row)
            for row in connection.execute(select(*(found.c[name] for name in columns)).order_by(found.c[by]))
        ]

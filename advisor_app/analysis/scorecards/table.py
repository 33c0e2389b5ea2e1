"""A table to train on: any CSV, read by a mapping that accounts for every column.

[table]
separator = ";"
order = ""            # the column by whose values rows are ordered; empty: as the file has them

[outcome]
column = "y"
event = "yes"

[[fields]]
column = "age"
kind = "number"       # or "code"
monotone = "up"       # or "down": points must rise or fall with the value; left out: they may do either

[after]               # known only after the outcome, and why: never to be trained on
duration = "the length of the call itself"

[unused]              # left out for another reason
month = "a season that comes once in a window cannot be learned"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from advisor_app.errors import InputError
from advisor_app.i18n import N_

Kind = Literal["number", "code"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column that counts."""

    column: str
    kind: Kind
    monotone: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table are."""

    separator: str
    order: str
    outcome: str
    event: str
    fields: tuple[Field, ...]
    after: Mapping[str, str]
    unused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Cases in time order: `values` by column (numbers with NaN, or codes with None), `events` 0 or 1."""

    fields: tuple[Field, ...]
    values: Mapping[str, Any]
    events: Any

    def __len__(self) -> int:
        return len(self.events)


def read_mapping(path: Path) -> Columns:
    """Return the mapping in a file. Raises InputError that names what is wrong with it."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        mapping = _mapping(document)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            N_("{file} cannot be read as TOML: {reason}"), file=path.name, reason=error
        ) from None
    except (KeyError, TypeError) as error:
        raise InputError(
            N_("{file} lacks {reason}, or has a key that is not known."), file=path.name, reason=error
        ) from None
    for field in mapping.fields:
        if field.column in mapping.after:
            raise InputError(
                N_("“{column}” is known only after the outcome ({why}); it cannot be trained on."),
                column=field.column,
                why=mapping.after[field.column],
            )
        if field.kind not in ("number", "code") or field.monotone not in ("", "up", "down"):
            raise InputError(N_("“{column}” must be a number or a code."), column=field.column)
    return mapping


def _mapping(document: Mapping[str, Any]) -> Columns:
    table = document.get("table", {})
    return Columns(
        separator=table.get("separator", ","),
        order=table.get("order", ""),
        outcome=document["outcome"]["column"],
        event=document["outcome"]["event"],
        fields=tuple(Field(**field) for field in document["fields"]),
        after=document.get("after", {}),
        unused=document.get("unused", {}),
    )


def read_table(path: Path, mapping: Columns) -> Table:
    """Read a CSV (also gzipped) by a mapping.

    Raises InputError for a column that is missing or that the mapping does not account for, for a number that is none,
    and for a table without any event.
    """
    try:
        frame = pd.read_csv(path, sep=mapping.separator, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise InputError(
            N_("{file} cannot be read as a table: {reason}"), file=path.name, reason=error
        ) from None
    named = {*(field.column for field in mapping.fields), mapping.outcome, *mapping.after, *mapping.unused}
    named |= {mapping.order} - {""}
    if missing := sorted(named - set(frame.columns)):
        raise InputError(N_("The table has no column “{column}”."), column=missing[0])
    if unnamed := [column for column in frame.columns if column not in named]:
        raise InputError(
            N_("The mapping does not say what the column “{column}” is."),
            column=unnamed[0],
            what_to_do=N_("Name it under fields, after (known too late) or unused."),
        )
    if mapping.order:
        frame = frame.sort_values(mapping.order, kind="stable")
    events = (frame[mapping.outcome] == mapping.event).to_numpy(dtype=np.int8)
    if not 0 < events.sum() < len(events):
        raise InputError(N_("“{event}” never or always happens in the table."), event=mapping.event)
    return Table(mapping.fields, {field.column: _values(frame, field) for field in mapping.fields}, events)


def _values(frame: pd.DataFrame, field: Field) -> Any:
    column = frame[field.column]
    if field.kind == "code":
        return column.to_numpy(dtype=object)
    known = ~column.isin(["", field.missing])
    numbers = pd.to_numeric(column.where(known), errors="coerce")
    wrong = numbers.isna() & known
    if wrong.any():
        line = int(np.flatnonzero(wrong)[0]) + 2
        raise InputError(
            N_("“{column}”, line {line}: “{value}” is not a number."),
            column=field.column,
            line=line,
            value=column.iloc[line - 2],
        )
    return numbers.to_numpy(dtype=float)

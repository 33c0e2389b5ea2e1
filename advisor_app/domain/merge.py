"""Merging what two sides changed, field by field, and laying unsent work over what arrives: pure functions.

A change travels as the changed fields alone, each with the value that the device assumed head office to have.
Head office compares these with what it has (the contract of RxDB's replication: assumed state and new state
in, conflicts out). No clock decides: only whether a value is still the assumed one.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

Fields = Mapping[str, Any]


class Merged(NamedTuple):
    """The fields to write, and those in conflict with the value of theirs that stands."""

    apply: dict[str, Any]
    conflicts: dict[str, Any]


class Laid(NamedTuple):
    """The fields to write over a row that arrived, and what lay under them where it was not as assumed."""

    apply: dict[str, Any]
    under: dict[str, Any] | None


def merge(assumed: Fields, ours: Fields, theirs: Fields) -> Merged:
    """Return how our changed fields go onto their row.

    Only ours changed: ours. Both changed to the same: nothing to do. Theirs changed, to something else: a
    conflict, and theirs stands. Fields that only theirs changed do not appear here at all.
    """
    apply: dict[str, Any] = {}
    conflicts: dict[str, Any] = {}
    for field, value in ours.items():
        present = theirs[field]
        if present == value:
            continue
        if field in assumed and assumed[field] == present:
            apply[field] = value
        else:
            conflicts[field] = present
    return Merged(apply, conflicts)


def lay(assumed: Fields, ours: Fields, arrived: Fields) -> Laid:
    """Return how an unsent change lies on a row as head office has it now.

    Unsent work shows whole, whatever arrived under it; whether it clashes is settled when it is pushed.
    """
    under = {field: arrived[field] for field in ours}
    differs = any(field not in assumed or assumed[field] != value for field, value in under.items())
    apply = {field: value for field, value in ours.items() if arrived[field] != value}
    return Laid(apply, under if differs else None)

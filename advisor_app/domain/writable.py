"""What a device may write of the book, so that writing on it and accepting at head office keep to one list.

All else comes from head office. Head office writes `revisions` itself when it applies a change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Writable:
    """How rows of one entity are written: new ones always; of existing ones only `changes`.

    `author` is the field that names the advisor who made the row; head office fills it by itself. `references`
    maps fields to the entities whose rows they name. `withdrawn` are the values that take back a row which
    head office has already; empty where that cannot be done.
    """

    changes: frozenset[str] = frozenset()
    author: str | None = None
    references: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Mapping[str, Any] = field(default_factory=dict)


WRITABLE: Mapping[str, Writable] = MappingProxyType(
    {
        "interactions": Writable(
            changes=frozenset(
                {
                    "channel",
                    "direction",
                    "purpose",
                    "outcome",
                    "note",
                    "happened_at",
                    "duration",
                    "next_step",
                    "next_step_on",
                    "participants",
                    "status",
                    "void_reason",
                }
            ),
            author="advisor_id",
            withdrawn={"status": "void"},
        ),
        "promises": Writable(
            changes=frozenset({"text", "due_on", "settled_on", "outcome"}),
            author="advisor_id",
            references={"interaction_id": "interactions"},
            withdrawn={"outcome": "withdrawn"},
        ),
        "attachments": Writable(references={"interaction_id": "interactions"}),
    }
)

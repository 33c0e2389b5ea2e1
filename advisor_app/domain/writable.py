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
    head office has already; empty where that cannot be done. What is `final` is not taken back even before.
    """

    changes: frozenset[str] = frozenset()
    author: str | None = None
    references: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Mapping[str, Any] = field(default_factory=dict)
    final: bool = False


NO_CUSTOMER = bytes(16)
"""The customer of a mutation whose row names none: it is the advisor's own."""

_DETAILS = {"name", "sex", "birth_day", "id_kind", "id_number", "phone", "email", "address", "occupation"}

WRITABLE: Mapping[str, Writable] = MappingProxyType(
    {
        # Prospects only, as `domain.write_rules` says: a customer is the core system's.
        "customers": Writable(changes=frozenset(_DETAILS | {"closed_on"})),
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
                    "recommends",
                    "product_id",
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
        "feedback": Writable(
            changes=frozenset(
                {
                    "product_id",
                    "text",
                    "status",
                    "due_on",
                    "handler_id",
                    "about_id",
                    "complex",
                    "extension",
                    "extension_reason",
                    "told_on",
                    "answered_on",
                    "resolution",
                }
            ),
            author="advisor_id",
            references={"interaction_id": "interactions"},
            withdrawn={"status": "withdrawn"},
        ),
        "consents": Writable(author="advisor_id", references={"interaction_id": "interactions"}),
        # What a customer has confirmed stands: it counts, also where another one is taken after it.
        "risk_assessments": Writable(author="advisor_id", final=True),
        "tasks": Writable(
            changes=frozenset(
                {
                    "kind",
                    "title",
                    "note",
                    "place",
                    "due_on",
                    "starts_at",
                    "ends_at",
                    "remind_minutes",
                    "repeats",
                    "status",
                    "settled_at",
                    "settled_by",
                }
            ),
            author="advisor_id",
            references={"interaction_id": "interactions", "settled_by": "interactions"},
            withdrawn={"status": "cancelled"},
        ),
        "proposals": Writable(
            changes=frozenset({"state"}),
            author="advisor_id",
            references={"interaction_id": "interactions"},
            withdrawn={"state": "withdrawn"},
        ),
        "opportunities": Writable(
            changes=frozenset(
                {
                    "title",
                    "product_id",
                    "product_kind",
                    "stage",
                    "amount_minor",
                    "currency",
                    "reason",
                    "note",
                    "next_step",
                    "next_step_on",
                    "closed_on",
                }
            ),
            author="advisor_id",
            withdrawn={"stage": "withdrawn"},
        ),
        "call_lists": Writable(
            changes=frozenset({"title", "status"}), author="advisor_id", withdrawn={"status": "withdrawn"}
        ),
        "calls": Writable(
            changes=frozenset({"outcome", "outcome_on", "reason", "note", "interaction_id"}),
            author="advisor_id",
            references={"interaction_id": "interactions"},
            withdrawn={"outcome": "withdrawn"},
        ),
        "conversions": Writable(
            changes=frozenset({"state"}), author="advisor_id", withdrawn={"state": "undone"}
        ),
        "prompt_outcomes": Writable(
            changes=frozenset({"action", "until_on", "reason"}),
            author="advisor_id",
            references={"interaction_id": "interactions"},
            withdrawn={"action": "withdrawn"},
        ),
    }
)


def customer_of(entity: str, row: Mapping[str, Any]) -> bytes | None:
    """Return the customer that a row is about: a customer itself, the one that it names, or None."""
    customer: bytes | None = row["id"] if entity == "customers" else row.get("customer_id")
    return customer

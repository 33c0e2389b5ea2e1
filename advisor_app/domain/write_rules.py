"""What may be written in a row besides its form: kept by the device when it writes, and by head office again."""

from collections.abc import Mapping
from typing import Any

NOT_A_PROSPECT = "not_a_prospect"
INTERESTED = "interested"
NEEDS_APPROVAL = "needs_approval"
NOT_CONFIRMED = "not_confirmed"

_DEVICE_EXTENSIONS = (None, "asked")
_DEVICE_STATES = (None, "withdrawn")
_DECISIONS, _REOPENED = ("confirmed", "refused"), ("proposed", "undone")
_ASSESSED = ("questionnaire", "answers", "score", "place", "confirmed_at")
_HANDLING = {
    "status",
    "about_id",
    "complex",
    "extension",
    "due_on",
    "told_on",
    "answered_on",
    "resolution",
}


def refusal(
    entity: str, before: Mapping[str, Any] | None, new: Mapping[str, Any], advisor_id: int | None
) -> str | None:
    """Return the code of the reason why an advisor may not write this, or None.

    `before` is the row as it is (None: a new one), `new` the fields that are written.
    """
    rule = _RULES.get(entity)
    return rule(before, new, advisor_id) if rule else None


def _customers(before: Mapping[str, Any] | None, new: Mapping[str, Any], _: int | None) -> str | None:
    """Customers are the core system's: a device makes prospects, and changes nothing of others."""
    row = before or new
    foreign = row.get("kind") != "prospect" or row.get("source_id") is not None or row.get("number")
    return NOT_A_PROSPECT if foreign else None


def _feedback(before: Mapping[str, Any] | None, new: Mapping[str, Any], advisor_id: int | None) -> str | None:
    """Nobody handles a complaint about themselves, only hands it on; and head office alone grants more time."""
    if new.get("extension") not in _DEVICE_EXTENSIONS:
        return NEEDS_APPROVAL
    about = (before or {}).get("about_id") or new.get("about_id")
    if about is None:
        return None
    handler = new.get("handler_id", (before or {}).get("handler_id"))
    interested = handler == about or (before is not None and about == advisor_id and _HANDLING & new.keys())
    return INTERESTED if interested else None


def _proposals(before: Mapping[str, Any] | None, new: Mapping[str, Any], _: int | None) -> str | None:
    """An advisor proposes and takes back; what head office has decided stays."""
    decided = before is not None and before.get("state") not in _DEVICE_STATES
    return NEEDS_APPROVAL if decided or new.get("state") not in _DEVICE_STATES else None


def _conversions(before: Mapping[str, Any] | None, new: Mapping[str, Any], _: int | None) -> str | None:
    """An advisor merges a prospect or keeps two apart; what seems to be so is for head office to propose."""
    allowed = _DECISIONS if before is None else (*_DECISIONS, *_REOPENED)
    return NEEDS_APPROVAL if new.get("state") not in allowed else None


def _risk_assessments(_before: Mapping[str, Any] | None, new: Mapping[str, Any], _: int | None) -> str | None:
    """An advisor's assessment has its questions and answers, and the customer has confirmed them."""
    return NOT_CONFIRMED if any(new.get(field) is None for field in _ASSESSED) else None


_RULES = {
    "customers": _customers,
    "feedback": _feedback,
    "proposals": _proposals,
    "conversions": _conversions,
    "risk_assessments": _risk_assessments,
}
RULED = frozenset(_RULES)
"""The entities that have a rule."""

"""What advisors write, named and in words: kinds of records, their fields, and the values of these."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

KINDS: Mapping[str, str] = {
    "interactions": N_("Contact record"),
    "promises": N_("Promise"),
    "attachments": N_("Attachment"),
    "feedback": N_("Feedback"),
    "conversions": N_("Possible duplicate"),
}
DRAWINGS: Mapping[str, str] = {
    "interactions": "notebook-pen",
    "promises": "handshake",
    "attachments": "paperclip",
    "feedback": "message-square",
    "conversions": "merge",
}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "interactions": {
        "channel": N_("Channel"),
        "direction": N_("Direction"),
        "purpose": N_("Purpose"),
        "outcome": N_("Outcome"),
        "note": N_("Note"),
        "happened_at": N_("Day and time"),
        "duration": N_("Duration"),
        "next_step": N_("Next step"),
        "next_step_on": N_("Day of the next step"),
        "participants": N_("Participants"),
        "recommends": N_("A product was recommended"),
        "product_id": N_("Product"),
        "status": N_("State"),
        "void_reason": N_("Reason"),
    },
    "promises": {
        "text": N_("Promise"),
        "due_on": N_("Due on"),
        "settled_on": N_("Settled on"),
        "outcome": N_("Outcome"),
    },
    "feedback": {
        "status": N_("State"),
        "handler_id": N_("Handler"),
        "about_id": N_("Complaint about"),
        "complex": N_("Complex"),
        "due_on": N_("Due on"),
        "extension": N_("More time"),
        "extension_reason": N_("Reason"),
        "told_on": N_("Complainant told on"),
        "answered_on": N_("Ended on"),
        "resolution": N_("Resolution"),
        "product_id": N_("Product"),
        "text": N_("Words"),
    },
}
_CODES = {
    "channel": "contact_channels",
    "direction": "contact_directions",
    "purpose": "contact_purposes",
    "outcome": "contact_outcomes",
}
WORDS = frozenset(
    {"note", "next_step", "participants", "void_reason", "text", "extension_reason", "resolution"}
)
"""The fields that hold what a person wrote, in their own words."""
_EXTENSIONS = {"asked": N_("asked for"), "approved": N_("approved"), "refused": N_("refused")}
_OUTCOMES = {"kept": N_("kept"), "withdrawn": N_("withdrawn")}


def kind_name(entity: str) -> str:
    """Return what a record is called."""
    return _(KINDS[entity]) if entity in KINDS else entity


def field_names(entity: str) -> tuple[str, ...]:
    """Return the fields of a kind of record, in the order in which they are shown."""
    return tuple(_FIELDS.get(entity, ()))


def field_name(entity: str, field: str) -> str:
    """Return what a field is called."""
    name = _FIELDS.get(entity, {}).get(field)
    return _(name) if name else field


class Wording(NamedTuple):
    """By what values are put into words: the names of codes, and the time zone of the bank, if that is known yet."""

    policy: Policy
    bank: Bank | None

    def value(self, entity: str, field: str, value: Any) -> str:
        """Return a value of a field as a person reads it."""
        if entity == "feedback":
            return self._feedback(field, value)
        if field == "status":
            return _("withdrawn") if value == "void" else _("valid")
        if field == "recommends":
            return _("yes") if value else _("no")
        if value is None or value == "":
            return words.NOTHING
        if entity == "promises" and field == "outcome":
            return _(_OUTCOMES[value]) if value in _OUTCOMES else str(value)
        if field in _CODES:
            return words.code(getattr(self.policy.codes, _CODES[field]), value) or str(value)
        if field == "happened_at":
            return self.time(value)
        if field.endswith("_on"):
            return words.day(value) or words.NOTHING
        if field == "duration":
            return ngettext("{n} minute", "{n} minutes", round(value / 60))
        return str(value)

    def _feedback(self, field: str, value: Any) -> str:
        """Return a value of feedback; advisors and products are known here by their ids alone."""
        if value is None or value == "":
            return words.NOTHING
        if field == "status":
            return words.code(self.policy.codes.feedback_statuses, value) or str(value)
        if field == "extension":
            return _(_EXTENSIONS[value]) if value in _EXTENSIONS else str(value)
        if field == "complex":
            return _("yes") if value else _("no")
        if field.endswith("_on"):
            return words.day(value) or words.NOTHING
        return str(value)

    def time(self, at: int) -> str:
        """Return an instant by the bank's clocks."""
        return words.column_time(at, self.bank) if self.bank else words.NOTHING


def known_as(customer: str | None, number: str | None) -> str:
    """Return by what a customer is known: name and number, or the one that there is."""
    return " · ".join(filter(None, (customer, number))) or words.NOTHING

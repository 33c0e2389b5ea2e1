"""What advisors write, named and in words: kinds of records, their fields, and the values of these."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor_app import words
from advisor_app.domain.campaigns import CLOSED
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.writable import NO_CUSTOMER
from advisor_app.domain.written import ConflictView, Refused, Unsent
from advisor_app.i18n import N_, current_language, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.pursuits import stage_name, state_name
from advisor_app.ui.models.tasks import repeats_text

KINDS: Mapping[str, str] = {
    "call_lists": N_("Call list"),
    "calls": N_("Call on a list"),
    "interactions": N_("Contact record"),
    "promises": N_("Promise"),
    "attachments": N_("Attachment"),
    "feedback": N_("Feedback"),
    "customers": N_("Prospect"),
    "opportunities": N_("Opportunity"),
    "proposals": N_("What the customer told"),
    "conversions": N_("Possible duplicate"),
    "risk_assessments": N_("Risk assessment"),
    "tasks": N_("Task"),
}
DRAWINGS: Mapping[str, str] = {
    "call_lists": "list-checks",
    "calls": "phone-call",
    "interactions": "notebook-pen",
    "promises": "handshake",
    "attachments": "paperclip",
    "feedback": "message-square",
    "customers": "user-round",
    "opportunities": "target",
    "proposals": "id-card",
    "conversions": "merge",
    "risk_assessments": "shield-check",
    "tasks": "list-todo",
}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "call_lists": {"title": N_("Name of the list"), "status": N_("State")},
    "calls": {
        "outcome": N_("Outcome of the call"),
        "outcome_on": N_("Day"),
        "reason": N_("Reason"),
        "note": N_("Note"),
        "interaction_id": N_("Contact record"),
    },
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
    "customers": {
        "name": N_("Name"),
        "sex": N_("Sex"),
        "phone": N_("Phone"),
        "email": N_("E-mail"),
        "id_kind": N_("Identity document"),
        "id_number": N_("Number of the document"),
        "birth_day": N_("Birthday"),
        "address": N_("Address"),
        "occupation": N_("Occupation"),
        "closed_on": N_("Given up on"),
    },
    "opportunities": {
        "title": N_("What it is about"),
        "stage": N_("Stage"),
        "product_id": N_("Product"),
        "product_kind": N_("Kind of product"),
        "amount_minor": N_("Amount"),
        "currency": N_("Currency"),
        "reason": N_("Why it was lost"),
        "note": N_("Note"),
        "next_step": N_("Next step"),
        "next_step_on": N_("Day of the next step"),
        "closed_on": N_("Ended on"),
    },
    "proposals": {"state": N_("State")},
    "tasks": {
        "kind": N_("Kind"),
        "title": N_("What is to be done"),
        "note": N_("Note"),
        "place": N_("Place"),
        "due_on": N_("Due on"),
        "starts_at": N_("Begins at"),
        "ends_at": N_("Ends at"),
        "remind_minutes": N_("Reminds"),
        "repeats": N_("Repeats"),
        "status": N_("State"),
        "settled_at": N_("Settled on"),
        "settled_by": N_("Contact record"),
    },
}
_CODES = {
    "channel": "contact_channels",
    "direction": "contact_directions",
    "purpose": "contact_purposes",
    "outcome": "contact_outcomes",
    "product_kind": "product_kinds",
    "sex": "sexes",
    "id_kind": "id_kinds",
}
WORDS = frozenset(
    {"note", "next_step", "participants", "void_reason", "text", "extension_reason", "resolution"}
)
"""The fields that hold what a person wrote, in their own words."""
_EXTENSIONS = {"asked": N_("asked for"), "approved": N_("approved"), "refused": N_("refused")}
_STATUSES = {None: N_("to be done"), "done": N_("done"), "cancelled": N_("cancelled")}
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
        if entity in ("calls", "call_lists"):
            return self._call(field, value)
        if entity == "tasks":
            return self._task(field, value)
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
        if field.endswith("_on") or field == "birth_day":
            return words.day(value) or words.NOTHING
        if entity in ("opportunities", "proposals"):
            return self._pursued(field, value)
        if field == "duration":
            return ngettext("{n} minute", "{n} minutes", round(value / 60))
        return str(value)

    def _task(self, field: str, value: Any) -> str:
        if field == "status":
            return _(_STATUSES[value]) if value in _STATUSES else str(value)
        if value is None or value == "":
            return words.NOTHING
        if field == "kind":
            kind = self.policy.tasks.kind(value)
            return kind.name.in_language(current_language()) if kind else str(value)
        if field.endswith("_at"):
            return self.time(value)
        if field == "due_on":
            return words.day(value) or words.NOTHING
        if field == "remind_minutes":
            return ngettext("{n} minute before", "{n} minutes before", value)
        if field == "settled_by":
            return _(KINDS["interactions"])
        return repeats_text(value) if field == "repeats" else str(value)

    def _call(self, field: str, value: Any) -> str:
        """Return a value of a call list or of a call on one; the contact that was logged is only known to be there."""
        if value is None or value == "":
            return words.NOTHING
        if field == "outcome":
            found = self.policy.calls.outcome(value)
            return found.name.in_language(current_language()) if found else str(value)
        if field == "status":
            return _("put away") if value == CLOSED else str(value)
        if field == "interaction_id":
            return _("logged")
        return words.day(value) or words.NOTHING if field.endswith("_on") else str(value)

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

    def _pursued(self, field: str, value: Any) -> str:
        if field == "stage":
            return stage_name(value)
        if field == "state":
            return state_name(value)
        if field == "reason":
            return words.code(self.policy.codes.lost_reasons, value) or str(value)
        if field == "amount_minor" and self.bank is not None:
            return words.money(value, self.bank.base_currency) or words.NOTHING
        return str(value)

    def time(self, at: int) -> str:
        """Return an instant by the bank's clocks."""
        return words.column_time(at, self.bank) if self.bank else words.NOTHING


def known_as(customer: str | None, number: str | None) -> str:
    """Return by what a customer is known: name and number, or the one that there is."""
    return " · ".join(filter(None, (customer, number))) or words.NOTHING


def whose(row: Unsent | Refused | ConflictView) -> str:
    """Return whose record it is: by what the customer is known, or that it is the advisor's own."""
    return _("Your own") if is_own(row) else known_as(row.customer, row.number)


def is_own(row: Unsent | Refused | ConflictView) -> bool:
    """Tell whether a record names no customer, so that it leads to none."""
    return row.customer_id == NO_CUSTOMER

"""What a call becomes with the contact that is logged for it, and the sentence for what can be wrong."""

from advisor_app.data import calls as data
from advisor_app.data.apply import Transaction
from advisor_app.data.reads import calls, policies
from advisor_app.domain import calls as domain
from advisor_app.domain.calls import CallProblem, CallRow
from advisor_app.domain.contacts import Contact, ContactEntry
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.open_book import Book

_SENTENCES = {
    domain.NO_OUTCOME: N_("Say what became of the call."),
    domain.UNKNOWN_OUTCOME: N_("“{code}” is not in the list of the bank."),
    domain.NO_REASON: N_("Say why, in a few words."),
}


def problem(error: CallProblem) -> FieldError:
    """Return the sentence for what is wrong with settling a call."""
    return FieldError(_SENTENCES[error.reason], field=error.field, **error.values)


def find(tx: Transaction, call_id: bytes) -> CallRow:
    """Return a call. Raises InputError if it has left the book."""
    found = calls.get(tx, call_id)
    if found is None:
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
    return found


def settle_with(
    tx: Transaction, book: Book, entry: ContactEntry, contact: Contact, interaction_id: bytes, today: int
) -> list[bytes]:
    """Say what became of the call that a contact was logged for; return the mutation.

    Raises IssuesError where the contact is with somebody else, or nothing says what became of the call.
    """
    if entry.call_id is None:
        return []
    call = find(tx, entry.call_id)
    if contact.customers != (call.customer_id,):
        message = N_("This record is of a call on a list, so it is about that customer alone.")
        raise not_saved([FieldError(message, field="customers")])
    try:
        rules = policies.in_force(tx).calls
        outcome = domain.outcome_of(rules, entry.call_outcome, contact.outcome)
        fields = domain.settled(outcome, entry.call_reason, today, interaction_id)
    except CallProblem as error:
        raise not_saved([problem(error)]) from None
    return data.change(tx, book.store, call.id, fields, "calls.settle")

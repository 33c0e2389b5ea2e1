"""What forms are judged by in this book, and the sentence for each thing that can be wrong with one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import policies, sources
from advisor_app.domain import details, entries, personal, pipeline, prospects
from advisor_app.domain.dates import day_of
from advisor_app.domain.entries import EntryError, Problem, Terms
from advisor_app.domain.records import Bank
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved

_SENTENCES = {
    entries.UNKNOWN_CODE: N_("“{code}” is not in the list of the bank."),
    entries.NOT_A_DAY: N_("“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday."),
    entries.IN_PAST: N_("That day has passed."),
    entries.IN_FUTURE: N_("That day has not come yet."),
    entries.TOO_FAR: N_("That is more than {days} days ahead."),
    entries.TOO_LONG: N_("That is {characters} characters; {most} fit."),
    entries.NOT_AN_AMOUNT: N_("“{text}” is not an amount. Write 500000, 500,000 or 50万."),
    pipeline.NO_SUCH_MOVE: N_("It cannot go to this stage; take it up again first."),
    pipeline.NO_STEP: N_("Say what is to be done on that day."),
    personal.NOT_A_PHONE: N_("This is not a telephone number: seven digits or more, with + or an area code."),
    personal.NOT_AN_EMAIL: N_("This is not an e-mail address."),
    personal.NOT_AN_ID: N_("An identity card has 18 characters, the last of them a digit or X."),
    personal.WRONG_CHECK: N_("The last character does not fit the others: one of them is mistyped."),
    personal.NO_SUCH_BIRTH: N_("The date in the middle of the number is none."),
    personal.BIRTH_DIFFERS: N_("The identity number says {day}."),
    personal.MASKED: N_("This is shown masked. Type it whole to change it, or leave it as it was."),
    prospects.NOT_REACHED: N_("Give a telephone number, an e-mail address or an identity number."),
    details.SAME: N_("This is on record already."),
    details.NOBODY_RELATED: N_("Choose a customer, or write the name."),
    details.THEMSELVES: N_("This is the customer."),
}
_MISSING = {
    "customer": N_("Say which customer this is about."),
    "title": N_("Say in a few words what it is about."),
    "product": N_("Choose the product, or the kind of product."),
    "amount": N_("Give the amount."),
    "reason": N_("Choose the reason, or write it."),
    "name": N_("Write the name."),
    "value": N_("Write it down."),
    "source": N_("Say how this is known."),
    "kind": N_("Choose one."),
    "label": N_("Choose one."),
    "id_kind": N_("Choose the kind of document."),
    "id_number": N_("Write the number."),
}


def terms(tx: Transaction, now: int | None = None) -> tuple[Terms, Bank]:
    """Return what forms are judged by, and the bank. Raises InputError while the book is empty."""
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    today = day_of(utc_now() if now is None else now, bank.time_zone)
    return Terms(policies.in_force(tx), today), bank


@contextmanager
def beside_fields(names: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn what is wrong with a form into an IssuesError with a FieldError for each fault.

    `names` says which field of the form stands for one that is judged, where these differ.
    """
    try:
        yield
    except EntryError as error:
        raise not_saved(field_error(problem, names or {}) for problem in error.problems) from None


def field_error(problem: Problem, names: Mapping[str, str]) -> FieldError:
    """Return the sentence for one fault."""
    missing = problem.reason == entries.MISSING
    message = _MISSING[problem.field] if missing else _SENTENCES[problem.reason]
    return FieldError(message, field=names.get(problem.field, problem.field), **problem.values)

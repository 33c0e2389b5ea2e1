"""What a contact is judged by in this book, and the sentence for each thing that can be wrong with one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from advisor_app.data.apply import Transaction
from advisor_app.data.reads import policies, products, sources
from advisor_app.domain import contacts
from advisor_app.domain.contact_check import Rules
from advisor_app.domain.contacts import Contact, ContactError, Problem
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.i18n import N_
from advisor_app.services.permission_words import People, Why
from advisor_app.services.suitability_words import WhyNot

_SENTENCES = {
    contacts.NOTHING_SAID: N_("Say in a word or two what was spoken of, or choose an outcome."),
    contacts.NO_STEP: N_("Say what is to be done on that day."),
    contacts.UNKNOWN_CODE: N_("“{code}” is not in the list of the bank."),
    contacts.NOT_A_DAY: N_("“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday."),
    contacts.NOT_A_TIME: N_("“{text}” is not a time of day. Write 15:30 or 3pm."),
    contacts.NOT_A_DURATION: N_("“{text}” is not a duration of a day at most. Write 20 or 1:20."),
    contacts.IN_FUTURE: N_("A contact cannot lie in the future."),
    contacts.TOO_LATE: N_("That is more than {days} days ago; a contact can be logged no later than that."),
    contacts.TOO_FAR: N_("That is more than {days} days ahead."),
    contacts.IN_PAST: N_("That day has passed."),
    contacts.TOO_LONG: N_("That is {characters} characters; {most} fit."),
    contacts.FILE_KIND: N_("“{name}” is not a kind of file that the bank takes; it takes {allowed}."),
    contacts.FILE_SIZE: N_("“{name}” has {size} KiB; the bank takes {most} KiB at most."),
    contacts.FILE_EMPTY: N_("“{name}” is empty."),
}
_MISSING = {
    "customers": N_("Say which customer this is about."),
    "channel": N_("Choose how you were in touch."),
    "direction": N_("Say who began it."),
    "text": N_("Say what was promised."),
    "due": N_("Say by when it is promised."),
    "key": N_("The key is missing, or a quote before it is not closed."),
    "customer": N_("Say which customer this is about."),
    "happened_at": N_("Say when it happened."),
}
_AS_SERVICE = N_("If no product was spoken of, log it as a service contact.")
_RED = {
    contacts.RED_LIGHT: (
        N_("No marketing contact with this customer: {why}."),
        N_("No marketing contact with {people}: {why}."),
        _AS_SERVICE,
    ),
    contacts.NO_SERVICE: (
        N_("No contact with this customer: {why}."),
        N_("No contact with {people}: {why}."),
        "",
    ),
}
_UNSUITABLE = N_("“{product}” may not be recommended to this customer: {why}.")
_UNSUITABLE_FOR = N_("“{product}” may not be recommended to {people}: {why}.")
_OTHER = N_("Choose a product that suits; those that do are listed with the customer.")
_TOO_MANY = {
    "customers": N_("A contact can be logged for {most} customers at most."),
    "files": N_("A contact can have {most} files at most."),
}


def rules(tx: Transaction, now: int) -> Rules:
    """Return what contacts are judged by. Raises InputError while the book is empty."""
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    policy = policies.in_force(tx)
    return Rules(policy, now, bank.time_zone, policy.sync.attachment_bytes)


@contextmanager
def beside_fields() -> Iterator[None]:
    """Turn what is wrong with an entry into an IssuesError with a FieldError for each fault."""
    try:
        yield
    except ContactError as error:
        raise not_saved(map(field_error, error.problems)) from None


def check_product(tx: Transaction, contact: Contact) -> None:
    """Raise IssuesError for a product that is not in the catalogue."""
    if contact.product_id is not None and products.name(tx, contact.product_id) is None:
        raise not_saved([FieldError(N_("This product is not in the catalogue."), field="recommends")])


def not_saved(issues: Iterable[FieldError]) -> IssuesError:
    """Return the error for a form that was not saved."""
    return IssuesError(N_("This was not saved."), issues=tuple(issues))


def field_error(problem: Problem) -> FieldError:
    """Return the sentence for one fault."""
    field, inner = problem.field.partition("[")[0], problem.field.rpartition(".")[2]
    if problem.reason in _RED:
        return _refused(problem)
    if problem.reason == contacts.UNSUITABLE:
        return unsuitable(problem)
    if problem.reason == contacts.MISSING:
        message = _MISSING[inner]
    elif problem.reason == contacts.TOO_MANY:
        message = _TOO_MANY[field]
    else:
        message = _SENTENCES[problem.reason]
    return FieldError(message, field=problem.field, **problem.values)


def unsuitable(problem: Problem) -> FieldError:
    """Return the sentence for a product that does not suit the customer it was recommended to."""
    why, product = WhyNot(problem.values["verdict"], problem.values["policy"]), problem.values["product"]
    if "people" not in problem.values:
        return FieldError(_UNSUITABLE, field=problem.field, product=product, why=why, what_to_do=_OTHER)
    people = People(problem.values["people"])
    return FieldError(
        _UNSUITABLE_FOR, field=problem.field, product=product, people=people, why=why, what_to_do=_OTHER
    )


def _refused(problem: Problem) -> FieldError:
    """Return the sentence for a contact that the light is red for; the reasons are worded when it is read."""
    about_one, about_several, advice = _RED[problem.reason]
    why = Why(problem.values["reasons"], problem.values["policy"])
    if "people" not in problem.values:
        return FieldError(about_one, field=problem.field, why=why, what_to_do=advice)
    people = People(problem.values["people"])
    return FieldError(about_several, field=problem.field, people=people, why=why, what_to_do=advice)

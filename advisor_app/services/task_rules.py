"""By what tasks are judged in this book, and the sentence for each thing that can be wrong with one."""

from collections.abc import Iterator
from contextlib import contextmanager

from advisor_app.data.apply import Transaction
from advisor_app.data.reads import policies, sources
from advisor_app.domain import task_check
from advisor_app.domain.contacts import ContactError, Problem
from advisor_app.domain.task_check import TaskRules
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services import contact_rules

_SENTENCES = {
    task_check.NO_TITLE: N_("Say what is to be done."),
    task_check.NO_TIME: N_("Say when it begins, or leave the duration empty."),
    task_check.NOT_A_RULE: N_(
        "This calendar does not repeat by “{part}”; it repeats by days, weeks, months and years."
    ),
}


def task_rules(tx: Transaction, now: int) -> TaskRules:
    """Return what tasks are judged by. Raises InputError while the book is empty."""
    bank = sources.bank(tx)
    if bank is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    return TaskRules(policies.in_force(tx), now, bank.time_zone)


@contextmanager
def task_fields() -> Iterator[None]:
    """Turn what is wrong with a task into an IssuesError with a FieldError for each fault."""
    try:
        yield
    except ContactError as error:
        raise contact_rules.not_saved(map(task_error, error.problems)) from None


def task_error(problem: Problem) -> FieldError:
    """Return the sentence for one fault of a task."""
    if problem.reason in _SENTENCES:
        return FieldError(_SENTENCES[problem.reason], field=problem.field, **problem.values)
    return contact_rules.field_error(problem)

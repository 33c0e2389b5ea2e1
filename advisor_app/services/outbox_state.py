"""What waits for head office, what it refused and why, and what the advisor has to decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor_app.data import conflicts, drafts, outbox, taking_back, writes
from advisor_app.data.outbox import Event
from advisor_app.data.reads import clashes
from advisor_app.domain import assessments
from advisor_app.domain.written import Refused, Unsent
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.open_book import Book

_REASONS = {
    "customer_foreign": N_("The customer is in the book of another advisor, and was not in yours before."),
    "customer_left": N_("The customer had left your book before this was written."),
    "row_unknown": N_("Head office does not have the record that was changed."),
    "row_exists": N_("Head office has another record under the same id."),
    "reference_unknown": N_("It refers to a record that head office does not have."),
    "value_invalid": N_("A value is not of the kind or size that head office takes."),
    "entity_unknown": N_("Head office does not take this kind of record. It may be older than this program."),
    "not_mergeable": N_("One of the two has been merged or closed meanwhile, so they were not merged."),
    "content_damaged": N_("The file arrived damaged. Attach it again."),
    "files_too_large": N_("The files of the contact are larger than head office takes."),
    **writes.NOT_PERMITTED,
    assessments.TOO_MANY_TODAY: N_("The customer has been assessed as often today as the rules allow."),
    assessments.TOO_MANY_IN_YEAR: N_(
        "The customer has been assessed as often in 12 months as the rules allow, counting other channels."
    ),
    assessments.FIRST_ELSEWHERE: N_("The first assessment of a customer is taken at an outlet."),
    assessments.UNKNOWN_QUESTIONS: N_(
        "Head office does not know these questions. Synchronise and ask again."
    ),
    assessments.RESULT_DIFFERS: N_("By the questions of the bank these answers come to another result."),
}
_OTHER = N_("Head office refused it (code {code}). Call head office.")


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How much waits to be sent, what was refused, how many conflicts are open, and how many drafts there are.

    `kinds` counts what waits by the entity of the record.
    """

    waiting: int
    refused: tuple[Refused, ...]
    conflicts: int
    drafts: int
    kinds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Work that was given up, for `put_back`."""

    events: tuple[Event, ...] = field(repr=False)


def outbox_state(book: Book) -> OutboxState:
    """Return the state of the advisor's own work; words masked."""
    with book.store.read() as tx:
        return OutboxState(
            waiting=outbox.waiting(tx).unsent,
            refused=clashes.refused(tx),
            conflicts=conflicts.count(tx),
            drafts=drafts.count(tx),
            kinds=outbox.kinds(tx),
        )


def unsent(book: Book, most: int = 100) -> tuple[Unsent, ...]:
    """Return what waits for head office, newest first, at most so many; words masked."""
    with book.store.read() as tx:
        return clashes.unsent(tx, most)


def refusal_sentence(refused: Refused) -> str:
    """Return why head office refused something, in the present language."""
    return _(_REASONS[refused.code]) if refused.code in _REASONS else _(_OTHER, code=refused.code)


def drop_refused(book: Book, mutation_id: bytes) -> Dropped:
    """Give up work that head office refused: it is taken back here, as if it had not been written.

    Raises InputError if it is not among what was refused, or was changed again since.
    """
    with book.store.write() as tx:
        return Dropped(tuple(taking_back.drop(tx, book.store, mutation_id)))


def put_back(book: Book, dropped: Dropped) -> None:
    """Write again what was given up; it is refused as before. Raises InputError if its customer has left the book."""
    with book.store.write() as tx:
        taking_back.put_back(tx, book.store, dropped.events)


def resend_refused(book: Book, mutation_id: bytes) -> None:
    """Send what head office refused once more, as it is now, because its reason may have gone.

    Raises InputError if it is not among what was refused, or part of it is on its way.
    """
    with book.store.write() as tx:
        taking_back.resend(tx, book.store, mutation_id)

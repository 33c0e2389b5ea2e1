"""Feedback of all customers: the pages of the inbox, one piece whole, and what asks for an answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, contacts, feedback, policies, sources
from advisor_app.data.reads.feedback import Rules
from advisor_app.domain.complaints import Action, Clock, actions, clock
from advisor_app.domain.dates import day_of
from advisor_app.domain.feedback import (
    Alerts,
    Colleague,
    FeedbackDetail,
    FeedbackPage,
    FeedbackQuery,
    FeedbackRow,
)
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.written import Revised
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class Judged:
    """By what feedback is shown and judged: the rules, the bank, the day by the clock in its zone, and who one is."""

    policy: Policy
    bank: Bank
    today: int
    advisor_id: int | None

    def clock(self, row: FeedbackRow) -> Clock | None:
        """Return where the clock of a complaint stands, None for other feedback."""
        if row.kind != "complaint":
            return None
        return clock(self.policy.complaints, row.complaint, row.received_on, self.today)

    def actions(self, row: FeedbackRow) -> frozenset[Action]:
        """Return what this advisor can do with a piece of feedback now."""
        rules = self.policy.complaints
        return actions(rules, row.complaint, row.received_on, self.today, self.advisor_id)


@dataclass(frozen=True, slots=True)
class FeedbackFound:
    """One page of the inbox, with what it is shown by."""

    page: FeedbackPage
    judged: Judged | None

    @property
    def next(self) -> object:
        """The cursor of the page after it, None if this is the last."""
        return self.page.next


@dataclass(frozen=True, slots=True)
class FeedbackWhole:
    """One piece of feedback with its history, the newest change first, and who there is to handle it."""

    detail: FeedbackDetail
    history: tuple[Revised, ...]
    judged: Judged
    colleagues: tuple[Colleague, ...]


def feedback_page(
    book: Book, query: FeedbackQuery, *, refines: bool = False, now: int | None = None
) -> FeedbackFound:
    """Return one page of feedback, words masked; without a page while the book is empty.

    The first page is logged before anything of it is seen; `refines` says that the list is only read again.
    """
    if query.after is None and not refines:
        with book.store.write() as tx:
            book.store.audit.append(tx, "feedback.search")
    with book.store.read() as tx:
        known = _known(tx, book, now)
        if known is None:
            return FeedbackFound(FeedbackPage((), None), None)
        return FeedbackFound(feedback.page(tx, query, _rules(known)), known)


def count_feedback(book: Book, query: FeedbackQuery, *, now: int | None = None) -> int:
    """Return how much feedback a query finds in all."""
    with book.store.read() as tx:
        known = _known(tx, book, now)
        return feedback.count(tx, query, _rules(known)) if known else 0


def feedback_whole(book: Book, feedback_id: bytes, *, now: int | None = None) -> FeedbackWhole:
    """Return one piece of feedback, after logging that it was asked for. Raises InputError if it is not in the book."""
    with book.store.write() as tx:
        book.store.audit.append(tx, "feedback.view", f"feedback:{feedback_id.hex()}")
    with book.store.read() as tx:
        known = judged(tx, book, now)
        detail = one(tx, known, feedback_id)
        colleagues = advisors.colleagues(tx)
        history = contacts.history(tx, detail.row.customer_id, feedback_id)
        return FeedbackWhole(detail, tuple(_named(history, colleagues)), known, colleagues)


def complaint_alerts(book: Book, *, now: int | None = None) -> Alerts:
    """Return how many complaints are overdue or nearly so."""
    with book.store.read() as tx:
        known = _known(tx, book, now)
        return feedback.alerts(tx, _rules(known)) if known else Alerts(0, 0)


def feedback_products(book: Book) -> tuple[tuple[int, str], ...]:
    """Return the products that feedback speaks of, by id and name."""
    with book.store.read() as tx:
        return feedback.products(tx)


def today(bank: Bank) -> int:
    """Return the day by the clock in the bank's zone, by which complaints are counted also while no data come."""
    return day_of(utc_now(), bank.time_zone)


def judged(tx: Transaction, book: Book, now: int | None) -> Judged:
    """Return by what feedback is judged. Raises InputError while the book is empty."""
    known = _known(tx, book, now)
    if known is None:
        raise InputError(N_("The book is empty. Synchronise first."))
    return known


def one(tx: Transaction, known: Judged, feedback_id: bytes) -> FeedbackDetail:
    """Return one piece of feedback. Raises InputError if it is not in the book."""
    detail = feedback.get(tx, feedback_id, _rules(known))
    if detail is None:
        raise InputError(N_("This is not in your book."), what_to_do=N_("Synchronise and look again."))
    return detail


def _named(history: Iterable[Revised], colleagues: Iterable[Colleague]) -> Iterator[Revised]:
    """Yield changes with the names of advisors in the place of their ids."""
    names = {one.id: one.name or one.number for one in colleagues}
    for revised in history:
        changes = (
            change._replace(old=names.get(change.old), new=names.get(change.new))
            if change.field in ("handler_id", "about_id")
            else change
            for change in revised.changes
        )
        yield revised._replace(changes=tuple(changes))


def _known(tx: Transaction, book: Book, now: int | None) -> Judged | None:
    bank = sources.bank(tx)
    if bank is None:
        return None
    today = day_of(utc_now() if now is None else now, bank.time_zone)
    return Judged(policies.in_force(tx), bank, today, advisors.own(tx, book.store.actor))


def _rules(known: Judged) -> Rules:
    return Rules(known.bank.time_zone, known.today, known.policy.complaints)

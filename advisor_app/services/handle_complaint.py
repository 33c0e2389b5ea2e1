"""Handling feedback: each step of a complaint as one change, which the toast can undo."""

from collections.abc import Mapping
from typing import Any

from advisor_app.data import writes
from advisor_app.data.apply import Transaction
from advisor_app.data.reads import advisors
from advisor_app.domain import complaints
from advisor_app.domain.complaints import Action
from advisor_app.domain.contact_check import clean
from advisor_app.domain.feedback import MOST_CHARACTERS, SHORT_CHARACTERS, FeedbackDetail
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services import feedback
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.edit_contact import Edited
from advisor_app.services.feedback import Judged
from advisor_app.services.open_book import Book

_LEAST_CHARACTERS = 4


def assign(book: Book, feedback_id: bytes, advisor_id: int | None, *, now: int | None = None) -> Edited:
    """Let an advisor handle a complaint, None for oneself; it is in progress from then on.

    Raises IssuesError for somebody whom the complaint is about, or whom the bank does not have.
    """
    with book.store.write() as tx:
        known, detail = _possible(tx, book, feedback_id, Action.ASSIGN, now)
        handler = known.advisor_id if advisor_id is None else advisor_id
        if handler is None or handler not in {one.id for one in advisors.colleagues(tx)}:
            raise not_saved([FieldError(N_("The bank does not have that advisor."), field="handler_id")])
        if not complaints.may_handle(detail.row.complaint, handler):
            raise not_saved(
                [
                    FieldError(
                        N_("The complaint is about this advisor, who cannot handle it."), field="handler_id"
                    )
                ]
            )
        fields: dict[str, Any] = {"handler_id": handler}
        # The one whom it is about hands it on, and changes nothing else of it.
        if complaints.may_handle(detail.row.complaint, known.advisor_id):
            fields["status"] = complaints.IN_PROGRESS
        return _change(tx, book, feedback_id, fields, "complaint.assign")


def mark_complex(book: Book, feedback_id: bytes, *, now: int | None = None) -> Edited:
    """Say that a complaint is complex, which gives it more days, counted from when it was received."""
    with book.store.write() as tx:
        known, detail = _possible(tx, book, feedback_id, Action.COMPLEX, now)
        row = detail.row
        due = complaints.due_on(known.policy.complaints, row.received_on, is_complex=True)
        fields = {"complex": 1, "due_on": max(due, row.due_on or due)}
        return _change(tx, book, feedback_id, fields, "complaint.complex")


def ask_extension(book: Book, feedback_id: bytes, reason: str, *, now: int | None = None) -> Edited:
    """Ask head office for more time, for a reason; until it approves, the last day stays what it is."""
    kept = _words(reason, "extension_reason", N_("Say in a few words why more time is needed."))
    with book.store.write() as tx:
        _possible(tx, book, feedback_id, Action.EXTEND, now)
        fields = {"extension": complaints.ASKED, "extension_reason": kept}
        return _change(tx, book, feedback_id, fields, "complaint.extend")


def tell(book: Book, feedback_id: bytes, day: str = "", *, now: int | None = None) -> Edited:
    """Say that the complainant was told of the time that head office approved, today or on a day that is typed."""
    with book.store.write() as tx:
        known, detail = _possible(tx, book, feedback_id, Action.TELL, now)
        on = _day(known, detail, day)
        return _change(tx, book, feedback_id, {"told_on": on}, "complaint.tell")


def answer(
    book: Book, feedback_id: bytes, resolution: str, day: str = "", *, now: int | None = None
) -> Edited:
    """Say how a complaint was answered, and when; the clock stops on that day."""
    kept = _words(resolution, "resolution", N_("Say in a few words what was answered."), MOST_CHARACTERS)
    with book.store.write() as tx:
        known, detail = _possible(tx, book, feedback_id, Action.ANSWER, now)
        on = _day(known, detail, day)
        fields: dict[str, Any] = {"status": complaints.ANSWERED, "answered_on": on, "resolution": kept}
        if detail.row.handler_id is None and known.advisor_id is not None:
            fields["handler_id"] = known.advisor_id
        return _change(tx, book, feedback_id, fields, "complaint.answer")


def withdraw(book: Book, feedback_id: bytes, reason: str = "", *, now: int | None = None) -> Edited:
    """Say that the customer has withdrawn a complaint: its clock ends today."""
    kept = clean(reason)[:MOST_CHARACTERS]
    with book.store.write() as tx:
        known, _ = _possible(tx, book, feedback_id, Action.WITHDRAW, now)
        fields: dict[str, Any] = {"status": complaints.WITHDRAWN, "answered_on": known.today}
        return _change(
            tx,
            book,
            feedback_id,
            fields | ({"resolution": kept} if kept else {}),
            "complaint.withdraw",
        )


def close(book: Book, feedback_id: bytes, resolution: str = "", *, now: int | None = None) -> Edited:
    """Close a complaint that was answered, or other feedback that was seen to, perhaps with what was done."""
    kept = clean(resolution)[:MOST_CHARACTERS]
    with book.store.write() as tx:
        known, detail = _possible(tx, book, feedback_id, Action.CLOSE, now)
        fields: dict[str, Any] = {"status": complaints.CLOSED}
        if kept:
            fields["resolution"] = kept
        if detail.row.answered_on is None and detail.row.kind != complaints.COMPLAINT:
            fields["answered_on"] = known.today
        return _change(tx, book, feedback_id, fields, "feedback.close")


def _possible(
    tx: Transaction, book: Book, feedback_id: bytes, action: Action, now: int | None
) -> tuple[Judged, FeedbackDetail]:
    """Return a piece of feedback with which that can be done. Raises InputError where it cannot."""
    known = feedback.judged(tx, book, now)
    detail = feedback.one(tx, known, feedback_id)
    if action in known.actions(detail.row):
        return known, detail
    complaint = detail.row.complaint
    if not complaints.may_handle(complaint, known.advisor_id):
        raise InputError(
            N_("A complaint cannot be handled by the advisor it is about. Name another handler.")
        )
    if action is Action.EXTEND and not complaint.complex:
        raise InputError(
            N_("Only a complex complaint can be given more time."), what_to_do=N_("Mark it as complex first.")
        )
    if action is Action.EXTEND and complaint.status in complaints.RUNNING and complaint.extension is None:
        raise InputError(N_("The time to answer is over, so no more can be asked for."))
    raise InputError(
        N_("This was changed meanwhile, so that does not fit any more."), what_to_do=N_("Look at it again.")
    )


def _words(text: str, field: str, message: str, most: int = SHORT_CHARACTERS) -> str:
    kept = clean(text)
    if len(kept) < _LEAST_CHARACTERS:
        raise not_saved([FieldError(message, field=field)])
    if len(kept) > most:
        too_long = N_("That is {characters} characters; {most} fit.")
        raise not_saved([FieldError(too_long, field=field, characters=len(kept), most=most)])
    return kept


def _day(known: Judged, detail: FeedbackDetail, text: str) -> int:
    """Return a day between that on which it was received and today, which it is where nothing is typed."""
    on = spoken_day(text, known.today) if text.strip() else known.today
    if on is None:
        message = N_("“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday.")
        raise not_saved([FieldError(message, field="day", text=text.strip())])
    if on > known.today:
        raise not_saved([FieldError(N_("That day has not come yet."), field="day")])
    if on < detail.row.received_on:
        raise not_saved([FieldError(N_("That was before the complaint was received."), field="day")])
    return on


def _change(
    tx: Transaction, book: Book, feedback_id: bytes, fields: Mapping[str, Any], action: str
) -> Edited:
    made = writes.change(tx, book.store, "feedback", feedback_id, fields, action=action)
    return Edited((made,) if made else ())

"""Record feedback: a survey answer, call-back, online review, complaint or praise; a complaint starts its clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from advisor_app.data import writes
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import advisors, customers
from advisor_app.data.reads.rows import one
from advisor_app.domain import complaints
from advisor_app.domain import feedback as domain
from advisor_app.domain.contact_check import clean
from advisor_app.domain.dates import day_of, from_day, to_instant
from advisor_app.domain.feedback import Colleague, FeedbackEntry
from advisor_app.domain.ids import new_id
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.feedback import SCALES, Question, Questionnaire
from advisor_app.domain.records import Feedback
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.domain.spoken_times import minute_of
from advisor_app.errors import FieldError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import not_saved
from advisor_app.services.feedback import Judged, judged
from advisor_app.services.open_book import Book

_NOON = 12 * 60
_TOLERANCE = 120_000_000
_LOWEST = {"nps": 0, "csat": 1}


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """What a form of new feedback needs to know."""

    policy: Policy
    today: int
    advisor_id: int | None
    colleagues: tuple[Colleague, ...]
    products: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded, and the mutations to hand to `undo`."""

    feedback_id: bytes
    mutations: tuple[bytes, ...]


def feedback_form(book: Book, *, now: int | None = None) -> FeedbackForm:
    """Return what a form needs. Raises InputError while the book is empty."""
    with book.store.read() as tx:
        known = judged(tx, book, now)
        products = tx.exec_driver_sql("SELECT id, name FROM products ORDER BY name, id")
        return FeedbackForm(
            known.policy,
            known.today,
            known.advisor_id,
            advisors.colleagues(tx),
            tuple((key, name) for key, name in products),
        )


def record_feedback(book: Book, entry: FeedbackEntry, *, now: int | None = None) -> Recorded:
    """Record feedback whole, or raise IssuesError with a FieldError for each fault and record nothing."""
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        checker = _Checker(tx, judged(tx, book, at), entry, at)
        row = checker.row()
        if checker.errors:
            raise not_saved(checker.errors)
        action = f"{entry.kind}.record" if entry.kind == domain.COMPLAINT else "feedback.record"
        return Recorded(row.id, (writes.insert(tx, book.store, row, action=action),))


class _Checker:
    """Reads an entry field by field and notes what is wrong."""

    def __init__(self, tx: Transaction, known: Judged, entry: FeedbackEntry, now: int) -> None:
        self.errors: list[FieldError] = []
        self._tx, self._known, self._entry, self._now = tx, known, entry, now

    def row(self) -> Feedback:
        """Return the record; where there are errors it is not to be used."""
        entry, known = self._entry, self._known
        self._customer()
        self._code("kind", known.policy.codes.feedback_kinds)
        self._code("channel", known.policy.codes.feedback_channels)
        complaint = entry.kind == domain.COMPLAINT
        happened_at = self._happened_at()
        answers, score, scale = self._answers() if entry.kind == domain.SURVEY else ({}, None, None)
        handler, about = self._people() if complaint else (None, None)
        received_on = day_of(happened_at, known.bank.time_zone)
        rules = known.policy.complaints
        due = complaints.due_on(rules, received_on, is_complex=entry.is_complex) if complaint else None
        return Feedback(
            id=new_id(),
            customer_id=entry.customer_id or b"",
            interaction_id=self._interaction(),
            product_id=self._product(),
            kind=entry.kind,
            channel=entry.channel,
            score=score,
            scale=scale,
            text=self._text(needed=not answers),
            happened_at=happened_at,
            status=self._status(handler),
            due_on=due,
            advisor_id=known.advisor_id,
            handler_id=handler,
            about_id=about,
            questionnaire=entry.questionnaire or None if answers else None,
            answers=json.dumps(answers, ensure_ascii=False) if answers else None,
            complex=1 if complaint and entry.is_complex else None,
        )

    def _status(self, handler: int | None) -> str:
        if self._entry.kind == domain.COMPLAINT:
            return complaints.OPEN if handler is None else complaints.IN_PROGRESS
        return complaints.OPEN if self._entry.follow_up else complaints.CLOSED

    def _wrong(self, message: str, field: str, **values: Any) -> None:
        self.errors.append(FieldError(message, field=field, **values))

    def _customer(self) -> None:
        key = self._entry.customer_id
        if key is None:
            self._wrong(N_("Say which customer this is about."), "customer_id")
        elif not customers.exists(self._tx, key):
            self._wrong(N_("A customer is not in your book."), "customer_id")

    def _code(self, field: str, known: Mapping[str, Any]) -> None:
        code: str = getattr(self._entry, field)
        if not code:
            self._wrong(N_("Choose one."), field)
        elif code not in known:
            self._wrong(N_("“{code}” is not in the list of the bank."), field, code=code)

    def _text(self, *, needed: bool) -> str | None:
        kept = clean(self._entry.text)
        if not kept and needed:
            self._wrong(N_("Write down what the customer said."), "text")
        if len(kept) > domain.MOST_CHARACTERS:
            message = N_("That is {characters} characters; {most} fit.")
            self._wrong(message, "text", characters=len(kept), most=domain.MOST_CHARACTERS)
        return kept or None

    def _happened_at(self) -> int:
        """Return the instant of a local day and time; it must have come, and not lie too far back."""
        entry, known = self._entry, self._known
        day = spoken_day(entry.day, known.today) if entry.day.strip() else known.today
        minute = minute_of(entry.time) if entry.time.strip() else _NOON
        if day is None:
            message = N_("“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday.")
            self._wrong(message, "day", text=entry.day.strip())
        if minute is None:
            message = N_("“{text}” is not a time of day. Write 15:30 or 3pm.")
            self._wrong(message, "time", text=entry.time.strip())
        if day is None or minute is None:
            return self._now
        most = known.policy.contacts.late_days
        if day > known.today:
            self._wrong(N_("Feedback cannot lie in the future."), "day")
        elif day < known.today - most:
            message = N_("That is more than {days} days ago; feedback can be recorded no later than that.")
            self._wrong(message, "day", days=most)
        if day == known.today and not entry.time.strip():
            return self._now
        date = from_day(day)
        midnight = datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(known.bank.time_zone))
        at = to_instant(midnight + timedelta(minutes=minute))
        if day == known.today and at > self._now + _TOLERANCE:
            self._wrong(N_("Feedback cannot lie in the future."), "time")
        return at

    def _answers(self) -> tuple[dict[str, str | int], int | None, int | None]:
        """Return the answers by question, and the score with its scale that the first scored question gives."""
        asked = next(
            (one for one in self._known.policy.questionnaires if one.code == self._entry.questionnaire), None
        )
        if asked is None:
            if self._entry.questionnaire or self._entry.answers:
                self._wrong(N_("Choose one."), "questionnaire")
            return {}, None, None
        given = {code: clean(text) for code, text in self._entry.answers if clean(text)}
        answers: dict[str, str | int] = {}
        score = scale = None
        for question in asked.questions:
            field = f"answers[{question.code}]"
            read = self._answer(question, given.get(question.code, ""), field)
            if read is None:
                continue
            answers[question.code] = read
            if isinstance(read, int) and scale is None:
                score, scale = read, SCALES[question.kind]
        if not answers and not self.errors:
            self._wrong(N_("Answer at least one question."), f"answers[{_first(asked)}]")
        return answers, score, scale

    def _answer(self, question: Question, text: str, field: str) -> str | int | None:
        if not text:
            return None
        if question.kind == "text":
            if len(text) > domain.SHORT_CHARACTERS:
                message = N_("That is {characters} characters; {most} fit.")
                self._wrong(message, field, characters=len(text), most=domain.SHORT_CHARACTERS)
            return text
        if question.kind == "choice":
            if text not in {option.code for option in question.options}:
                self._wrong(N_("“{code}” is not in the list of the bank."), field, code=text)
            return text
        low, high = _LOWEST[question.kind], SCALES[question.kind]
        if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
            self._wrong(N_("Give a whole number from {low} to {high}."), field, low=low, high=high)
            return None
        return int(text)

    def _people(self) -> tuple[int | None, int | None]:
        entry = self._entry
        bank_has = {one.id for one in advisors.colleagues(self._tx)}
        for field, key in (("handler_id", entry.handler_id), ("about_id", entry.about_id)):
            if key is not None and key not in bank_has:
                self._wrong(N_("The bank does not have that advisor."), field)
        if entry.handler_id is not None and entry.handler_id == entry.about_id:
            self._wrong(N_("The complaint is about this advisor, who cannot handle it."), "handler_id")
        return entry.handler_id, entry.about_id

    def _product(self) -> int | None:
        key = self._entry.product_id
        if key is not None and not self._has("SELECT 1 FROM products WHERE id = :id", id=key):
            self._wrong(N_("The bank does not have that product."), "product_id")
        return key

    def _interaction(self) -> bytes | None:
        key, customer = self._entry.interaction_id, self._entry.customer_id
        query = "SELECT 1 FROM interactions WHERE id = :id AND customer_id = :customer"
        if key is not None and not self._has(query, id=key, customer=customer):
            self._wrong(N_("That contact was with somebody else."), "interaction_id")
        return key

    def _has(self, query: str, **values: Any) -> bool:
        return one(self._tx, query, **values) is not None


def _first(asked: Questionnaire) -> str:
    return asked.questions[0].code

"""What feedback adds up to over a time: how many of each kind, NPS and CSAT."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from advisor_app.data.reads import feedback
from advisor_app.domain import surveys
from advisor_app.domain.dates import from_day, to_instant
from advisor_app.domain.surveys import Figures
from advisor_app.services.feedback import judged
from advisor_app.services.open_book import Book


@dataclass(frozen=True, slots=True)
class FeedbackFigures:
    """The figures of the days from `since` to `until`, both included; `kinds` counts feedback by its kind."""

    since: int
    until: int
    kinds: Mapping[str, int]
    surveys: Figures


def feedback_figures(book: Book, days: int = 365, *, now: int | None = None) -> FeedbackFigures:
    """Return the figures of so many days up to today. Raises InputError while the book is empty."""
    with book.store.read() as tx:
        known = judged(tx, book, now)
        since, until = known.today - days + 1, known.today
        bounds = _midnight(since, known.bank.time_zone), _midnight(until + 1, known.bank.time_zone)
        scored = feedback.scored(tx, *bounds)
        return FeedbackFigures(
            since, until, feedback.kinds(tx, *bounds), surveys.figures(known.policy.surveys, scored)
        )


def _midnight(day: int, time_zone: str) -> int:
    date = from_day(day)
    return to_instant(datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(time_zone)))

"""Judging what is typed into a form: each field read by itself, everything that is wrong named, nothing taken half."""

import re
import unicodedata
from collections.abc import Container, Mapping
from datetime import date
from typing import Any, NamedTuple

from advisor_app.domain.contact_check import clean
from advisor_app.domain.dates import to_day
from advisor_app.domain.money import to_minor
from advisor_app.domain.policy import Policy
from advisor_app.domain.spoken_dates import day_of as spoken_day

MISSING = "missing"
UNKNOWN_CODE = "unknown_code"
NOT_A_DAY = "not_a_day"
IN_PAST = "in_past"
IN_FUTURE = "in_future"
TOO_FAR = "too_far"
TOO_LONG = "too_long"
NOT_AN_AMOUNT = "not_an_amount"

SHORT, LONG = 200, 2_000
"""How many characters a line and a note may have."""

_AMOUNT = re.compile(r"([0-9][0-9,' ]*(?:\.[0-9]+)?) ?(万|亿|k|m)?元?", re.IGNORECASE)
_DATE = re.compile(r"((?:18|19|20|21)[0-9]{2})([-/.年]?)([0-9]{1,2})(?:\2|月)([0-9]{1,2})日?")
_UNITS = {"": 0, "k": 3, "万": 4, "m": 6, "亿": 8}


class Terms(NamedTuple):
    """By what a form is judged: the policy, and today by the clock in the bank's zone."""

    policy: Policy
    today: int


class Problem(NamedTuple):
    """What is wrong with a field: a reason (a name above, or one of the form's own) with its values."""

    field: str
    reason: str
    values: Mapping[str, Any] = {}


class EntryError(ValueError):
    """A form that cannot be taken; `problems` has at least one for each field that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.reason}" for problem in problems))
        self.problems = problems


class Reader:
    """Reads texts of a form one by one and keeps what is wrong; a text that is wrong is read as None."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.problems: list[Problem] = []

    def wrong(self, field: str, reason: str, **values: Any) -> None:
        """Say that a field is wrong."""
        self.problems.append(Problem(field, reason, values))

    def done(self, was: Container[str] | None = None) -> None:
        """Raise EntryError for what is wrong; `was` are the fields that have not been touched since they were shown."""
        wrong = tuple(each for each in self.problems if was is None or each.field not in was)
        if wrong:
            raise EntryError(wrong)

    def text(self, field: str, typed: str, most: int = SHORT, *, required: bool = False) -> str | None:
        """Return a text as it is kept, None where nothing is typed."""
        kept = clean(typed)
        if len(kept) > most:
            self.wrong(field, TOO_LONG, most=most, characters=len(kept))
        if required and not kept:
            self.wrong(field, MISSING)
        return kept or None

    def line(self, field: str, typed: str, *, required: bool = False) -> str | None:
        """Return a text of one line."""
        return self.text(field, " ".join(typed.split()), required=required)

    def code(self, field: str, typed: str, known: Container[str], *, required: bool = False) -> str | None:
        """Return one of the codes that there are."""
        if not typed:
            if required:
                self.wrong(field, MISSING)
            return None
        if typed not in known:
            self.wrong(field, UNKNOWN_CODE, code=typed)
        return typed

    def day(self, field: str, typed: str) -> int | None:
        """Return the day that is meant, None where nothing is typed."""
        if not typed.strip():
            return None
        day = whole_date(typed)
        if day is None:
            day = spoken_day(typed, self.terms.today)
        if day is None:
            self.wrong(field, NOT_A_DAY, text=typed.strip())
        return day

    def day_ahead(self, field: str, typed: str) -> int | None:
        """Return a day that has not passed, and is not further off than the policy lets next steps be."""
        day, most = self.day(field, typed), self.terms.policy.contacts.ahead_days
        if day is not None and day < self.terms.today:
            self.wrong(field, IN_PAST)
        elif day is not None and day > self.terms.today + most:
            self.wrong(field, TOO_FAR, days=most)
        return day

    def amount(self, field: str, typed: str, currency: str, *, required: bool = False) -> int | None:
        """Return an amount above nothing in minor units."""
        if not typed.strip():
            if required:
                self.wrong(field, MISSING)
            return None
        minor = amount_of(typed, currency)
        if not minor:
            self.wrong(field, NOT_AN_AMOUNT, text=typed.strip())
        return minor or None


def whole_date(typed: str) -> int | None:
    """Return the day of a date with its year, however far off (1961-03-09, 1961年3月9日, 19610309), None for others."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return None
    try:
        return to_day(date(int(found[1]), int(found[3]), int(found[4])))
    except ValueError:
        return None


def amount_of(typed: str, currency: str) -> int | None:
    """Return an amount as people write it (50万, 500,000, 1.2亿元, 300k) in minor units, None for what is none."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return None
    number, unit = found.groups(default="")
    whole, _, fraction = re.sub(r"[,' ]", "", number).partition(".")
    shift = _UNITS[unit.lower()]
    digits = fraction.ljust(shift, "0")
    try:
        return to_minor(".".join(filter(None, (whole + digits[:shift], digits[shift:]))), currency)
    except ValueError:
        return None

"""Targets as a bank gives them: a table of lines, taken as a whole or not at all, sent to the advisors' devices.

A line with the advisor, measure and first day of one that is there takes its place, so the same file again changes
nothing. Times of one measure do not overlap: what is reached would count twice.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.money import to_minor
from advisor_app.domain.targets import AMOUNTS, MEASURES
from advisor_app.errors import AppError, InputError, IssuesError
from advisor_app.head_office.db.models import Advisor, Bank, Target
from advisor_app.head_office.nightly.results import write_rows
from advisor_app.i18n import N_

COLUMNS = ("advisor", "measure", "from", "to", "goal")
_KEY = ("advisor_id", "measure", "starts_on")
_FIELDS = (*_KEY, "ends_on", "goal", "currency")
_LONGEST_DAYS = 3660


class Wanted(NamedTuple):
    """A target as it is kept."""

    advisor_id: int
    measure: str
    starts_on: int
    ends_on: int
    goal: int
    currency: str | None


class Taken(NamedTuple):
    """How many targets were new, took another's place, and were there as they are."""

    new: int
    changed: int
    same: int


class Listed(NamedTuple):
    """A target with the number and name of its advisor."""

    number: str
    name: str
    target: Wanted


class TargetsRefused(IssuesError):
    """A table of targets is not taken; nothing of it was."""

    title = N_("The targets were refused")


def take(connection: Connection, text: str) -> Taken:
    """Take the targets of a CSV document with the columns `COLUMNS`; goals in units of the base currency.

    Raises TargetsRefused with an issue for every line that is wrong, InputError for what is no such table.
    """
    advisors = {row.number: row.id for row in connection.execute(select(Advisor.number, Advisor.id))}
    currency = connection.execute(select(Bank.base_currency)).scalar_one()
    issues: list[AppError] = []
    wanted: dict[tuple[int, str, int], tuple[int, Wanted]] = {}
    for line, cells in _lines(text):
        try:
            one = _wanted(cells, advisors, currency, line)
        except InputError as error:
            issues.append(error)
            continue
        before = wanted.setdefault(one[:3], (line, one))
        if before[0] != line:
            issues.append(
                InputError(
                    N_("Line {line}: line {before} has the same advisor, measure and first day."),
                    line=line,
                    before=before[0],
                )
            )
    known = {tuple(row[:3]): Wanted(*row) for row in connection.execute(_all())}
    issues += _overlaps(wanted, known)
    if issues:
        raise TargetsRefused(N_("No target was taken:"), issues=issues)
    if not wanted:
        raise InputError(N_("The file has no targets."))
    rows = [one for _line, one in wanted.values()]
    changed = [one for one in rows if known.get(one[:3]) != one]
    write_rows(connection, "targets", _KEY, _FIELDS, [changed])
    new = sum(one[:3] not in known for one in rows)
    return Taken(new, len(changed) - new, len(rows) - len(changed))


def listed(connection: Connection) -> list[Listed]:
    """Return all targets, by advisor, the latest first."""
    columns = (getattr(Target, name) for name in _FIELDS)
    found = (
        select(Advisor.number, Advisor.name, *columns)
        .join(Advisor, Advisor.id == Target.advisor_id)
        .order_by(Advisor.number, Target.starts_on.desc(), Target.measure)
    )
    return [Listed(number, name, Wanted(*values)) for number, name, *values in connection.execute(found)]


def _all() -> Select[Any]:
    return select(*(getattr(Target, name) for name in _FIELDS))


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of a table with their numbers, cells without space around them; empty lines are left out."""
    reader = csv.reader(text.lstrip("\ufeff").splitlines(keepends=True), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if sorted(header) != sorted(COLUMNS):
            raise InputError(
                N_("The first line must name the columns {columns}; it says: {found}"),
                columns=", ".join(COLUMNS),
                found=", ".join(header) or "—",
            )
        for cells in reader:
            values = [cell.strip() for cell in cells]
            if any(values):
                # What is missing at the end of a line is empty; what is too much is wrong below.
                padded = values + [""] * (len(header) - len(values))
                named = dict(zip(header, padded, strict=False))
                yield reader.line_num, named | ({"": ""} if len(values) > len(header) else {})
    except csv.Error as error:
        raise InputError(
            N_("Line {line} cannot be read: {reason}"), line=reader.line_num, reason=str(error)
        ) from None


def _wanted(cells: dict[str, str], advisors: dict[str, int], currency: str, line: int) -> Wanted:
    """Return the target of a line. Raises InputError with the line and what is wrong first."""
    if "" in cells:
        raise InputError(
            N_("Line {line}: there are more cells than the {n} columns."), line=line, n=len(COLUMNS)
        )
    advisor = advisors.get(cells["advisor"])
    if advisor is None:
        raise InputError(
            N_("Line {line}: no advisor has the number “{value}”."), line=line, value=cells["advisor"]
        )
    measure = cells["measure"]
    if measure not in MEASURES:
        raise InputError(
            N_("Line {line}: the measure “{value}” is none of {measures}."),
            line=line,
            value=measure,
            measures=", ".join(MEASURES),
        )
    starts_on, ends_on = _day(cells["from"], line), _day(cells["to"], line)
    if not 0 <= ends_on - starts_on < _LONGEST_DAYS:
        raise InputError(
            N_("Line {line}: from {first} to {last} is no time of one day to ten years."),
            line=line,
            first=cells["from"],
            last=cells["to"],
        )
    goal = _goal(cells["goal"], currency if measure in AMOUNTS else None, line)
    return Wanted(advisor, measure, starts_on, ends_on, goal, currency if measure in AMOUNTS else None)


def _day(text: str, line: int) -> int:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return to_day(date.fromisoformat(text))
    except ValueError:
        raise InputError(
            N_("Line {line}: “{value}” is no day; days are written as 2026-12-31."), line=line, value=text
        ) from None


def _goal(text: str, currency: str | None, line: int) -> int:
    """Return a goal above 0 in minor units of a currency, or as a number."""
    try:
        if currency is not None:
            goal = to_minor(text, currency)
        elif re.fullmatch(r"[0-9]{1,9}", text):
            goal = int(text)
        else:
            goal = 0
    except ValueError:
        goal = 0
    if goal > 0:
        return goal
    if currency is None:
        raise InputError(
            N_("Line {line}: the goal “{value}” is no whole number above 0."), line=line, value=text
        )
    raise InputError(
        N_("Line {line}: the goal “{value}” is no amount in {currency} above 0, such as 1500000.00."),
        line=line,
        value=text,
        currency=currency,
    )


def _overlaps(
    wanted: dict[tuple[int, str, int], tuple[int, Wanted]], known: dict[tuple[int, str, int], Wanted]
) -> list[AppError]:
    """Return an issue for each line whose time overlaps with another of the same advisor and measure."""
    kept: Sequence[tuple[int, Wanted]] = [(0, one) for key, one in known.items() if key not in wanted]
    issues: list[AppError] = []
    by_measure: dict[tuple[int, str], list[tuple[int, Wanted]]] = {}
    for line, one in [*kept, *wanted.values()]:
        by_measure.setdefault(one[:2], []).append((line, one))
    for several in by_measure.values():
        several.sort(key=lambda pair: pair[1].starts_on)
        for before, after in pairwise(several):
            if after[1].starts_on <= before[1].ends_on and (before[0] or after[0]):
                other = (after if before[0] > after[0] else before)[1]
                issues.append(
                    InputError(
                        N_("Line {line}: its time overlaps with the target from {first} to {last}."),
                        line=max(before[0], after[0]),
                        first=from_day(other.starts_on).isoformat(),
                        last=from_day(other.ends_on).isoformat(),
                    )
                )
    return issues

"""Reporting how far targets are reached, by advisor or branch, and how much of their time has passed."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.domain.policy import standing
from advisor_app.domain.targets import MEASURES
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.target_progress import ADVISOR, BRANCH, BY, Line, Missing, Report
from advisor_app.i18n import format_number, format_percent, ngettext
from advisor_app.i18n import gettext as _

_WIDTH, _NAMED = 160, 8


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--by", choices=BY, default=ADVISOR, help="report: a line for each (default: advisor)"
    )


def run(options: Namespace) -> dict[str, object]:
    """Compute and show it."""
    from advisor_app.head_office import policies
    from advisor_app.head_office.target_progress import report

    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        # What the bank's policy does not say yet is as it ships, as on devices.
        policy = standing.completed(policies.in_force(connection), policies.from_file(None))
        found = report(connection, policy, options.by)
    if not options.json:
        _show(found, options.by)
    return {
        "as_of": from_day(found.as_of).isoformat(),
        "by": options.by,
        "lines": [described(line) for line in found.lines],
        "whole": [described(line) for line in found.whole],
        "missing": [one._asdict() for one in found.missing],
        "advisors": found.advisors,
    }


def described(line: Line) -> dict[str, object]:
    """Return a line as JSON has it."""
    one = line.progress
    return {
        "code": line.code,
        "name": line.name,
        "measure": one.target.measure,
        "from": from_day(one.target.starts_on).isoformat(),
        "to": from_day(one.target.ends_on).isoformat(),
        "currency": one.target.currency,
        "goal": one.target.goal,
        "start": one.start,
        "actual": one.actual,
        "expected": one.expected,
        "percent": one.percent,
        "days": one.days,
        "of_days": one.of_days,
        "standing": one.standing,
        "advisors": line.advisors,
        "of_advisors": line.of_advisors,
        "customers": line.customers,
    }


def _show(found: Report, by: str) -> None:
    # Names are text, and nothing in them is markup.
    console = Console(markup=False, highlight=False)
    console.width = max(console.width, _WIDTH)  # a line that breaks is better than a figure that is cut off
    console.print(_("Targets that run on {day}, by the data of that day", day=words.day(found.as_of)))
    if not found.lines:
        console.print(_("No target holds this day."))
    else:
        console.print(_table(found, by))
    for measure in MEASURES:
        without = [one for one in found.missing if one.measure == measure]
        if without:
            console.print(_missing(measure, without, found.advisors))


def _table(found: Report, by: str) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_("Branch") if by == BRANCH else _("Advisor"), overflow="fold", min_width=16)
    for title in (_("Measure"), _("First day"), _("Last day")):
        table.add_column(title, overflow="fold")
    for title in (_("Goal"), _("Actual"), _("Of the way"), _("Of the time"), _("Due by now")):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column(_("Standing"))
    for title in (*((_("Advisors"),) if by == BRANCH else ()), _("Customers")):
        table.add_column(title, justify="right", no_wrap=True)
    for line in found.lines:
        name = words.NOTHING if line.code is None else f"{line.code} {line.name or ''}".strip()
        table.add_row(name, *_cells(line, by))
    table.add_section()
    for line in found.whole:
        table.add_row(_("All"), *_cells(line, by), style="bold")
    return table


def _cells(line: Line, by: str) -> Sequence[str]:
    one = line.progress
    currency = one.target.currency
    several = (_("{n} of {all}", n=format_number(line.advisors), all=format_number(line.of_advisors)),)
    return [
        words.measure(one.target.measure),
        words.column_day(one.target.starts_on),
        words.column_day(one.target.ends_on),
        _value(one.target.goal, currency),
        _value(one.actual, currency),
        words.NOTHING if one.percent is None else format_percent(one.percent / 100, 0),
        format_percent(one.days / one.of_days, 0),
        _value(one.expected, currency),
        words.standing(one.standing),
        *(several if by == BRANCH else ()),
        format_number(line.customers),
    ]


def _value(value: int | None, currency: str | None) -> str:
    if value is None:
        return words.NOTHING
    return words.money(value, currency, compact=True) or format_number(value)


def _missing(measure: str, without: Sequence[Missing], advisors: int) -> str:
    """Return who has no target of a measure: some by name, and how many more."""
    named = _(", ").join(f"{one.number} {one.name}".strip() for one in without[:_NAMED])
    more = len(without) - _NAMED
    if more > 0:
        named = ngettext("{names} and {n} more", "{names} and {n} more", more, names=named)
    return _(
        "No target for {measure}: {n} of {all} advisors ({names})",
        measure=words.measure(measure),
        n=format_number(len(without)),
        all=format_number(advisors),
        names=named,
    )

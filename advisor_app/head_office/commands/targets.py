"""Take targets of advisors from a table, list those that are there, or report how far they are reached.

FILE takes a table, nothing lists, and the word “report” reports (a file of that name is ./report).
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.commands import target_report
from advisor_app.head_office.targets import Listed
from advisor_app.i18n import N_, format_number
from advisor_app.i18n import gettext as _

HELP = "take targets of advisors from a table, list them, or report how far they are reached"
_LARGEST = 16 << 20
_REPORT = "report"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file",
        nargs="?",
        metavar="FILE|report",
        help="CSV: advisor,measure,from,to,goal; none: list them; report: goals beside what is reached",
    )
    target_report.arguments(parser)


def run(options: Namespace) -> dict[str, object]:
    """Take, list or report."""
    from advisor_app.head_office import targets

    if options.file == _REPORT:
        return target_report.run(options)
    text = None if options.file is None else _text(Path(options.file))
    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        if text is not None:
            taken = targets.take(connection, text)
        rows = targets.listed(connection)
    if text is not None:
        if not options.json:
            print(
                _(
                    "Targets: {new} new, {changed} changed, {same} as they were.",
                    **{name: format_number(count) for name, count in taken._asdict().items()},
                )
            )
        return {**taken._asdict()}
    if not options.json:
        _show(rows)
    return {"targets": [_described(row) for row in rows]}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(N_("{file} is too large for a table of targets."), file=path.name)
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            N_("{file} cannot be read as text in UTF-8: {reason}"), file=path.name, reason=str(error)
        ) from None


def _described(row: Listed) -> dict[str, object]:
    one = row.target
    return {
        "advisor": row.number,
        "measure": one.measure,
        "from": from_day(one.starts_on).isoformat(),
        "to": from_day(one.ends_on).isoformat(),
        "goal": one.goal,
        "currency": one.currency,
    }


def _show(rows: Sequence[Listed]) -> None:
    console = Console(markup=False, highlight=False)
    if not rows:
        console.print(_("No targets have been set yet."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in (_("Advisor"), _("Measure"), _("First day"), _("Last day")):
        table.add_column(title, overflow="fold")
    table.add_column(_("Goal"), justify="right", no_wrap=True)
    for row in rows:
        one = row.target
        goal = words.money(one.goal, one.currency) or format_number(one.goal)
        days = (words.column_day(day) for day in (one.starts_on, one.ends_on))
        table.add_row(f"{row.number} {row.name}", words.measure(one.measure), *days, goal)
    console.print(table)

"""Show how promises to customers were kept, by branch and advisor: kept, late or broken, on the business date."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.promises import PromiseFigures
from advisor_app.errors import InputError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bank
from advisor_app.head_office.promises import BranchPromises, Scope, by_branch
from advisor_app.i18n import N_, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.words import NOTHING

HELP = "show how promises to customers were kept, by branch and advisor"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--branch", metavar="CODE", help="only the advisors of this branch")
    parser.add_argument("--advisor", metavar="NUMBER", help="only what this advisor promised")
    parser.add_argument(
        "--from",
        dest="since",
        type=date.fromisoformat,
        metavar="DATE",
        help="only what was due from this day on",
    )
    parser.add_argument(
        "--to", dest="until", type=date.fromisoformat, metavar="DATE", help="only what was due until this day"
    )


def run(options: Namespace) -> dict[str, object]:
    """Count."""
    if options.since and options.until and options.since > options.until:
        raise InputError(
            N_("{start} is after {end}."),
            what_to_do=N_("Give the earlier day as --from."),
            start=options.since.isoformat(),
            end=options.until.isoformat(),
        )
    since, until = (to_day(day) if day else None for day in (options.since, options.until))
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        as_of = connection.execute(select(Bank.as_of)).scalar_one()
        branches = by_branch(connection, Scope(options.branch, options.advisor, since, until))
    day = from_day(as_of).isoformat()
    if not options.json:
        _show(branches, day)
    return {
        "as_of": day,
        "from": options.since.isoformat() if options.since else None,
        "to": options.until.isoformat() if options.until else None,
        "branches": [
            {
                "branch": branch.code,
                "name": branch.name,
                **_described(branch.figures),
                "advisors": [
                    {"advisor": advisor.number, "name": advisor.name, **_described(advisor.figures)}
                    for advisor in branch.advisors
                ],
            }
            for branch in branches
        ],
    }


def _described(figures: PromiseFigures) -> dict[str, object]:
    return {
        "made": figures.made,
        **figures._asdict(),
        "decided": figures.decided,
        "kept_share": figures.kept_share,
    }


def _show(branches: Sequence[BranchPromises], day: str) -> None:
    # What the bank calls its branches and advisors is text, and nothing in it is markup.
    console = Console(markup=False, highlight=False)
    if not branches:
        console.print(_("There are no such promises to customers."))
        return
    table = Table(
        title=_("Promises on {day}", day=day), box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    table.add_column(_("Branch or advisor"), overflow="fold")
    for title in (
        _("Promised"),
        _("open"),
        _("kept"),
        _("kept late"),
        _("overdue"),
        _("withdrawn"),
        _("in time"),
        _("of"),
    ):
        table.add_column(title, justify="right", overflow="fold")
    for branch in branches:
        table.add_row(_called(branch.code, branch.name), *_cells(branch.figures), style="bold")
        for advisor in branch.advisors:
            table.add_row(f"  {_called(advisor.number, advisor.name)}", *_cells(advisor.figures))
    console.print(table)


def _called(code: str | None, name: str | None) -> str:
    return NOTHING if code is None else f"{code} {name}"


def _cells(figures: PromiseFigures) -> list[str]:
    counts = (figures.made, figures.open, figures.kept, figures.late, figures.broken, figures.withdrawn)
    share = NOTHING if figures.kept_share is None else format_percent(figures.kept_share, 0)
    return [*(f"{count:,}" for count in counts), share, f"{figures.decided:,}"]

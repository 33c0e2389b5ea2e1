"""Show NPS, satisfaction and complaints by branch, each figure with the number of answers that it is made of."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app.domain.surveys import Share
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.commands import period
from advisor_app.head_office.commands.shares import percent
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.feedback import BranchFeedback
from advisor_app.i18n import gettext as _
from advisor_app.words import NOTHING

HELP = "show NPS, satisfaction and complaints by branch"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--branch", metavar="CODE", help="only customers of this branch")
    period.arguments(parser)


def run(options: Namespace) -> dict[str, object]:
    """Count."""
    from advisor_app.head_office import feedback

    since, until = period.days(options)
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        branches = feedback.by_branch(connection, branch=options.branch, since=since, until=until)
        whole = feedback.whole(connection, branches) if branches else None
    if not options.json:
        _show(branches, whole)
    return {
        **period.described(options),
        "branches": [_described(branch) for branch in branches],
        "whole": _described(whole) if whole else None,
    }


def _described(branch: BranchFeedback) -> dict[str, object]:
    return {
        "branch": branch.code,
        "name": branch.name,
        "nps": branch.surveys.nps._asdict(),
        "promoters": branch.surveys.promoters,
        "detractors": branch.surveys.detractors,
        "csat": branch.surveys.csat._asdict(),
        "satisfied": branch.surveys.satisfied,
        "complaints": branch.complaints._asdict(),
    }


def _show(branches: Sequence[BranchFeedback], whole: BranchFeedback | None) -> None:
    # What the bank calls its branches is text, and nothing in it is markup.
    console = Console(markup=False, highlight=False)
    if whole is None:
        console.print(_("There is no such feedback."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_("Branch"), overflow="fold")
    for title in (
        _("NPS"),
        _("of"),
        _("Satisfied"),
        _("of"),
        _("Complaints"),
        _("awaiting answer"),
        _("overdue"),
        _("answered in time"),
        _("answered late"),
    ):
        table.add_column(title, justify="right", overflow="fold")
    for branch in branches:
        table.add_row(NOTHING if branch.code is None else f"{branch.code} {branch.name}", *_cells(branch))
    if len(branches) > 1:
        table.add_row(_("All branches"), *_cells(whole), style="bold")
    console.print(table)


def _cells(branch: BranchFeedback) -> list[str]:
    nps, csat = branch.surveys.nps, branch.surveys.csat
    return [
        _points(nps),
        f"{nps.n:,}",
        percent(csat),
        f"{csat.n:,}",
        *(f"{count:,}" for count in branch.complaints),
    ]


def _points(share: Share) -> str:
    if share.value is None:
        return NOTHING
    shown = f"{share.value * 100:+.0f}"
    if share.low is None or share.high is None:
        return shown
    return f"{shown} ({share.low * 100:+.0f} … {share.high * 100:+.0f})"

"""List complaints that wait for an answer; approve or refuse the more time that is asked for one."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.complaints import ASKED
from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.complaints import Waiting
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.words import NOTHING

HELP = "list complaints that wait for an answer, approve or refuse more time"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", nargs="?", choices=("list", "approve", "refuse"), default="list")
    parser.add_argument("id", nargs="?", metavar="ID", help="of the complaint to decide about")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why more time is refused")
    parser.add_argument("--branch", metavar="CODE", help="only customers of this branch")
    parser.add_argument("--asked", action="store_true", help="only those for which more time is asked")
    parser.add_argument("--overdue", action="store_true", help="only those whose last day has passed")


def run(options: Namespace) -> dict[str, object]:
    """Decide where that is asked, and list."""
    from advisor_app.head_office import complaints

    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        if options.action == "approve":
            due_on = complaints.approve(connection, _id(options.id))
            if not options.json:
                print(_("Approved; the last day is now {day}.", day=from_day(due_on).isoformat()))
            return {"approved": options.id, "due_on": from_day(due_on).isoformat()}
        if options.action == "refuse":
            complaints.refuse(connection, _id(options.id), options.reason)
            if not options.json:
                print(_("Refused; the last day stays what it is."))
            return {"declined": options.id}
        rows = complaints.waiting(
            connection, branch=options.branch, asked=options.asked, overdue=options.overdue
        )
    if not options.json:
        _show(rows)
    return {"complaints": [_described(row) for row in rows]}


def _described(row: Waiting) -> dict[str, object]:
    return {
        "id": row.id.hex(),
        "branch": row.branch,
        "customer": row.customer,
        "handler": row.handler,
        "received_on": from_day(row.received_on).isoformat(),
        "due_on": from_day(row.clock.due_on).isoformat(),
        "day": row.clock.day,
        "left": row.clock.left,
        "overdue": row.clock.late,
        "extension": row.extension,
        "reason": row.reason,
    }


def _show(rows: Sequence[Waiting]) -> None:
    console = Console(markup=False, highlight=False)  # reasons are text, and nothing in them is markup
    if not rows:
        console.print(_("No complaint waits for an answer."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in (
        _("Complaint"),
        _("Branch"),
        _("Customer"),
        _("Handler"),
        _("Day no."),
        _("Last day"),
        _("Left"),
    ):
        table.add_column(title, overflow="fold")
    table.add_column(_("More time"), overflow="fold")
    for row in rows:
        left = _("overdue") if row.clock.late else str(row.clock.left)
        wanted = _("asked: {reason}", reason=row.reason or NOTHING) if row.extension == ASKED else ""
        table.add_row(
            row.id.hex(),
            row.branch or NOTHING,
            row.customer or NOTHING,
            row.handler or NOTHING,
            str(row.clock.day),
            words.column_day(row.clock.due_on),
            left,
            wanted,
        )
    console.print(table)


def _id(text: str | None) -> bytes:
    try:
        key = bytes.fromhex(text or "")
    except ValueError:
        key = b""
    if len(key) != 16:
        raise InputError(N_("“{text}” is not the id of a complaint."), text=text or "")
    return key

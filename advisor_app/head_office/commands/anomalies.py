"""List unusual activity that advisors escalated, or that stays at head office, and close cases."""

import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.anomalies import Evidence
from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError
from advisor_app.head_office.anomalies import Case
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

HELP = "list unusual activity that advisors escalated, or that stays at head office; close a case"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", nargs="?", choices=("list", "close"), default="list")
    parser.add_argument("id", nargs="?", metavar="ID", help="of the case to close")
    parser.add_argument("--reason", default="", metavar="TEXT", help="how the case was decided")
    parser.add_argument("--internal", action="store_true", help="suspicion that no device is told of")
    parser.add_argument("--branch", metavar="CODE", help="only customers of this branch")
    parser.add_argument("--closed", action="store_true", help="closed ones too")


def run(options: Namespace) -> dict[str, object]:
    """Close where that is asked, else list."""
    from advisor_app.head_office import anomalies

    if options.action == "close":
        with opened(options.db, options.key_file) as engine, engine.begin() as connection:
            anomalies.close(connection, _id(options.id), options.reason, getpass.getuser())
        if not options.json:
            print(_("Closed."))
        return {"closed": options.id}
    find = anomalies.internal if options.internal else anomalies.escalated
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        rows = find(connection, branch=options.branch, closed=options.closed)
    if not options.json:
        _show(rows, internal=options.internal)
    return {"internal": options.internal, "cases": [_described(row) for row in rows]}


def _described(row: Case) -> dict[str, object]:
    return {
        "id": row.id.hex(),
        "kind": row.kind,
        "day": from_day(row.day).isoformat(),
        "found_on": from_day(row.found_on).isoformat(),
        "branch": row.branch,
        "customer": row.customer,
        "advisor": row.advisor,
        "escalated_on": None if row.escalated_on is None else from_day(row.escalated_on).isoformat(),
        "taken_back": row.taken_back,
        "evidence": row.evidence._asdict(),
        "closed": row.closed,
    }


def _show(rows: Sequence[Case], *, internal: bool) -> None:
    console = Console(markup=False, highlight=False)  # reasons are text, and nothing in them is markup
    if not rows:
        console.print(_("There is no case."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in (_("Case"), _("Branch"), _("Customer"), _("Kind"), _("Day"), _("What was seen")):
        table.add_column(title, overflow="fold")
    if not internal:
        table.add_column(_("Escalated"), overflow="fold")
    table.add_column(_("Decided"), overflow="fold")
    for row in rows:
        said = [] if internal else [_escalated(row)]
        table.add_row(
            row.id.hex(),
            row.branch or words.NOTHING,
            row.customer or words.NOTHING,
            words.anomaly(row.kind),
            words.column_day(row.day),
            _seen(row.evidence) + _corrected(row.evidence),
            *said,
            row.closed or "",
        )
    console.print(table)
    if internal:
        console.print(_("Neither the customer nor the advisor may be told of these."))


def _escalated(row: Case) -> str:
    by = f"{row.advisor or words.NOTHING} {words.column_day(row.escalated_on)}"
    return _("{by}, taken back", by=by) if row.taken_back else by


def _corrected(seen: Evidence) -> str:
    day = seen.withdrawn_on
    return "" if day is None else _("; corrected on {day}", day=words.column_day(day))


def _seen(seen: Evidence) -> str:
    total = words.money(seen.total_minor, seen.currency, compact=True)
    if seen.limit_minor is not None:
        limit = words.money(seen.limit_minor, seen.currency, compact=True)
        return _("{n} × below {limit}: {total}", n=seen.payments, limit=limit, total=total)
    if seen.usual_minor is not None:
        usual = words.money(seen.usual_minor, seen.currency, compact=True)
        return _("{total}, usual {usual}", total=total, usual=usual)
    return _("{n} × {total}", n=seen.payments, total=total)


def _id(text: str | None) -> bytes:
    try:
        key = bytes.fromhex(text or "")
    except ValueError:
        key = b""
    if len(key) != 16:
        raise InputError(N_("“{text}” is not the id of a case."), text=text or "")
    return key

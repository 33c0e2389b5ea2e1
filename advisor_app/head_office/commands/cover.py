"""Let an advisor cover for one who is away, for a time; list covers, and end one early."""

import csv
import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.covers import LISTED, TIER, WHOLE_BOOK
from advisor_app.domain.dates import from_day, to_day
from advisor_app.errors import InputError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.covers import Row, Wanted
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

HELP = "let an advisor cover for one who is away"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("action", nargs="?", choices=("make", "list", "end"), default="make")
    parser.add_argument("id", nargs="?", metavar="ID", help="of the cover to end")
    parser.add_argument("--absent", metavar="NUMBER", help="the advisor who is away")
    parser.add_argument("--deputy", metavar="NUMBER", help="the advisor who covers")
    parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="DATE", help="first day")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="last day")
    scope = parser.add_mutually_exclusive_group()
    scope.add_argument("--customers", type=Path, metavar="FILE", help="CSV with the column customer")
    scope.add_argument("--tier", metavar="CODE", help="only customers of this tier")
    parser.add_argument("--note-file", type=Path, metavar="FILE", help="text in UTF-8: the handover note")


def run(options: Namespace) -> dict[str, object]:
    """Make, list or end."""
    from advisor_app.head_office import cover_members, covers

    wanted = _wanted(options) if options.action == "make" else None
    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        if wanted:
            key = covers.make(connection, wanted, getpass.getuser())
        elif options.action == "end":
            left = covers.end(connection, _id(options.id), getpass.getuser())
        else:
            cover_members.activate(connection)
        rows = covers.listed(connection)
    if options.action == "end":
        if not options.json:
            print(ngettext("Ended; {n} customer has left it.", "Ended; {n} customers have left it.", left))
        return {"ended": options.id, "left": left}
    shown = [row for row in rows if row.id == key] if wanted else rows
    if not options.json:
        _show(shown)
    return {"covers": [_described(row) for row in shown]}


def _wanted(options: Namespace) -> Wanted:
    if not (options.absent and options.deputy and options.start and options.until):
        raise InputError(N_("Give --absent, --deputy, --from and --until."))
    scope = LISTED if options.customers else TIER + options.tier if options.tier else WHOLE_BOOK
    return Wanted(
        absent=options.absent,
        deputy=options.deputy,
        starts_on=to_day(options.start),
        ends_on=to_day(options.until),
        scope=scope,
        customers=_numbers(options.customers) if options.customers else (),
        note=_text(options.note_file) if options.note_file else "",
    )


def _numbers(path: Path) -> tuple[str, ...]:
    reader = csv.DictReader(_text(path).splitlines())
    if "customer" not in (reader.fieldnames or ()):
        raise InputError(N_("{file} needs the column “customer”."), file=path.name)
    found = tuple(dict.fromkeys(row["customer"].strip() for row in reader if row["customer"]))
    if not found:
        raise InputError(N_("{file} names no customer."), file=path.name)
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            N_("{file} cannot be read as text in UTF-8: {reason}"), file=path.name, reason=str(error)
        ) from None


def _id(text: str | None) -> bytes:
    try:
        return bytes.fromhex(text or "")
    except ValueError:
        raise InputError(N_("There is no such cover.")) from None


def _described(row: Row) -> dict[str, object]:
    return {
        "id": row.id.hex(),
        "absent": row.absent,
        "deputy": row.deputy,
        "from": from_day(row.starts_on).isoformat(),
        "until": from_day(row.ends_on).isoformat(),
        "ended": None if row.ended_on is None else from_day(row.ended_on).isoformat(),
        "scope": row.scope,
        "customers": row.customers,
    }


def _show(rows: Sequence[Row]) -> None:
    console = Console(markup=False, highlight=False)
    if not rows:
        console.print(_("Nobody covers for anybody."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in (
        _("Cover"),
        _("Away"),
        _("Deputy"),
        _("First day"),
        _("Last day covered"),
        _("Over on"),
        _("Customers"),
    ):
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(
            row.id.hex(),
            row.absent,
            row.deputy,
            words.column_day(row.starts_on),
            words.column_day(row.ends_on),
            words.column_day(row.ended_on),
            str(row.customers),
        )
    console.print(table)

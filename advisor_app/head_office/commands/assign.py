"""Assign customers to advisors: by a file (customer,advisor), or one advisor per district or branch."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from advisor_app.domain.dates import to_day
from advisor_app.errors import InputError
from advisor_app.head_office import assignments, cover_members
from advisor_app.head_office.bootstrap import opened
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

HELP = "assign customers to advisors"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="CSV with customer and advisor")
    parser.add_argument("--by", metavar="COLUMN", help=", ".join(assignments.BY))
    parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="DATE", help="first day")


def run(options: Namespace) -> dict[str, object]:
    """Assign."""
    if (options.file is None) == (options.by is None):
        raise InputError(N_("Give either a file or --by COLUMN."))
    wanted = assignments.read_file(options.file) if options.file else {}
    with opened(options.db, options.key_file) as engine, engine.begin() as connection:
        if options.by:
            chosen = assignments.by_column(connection, options.by)
        else:
            chosen = assignments.from_numbers(connection, wanted)
        changed = assignments.assign(connection, chosen, to_day(options.start) if options.start else None)
        cover_members.activate(connection)
    books = len(set(chosen.values()))
    if not options.json:
        print(
            _(
                "{changed} of {named} customers changed; {books} books.",
                changed=changed,
                named=len(chosen),
                books=books,
            )
        )
    return {"named": len(chosen), "changed": changed, "books": books}

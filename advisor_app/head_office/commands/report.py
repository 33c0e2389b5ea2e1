"""Write the figures of the bank, of a branch or of an advisor's book to a page."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError, UnavailableError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.commands.campaigns import described
from advisor_app.head_office.db.engine import read
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

HELP = "write assets, flows, maturities, products, segments and campaigns to an HTML page"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    scope = parser.add_mutually_exclusive_group(required=True)
    scope.add_argument("--all", action="store_true", help="of the whole bank")
    scope.add_argument("--branch", metavar="CODE", help="only customers of this branch")
    scope.add_argument("--advisor", metavar="NUMBER", help="only the book of this advisor")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.html", help="the file to write")


def run(options: Namespace) -> dict[str, object]:
    """Write the page."""
    from advisor_app.head_office.report.figures import Scope, report
    from advisor_app.head_office.report.page import page

    if options.out.suffix.lower() != ".html":
        raise InputError(N_("A report is written as .html; print it to get a PDF."))
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        found = report(connection, Scope(options.branch, options.advisor))
    try:
        _write(options.out, page(found))
    except OSError:
        raise UnavailableError(
            N_("The file cannot be written to {folder}."),
            folder=options.out.parent,
            what_to_do=N_("Choose a folder that you may write to."),
        ) from None
    if not options.json:
        print(_("Written to {path}.", path=options.out))
    return {
        "as_of": from_day(found.as_of).isoformat(),
        "name": found.name,
        "customers": found.customers,
        "currency": found.currency,
        **{
            name: [one._asdict() for one in getattr(found, name)]
            for name in ("tier_months", "moves", "flows", "maturities", "segments")
        },
        "kinds": dict(found.kinds),
        "campaigns": [described(one) for one in found.campaigns],
        "file": str(options.out),
    }


def _write(path: Path, text: str) -> None:
    """Put a file in its place when it is whole, readable by its owner only."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    beside.replace(path)

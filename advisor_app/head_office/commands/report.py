"""Write the figures of the bank, of a branch or of an advisor's book as a page or as a PDF."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError, UnavailableError
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.commands import target_report
from advisor_app.head_office.commands.campaigns import described
from advisor_app.head_office.db.engine import read
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

HELP = "write assets, flows, maturities, products, segments and campaigns as HTML or PDF"
HTML, PDF = ".html", ".pdf"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    scope = parser.add_mutually_exclusive_group(required=True)
    scope.add_argument("--all", action="store_true", help="of the whole bank")
    scope.add_argument("--branch", metavar="CODE", help="only customers of this branch")
    scope.add_argument("--advisor", metavar="NUMBER", help="only the book of this advisor")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="the file to write, .html or .pdf"
    )


def run(options: Namespace) -> dict[str, object]:
    """Write the report."""
    from advisor_app.head_office.report.document import Document
    from advisor_app.head_office.report.figures import Scope, report
    from advisor_app.head_office.report.page import page
    from advisor_app.head_office.report.pdf import pdf
    from advisor_app.head_office.report.writing import written

    def html(document: Document) -> bytes:
        return page(document).encode()

    forms: dict[str, Callable[[Document], bytes]] = {HTML: html, PDF: pdf}
    form = forms.get(options.out.suffix.lower())
    if form is None:
        raise InputError(N_("A report is written as .html or .pdf."))
    if options.out.is_dir() or not options.out.parent.is_dir():  # before a large bank is computed
        raise _no_place(options.out)
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        found = report(connection, Scope(options.branch, options.advisor))
    content = form(written(found))
    try:
        _write(options.out, content)
    except OSError:
        raise _no_place(options.out) from None
    if not options.json:
        print(_("Written to {path}.", path=options.out))
    return {
        "as_of": from_day(found.as_of).isoformat(),
        "policy_version": found.policy.policy.version,
        "name": found.name,
        "customers": found.customers,
        "currency": found.currency,
        **{
            name: [one._asdict() for one in getattr(found, name)]
            for name in (
                "tier_months",
                "moves",
                "flows",
                "maturities",
                "segments",
                "groups",
                "cohorts",
                "held",
            )
        },
        "kinds": dict(found.kinds),
        "campaigns": [described(one) for one in found.campaigns],
        "targets": []
        if found.targets is None
        else [target_report.described(one) for one in found.targets.lines],
        "file": str(options.out),
    }


def _no_place(path: Path) -> UnavailableError:
    return UnavailableError(
        N_("The file cannot be written to {folder}."),
        folder=path.parent,
        what_to_do=N_("Choose a folder that you may write to."),
    )


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place when it is whole, readable by its owner only; if it fails, nothing is left of it."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise

"""`advisor-app contacts`: exchange contacts with other systems of the bank, as files in the native format."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.options import common_options
from advisor_app.commands.secrets import open_book
from advisor_app.errors import InputError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.services.import_contacts import Imported
    from advisor_app.services.open_book import Book

HELP = N_("exchange contacts with other systems of the bank")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """How many contacts a file has got, or what became of those that it held."""

    path: Path
    exported: int | None
    imported: "Imported | None"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the direction, the file, and what narrows it."""
    common = common_options()
    actions = parser.add_subparsers(dest="action", required=True, metavar=_("ACTION"))
    export = actions.add_parser("export", parents=[common], help=_("write contacts to a CSV file, masked"))
    export.add_argument(
        "file", type=Path, metavar="FILE", help=_("file to write; one of that name is replaced")
    )
    export.add_argument("--customer", metavar="CUSTOMER", help=_("only those of this customer"))
    export.add_argument("--since", metavar="DAY", help=_("only those from this day on"))
    take = actions.add_parser(
        "import",
        parents=[common],
        help=_("take contacts in from a CSV, .eml or .mbox file; the same again changes nothing"),
    )
    take.add_argument("file", type=Path, metavar="FILE", help=_("file to read"))
    take.add_argument(
        "--system",
        default="",
        metavar="NAME",
        help=_("where the file comes from, if from more than one system"),
    )
    take.add_argument(
        "--mapping", metavar="MAPPING", help=_("how to read it: a TOML file, or one that ships: phone_system")
    )
    take.add_argument(
        "--rejects", type=Path, metavar="FILE", help=_("file to write records to that are not taken")
    )


def run(workbench: Workbench, options: argparse.Namespace) -> Exchanged:
    """Write the file, or take it in."""
    from advisor_app.services.import_contacts import import_contacts

    with open_book(workbench, options) as book:
        if options.action == "import":
            done = import_contacts(
                book, options.file, options.system, mapping=options.mapping, rejects=options.rejects
            )
            return Exchanged(options.file, None, done)
        return Exchanged(options.file, _export(book, options), None)


def document(result: Exchanged) -> Mapping[str, Any]:
    """Return the numbers, and line, field and sentence of each record that was rejected."""
    done = result.imported
    if done is None:
        return {"file": str(result.path), "exported": result.exported}
    return {
        "file": str(result.path),
        "read": done.read,
        "new": done.new,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "rejected": done.rejected,
        "passed": done.passed,
        "rejects": [{"line": reject.line, **reject.error.describe()} for reject in done.rejects],
    }


def render(result: Exchanged, console: "Console") -> None:
    """Say what was written or taken in, and why what was not."""
    from advisor_app.commands.tables import text

    done = result.imported
    if done is None:
        console.print(
            ngettext("{n} contact was exported.", "{n} contacts were exported.", result.exported or 0)
        )
        return
    console.print(
        _(
            "{read} records: {new} new, {changed} changed, {unchanged} unchanged, {rejected} rejected.",
            read=done.read,
            new=done.new,
            changed=done.changed,
            unchanged=done.unchanged,
            rejected=done.rejected,
        )
    )
    if done.passed:
        console.print(
            ngettext(
                "{n} is about nobody in your book and was passed over.",
                "{n} are about nobody in your book and were passed over.",
                done.passed,
            )
        )
    for reject in done.rejects:
        console.print(text(_("Line {line}: {reason}", line=reject.line, reason=reject.error)))


def _export(book: "Book", options: argparse.Namespace) -> int:
    from advisor_app.services.contact_form import contact_form, instant_of
    from advisor_app.services.export_contacts import export_contacts
    from advisor_app.services.show_customer import identify

    since = instant_of(contact_form(book), options.since) if options.since else None
    if options.since and since is None:
        raise InputError(
            "“{text}” is not a day. Write 2026-11-24, 24 Nov, tomorrow or next Monday.", text=options.since
        )
    customer = identify(book, options.customer) if options.customer else None
    return export_contacts(
        book, options.file, lambda *_: None, lambda: False, customer_id=customer, since=since
    )

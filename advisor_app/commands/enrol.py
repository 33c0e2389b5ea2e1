"""`advisor-app enrol`: make this machine the device of one advisor."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import passphrase
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.secret_file import read_secret

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.sync.protocol import Enrolled

HELP = N_("enrol this machine at head office and make its empty book")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where head office is and what it has sent."""
    parser.add_argument("--server", required=True, metavar="URL", help=_("address of head office: https://…"))
    parser.add_argument(
        "--ca",
        required=True,
        type=Path,
        metavar="FILE",
        help=_("certificate of the authority that vouches for head office (PEM)"),
    )
    parser.add_argument(
        "--code-file",
        required=True,
        type=Path,
        metavar="FILE",
        help=_("file with the one-time code from head office"),
    )


def run(workbench: Workbench, options: argparse.Namespace) -> "Enrolled":
    """Enrol; the code is read first, because a passphrase is typed in vain without one."""
    code = read_secret(options.code_file)
    return workbench.enrol(options.server, options.ca, code, passphrase(options, new=True))


def document(result: "Enrolled") -> Mapping[str, Any]:
    """Return whose device this is now."""
    return {
        "device": result.device_id.hex(),
        "advisor": {"number": result.advisor_number, "name": result.advisor_name},
        "bank": result.bank_name,
        "demo": result.demo,
    }


def render(result: "Enrolled", console: "Console") -> None:
    """Say whose device this is, and what comes next."""
    from advisor_app.commands.tables import text

    console.print(
        text(
            _(
                "This machine now keeps the book of {name} ({number}), {bank}.",
                name=result.advisor_name,
                number=result.advisor_number,
                bank=result.bank_name,
            )
        )
    )
    console.print(_("Fetch the book with the command sync."))

"""`advisor-app audit verify`: whether the audit log is whole."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import open_book
from advisor_app.domain.audit import Mark
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

HELP = N_("check the audit log of the book")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to do with the log."""
    parser.add_argument("action", choices=("verify",), help=_("recompute the chain and check all signatures"))


def run(workbench: Workbench, options: argparse.Namespace) -> Mark:
    """Return the end of the chain after checking all of it."""
    from advisor_app.services.verify_audit import verify_audit

    with open_book(workbench, options) as book:
        return verify_audit(book)


def document(result: Mark) -> Mapping[str, Any]:
    """Return how many events there are, and the hash of the last."""
    return {"events": result.sequence, "head": result.head.hex()}


def render(result: Mark, console: "Console") -> None:
    """Say that the log is whole."""
    console.print(
        ngettext("The audit log is whole: {n} event.", "The audit log is whole: {n} events.", result.sequence)
    )

"""`advisor-app tour FOLDER`: walk through the window of a book and write a picture of each screen."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import open_book
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

HELP = N_("write pictures of the screens of the book")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the pictures go."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=_("folder for the pictures"))


def run(workbench: Workbench, options: argparse.Namespace) -> list[Path]:
    """Return the pictures, numbered in the order of the walk."""
    with open_book(workbench, options) as book:
        return workbench.tour(book, options.folder)


def document(result: list[Path]) -> Mapping[str, Any]:
    """Return where the pictures are."""
    return {"pictures": [str(path) for path in result]}


def render(result: list[Path], console: "Console") -> None:
    """Say how many there are, and where."""
    console.print(ngettext("{n} picture:", "{n} pictures:", len(result)))
    for path in result:
        console.print(str(path), soft_wrap=True)

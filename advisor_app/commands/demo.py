"""`advisor-app demo`: a head office of invented people on this machine, its book fetched, and the window open on it.

Where nothing can be shown the window is walked through all the same, and its screens are written as pictures.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.sync import progress
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.sync.client import Pulled

HELP = N_("try the workbench on a bank of invented people")
PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Tried:
    """What the demonstration did: the sync, how many customers there are, and the pictures it took, if any."""

    folder: Path
    data_dir: Path
    pulled: "Pulled"
    customers: int
    pictures: tuple[Path, ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how large the bank is, and whether pictures are wanted where there is a display too."""
    parser.add_argument(
        "--customers", type=int, default=5_000, metavar="N", help=_("customers in the book (default: 5,000)")
    )
    parser.add_argument(
        "--pictures", action="store_true", help=_("write pictures of the screens instead of showing them")
    )


def run(workbench: Workbench, options: argparse.Namespace) -> Tried:
    """Prepare what is missing, synchronise, and open the window until it is closed."""
    from advisor_app.domain.customers import CustomerQuery
    from advisor_app.services import demo
    from advisor_app.services.find_customers import count_customers
    from advisor_app.services.open_book import open_book
    from advisor_app.services.synchronise import synchronise

    folder = workbench.paths.data / "demo"
    data_dir = folder / "workstation"
    demo.prepare(folder, options.customers, lambda sentence: print(sentence, file=sys.stderr))
    with demo.head_office(folder) as (address, authority):
        demo.enrolled(folder, data_dir, address, authority)
        demo.point_at(data_dir, address)
        passphrase = demo.passphrase(folder)
        with open_book(data_dir, passphrase) as book:
            with progress() as draw:
                pulled = synchronise(book, draw, address)
            customers = count_customers(book, CustomerQuery())
        pictures: list[Path] = []
        if options.pictures or not demo.has_display():
            print(_("Walking through the window …"), file=sys.stderr)
            pictures = demo.take_pictures(data_dir, demo.passphrase_file(folder), folder / PICTURES)
        else:
            print(_("The window is open; this command ends with it."), file=sys.stderr)
            demo.show_window(data_dir, demo.passphrase_file(folder))
    return Tried(folder, data_dir, pulled, customers, tuple(pictures))


def document(result: Tried) -> Mapping[str, Any]:
    """Return where it lies, how much came, how many customers there are, and the pictures."""
    return {
        "folder": str(result.folder),
        "data_dir": str(result.data_dir),
        "rows": result.pulled.rows,
        "customers": result.customers,
        "pictures": [str(path) for path in result.pictures],
    }


def render(result: Tried, console: "Console") -> None:
    """Say what came, where the pictures are, and how to go on."""
    from advisor_app.commands import sync

    sync.render_pulled(result.pulled, console)
    if result.pictures:
        console.print(
            _("Pictures of the screens: {folder}", folder=result.pictures[0].parent), soft_wrap=True
        )
    passphrase = result.folder / "passphrase.txt"
    options = f"--data-dir {result.data_dir} --passphrase-file {passphrase}"
    console.print(_("Go on with, for example (all people are invented, and the key lies beside the store):"))
    for command in ("search zeng", "--help"):
        console.print(f"  advisor-app {options} {command}", soft_wrap=True)

"""`advisor-app demo`: a head office of invented people on this machine, its book fetched, and a first look at it."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands import search, show
from advisor_app.commands.sync import progress
from advisor_app.domain.customers import CustomerQuery
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.services.find_customers import Found
    from advisor_app.sync.client import Pulled

HELP = N_("try the workbench on a bank of invented people")
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Tour:
    """What the demonstration shows: the sync, the customers with the most assets, and the first of them."""

    folder: Path
    data_dir: Path
    pulled: "Pulled"
    found: "Found"
    first: show.Shown


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how large the bank is."""
    parser.add_argument(
        "--customers", type=int, default=5_000, metavar="N", help=_("customers in the book (default: 5,000)")
    )


def run(workbench: Workbench, options: argparse.Namespace) -> Tour:
    """Prepare what is missing, synchronise, and look."""
    from advisor_app.services import demo
    from advisor_app.services.find_customers import find_customers
    from advisor_app.services.open_book import open_book
    from advisor_app.services.show_customer import show_customer
    from advisor_app.services.synchronise import synchronise

    folder = workbench.paths.data / "demo"
    data_dir = folder / "workstation"
    demo.prepare(folder, options.customers, lambda message: print(_(message), file=sys.stderr))
    with demo.head_office(folder) as (address, authority):
        demo.enrolled(folder, data_dir, address, authority)
        with open_book(data_dir, demo.passphrase(folder)) as book:
            with progress() as draw:
                pulled = synchronise(book, draw, address)
            found = find_customers(book, CustomerQuery("", limit=_SHOWN))
            first = show.Shown(show_customer(book, found.rows[0].id), None)
    return Tour(folder, data_dir, pulled, found, first)


def document(result: Tour) -> Mapping[str, Any]:
    """Return where it lies, how much came, and how many customers there are."""
    return {
        "folder": str(result.folder),
        "data_dir": str(result.data_dir),
        "rows": result.pulled.rows,
        "customers": result.found.total,
    }


def render(result: Tour, console: "Console") -> None:
    """Print the list, the first customer, and how to go on."""
    from advisor_app.commands import sync

    sync.render(result.pulled, console)
    search.render(result.found, console)
    show.render(result.first, console)
    passphrase = result.folder / "passphrase.txt"
    console.print(_("Go on with, for example (all people are invented, and the key lies beside the store):"))
    options = f"--data-dir {result.data_dir} --passphrase-file {passphrase}"
    console.print(f"  advisor-app {options} search zeng", soft_wrap=True)
    console.print(f"  advisor-app {options} show {result.found.rows[0].number}", soft_wrap=True)

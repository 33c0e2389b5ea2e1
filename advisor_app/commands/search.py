"""`advisor-app search`: find customers as the window does."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import open_book
from advisor_app.domain.customers import PAGE_ROWS, CustomerQuery, CustomerSort
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.services.find_customers import Found

_OF_THE_WINDOW = ("pinned", "prompts", "outlook", "pending")
HELP = N_("find customers by name, pinyin, initials, end of the phone number, or customer number")


@dataclass(frozen=True, slots=True)
class Listed:
    """What was found, and how many customers there are in all."""

    found: "Found"
    total: int


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to look for, what to keep, and the order."""
    parser.add_argument(
        "text", nargs="?", default="", metavar="TEXT", help=_("what to look for; all without")
    )
    parser.add_argument(
        "--tier", action="append", default=[], metavar="CODE", help=_("only this tier; may be repeated")
    )
    parser.add_argument(
        "--product",
        action="append",
        default=[],
        metavar="KIND",
        help=_("only who has this kind of product; may be repeated"),
    )
    parser.add_argument(
        "--sort",
        choices=[sort.value for sort in CustomerSort],
        default=CustomerSort.AUM.value,
        help=_("order"),
    )
    parser.add_argument("--reverse", action="store_true", help=_("turn the order round"))
    parser.add_argument("--limit", type=int, default=PAGE_ROWS, metavar="N", help=_("at most so many"))


def run(workbench: Workbench, options: argparse.Namespace) -> Listed:
    """Return the customers that were found."""
    from advisor_app.services.find_customers import count_customers, find_customers

    query = CustomerQuery(
        options.text,
        tiers=tuple(options.tier),
        product_kinds=tuple(options.product),
        sort=CustomerSort(options.sort),
        reverse=options.reverse,
        limit=max(0, options.limit),
    )
    with open_book(workbench, options) as book:
        return Listed(find_customers(book, query), count_customers(book, query))


def document(result: Listed) -> Mapping[str, Any]:
    """Return the customers, how many there are in all, and the dates of the data."""
    from advisor_app.commands.document import records

    customers = records(result.found.rows)
    return {
        "customers": [
            {name: value for name, value in customer.items() if name not in _OF_THE_WINDOW}
            for customer in customers
        ],
        "total": result.total,
        "sources": records(result.found.sources),
    }


def render(listed: Listed, console: "Console") -> None:
    """Print the customers as a table."""
    from advisor_app import words
    from advisor_app.commands.tables import data_as_of, table, text

    result = listed.found
    if result.bank is None:
        console.print(_("The book is empty. Fetch it with the command sync."))
        return
    if not result.rows:
        console.print(text(_("Nobody in your book fits “{text}”.", text=result.query.text)))
        return
    found = table(
        (_("Number"), "left"),
        (_("Name"), "left"),
        (_("Tier"), "left"),
        (_("AUM, monthly average"), "right"),
        (_("Last contact"), "right"),
        (_("Phone"), "left"),
        (_("Branch"), "left"),
    )
    for row in result.rows:
        found.add_row(
            text(row.number),
            text(row.name, style="bold"),
            text(words.tier(result.policy, row.tier)),
            text(words.money(row.aum_minor, row.currency, compact=True)),
            text(words.days_since(row.last_contact_at, result.bank)),
            text(row.phone),
            text(row.branch),
        )
    console.print(found)
    shown = len(result.rows)
    if shown < listed.total:
        console.print(_("{shown} of {total} customers.", shown=shown, total=listed.total))
    else:
        console.print(ngettext("{n} customer.", "{n} customers.", shown))
    console.print(data_as_of(result.sources, ("customers",)))

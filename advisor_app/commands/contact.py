"""`advisor-app contact`: log a contact from one line of text, list those of a customer, withdraw one."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.options import common_options
from advisor_app.commands.secrets import open_book
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.domain.contacts import ContactEntry
    from advisor_app.domain.written import ContactDetail
    from advisor_app.services.contact_form import Understood
    from advisor_app.services.customer_contacts import CustomerContacts
    from advisor_app.services.open_book import Book

HELP = N_("log a contact, list those of a customer, or withdraw one")
_CODES = ("channel", "direction", "purpose", "outcome")
_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the contacts as they stand now, with the rules to show them by."""

    action: str
    shown: "CustomerContacts"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to do with contacts, and what each needs."""
    common = common_options()
    actions = parser.add_subparsers(dest="action", required=True, metavar=_("ACTION"))
    log = actions.add_parser("log", parents=[common], help=_("log a contact from a line of text"))
    log.add_argument(
        "--customer",
        action="append",
        default=[],
        metavar="CUSTOMER",
        help=_("customer number, or the id that --json prints; may be repeated"),
    )
    log.add_argument(
        "--line",
        required=True,
        metavar="TEXT",
        help=_(
            "what happened, as “@Zhang #phone spoke of the deposit, call back tomorrow”; - reads it from the input"
        ),
    )
    for name in _CODES:
        log.add_argument(
            f"--{name}", default="", metavar="CODE", help=_("what the line does not say, as a code")
        )
    log.add_argument("--day", default="", help=_("when it was, if not today"))
    log.add_argument("--time", default="", help=_("at what time"))
    log.add_argument("--duration", default="", metavar="MINUTES", help=_("how long it took"))
    listing = actions.add_parser("list", parents=[common], help=_("list the contacts of a customer"))
    listing.add_argument(
        "customer", metavar="CUSTOMER", help=_("customer number, or the id that --json prints")
    )
    listing.add_argument("--limit", type=int, default=_LIMIT, metavar="N", help=_("at most so many"))
    void = actions.add_parser("void", parents=[common], help=_("withdraw a contact that should not stand"))
    void.add_argument("contact", metavar="CONTACT", help=_("the id that contact list --json prints"))
    void.add_argument("--reason", required=True, metavar="TEXT", help=_("why it is withdrawn"))


def run(workbench: Workbench, options: argparse.Namespace) -> Done:
    """Do it and return the contacts as they stand then."""
    from advisor_app.services.customer_contacts import contacts_by_id, customer_contacts
    from advisor_app.services.edit_contact import void_contact
    from advisor_app.services.log_contact import log_contact
    from advisor_app.services.show_customer import identify

    with open_book(workbench, options) as book:
        if options.action == "list":
            customer = identify(book, options.customer)
            return Done("list", customer_contacts(book, customer, max(0, options.limit)))
        if options.action == "void":
            contact = _id(options.contact)
            void_contact(book, contact, options.reason)
            return Done("void", contacts_by_id(book, [contact]))
        logged = log_contact(book, _entry(book, options))
        return Done("log", contacts_by_id(book, logged.interactions))


def document(result: Done) -> Mapping[str, Any]:
    """Return the contacts."""
    from advisor_app.commands.document import records

    return {"contacts": records(result.shown.rows)}


def render(result: Done, console: "Console") -> None:
    """Print the contacts as a table, each with what is particular about it."""
    from advisor_app import words
    from advisor_app.commands.tables import table, text

    codes, bank = result.shown.policy.codes, result.shown.bank
    made = table(
        (_("When"), "left"),
        (_("Customer"), "left"),
        (_("Channel"), "left"),
        (_("Outcome"), "left"),
        (_("Note"), "left"),
        (_("Next step"), "left"),
        (_("State"), "left"),
    )
    for row in result.shown.rows:
        step = " ".join(filter(None, (words.day(row.next_step_on), row.next_step)))
        made.add_row(
            text(words.day_of(row.happened_at, bank) if bank else None),
            text(row.customer or row.number),
            text(words.code(codes.contact_channels, row.channel)),
            text(words.code(codes.contact_outcomes, row.outcome)),
            text(row.note),
            text(step),
            text(_state(row)),
        )
    if result.action == "log":
        console.print(_("Logged:"))
    if result.shown.rows:
        console.print(made)
    else:
        console.print(_("There are no contacts."))


def _state(row: "ContactDetail") -> str:
    if row.status == "void":
        return _("withdrawn")
    return _("waits for head office") if row.pending else ""


def _entry(book: "Book", options: argparse.Namespace) -> "ContactEntry":
    """Return the entry that a line makes, with what the options say instead."""
    from advisor_app.services.contact_form import understand
    from advisor_app.services.show_customer import identify

    line = sys.stdin.read() if options.line == "-" else options.line
    understood = understand(book, " ".join(line.split()))
    named = [identify(book, number) for number in options.customer]
    _refuse_doubt(understood)
    entry = understood.entry
    said = {name: getattr(options, name) for name in (*_CODES, "day", "time", "duration")}
    return replace(
        entry,
        customers=tuple(dict.fromkeys((*named, *entry.customers))),
        **{name: value for name, value in said.items() if value},
    )


def _refuse_doubt(understood: "Understood") -> None:
    """Raise InputError for somebody in the line who is nobody, or one of several."""
    for person in understood.people:
        if len(person.candidates) > 1:
            raise InputError(
                N_("“{text}” can be {count} customers of your book."),
                text=person.text,
                count=len(person.candidates),
                what_to_do=N_("Name the customer by number, with --customer."),
            )
        if not person.candidates:
            raise InputError(N_("Nobody in your book fits “{text}”."), text=person.text)


def _id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise InputError(N_("“{text}” is not the id of a contact."), text=text) from None

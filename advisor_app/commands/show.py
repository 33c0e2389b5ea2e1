"""`advisor-app show`: one customer whole, masked; one value revealed where a reason is given."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import open_book
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.domain.profile import Profile

HELP = N_("show all about one customer")
_FIELDS = ("phone", "id_number", "email", "address")


@dataclass(frozen=True, slots=True)
class Shown:
    """A customer, and the name and raw value of what was revealed."""

    profile: "Profile"
    revealed: tuple[str, str] | None


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare whom to show, and what to reveal of them and why."""
    parser.add_argument(
        "customer", metavar="CUSTOMER", help=_("customer number, or the id that --json prints")
    )
    parser.add_argument("--reveal", choices=_FIELDS, help=_("print this value unmasked; the log keeps that"))
    parser.add_argument("--reason", metavar="TEXT", help=_("why it is needed"))


def run(workbench: Workbench, options: argparse.Namespace) -> Shown:
    """Return the customer, and the revealed value if one was asked for."""
    if options.reveal and not options.reason:
        raise InputError(
            "Please say in a few words why the value is needed.", what_to_do="Give the reason with --reason."
        )
    from advisor_app.services.reveal import reveal
    from advisor_app.services.show_customer import identify, show_customer

    with open_book(workbench, options) as book:
        customer = identify(book, options.customer)
        profile = show_customer(book, customer)
        if not options.reveal:
            return Shown(profile, None)
        return Shown(profile, (options.reveal, reveal(book, customer, options.reveal, options.reason)))


def document(result: Shown) -> Mapping[str, Any]:
    """Return all that is known; amounts are in the currency beside them, or in that of `totals`."""
    from advisor_app.commands.document import instant, money, record, records

    profile = result.profile
    totals = profile.totals()
    return {
        "customer": record(profile.person),
        "bank": record(profile.bank),
        "tier": None
        if profile.tier is None
        else record(profile.tier) | {"reason": json.loads(profile.tier.reason)},
        "totals": {
            "assets": money(totals.assets_minor, totals.currency),
            "debts": money(totals.debts_minor, totals.currency),
            "currencies_left_out": list(totals.left_out),
        },
        "aum_months": records(profile.aum),
        "positions": [
            record(position) | {"state": position.state(profile.today).value}
            for position in profile.positions
        ],
        "transactions": records(profile.transactions.rows),
        "more_transactions": profile.transactions.next is not None,
        "contacts": records(profile.contacts),
        "last_contact_at": None if profile.last_contact_at is None else instant(profile.last_contact_at),
        "feedback": records(profile.feedback),
        "consents": records(profile.consents),
        "risk_assessments": records(profile.assessments),
        "household": records(profile.household),
        "conversions": records(profile.conversions),
        "visits": records(profile.visits),
        "sources": records(profile.sources),
        "revealed": dict([result.revealed]) if result.revealed else {},
    }


def render(result: Shown, console: "Console") -> None:
    """Print the customer section by section, leaving out what there is nothing of."""
    from advisor_app.commands.profile_view import sections
    from advisor_app.commands.tables import text

    for section in sections(result.profile):
        console.print(section)
    if result.revealed:
        console.print(text(_("Revealed: {value}", value=result.revealed[1]), style="bold"))

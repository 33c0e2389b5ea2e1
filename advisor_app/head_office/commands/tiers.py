"""Show how many customers are in which tier, who moved with the present month, and who is on watch."""

from argparse import ArgumentParser, Namespace

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.domain.policy import Policy
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.tiers import Movement, Report
from advisor_app.i18n import gettext as _
from advisor_app.i18n import ngettext

HELP = "show tiers, movements and who is on watch"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--branch", metavar="CODE", help="only customers of this branch")


def run(options: Namespace) -> dict[str, object]:
    """Count."""
    from advisor_app.head_office import policies, tiers
    from advisor_app.head_office.db.models import Bank

    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        policy = policies.in_force(connection)
        as_of, currency = connection.execute(select(Bank.as_of, Bank.base_currency)).one()
        found = tiers.report(connection, policy, options.branch)
    if not options.json:
        _show(policy, found, as_of, currency)
    return {
        "as_of": from_day(as_of).isoformat(),
        "month": None if found.month is None else f"{from_day(found.month):%Y-%m}",
        "currency": currency,
        "tiers": [
            one._asdict() | {state: found.states.get((one.tier, state), 0) for state in words.TIER_STATES}
            for one in found.tiers
        ],
        "movements": [one._asdict() for one in found.movements],
    }


def _show(policy: Policy, found: Report, as_of: int, currency: str) -> None:
    # The names of tiers are text, and nothing in them is markup.
    console = Console(markup=False, highlight=False)
    if found.month is None:
        console.print(_("No tiers have been computed yet."))
        return
    console.print(
        _("Tiers in {month}, by data of {day}", month=words.month(found.month), day=words.day(as_of))
    )
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_("Tier"), overflow="fold")
    for title in (_("Customers"), _("AUM"), *(_(title) for title in words.TIER_STATES.values())):
        table.add_column(title, justify="right", overflow="fold")
    for one in found.tiers:
        counts = (found.states.get((one.tier, state), 0) for state in words.TIER_STATES)
        table.add_row(
            words.tier(policy, one.tier),
            f"{one.customers:,}",
            words.money(one.assets_minor, currency, compact=True),
            *(f"{count:,}" if count else words.NOTHING for count in counts),
        )
    whole = sum(one.customers for one in found.tiers)
    assets = words.money(sum(one.assets_minor for one in found.tiers), currency, compact=True)
    sums = (
        sum(count for (_tier, of), count in found.states.items() if of == state)
        for state in words.TIER_STATES
    )
    table.add_row(_("All tiers"), f"{whole:,}", assets, *(f"{count:,}" for count in sums), style="bold")
    console.print(table)
    if not found.movements:
        console.print(_("Nobody changed tier in {month}.", month=words.month(found.month)))
    for move in found.movements:
        console.print(_movement(policy, move))


def _movement(policy: Policy, move: Movement) -> str:
    now = words.tier(policy, move.now)
    if move.before is None:
        return ngettext("{n} new in {tier}", "{n} new in {tier}", move.customers, tier=now)
    before = words.tier(policy, move.before)
    return ngettext(
        "{n} from {before} to {tier}", "{n} from {before} to {tier}", move.customers, before=before, tier=now
    )

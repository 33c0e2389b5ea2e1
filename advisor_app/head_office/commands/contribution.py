"""Show what the customers' money earns the bank, and how deposits are used: by book, branch or product."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.contribution import Contribution, rounded
from advisor_app.domain.dates import from_day
from advisor_app.domain.policy import Policy, standing
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.contribution import ADVISOR, BOOK, BRANCH, BY, PRODUCT, Line, Report
from advisor_app.head_office.db.engine import read
from advisor_app.i18n import format_number, format_percent
from advisor_app.i18n import gettext as _

HELP = "show what the customers' money earns the bank"
_WIDTH = 110


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--by", choices=BY, help="a line for each")


def run(options: Namespace) -> dict[str, object]:
    """Add up."""
    from advisor_app.head_office import contribution, policies

    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        # What the bank's policy does not say yet is as it ships, as on devices.
        policy = standing.completed(policies.in_force(connection), policies.from_file(None))
        found = contribution.report(connection, policy, options.by)
    if not options.json:
        _show(found, options.by, policy)
    return {
        "as_of": from_day(found.as_of).isoformat(),
        "currency": found.currency,
        "whole": _described(found.whole),
        "lines": [
            {"code": line.code, "name": line.name, **_described(line.found)}
            for line in found.lines
            if options.by is not None
        ],
    }


def _described(found: Contribution) -> Mapping[str, object]:
    return {
        "deposits_minor": rounded(found.deposits),
        "on_deposits_minor": rounded(found.on_deposits),
        "loans_minor": rounded(found.loans),
        "on_loans_minor": rounded(found.on_loans),
        "fees_minor": rounded(found.fees),
        "left_with_treasury_minor": rounded(found.deposits - found.loans),
        "total_minor": rounded(found.total),
        "left_out": dict(found.left_out),
    }


def _show(found: Report, by: str | None, policy: Policy) -> None:
    # Codes and names are text, and nothing in them is markup.
    console = Console(markup=False, highlight=False)
    console.width = max(console.width, _WIDTH)  # a line that breaks is better than a figure that is cut off
    console.print(
        _(
            "A year at the balances and rates of {day}, and the fees of the year before it; transfer prices of policy"
            " version {version}.",
            day=words.day(found.as_of),
            version=policy.version,
        )
    )
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    if by is not None:
        titles = {ADVISOR: _("Advisor"), BOOK: _("Book"), BRANCH: _("Branch"), PRODUCT: _("Product")}
        table.add_column(titles[by], overflow="fold", min_width=16)
    for title in (
        _("Deposits"),
        _("Margin"),
        _("Loans"),
        _("Margin"),
        _("Fees"),
        _("Total"),
        _("Lent"),
        _("Left out"),
    ):
        table.add_column(title, justify="right", no_wrap=True)
    for line in found.lines if by is not None else ():
        # What is lent is lent of all deposits: those of a product are none of another.
        of = (found.whole if by == PRODUCT else line.found).deposits
        table.add_row(_name(line, by, policy), *_cells(line.found, of, found.currency))
    cells = _cells(found.whole, found.whole.deposits, found.currency)
    table.add_row(*([_("All")] if by is not None else []), *cells, style="bold")
    console.print(table)
    if found.whole.deposits or found.whole.loans:
        console.print(_used(found))
    for reason, many in sorted(found.whole.left_out.items()):
        console.print(_("Left out: {n}, {reason}", n=format_number(many), reason=words.left_out(reason)))


def _used(found: Report) -> str:
    """Return what becomes of the deposits: what is lent, and what is left with the treasury or comes from it."""
    deposits, loans = found.whole.deposits, found.whole.loans
    said = {
        name: words.money(rounded(minor), found.currency, compact=True) or words.NOTHING
        for name, minor in (("deposits", deposits), ("loans", loans), ("rest", abs(deposits - loans)))
    }
    if loans > deposits:
        return _("{loans} is lent against {deposits} in deposits: the treasury funds {rest} of it.", **said)
    return _("Of {deposits} in deposits {loans} is lent, and {rest} is left with the treasury.", **said)


def _cells(found: Contribution, of: Fraction, currency: str) -> list[str]:
    amounts = (found.deposits, found.on_deposits, found.loans, found.on_loans, found.fees, found.total)
    lends = bool(of) and (of is found.deposits or bool(found.loans))
    return [
        *(words.money(rounded(one), currency, compact=True) or words.NOTHING for one in amounts),
        format_percent(float(found.loans / of), 0) if lends else words.NOTHING,
        format_number(sum(found.left_out.values())),
    ]


def _name(line: Line, by: str | None, policy: Policy) -> str:
    if by != PRODUCT:
        return words.NOTHING if line.code is None else f"{line.code} {line.name or ''}".strip()
    if line.name not in words.KINDS:
        return _("Fees")
    return words.code(getattr(policy.codes, words.KINDS[line.name or ""]), line.code) or words.NOTHING

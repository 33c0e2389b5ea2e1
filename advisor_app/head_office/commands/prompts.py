"""Show what advisors did with prompts: done, put off, dismissed, by rule, advisor or branch."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app.domain.policy import Policy
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.commands import period
from advisor_app.head_office.commands.shares import percent
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.outcomes import ADVISOR, BRANCH, BY, RULE, Answered, answered
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.words import NOTHING

HELP = "show what advisors did with prompts, by rule, advisor or branch"
_TITLES = {RULE: N_("Prompt"), ADVISOR: N_("Advisor"), BRANCH: N_("Branch")}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--by", choices=BY, default=RULE, help="a line for each (default: rule)")
    period.arguments(parser)


def run(options: Namespace) -> dict[str, object]:
    """Count."""
    from advisor_app.head_office import policies

    since, until = period.days(options)
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        found = answered(connection, options.by, since=since, until=until)
        policy = policies.in_force(connection)
    if not options.json:
        _show(found, options.by, policy)
    return {
        **period.described(options),
        "by": options.by,
        "lines": [one._asdict() | {"done_share": one.done_share._asdict()} for one in found],
    }


def _show(found: Sequence[Answered], by: str, policy: Policy) -> None:
    # Codes and names are text, and nothing in them is markup.
    console = Console(markup=False, highlight=False)
    if not found:
        console.print(_("No prompt has been answered yet."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_(_TITLES[by]), overflow="fold")
    titles = [_("Done"), _("by a contact"), _("Put off"), _("Dismissed"), _("Share done"), _("of")]
    for title in [*titles, *([_("Weight")] if by == RULE else [])]:
        table.add_column(title, justify="right", overflow="fold")
    for one in found:
        counts = (one.done, one.by_contact, one.snoozed, one.dismissed)
        weight = [] if one.weight_percent is None else [f"{one.weight_percent} %"]
        cells = [*(f"{count:,}" for count in counts), percent(one.done_share), f"{one.done_share.n:,}"]
        table.add_row(_name(one, by, policy), *cells, *weight)
    console.print(table)


def _name(one: Answered, by: str, policy: Policy) -> str:
    if by != RULE:
        return NOTHING if one.code is None else f"{one.code} {one.name or ''}".strip()
    trigger = policy.prompts.triggers.get(one.code or "")
    return trigger.name.in_language(current_language()) if trigger else one.code or NOTHING

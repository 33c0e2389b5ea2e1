"""Show what became of maturing money: kept, moved within the bank or left, by action and beside the control arm."""

from argparse import ArgumentParser, Namespace
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.domain.policy import Policy
from advisor_app.domain.retention import ACTION, ARMS, CONTROL, NONE, ArmFigures, Difference, Figures
from advisor_app.domain.surveys import Share
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.commands import period
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.outcomes import BY, RULE
from advisor_app.head_office.retention import CONTACT, Line, Report, report
from advisor_app.i18n import N_, current_language, format_percent, ngettext
from advisor_app.i18n import gettext as _

HELP = "show what became of maturing money, by action and beside the control arm"
_ARMS = {ACTION: N_("answered"), NONE: N_("unanswered"), CONTROL: N_("control arm")}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--by", choices=BY, help="a line for each")
    period.arguments(parser)


def run(options: Namespace) -> dict[str, object]:
    """Add up."""
    from advisor_app.head_office import policies

    since, until = period.days(options)
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        found = report(connection, options.by, since=since, until=until)
        policy = policies.in_force(connection)
    if not options.json:
        _show(found, options.by, policy)
    return {
        **period.described(options),
        "currency": found.currency,
        "open": {"amounts": found.open_amounts, "minor": found.open_minor},
        "control_from": found.control_from and from_day(found.control_from).isoformat(),
        "whole": _described(found.whole),
        "lines": [{"code": line.code, "name": line.name, **_described(line.figures)} for line in found.lines],
    }


def _described(found: Figures) -> dict[str, Any]:
    return {
        "arms": {arm: _arm(found.arms[arm]) for arm in ARMS},
        "compared": {
            "prompted": _arm(found.prompted),
            "control": _arm(found.control),
            "kept": found.kept._asdict(),
            "left": found.left._asdict(),
        },
    }


def _arm(found: ArmFigures) -> dict[str, Any]:
    return {
        "amount_minor": found.amount_minor,
        **found.parts._asdict(),
        "kept": found.kept._asdict(),
        "left": found.left._asdict(),
    }


def _show(found: Report, by: str | None, policy: Policy) -> None:
    # Codes and names are text, and nothing in them is markup.
    console = Console(markup=False, highlight=False)
    if not any(arm.kept.n for arm in found.whole.arms.values()):
        console.print(_("Nothing that matured is settled yet."))
    else:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
        if by is not None:
            table.add_column(
                {RULE: _("Prompt"), "advisor": _("Advisor")}.get(by, _("Branch")), overflow="fold"
            )
        table.add_column(_("Arm"), no_wrap=True)
        for title in (
            _("Amounts"),
            _("Money"),
            _("Kept"),
            _("Moved"),
            _("Gone"),
            _("Mostly kept"),
            _("Mostly left"),
        ):
            table.add_column(title, justify="right", no_wrap=True)
        for line in found.lines:
            _add(table, line.figures, found.currency, [_name(line, by, policy)])
        _add(table, found.whole, found.currency, [_("All")] if by is not None else [])
        console.print(table)
        console.print(_compared(found))
    if found.open_amounts:
        amount = words.money(found.open_minor, found.currency, compact=True)
        console.print(
            ngettext(
                "{n} amount that came free, {amount}, is looked at still.",
                "{n} amounts that came free, {amount}, are looked at still.",
                found.open_amounts,
                amount=amount,
            )
        )


def _add(table: Table, found: Figures, currency: str, before: list[str]) -> None:
    for arm, figures in found.arms.items():
        if not figures.kept.n:
            continue
        shares = [_of(part, figures.amount_minor) for part in figures.parts]
        money = words.money(figures.amount_minor, currency, compact=True) or words.NOTHING
        table.add_row(
            *before,
            _(_ARMS[arm]),
            f"{figures.kept.n:,}",
            money,
            *shares,
            _share(figures.kept),
            _share(figures.left),
        )
        before = ["" for _cell in before]


def _compared(found: Report) -> str:
    """Return in words what prompts do: only chance tells those apart who were prompted for and the control arm."""
    whole = found.whole
    if whole.kept.value is not None:
        return _(
            "Prompted ({prompted}) less control arm ({control}): mostly kept {kept}, mostly left {left}.",
            prompted=f"n = {whole.prompted.kept.n:,}",
            control=f"n = {whole.control.kept.n:,}",
            kept=_points(whole.kept),
            left=_points(whole.left),
        )
    if found.control_from is None:
        return _("By the policy nothing is left alone, so there is nothing to compare with.")
    return _(
        "Nothing of the control arm is settled: it begins with what is prompted for from {day} on.",
        day=from_day(found.control_from).isoformat(),
    )


def _points(difference: Difference) -> str:
    low, value, high = (100 * (one or 0) for one in (difference.low, difference.value, difference.high))
    return _(
        "{value} ({low} to {high}, 95 %)", value=f"{value:+.1f} %", low=f"{low:+.1f} %", high=f"{high:+.1f} %"
    )


def _share(share: Share) -> str:
    """Return a share of the amounts with its interval, short: 88% (86–89)."""
    if share.value is None or share.low is None or share.high is None:
        return words.NOTHING
    return f"{format_percent(share.value, 0)} ({100 * share.low:.0f}–{100 * share.high:.0f})"


def _of(part: int, whole: int) -> str:
    return format_percent(part / whole, 0) if whole else words.NOTHING


def _name(line: Line, by: str | None, policy: Policy) -> str:
    if by != RULE:
        return words.NOTHING if line.code is None else f"{line.code} {line.name or ''}".strip()
    if line.code is None:
        return _("None")
    if line.code == CONTACT:
        return _("Only a contact")
    trigger = policy.prompts.triggers.get(line.code)
    return trigger.name.in_language(current_language()) if trigger else line.code

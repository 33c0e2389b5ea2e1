"""Showing what a policy would change before it is published: tiers, prompts by rule and by advisor, examples."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.head_office import policies
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.i18n import N_, current_language
from advisor_app.i18n import gettext as _
from advisor_app.words import NOTHING

if TYPE_CHECKING:
    from advisor_app.head_office.trial import Example, Trial

_OTHER_TIER = "other_tier"
_CHANGES = {
    _OTHER_TIER: N_("Another tier"),
    "came": N_("A prompt more"),
    "went": N_("A prompt less"),
    "other_action": N_("Another action"),
}


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--advisor",
        action="append",
        default=[],
        metavar="NUMBER",
        help="try: prompts of this book only; may be repeated",
    )
    parser.add_argument(
        "--examples", type=int, default=3, metavar="N", help="try: so many examples of each change"
    )


def run(options: Namespace) -> dict[str, object]:
    """Compute it, write nothing, and show it."""
    from advisor_app.head_office.trial import try_policy

    text = policies.text_of(Path(options.which[0]))
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        found = try_policy(
            connection,
            text,
            time.time_ns() // 1_000,
            advisors=options.advisor,
            examples=max(0, options.examples),
            told=None if options.json or not sys.stderr.isatty() else _told,
        )
    if not options.json:
        _show(found)
    return _described(found)


def _told(done: int, of: int) -> None:
    end = "\n" if done == of else ""
    print("\r" + _("book {done} of {of}", done=done, of=of), end=end, file=sys.stderr, flush=True)


def _described(found: "Trial") -> dict[str, object]:
    return {
        "old": found.old.version,
        "new": found.new.version,
        "tiers": [
            {"tier": tier, "before": before, "after": after} for tier, before, after in _tier_counts(found)
        ],
        "moves": [
            move._asdict() for move in sorted(found.moves, key=lambda move: (move.old or "", move.new))
        ],
        "rules": [{"rule": rule, "before": before, "after": after} for rule, before, after in found.rules],
        "books": [
            {
                "advisor": book.advisor,
                "customers": book.customers,
                "before": {"open": book.compared.before.open, "listed": book.compared.before.listed},
                "after": {"open": book.compared.after.open, "listed": book.compared.after.listed},
                "came": book.compared.came,
                "went": book.compared.went,
                "other_action": book.compared.other_action,
                "other_tier": book.compared.other_tier,
            }
            for book in found.books
        ],
        "examples": [
            {
                "change": one.change,
                "customer": number,
                "rule": one.rule,
                "old": one.old,
                "new": one.new,
                "value_minor": one.value_minor,
            }
            for one, number in found.examples
        ],
    }


def _tier_counts(found: "Trial") -> list[tuple[str, int, int]]:
    """Return the customers of each tier before and after; tiers that only the old policy has come last."""
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    for move in found.moves:
        if move.old is not None:
            before[move.old] = before.get(move.old, 0) + move.customers
        after[move.new] = after.get(move.new, 0) + move.customers
    codes = dict.fromkeys([*(tier.code for tier in found.new.tiers), *before])
    return [(code, before.get(code, 0), after.get(code, 0)) for code in codes]


def _show(found: "Trial") -> None:
    # Names and what a policy says are text, and nothing in them is markup.
    console = Console(markup=False, highlight=False)
    console.print(
        _(
            "Version {new} against version {old}, which is in force. Nothing was written.",
            new=found.new.version,
            old=found.old.version,
        )
    )
    tiers = _table((_("Tier"),), (_("Before"), _("After"), _("Difference")))
    for code, before, after in _tier_counts(found):
        tiers.add_row(_tier(found, code), f"{before:,}", f"{after:,}", _change(before, after))
    console.print(tiers)
    moved = [move for move in found.moves if move.old is not None and move.old != move.new]
    if moved:
        moves = _table((_("Tier now"), _("Tier then")), (_("Customers"),))
        for move in sorted(moved, key=lambda move: -move.customers):
            moves.add_row(_tier(found, move.old), _tier(found, move.new), f"{move.customers:,}")
        console.print(moves)
    rules = _table((_("Prompt"),), (_("Before"), _("After"), _("Difference")))
    for rule, before, after in found.rules:
        rules.add_row(_rule(found, rule), f"{before:,}", f"{after:,}", _change(before, after))
    console.print(rules)
    _show_books(console, found)
    _show_examples(console, found)


def _show_books(console: Console, found: "Trial") -> None:
    table = _table(
        (_("Advisor"),),
        (
            _("Customers"),
            _("Open"),
            _("Difference"),
            _("On the day’s list"),
            _("Appear"),
            _("Vanish"),
            _("Act otherwise"),
        ),
    )
    for book in found.books:
        of = book.compared
        table.add_row(
            f"{book.advisor} {book.name}",
            f"{book.customers:,}",
            f"{of.after.open:,}",
            _change(of.before.open, of.after.open),
            f"{of.before.listed} → {of.after.listed}"
            if of.before.listed != of.after.listed
            else f"{of.after.listed}",
            *(f"{count:,}" for count in (of.came, of.went, of.other_action)),
        )
    console.print(table)


def _show_examples(console: Console, found: "Trial") -> None:
    if not found.examples:
        console.print(_("No prompt and no tier changes."))
        return
    table = _table(
        (_("Example"), _("Customer"), _("Prompt"), _("Before"), _("After")), (_("Money concerned"),)
    )
    for one, number in found.examples:
        before, after = _sides(found, one)
        table.add_row(
            _(_CHANGES[one.change]),
            number or NOTHING,
            _rule(found, one.rule),
            before,
            after,
            words.money(one.value_minor, found.currency) or NOTHING,
        )
    console.print(table)


def _sides(found: "Trial", one: "Example") -> tuple[str, str]:
    """Return what was and what will be: tiers, or actions of the policies."""
    if one.change == _OTHER_TIER:
        return _tier(found, one.old), _tier(found, one.new)
    return _action(found.old, one.old), _action(found.new, one.new)


def _table(left: Iterable[str], right: Iterable[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in left:
        table.add_column(title, overflow="fold")
    for title in right:
        table.add_column(title, justify="right", overflow="fold")
    return table


def _change(before: int, after: int) -> str:
    return f"{after - before:+,}" if after != before else ""


def _named(found: "Trial", code: str | None, name: Callable[[Policy, str], str | None]) -> str:
    """Return what the new policy calls a code, or else the old one, or else the code."""
    if code is None:
        return NOTHING
    return next((said for policy in (found.new, found.old) if (said := name(policy, code))), code)


def _tier(found: "Trial", code: str | None) -> str:
    return _named(found, code, _name_of_tier)


def _rule(found: "Trial", code: str | None) -> str:
    return _named(found, code, _name_of_rule)


def _name_of_tier(policy: Policy, code: str) -> str | None:
    return next(
        (tier.name.in_language(current_language()) for tier in policy.tiers if tier.code == code), None
    )


def _name_of_rule(policy: Policy, code: str) -> str | None:
    trigger = policy.prompts.triggers.get(code)
    return trigger.name.in_language(current_language()) if trigger else None


def _action(policy: Policy, code: str | None) -> str:
    action = policy.prompts.actions.get(code or "")
    return action.name.in_language(current_language()) if action else code or NOTHING

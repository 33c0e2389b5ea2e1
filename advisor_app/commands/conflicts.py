"""`advisor-app conflicts`: what was changed here and elsewhere at once; decide, and think again."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import open_book
from advisor_app.errors import InputError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.domain.written import ConflictView
    from advisor_app.services.outbox_state import OutboxState

HELP = N_("list what was changed here and elsewhere at once, and decide it")
_DECISIONS = ("ours", "theirs", "undo")


@dataclass(frozen=True, slots=True)
class Inbox:
    """The conflicts that are open, those decided, and what else waits or was refused."""

    open: "tuple[ConflictView, ...]"
    decided: "tuple[ConflictView, ...]"
    state: "OutboxState"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which conflict to decide, and how; without that they are listed."""
    parser.add_argument("conflict", nargs="?", metavar="ID", help=_("the conflict to decide, by its id"))
    parser.add_argument(
        "decision",
        nargs="?",
        choices=_DECISIONS,
        help=_("take ours, keep theirs, or undo what was decided"),
    )


def run(workbench: Workbench, options: argparse.Namespace) -> Inbox:
    """Decide one conflict if it is named, and return them all."""
    from advisor_app.services.conflicts import conflicts, decide_conflict, undo_decision
    from advisor_app.services.outbox_state import outbox_state

    if options.conflict and not options.decision:
        raise InputError(N_("Say how to decide it: ours, theirs or undo."))
    with open_book(workbench, options) as book:
        if options.conflict:
            conflict = _id(options.conflict)
            if options.decision == "undo":
                undo_decision(book, conflict)
            else:
                decide_conflict(book, conflict, options.decision)
        return Inbox(conflicts(book), conflicts(book, decided=True), outbox_state(book))


def document(result: Inbox) -> Mapping[str, Any]:
    """Return the conflicts with all three values of each field, and what waits or was refused."""
    from advisor_app.commands.document import records

    return {
        "open": [_conflict(each) for each in result.open],
        "decided": [_conflict(each) for each in result.decided],
        "waiting": result.state.waiting,
        "refused": records(result.state.refused),
    }


def render(result: Inbox, console: "Console") -> None:
    """Print a table of the fields that clashed, and a sentence for each refusal."""
    from advisor_app.commands.document import value
    from advisor_app.commands.tables import table, text
    from advisor_app.services.outbox_state import refusal_sentence

    made = table(
        (_("Conflict"), "left"),
        (_("Customer"), "left"),
        (_("Words"), "left"),
        (_("Field"), "left"),
        (_("Before"), "left"),
        (_("Yours"), "left"),
        (_("Head office, in force now"), "left"),
    )
    for each in result.open:
        for clash in each.clashes:
            shown = (value(clash.field, one) for one in (clash.assumed, clash.ours, clash.theirs))
            made.add_row(
                text(each.id.hex()),
                text(each.customer or each.number),
                text(each.what),
                text(clash.field),
                *map(text, shown),
            )
    console.print(made if made.row_count else _("There are no open conflicts."))
    if result.state.waiting:
        waiting = ngettext(
            "{n} record waits for head office.", "{n} records wait for head office.", result.state.waiting
        )
        console.print(waiting)
    for refused in result.state.refused:
        reason = refusal_sentence(refused)
        console.print(
            text(
                _(
                    "Refused: {what} ({customer}). {reason}",
                    what=refused.what,
                    customer=refused.customer,
                    reason=reason,
                )
            )
        )


def _conflict(each: "ConflictView") -> dict[str, Any]:
    from advisor_app.commands.document import record, value

    clashes = [
        {
            "field": clash.field,
            "assumed": value(clash.field, clash.assumed),
            "ours": value(clash.field, clash.ours),
            "theirs": value(clash.field, clash.theirs),
        }
        for clash in each.clashes
    ]
    return record(each) | {"clashes": clashes}


def _id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise InputError(N_("“{text}” is not the id of a conflict."), text=text) from None

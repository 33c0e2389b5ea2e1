"""`advisor-app sync`: send what was written here, then fetch what head office has for this book.

What was cut goes on where it ended.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor_app.bootstrap import Workbench
from advisor_app.commands.secrets import open_book
from advisor_app.i18n import N_, format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.policy_words import sentence
from advisor_app.settings import PROXY, SERVER

if TYPE_CHECKING:
    from rich.console import Console

    from advisor_app.domain.policy.standing import Refused
    from advisor_app.sync.client import Progress, Pulled

HELP = N_("send what was written here and fetch the book from head office")


class Synced(NamedTuple):
    """What went and came, and which of the published policies this device does not use."""

    pulled: "Pulled"
    policies: "tuple[Refused, ...]"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(
        "--confirm-removals",
        action="store_true",
        help=_("let head office take many customers out of the book, after asking there whether it is meant"),
    )


def run(workbench: Workbench, options: argparse.Namespace) -> Synced:
    """Synchronise, and show how far it is where someone watches."""
    from advisor_app.services.refused_policies import refused_policies
    from advisor_app.services.sync_log import noted
    from advisor_app.services.synchronise import synchronise

    with open_book(workbench, options) as book, progress() as draw:
        work = partial(
            synchronise,
            book,
            server=workbench.settings[SERVER] or None,
            confirmed=options.confirm_removals,
            proxy=workbench.settings[PROXY],
        )
        return Synced(noted(book, work, draw), refused_policies(book))


def document(synced: Synced) -> Mapping[str, Any]:
    """Return what went and what came, and the policies that are not used."""
    result = synced.pulled
    return {
        "sent": result.sent,
        "conflicts": result.conflicts,
        "refused": result.refused,
        "rows": result.rows,
        "pages": result.pages,
        "removed": result.removed,
        "bytes": result.bytes,
        "cuts": result.cuts,
        "policies_refused": [
            {
                "version": one.version,
                "line": one.error.line,
                "key": one.error.key,
                "reason": one.error.reason,
                "sentence": sentence(one.error),
            }
            for one in synced.policies
        ],
    }


def render(synced: Synced, console: "Console") -> None:
    """Say what went and what came, and which policies are not used."""
    render_pulled(synced.pulled, console)
    for one in synced.policies:
        said = _(
            "Version {version} of the policy is refused. {sentence}",
            version=one.version,
            sentence=sentence(one.error),
        )
        console.print(said, style="bold red", markup=False, highlight=False)


def render_pulled(result: "Pulled", console: "Console") -> None:
    """Say what went and what came."""
    if result.sent:
        sent = ngettext(
            "{n} record was sent to head office.", "{n} records were sent to head office.", result.sent
        )
        console.print(sent)
    if result.conflicts:
        clashed = ngettext(
            "{n} record was changed elsewhere too and needs your decision.",
            "{n} records were changed elsewhere too and need your decision.",
            result.conflicts,
        )
        console.print(clashed)
    if result.refused:
        refused = ngettext(
            "{n} record was refused by head office.",
            "{n} records were refused by head office.",
            result.refused,
        )
        console.print(refused)
    console.print(
        _(
            "The book is up to date: {rows} rows in {size} MB.",
            rows=format_number(result.rows),
            size=format_number(result.bytes / 1_000_000, 1),
        )
    )
    if result.cuts:
        console.print(
            ngettext(
                "The connection was cut {n} time; nothing was lost.",
                "The connection was cut {n} times; nothing was lost.",
                result.cuts,
            )
        )


@contextmanager
def progress() -> Iterator["Progress | None"]:
    """Yield what draws a bar at the terminal (rows, bytes, time left), None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[megabytes]} MB"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task(_("Fetching the book"), total=None, megabytes="0.0")

        def draw(rows: int, rows_total: int, size: int) -> None:
            total = max(rows, rows_total) or None
            bar.update(task, completed=rows, total=total, megabytes=format_number(size / 1_000_000, 1))

        yield draw

"""List the scorecards that were published, or show the model card of one.

list · show ID: what it is for and what not, on what it was trained, how it was judged, its bands with their points.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from advisor_app import prediction_words
from advisor_app.domain import scorecards
from advisor_app.domain.dates import from_instant
from advisor_app.domain.policy import Policy
from advisor_app.errors import InputError
from advisor_app.head_office import policies
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bank
from advisor_app.i18n import N_, format_date
from advisor_app.i18n import gettext as _
from advisor_app.words import NOTHING

if TYPE_CHECKING:
    from advisor_app.head_office.training.published import Published

HELP = "list the scorecards that were published, or show the model card of one"
LIST, SHOW = "list", "show"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", nargs="?", choices=(LIST, SHOW), default=LIST)
    parser.add_argument(
        "which", nargs="?", type=int, metavar="ID", help="of the card to show, as in the list"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where the model card goes, as Markdown")


def run(options: Namespace) -> dict[str, object]:
    """List, or show one."""
    from advisor_app.head_office.training import published

    if (options.which is None) == (options.what == SHOW):
        raise InputError(N_("“show” takes the ID of one card, “list” takes none."))
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        policy = policies.in_force(connection)
        currency = connection.execute(select(Bank.base_currency)).scalar_one()
        found = published.listed(connection)
    if options.what == SHOW:
        return _show(options, found, policy, currency)
    if not options.json:
        _list(found, policy)
    return {"cards": [_described(one) for one in found]}


def _show(
    options: Namespace, found: "Sequence[Published]", policy: Policy, currency: str
) -> dict[str, object]:
    from advisor_app.analysis.scorecards import model_card

    one = next((one for one in found if one.id == options.which), None)
    if one is None or one.card is None:
        raise InputError(
            N_("There is no card {id} that this program can read."),
            id=options.which,
            what_to_do=N_("“cards list” names those that there are."),
        )
    text = model_card.markdown(one.card, one.family, model_card.Naming(policy, currency))
    files = {}
    if options.out:
        try:
            options.out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise InputError(
                N_("{folder} cannot be written: {reason}"),
                folder=options.out,
                reason=error.strerror or error,
            ) from None
        files = {"file": str(options.out)}
    elif not options.json:
        print(text)
    return {
        **_described(one),
        **files,
        "scorecard": scorecards.to_document(one.card),
        "model_card": text,
    }


def _list(found: "Sequence[Published]", policy: Policy) -> None:
    # Names are text, and nothing in them is markup.
    console = Console(markup=False, highlight=False)
    if not found:
        console.print(_("No scorecard has been published yet; “train --from-bank” makes them."))
        return
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for title in ("ID", _("Task"), _("Version"), _("Published"), _("In force")):
        table.add_column(title, overflow="fold")
    for title in (_("Cases"), "AUC", _("Best control"), "PSI"):
        table.add_column(title, justify="right", overflow="fold")
    for one in found:
        table.add_row(
            str(one.id),
            prediction_words.card(one.task, one.family, policy),
            str(one.version),
            format_date(from_instant(one.published_at)),
            "✓" if one.in_force else "",
            *_figures(one),
        )
    console.print(table)


def _figures(one: "Published") -> tuple[str, ...]:
    if one.card is None:
        return (_("cannot be read"), NOTHING, NOTHING, NOTHING)
    aucs = {name: each["auc"] for name, each in one.card.judged.items() if isinstance(each, dict)}
    own = aucs.pop("scorecard", None)
    return (
        f"{one.card.trained['cases']:,}" if "cases" in one.card.trained else NOTHING,
        NOTHING if own is None else f"{own:.3f}",
        f"{max(aucs.values()):.3f}" if aucs else NOTHING,
        f"{one.card.judged['drift']:.3f}" if "drift" in one.card.judged else NOTHING,
    )


def _described(one: "Published") -> dict[str, Any]:
    judged = one.card.judged if one.card else {}
    return {
        "id": one.id,
        "task": one.task,
        "family": one.family,
        "version": one.version,
        "published_at": from_instant(one.published_at).isoformat(),
        "in_force": one.in_force,
        "readable": one.card is not None,
        "auc": {name: each["auc"] for name, each in judged.items() if isinstance(each, dict)},
    }

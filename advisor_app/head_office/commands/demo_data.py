"""Write the extracts of an invented bank in the native format, and import and assign them."""

from argparse import ArgumentParser, Namespace
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine, select

from advisor_app import prediction_words
from advisor_app.domain.policy import Policy
from advisor_app.errors import RefusedError
from advisor_app.head_office import assignments
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.campaigns.publishing import CampaignRefused
from advisor_app.head_office.db.engine import read
from advisor_app.head_office.db.models import Bank
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from advisor_app.head_office.training.bank import Run

HELP = "make the data of an invented bank, and import them into a demo bank"


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the extracts are written")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--advisors", type=int, default=5)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--transactions", type=int, default=200, metavar="N", help="average per customer")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE")
    parser.add_argument("--only-files", action="store_true", help="do not import")
    parser.add_argument(
        "--cards",
        action="store_true",
        help="train scorecards too, quickly: on a sample and the newest months",
    )


def run(options: Namespace) -> dict[str, object]:
    """Generate, import, assign."""
    if options.only_files:
        return _write(None, options)
    with opened(options.db, options.key_file) as engine:
        with read(engine) as connection:
            if not connection.execute(select(Bank.demo)).scalar_one():
                raise RefusedError(
                    N_("Invented people do not go into a real bank's database."),
                    what_to_do=N_("Make a demo bank with “init --demo”, or use --only-files."),
                )
        return _write(engine, options)


def _write(engine: Engine | None, options: Namespace) -> dict[str, object]:
    """Generate, and import into the database of `engine` where there is one."""
    from advisor_app.head_office.demo import AS_OF, generate
    from advisor_app.head_office.demo.campaign import publish_campaign
    from advisor_app.head_office.demo.quarter import set_targets
    from advisor_app.head_office.demo.work import plan_work
    from advisor_app.head_office.importing import import_folder, load_mapping
    from advisor_app.head_office.nightly import after_import
    from advisor_app.head_office.nightly.insights import analyse

    console = Console(stderr=True)
    with Progress(console=console, disable=options.json or not console.is_terminal, transient=True) as bar:
        task = bar.add_task(_("Inventing customers"), total=options.customers)
        summary = generate(
            options.folder,
            seed=options.seed,
            customers=options.customers,
            advisors=options.advisors,
            months=options.months,
            as_of=options.as_of or AS_OF,
            transactions_per_customer=options.transactions,
            progress=lambda done, _all: bar.update(task, completed=done),
        )
        result: dict[str, Any] = {"bank": summary.bank, "rows": summary.rows, "bands": summary.bands}
        if engine is not None:
            loading = bar.add_task(_("Importing"), total=None)
            report = import_folder(
                engine,
                load_mapping("native"),
                summary.extracts,
                rejects_dir=options.folder / "rejects",
                progress=lambda file, done, size, _rows: bar.update(
                    loading, description=file, completed=done, total=size
                ),
            )
            with engine.begin() as connection:
                wanted = assignments.read_file(summary.assignments)
                assignments.assign(connection, assignments.from_numbers(connection, wanted))
            after_import(engine)
            analyse(engine)
            with engine.begin() as connection, suppress(CampaignRefused):  # a small bank has nobody for it
                publish_campaign(connection)
            with engine.begin() as connection:
                plan_work(connection, options.seed)
                set_targets(connection)
            if options.cards:
                bar.add_task(_("Training scorecards"), total=None)
                result["cards"] = _cards(engine)
            result |= {"import": report.to_json(), "refused": [file.file for file in report.refused]}
    if not options.json:
        for card in result.get("cards", ()):
            print(card["sentence"])
        print(_("The extracts of “{bank}” are in {folder}.", bank=summary.bank, folder=options.folder))
    return result


def _cards(engine: Engine) -> list[dict[str, object]]:
    from advisor_app.head_office.demo.cards import publish_cards

    runs, policy = publish_cards(engine)
    return [
        {
            "task": run.task,
            "family": run.family,
            "blocks": len(run.blocks),
            "refused": run.card is None,
            "sentence": _said(run, policy),
        }
        for run in runs
    ]


def _said(run: "Run", policy: Policy) -> str:
    """Return what became of a card: how it ranked, with how little it was judged, or why there is none."""
    what = prediction_words.card(run.task, run.family, policy)
    if run.card is None:
        return _("No scorecard for {what}: {why}", what=what, why=run.refused)
    return _(
        "Scorecard for {what}: AUC {auc} on the newest months ({blocks}), {cases} cases.",
        what=what,
        auc=f"{run.card.judged['recent_auc']:.3f}",
        blocks=len(run.blocks),
        cases=f"{run.cases:,}",
    )

"""Train a scorecard on a table or on the bank's own history, judged in time order beside three controls.

From a table the card is written with its model card; from the bank it is published to all devices as well.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor_app.domain import scorecards
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import policies
from advisor_app.head_office.bootstrap import opened
from advisor_app.head_office.db.engine import read
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from advisor_app.analysis.scorecards.evaluation import Figures
    from advisor_app.analysis.scorecards.model_card import Naming
    from advisor_app.head_office.training.bank import Run

HELP = "train a scorecard and judge it in time order"
ALL = "all"
TASKS = ("contact", "need", "churn", ALL)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--task", required=True, choices=TASKS)
    parser.add_argument("--data", type=Path, metavar="FILE", help="a CSV, also gzipped")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="what its columns are")
    parser.add_argument(
        "--from-bank", action="store_true", help="train on the bank's own history and publish"
    )
    parser.add_argument(
        "--family", metavar="CODE", help="of which products a need is (default: each of the policy)"
    )
    parser.add_argument("--dry-run", action="store_true", help="publish nothing")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="a policy (default: the one that ships)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the card and its model card go")
    parser.add_argument("--card-version", type=int, default=1, metavar="N")
    parser.add_argument("--no-controls", action="store_true", help="judge the card alone, which is faster")


def run(options: Namespace) -> dict[str, object]:
    """Judge, print the figures, and publish unless the policy's limits say no."""
    if options.from_bank:
        return _from_bank(options)
    if options.data is None or options.mapping is None or options.task == ALL:
        raise InputError(
            N_("Name a task and a table with its mapping (--data, --mapping), or train --from-bank.")
        )
    from advisor_app.analysis.scorecards import controls, evaluation, model_card, publishing, table

    policy = policies.from_file(options.policy)
    training, limits = publishing.of_policy(policy.training)
    mapping = table.read_mapping(options.mapping)
    cases = table.read_table(options.data, mapping)
    publishing.check_leaks(cases, training, limits)
    chosen = {} if options.no_controls else controls.CONTROLS
    judged, figures = evaluation.evaluate(cases, training, chosen, None if options.json else _told)
    if not options.json:
        _print(figures, len(judged), len(cases))
    result: dict[str, object] = {
        "task": options.task,
        "cases": len(cases),
        "blocks": [
            {
                "from": block.start,
                "cases": block.cases,
                "events": block.events,
                **{name: ranked._asdict() for name, ranked in block.ranked.items()},
            }
            for block in judged
        ],
        "figures": {name: each._asdict() for name, each in figures.items()},
    }
    try:
        card = publishing.publish(
            options.task, options.card_version, cases, training, limits, judged, figures
        )
    except RefusedError as error:
        if not options.json:
            print(error, file=sys.stderr)
        return result | {"refused": error.describe()}
    if options.out:
        card = model_card.of_table(card, options.data.name, mapping)
        name = f"{options.task}-{options.card_version}"
        text = model_card.markdown(card, None, model_card.Naming(policy, None))
        result["files"] = _write(options.out, {f"{name}.json": scorecards.to_json(card), f"{name}.md": text})
    return result


def _from_bank(options: Namespace) -> dict[str, object]:
    from advisor_app.analysis.scorecards import controls
    from advisor_app.head_office.training import bank

    told = None if options.json else _told
    chosen = {} if options.no_controls else controls.CONTROLS
    tasks = bank.TASKS if options.task == ALL else (options.task,)
    results = []
    with opened(options.db, options.key_file) as engine, read(engine) as connection:
        policy = policies.from_file(options.policy) if options.policy else policies.in_force(connection)
        wanted = [one for task in tasks for one in bank.wanted_of(task, options.family, policy)]
        trainer = bank.Trainer(connection, policy, told)
        for task, family in wanted:
            run = trainer.run(task, family, chosen, told)
            if run.card is not None and not options.dry_run:
                bank.publish(engine, run)
            results.append(_result(run, trainer.naming, options))
    refused = [each["refused"] for each in results if "refused" in each]
    return {"cards": results} | ({"refused": refused} if len(refused) == len(results) else {})


def _result(run: "Run", naming: "Naming", options: Namespace) -> dict[str, object]:
    from advisor_app.analysis.scorecards import model_card

    name = run.task if run.family is None else f"{run.task}-{run.family}"
    text = model_card.markdown(run.card, run.family, naming) if run.card else ""
    if not options.json:
        print(f"\n{name}")
        if run.figures:
            _print(run.figures, len(run.blocks), run.cases)
        print(text or run.refused)
    result: dict[str, object] = {
        "task": run.task,
        "family": run.family,
        "cases": run.cases,
        "events": run.events,
        "figures": {key: each._asdict() for key, each in (run.figures or {}).items()},
    }
    if run.card is None:
        return result | {"refused": run.refused.describe() if run.refused else ""}
    result |= {"version": run.card.version, "published": not options.dry_run}
    if options.out:
        stem = f"{name}-{run.card.version}"
        files = {f"{stem}.json": scorecards.to_json(run.card), f"{stem}.md": text}
        result["files"] = _write(options.out, files)
    return result


def _told(done: int, of: int) -> None:
    end = "\n" if done == of else ""
    print("\r" + _("block {done} of {of}", done=done, of=of), end=end, file=sys.stderr, flush=True)


def _print(figures: "Mapping[str, Figures]", blocks: int, cases: int) -> None:
    print(_("{cases} cases, {blocks} blocks judged in time order", cases=f"{cases:,}", blocks=blocks))
    print(f"{'':<16}{'AUC':>8}{'½':>8}{'pooled':>9}")
    for name, each in figures.items():
        print(f"{name:<16}{each.auc:>8.4f}{each.best_half:>8.4f}{each.pooled_auc:>9.4f}")
    print(
        _(
            "AUC: mean over blocks, weighted by size. ½: share of the events in the best half of each block."
            " Pooled: measures drift, not skill."
        )
    )


def _write(folder: Path, files: dict[str, str]) -> list[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            N_("{folder} cannot be written: {reason}"), folder=folder, reason=error.strerror or error
        ) from None
    return [str(folder / name) for name in files]

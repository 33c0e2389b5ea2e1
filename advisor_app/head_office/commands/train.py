"""Train a scorecard on a table, judge it in time order beside three controls, and write it with its model card."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import policies
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from advisor_app.analysis.scorecards.evaluation import Figures

HELP = "train a scorecard and judge it in time order"
TASKS = ("contact",)


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--task", required=True, choices=TASKS)
    parser.add_argument("--data", required=True, type=Path, metavar="FILE", help="a CSV, also gzipped")
    parser.add_argument("--mapping", required=True, type=Path, metavar="FILE", help="what its columns are")
    parser.add_argument("--policy", type=Path, metavar="FILE", help="a policy (default: the one that ships)")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where the card and its model card go")
    parser.add_argument("--card-version", type=int, default=1, metavar="N")
    parser.add_argument("--no-controls", action="store_true", help="judge the card alone, which is faster")


def run(options: Namespace) -> dict[str, object]:
    """Judge, print the figures, and publish unless the policy's limits say no."""
    from advisor_app.analysis.scorecards import controls, evaluation, model_card, publishing, table
    from advisor_app.domain import scorecards

    rules = policies.from_file(options.policy).training
    training, limits = publishing.of_policy(rules)
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
        document = scorecards.to_json(card)
        name = f"{options.task}-{options.card_version}"
        text = model_card.of(card, options.data.name, mapping)
        result["files"] = _write(options.out, {f"{name}.json": document, f"{name}.md": text})
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

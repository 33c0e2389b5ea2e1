"""The model card of a scorecard: what it is for, on what it was trained, how it was judged, what was left out."""

from collections.abc import Iterator

from advisor_app.analysis.scorecards.table import Columns
from advisor_app.domain.scorecards import Band, Scorecard

_FORM = """# Scorecard “{task}”, version {version}

Ranks cases by how likely “{outcome} = {event}” is. Points are added up; 20 more points double the odds. It says whom to
approach first. It is no ground for refusing anything to anybody, and a share beside a score is only what happened among
the cases of its calibration.

## Trained
- data: {source}, cases {from_:,} to {to:,} in time order ({cases:,} cases, {events:,} events)
- an older case counts half every {half_life:,}; each {stratum:,} in a row share a level that the card leaves out
- L2 penalty C = {penalty}, at most {bands} bands for a number

## Judged
Each of {blocks} blocks of {step:,} by a card trained on the {window:,} cases before it. Means weighted by size; the
pooled AUC measures drift, not skill.

| | mean AUC | events in the best half | pooled AUC |
|---|---|---|---|
{figures}

Last blocks: AUC {recent_auc:.3f}. Drift (PSI) of the newest cases: {drift:.3f}.

## Left out
{left_out}

## Calibration
| points from | share | n |
|---|---|---|
{calibration}

## Points (base {base})
{points}
"""


def of(card: Scorecard, source: str, columns: Columns) -> str:
    """Return the model card as Markdown."""
    after = [f"- {name}: known only after the outcome ({why})" for name, why in columns.after.items()]
    unused = [f"- {name}: {why}" for name, why in columns.unused.items()]
    figures = [
        f"| {name} | {each['auc']:.4f} | {each['best_half']:.4f} | {each['pooled_auc']:.4f} |"
        for name, each in card.judged.items()
        if isinstance(each, dict)
    ]
    values = {name: value for name, value in {**card.trained, **card.judged}.items() if name != "from"}
    return _FORM.format(
        **values,
        from_=card.trained["from"],
        task=card.task,
        version=card.version,
        outcome=columns.outcome,
        event=columns.event,
        source=source,
        figures="\n".join(figures),
        left_out="\n".join([*after, *unused]) or "nothing",
        calibration="\n".join(
            f"| {each.points} | {each.share:.1%} | {each.n:,} |" for each in card.calibration
        ),
        base=card.base,
        points="\n".join(_points(card)),
    )


def _points(card: Scorecard) -> Iterator[str]:
    for each in card.characteristics:
        yield f"\n### {each.field}\n| values | points |\n|---|---|"
        for band in each.bands:
            yield f"| {_values(band)} | {band.points:+d} |"


def _values(band: Band) -> str:
    if band.missing:
        return "not known"
    if band.codes:
        return ", ".join(band.codes)
    low = "" if band.low is None else f"from {band.low:g} "
    return low + ("" if band.high is None else f"below {band.high:g}") or "all"

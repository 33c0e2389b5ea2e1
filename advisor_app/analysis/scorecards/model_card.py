"""The model card of a scorecard: what it is for and what not, on what it was trained, how it was judged, its points.

All of it is made from the card itself, which travels with what it was made of: head office and whoever is shown a
score read the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor_app import prediction_words, words
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import CHURN, CONTACT, NEED
from advisor_app.domain.scorecards import POINTS_TO_DOUBLE, Band, Characteristic, Scorecard
from advisor_app.i18n import N_, format_percent
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from advisor_app.analysis.scorecards.table import Columns

_PURPOSES = {
    NEED: N_(
        "Ranks customers by how likely they are to buy of “{family}” within {days} days. It orders prompts and"
        " recommendations; what suits a customer is decided by the suitability rules alone."
    ),
    CHURN: N_(
        "Ranks customers by how likely they are to take most of their money away, or to leave, within {days} days."
        " It orders the watch list, and prompts to talk to them."
    ),
    CONTACT: N_(
        "Ranks contacts by how likely they are to succeed. It orders whom to contact first, when and how; whether"
        " somebody may be contacted is decided by consent and quiet hours alone."
    ),
}
_LIMITS = (
    N_("It is no ground for refusing anything to anybody: no product, price, credit, service or complaint."),
    N_("It is not for judging staff, and not for selecting people outside this bank."),
    N_("It is not for customers who may not be profiled: nothing is scored of them."),
    N_(
        "A share beside a score is what happened among so many cases alike, not how sure it is of one customer;"
        " the reasons say what goes along with the outcome, not what causes it."
    ),
    N_("It holds for the data and the months that it was judged on; a later drift is not known to it."),
)
_OF_BANK = N_("the bank's own history")
AS_TODAY = N_("kept only as it is today, which tells of what came after")
TOO_MANY = N_("a card has a limited number of characteristics")
"""Why the bank's own cards leave fields out."""

OWN = "scorecard"
"""How figures name the card itself, beside the controls."""
_RANKINGS = {
    OWN: N_("this card"),
    "previous_rate": N_("the rate before, alone"),
    "logistic": N_("logistic regression"),
    "boosted_tree": N_("boosted tree"),
}


class Part(NamedTuple):
    """A part of a model card: paragraphs, then a table where it has columns; `points` of a field are a part each."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    points: bool = False


class Naming(NamedTuple):
    """By what names a card is read, and in what currency: None for amounts of a table, which say nothing of it."""

    policy: Policy
    currency: str | None


def of_table(card: Scorecard, source: str, columns: "Columns") -> Scorecard:
    """Return a card that says of which table it was made, what an event is and which columns were left out."""
    made = {
        "source": source,
        "event": f"{columns.outcome} = {columns.event}",
        "left_out": {**columns.after, **columns.unused},
    }
    return card._replace(trained={**card.trained, **made})


def of_bank(card: Scorecard, left_out: Mapping[str, str], days: Mapping[int, int]) -> Scorecard:
    """Return a card that says that it was made of the bank's months; `days` has that of each case with which one
    begins.
    """
    blocks = [{**each, "on": days[each["from"]]} for each in card.judged["each_block"]]
    made = {
        "source": _OF_BANK,
        "left_out": dict(left_out),
        "first_on": min(days.values()),
        "last_on": max(days.values()),
    }
    return card._replace(trained={**card.trained, **made}, judged={**card.judged, "each_block": blocks})


def title(card: Scorecard, family: str | None, naming: Naming) -> str:
    """Return what a card is called."""
    task = prediction_words.card(card.task, family, naming.policy)
    return _("Scorecard “{task}”, version {version}", task=task, version=card.version)


def parts(card: Scorecard, family: str | None, naming: Naming) -> Iterator[Part]:
    """Yield the parts of the model card of a card, in the present language."""
    yield Part(_("Purpose"), tuple(_purpose(card, family, naming)))
    yield Part(_("What it must not be used for"), tuple(_(limit) for limit in _LIMITS))
    yield Part(_("Trained"), tuple(_trained(card)))
    yield _judged(card)
    yield _blocks(card)
    yield Part(_("Left out"), tuple(_left_out(card, naming)) or (_("nothing"),))
    yield Part(
        _("Calibration"),
        (_("What happened among the newest cases, which the cards that scored them had not seen."),),
        (_("points from"), _("share"), "n"),
        tuple((str(one.points), format_percent(one.share), f"{one.n:,}") for one in card.calibration),
    )
    values = {"base": card.base, "double": POINTS_TO_DOUBLE}
    yield Part(
        _("Points"), (_("Points are added to {base}; {double} more points double the odds.", **values),)
    )
    for each in card.characteristics:
        yield _points(each, naming)


def markdown(card: Scorecard, family: str | None, naming: Naming) -> str:
    """Return the model card as Markdown."""
    lines = [f"# {title(card, family, naming)}"]
    for part in parts(card, family, naming):
        lines += ["", f"{'###' if part.points else '##'} {part.heading}"]
        lines += chain.from_iterable(("", paragraph) for paragraph in part.paragraphs)
        if part.columns:
            cells = [part.columns, ("---",) * len(part.columns), *part.rows]
            lines += ["", *(f"| {' | '.join(map(_escaped, row))} |" for row in cells)]
    return "\n".join(lines) + "\n"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")


def _purpose(card: Scorecard, family: str | None, naming: Naming) -> Iterator[str]:
    name = prediction_words.family(family, naming.policy)
    if purpose := _PURPOSES.get(card.task):
        yield _(purpose, family=name, days=card.horizon_days)


def _trained(card: Scorecard) -> Iterator[str]:
    made = card.trained
    if "source" in made:
        yield _("Data: {source}", source=_(made["source"]))
    if "event" in made:
        yield _("An event: {event}", event=made["event"])
    if "first_on" in made:
        first, last = (words.column_day(made[name]) for name in ("first_on", "last_on"))
        yield _(
            "Customers as they were at the ends of months from {first} to {last}.", first=first, last=last
        )
    if made.keys() >= {"from", "to", "cases", "events"}:
        yield _(
            "Cases {begin} to {end} in time order: {cases}, of which {events} events.",
            begin=f"{made['from'] + 1:,}",
            end=f"{made['to']:,}",
            cases=f"{made['cases']:,}",
            events=f"{made['events']:,}",
        )
    if made.keys() >= {"half_life", "stratum", "penalty", "bands"}:
        yield _(
            "An older case counts half every {half_life}; each {stratum} in a row share a level that the card leaves"
            " out. L2 penalty C = {penalty}, at most {bands} bands for a number.",
            half_life=f"{made['half_life']:,}",
            stratum=f"{made['stratum']:,}",
            penalty=f"{made['penalty']:g}",
            bands=made["bands"],
        )
    if made.get("tried", 1) > 1:
        yield _(
            "Of {n} strengths of the penalty the one counts that ranked the newest quarter of the cases best.",
            n=made["tried"],
        )


def _left_out(card: Scorecard, naming: Naming) -> Iterator[str]:
    """Yield the fields that were left out, together for each reason."""
    for_reason: dict[str, list[str]] = {}
    left_out: Mapping[str, str] = card.trained.get("left_out", {})
    for field, why in left_out.items():
        for_reason.setdefault(why, []).append(prediction_words.name(field, naming.policy))
    for why, names in for_reason.items():
        yield _("{fields}: {why}", fields=_(", ").join(names), why=_(why))


def _judged(card: Scorecard) -> Part:
    figures = {name: each for name, each in card.judged.items() if isinstance(each, Mapping)}
    if not figures:
        return Part(_("Judged"), (_("not known"),))
    said = _(
        "Blocks in time order: {blocks}, each ranked by a card of what was known before it. Means are weighted by"
        " size; the pooled AUC measures drift, not skill. The newest blocks: AUC {auc}. Drift of the newest cases"
        " (PSI): {drift}.",
        blocks=card.judged["blocks"],
        auc=f"{card.judged['recent_auc']:.3f}",
        drift=f"{card.judged['drift']:.3f}",
    )
    rows = tuple(
        (ranking(name), f"{each['auc']:.4f}", format_percent(each["best_half"]), f"{each['pooled_auc']:.4f}")
        for name, each in sorted(figures.items(), key=_own_first)
    )
    columns = ("", _("mean AUC"), _("events in the best half"), _("pooled AUC"))
    return Part(_("Judged"), (said,), columns, rows)


def _blocks(card: Scorecard) -> Part:
    blocks: Sequence[Mapping[str, Any]] = card.judged.get("each_block", ())
    names = [name for name, _auc in sorted(blocks[0]["auc"].items(), key=_own_first)] if blocks else []
    rows = tuple(
        (
            words.column_day(each["on"]) if "on" in each else f"{each['from']:,}",
            f"{each['cases']:,}",
            f"{each['events']:,}",
            *(f"{each['auc'][name]:.3f}" for name in names),
        )
        for each in blocks
    )
    if not rows:
        return Part(_("AUC of each block"), (_("not known"),))
    columns = (_("begins"), _("cases"), _("events"), *(ranking(name) for name in names))
    return Part(_("AUC of each block"), (), columns, rows)


def _own_first(ranked: tuple[str, object]) -> tuple[bool, str]:
    return ranked[0] != OWN, ranked[0]


def ranking(name: str) -> str:
    """Return what a ranking is called: the card, or a control."""
    return _(_RANKINGS[name]) if name in _RANKINGS else name


def _points(each: Characteristic, naming: Naming) -> Part:
    lows = {band.low for band in each.bands}
    # Of what is known only as it is today a card knows whether there is any.
    values = (
        _any if each.field.endswith("_minor") and lows == {None, 1} else partial(_values, each.field, naming)
    )
    rows = tuple((values(band), _signed(band.points)) for band in each.bands)
    heading = prediction_words.name(each.field, naming.policy)
    return Part(heading, (), (_("values"), _("points")), rows, points=True)


def _signed(points: int) -> str:
    return f"{points:+d}" if points else "0"


def _any(band: Band) -> str:
    if band.missing:
        return _("not known")
    return _("some") if band.low else _("none")


def _values(field: str, naming: Naming, band: Band) -> str:
    if band.missing:
        return _("not known")
    if band.codes:
        return _(", ").join(prediction_words.said(field, code, naming.policy) for code in band.codes)
    low, high = (None if end is None else _edge(field, naming, end) for end in (band.low, band.high))
    if low is None and high is None:
        return _("all")
    if low is None:
        return _("below {value}", value=high)
    if high is None:
        return _("from {value}", value=low)
    return _("from {low} to below {high}", low=low, high=high)


def _edge(field: str, naming: Naming, value: float) -> str:
    if value != int(value):
        return f"{value:,.4g}"
    if naming.currency is None:
        return f"{int(value):,}"
    amount = prediction_words.in_currency(field, int(value), naming.currency)
    return prediction_words.said(field, amount, naming.policy)

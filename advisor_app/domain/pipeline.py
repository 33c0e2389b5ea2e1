"""Opportunities (商机): their stages, what may be recorded of one, and what they add up to.

An opportunity goes from prospect over contacted and qualified to won or lost. It may skip a stage or go back, and one
that was won or lost may be taken up again; from won straight to lost it does not go.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from advisor_app.domain.dates import month_start
from advisor_app.domain.entries import LONG, MISSING, Reader, Terms
from advisor_app.domain.masking import MaskedText
from advisor_app.domain.money import convert
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.domain.surveys import Share, csat

WON, LOST, WITHDRAWN = "won", "lost", "withdrawn"
STAGES = (*OPEN_STAGES, WON, LOST)
NO_SUCH_MOVE = "no_such_move"
NO_STEP = "no_step"
"""A day is given, and nothing is said of what is to be done on it."""


@dataclass(frozen=True, slots=True)
class OpportunityEntry:
    """An opportunity as it is typed. `reason` of one that was lost is a code of the policy or words of one's own."""

    customer_id: bytes | None = None
    title: str = ""
    product_id: int | None = None
    product_kind: str = ""
    stage: str = OPEN_STAGES[0]
    amount: str = ""
    reason: str = ""
    note: str = ""
    next_step: str = ""
    next_step_on: str = ""


class Pursued(NamedTuple):
    """What is recorded of an opportunity; the names are those of the record."""

    title: str
    product_id: int | None
    product_kind: str | None
    stage: str
    amount_minor: int | None
    reason: str | None
    note: str | None
    next_step: str | None
    next_step_on: int | None


class OpportunityRow(NamedTuple):
    """An opportunity as it is shown, its words masked; `product` is the name of the product, `advisor` who has it."""

    id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    title: MaskedText
    product_id: int | None
    product: str | None
    product_kind: str | None
    campaign: str | None
    stage: str
    amount_minor: int | None
    currency: str | None
    reason: MaskedText | None
    note: MaskedText | None
    next_step: MaskedText | None
    next_step_on: int | None
    opened_on: int
    closed_on: int | None
    advisor: str | None
    pending: bool


class StageFigures(NamedTuple):
    """How many opportunities stand in a stage, and for how much, in minor units of the bank's currency.

    `weighted_minor` is what may be expected of the open ones; `unknown` is how many have no amount that can be added.
    """

    stage: str
    n: int
    amount_minor: int
    weighted_minor: int
    unknown: int


class MonthFigures(NamedTuple):
    """How opportunities ended in a month, which is named by its first day."""

    month: int
    won: int
    won_minor: int
    lost: int


class Figures(NamedTuple):
    """What opportunities add up to: by stage in order, by the month in which they ended, and how many are won."""

    stages: tuple[StageFigures, ...]
    months: tuple[MonthFigures, ...]
    won: Share


def may_move(before: str, after: str) -> bool:
    """Tell whether an opportunity may go from one stage to another."""
    return before != after and after in STAGES and (before in OPEN_STAGES or after in OPEN_STAGES)


def check(
    entry: OpportunityEntry, terms: Terms, currency: str, was: OpportunityEntry | None = None
) -> Pursued:
    """Return what is to be recorded; EntryError names everything that is wrong, field by field.

    `was` is the entry before it was edited: days and words that are as they were are not judged again.
    """
    reader, codes = Reader(terms), terms.policy.codes
    if entry.customer_id is None:
        reader.wrong("customer", MISSING)
    won, lost = entry.stage == WON, entry.stage == LOST
    before = was.stage if was else OPEN_STAGES[0]
    if entry.stage not in STAGES or not (entry.stage == before or may_move(before, entry.stage)):
        reader.wrong("stage", NO_SUCH_MOVE, before=before, after=entry.stage)
    if won and entry.product_id is None and not entry.product_kind:
        reader.wrong("product", MISSING)
    step = reader.line("next_step", entry.next_step)
    step_on = reader.day_ahead("next_step_on", entry.next_step_on)
    if entry.next_step_on.strip() and not step:
        reader.wrong("next_step", NO_STEP)
    pursued = Pursued(
        title=reader.line("title", entry.title, required=True) or "",
        product_id=entry.product_id,
        product_kind=reader.code("product", entry.product_kind, codes.product_kinds),
        stage=entry.stage,
        amount_minor=reader.amount("amount", entry.amount, currency, required=won),
        reason=reader.line("reason", entry.reason, required=True) if lost else None,
        note=reader.text("note", entry.note, LONG),
        next_step=None if won or lost else step,
        next_step_on=None if won or lost else step_on,
    )
    reader.done(_untouched(entry, was))
    return pursued


def figures(rows: Iterable[OpportunityRow], policy: Policy, base: str, rates: Mapping[str, str]) -> Figures:
    """Add opportunities up in the base currency; the share of those won has an interval where they are few."""
    rows = [row for row in rows if row.stage in STAGES]
    amounts = [(row, _in_base(row, base, rates)) for row in rows]
    stages = tuple(
        _stage(stage, [amount for row, amount in amounts if row.stage == stage], policy) for stage in STAGES
    )
    ended = [(row, amount) for row, amount in amounts if row.closed_on is not None]
    months = sorted({month_start(row.closed_on or 0) for row, _ in ended}, reverse=True)
    won = csat(stages[-2].n, stages[-2].n + stages[-1].n)
    return Figures(
        stages,
        tuple(_month(month, ended) for month in months),
        won if won.n < policy.surveys.interval_below else won._replace(low=None, high=None),
    )


def in_order(row: OpportunityRow) -> tuple[bool, int, int, bytes]:
    """Return what opportunities of a stage are ordered by: the next step first, then the largest, then the oldest."""
    return row.next_step_on is None, row.next_step_on or 0, -(row.amount_minor or 0), row.id


def _stage(stage: str, amounts: Sequence[int | None], policy: Policy) -> StageFigures:
    total = sum(amount or 0 for amount in amounts)
    weight = policy.opportunities.weights.get(stage, 0)
    return StageFigures(stage, len(amounts), total, total * weight // 100, amounts.count(None))


def _month(month: int, ended: Sequence[tuple[OpportunityRow, int | None]]) -> MonthFigures:
    there = [(row, amount) for row, amount in ended if month_start(row.closed_on or 0) == month]
    won = [amount or 0 for row, amount in there if row.stage == WON]
    return MonthFigures(month, len(won), sum(won), len(there) - len(won))


def _in_base(row: OpportunityRow, base: str, rates: Mapping[str, str]) -> int | None:
    if row.amount_minor is None or row.currency is None or row.currency == base:
        return row.amount_minor
    rate = rates.get(row.currency)
    return None if rate is None else convert(row.amount_minor, row.currency, Decimal(rate), base)


def _untouched(entry: OpportunityEntry, was: OpportunityEntry | None) -> set[str]:
    """Return the fields that are as they were, of an opportunity that stays in its stage."""
    if was is None or was.stage != entry.stage:
        return set()
    same = {
        name for name in OpportunityEntry.__dataclass_fields__ if getattr(entry, name) == getattr(was, name)
    }
    return same | ({"product"} if {"product_id", "product_kind"} <= same else set())

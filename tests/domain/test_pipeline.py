"""Stages of opportunities: which moves there are, what each asks for, and what they add up to."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from advisor_app.domain.dates import to_day
from advisor_app.domain.entries import EntryError, Terms
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.pipeline import (
    STAGES,
    WITHDRAWN,
    MonthFigures,
    OpportunityEntry,
    OpportunityRow,
    StageFigures,
    check,
    figures,
    in_order,
    may_move,
)
from tests.domain.test_entries import POLICY, TODAY

TERMS = Terms(POLICY, TODAY)
WHOLE = OpportunityEntry(
    bytes(16), "理财到期承接", None, "wealth", "qualified", "50万", "", "", "约面谈", "明天"
)


def wrong(entry: OpportunityEntry, was: OpportunityEntry | None = None) -> list[tuple[str, str]]:
    with pytest.raises(EntryError) as error:
        check(entry, TERMS, "CNY", was)
    return [(problem.field, problem.reason) for problem in error.value.problems]


def test_moves_go_anywhere_but_from_one_end_to_the_other() -> None:
    refused = {(a, b) for a, b in product(STAGES, STAGES) if not may_move(a, b)}
    assert refused == {(stage, stage) for stage in STAGES} | {("won", "lost"), ("lost", "won")}
    assert not may_move("prospect", WITHDRAWN)


def test_a_whole_one_is_recorded_as_typed() -> None:
    pursued = check(WHOLE, TERMS, "CNY")
    assert pursued._asdict() == {
        "title": "理财到期承接",
        "product_id": None,
        "product_kind": "wealth",
        "stage": "qualified",
        "amount_minor": 50_000_000,
        "reason": None,
        "note": None,
        "next_step": "约面谈",
        "next_step_on": TODAY + 1,
    }


def test_winning_asks_for_amount_and_product_and_losing_for_a_reason() -> None:
    bare = OpportunityEntry(bytes(16), "存款")
    assert wrong(replace(bare, stage="won"), bare) == [("product", "missing"), ("amount", "missing")]
    assert wrong(replace(bare, stage="lost"), bare) == [("reason", "missing")]
    assert check(replace(bare, stage="lost", reason="price"), TERMS, "CNY", bare).reason == "price"
    won = check(replace(WHOLE, stage="won", reason="price"), TERMS, "CNY", WHOLE)
    assert (won.reason, won.next_step, won.next_step_on) == (None, None, None)
    lost = replace(bare, stage="lost", reason="price")
    assert wrong(replace(WHOLE, stage="won"), lost) == [("stage", "no_such_move")]


def test_an_edit_does_not_judge_again_what_was_left_alone() -> None:
    late = replace(WHOLE, next_step_on="2026-11-01")
    assert wrong(late) == [("next_step_on", "in_past")]
    assert check(replace(late, note="改天再约"), TERMS, "CNY", late).note == "改天再约"
    assert wrong(replace(late, next_step_on="2026-11-02"), late) == [("next_step_on", "in_past")]
    assert wrong(OpportunityEntry(next_step_on="明天")) == [
        ("customer", "missing"),
        ("next_step", "no_step"),
        ("title", "missing"),
    ]


def row(stage: str, minor: int | None, closed_on: int | None = None, currency: str = "CNY") -> OpportunityRow:
    title = mask_free_text("存款")
    about = (bytes(16), bytes(16), "张伟", "1", title, None, None, None, None, stage, minor, currency)
    return OpportunityRow(*about, None, None, None, None, TODAY - 60, closed_on, None, False)


def test_figures_add_up_by_stage_and_month() -> None:
    nov, oct_ = to_day_of(11), to_day_of(10)
    rows = [
        row("prospect", 100_00),
        row("prospect", None),
        row("contacted", 10_00, currency="USD"),
        row("contacted", 10_00, currency="XXX"),
        row("qualified", 50_00),
        row("won", 70_00, nov),
        row("won", 30_00, oct_),
        row("won", 5_00, nov),
        row("lost", 40_00, nov),
        row("withdrawn", 40_00, nov),
    ]
    found = figures(rows, POLICY, "CNY", {"USD": "7.1"})
    assert found.stages == (
        StageFigures("prospect", 2, 100_00, 10_00, 1),
        StageFigures("contacted", 2, 71_00, 21_30, 1),
        StageFigures("qualified", 1, 50_00, 30_00, 0),
        StageFigures("won", 3, 105_00, 0, 0),
        StageFigures("lost", 1, 40_00, 0, 0),
    )
    assert found.months == (
        MonthFigures(to_day_of(11, 1), 2, 75_00, 1),
        MonthFigures(to_day_of(10, 1), 1, 30_00, 0),
    )
    assert (found.won.value, found.won.n) == (0.75, 4)
    assert found.won.low is not None
    assert found.won.low < 0.75


def test_next_steps_come_first_then_the_largest() -> None:
    soon = row("prospect", 1)._replace(next_step_on=TODAY)
    later = row("prospect", 900)._replace(next_step_on=TODAY + 3)
    rows = [row("prospect", 5), later, row("prospect", 700), soon]
    assert [each.amount_minor for each in sorted(rows, key=in_order)] == [1, 900, 700, 5]


def to_day_of(month: int, day: int = 15) -> int:
    return to_day(date(2026, month, day))

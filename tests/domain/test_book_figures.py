"""Movements between tiers and the coverage of contact rhythms, as the book counts them."""

import pytest

from advisor_app.domain.book_figures import (
    DOWN,
    NEW,
    UP,
    Coverage,
    Move,
    coverage,
    direction_of,
    in_order,
    move_value,
    single_moves,
    tiers_of,
)
from advisor_app.domain.policy import parse
from advisor_app.paths import resources

POLICY = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ("mass", "gold", UP),
        ("prospect", "private", UP),
        ("wealth", "gold", DOWN),
        ("mass", "prospect", DOWN),
        (None, "prospect", NEW),
        (None, "private", NEW),
        ("platinum", "gold", None),
        ("gold", "platinum", None),
        (None, "platinum", None),
    ],
)
def test_a_movement_has_the_direction_of_the_ladder(
    before: str | None, now: str, direction: str | None
) -> None:
    move = Move(before, now, 1)
    assert direction_of(POLICY, move) == direction
    assert tiers_of(move_value(move)) == (before or "", now)


def test_a_direction_means_each_movement_that_goes_so() -> None:
    assert single_moves([UP], POLICY) == [
        "gold>private",
        "gold>wealth",
        "mass>gold",
        "mass>private",
        "mass>wealth",
        "prospect>gold",
        "prospect>mass",
        "prospect>private",
        "prospect>wealth",
        "wealth>private",
    ]
    assert len(single_moves([DOWN], POLICY)) == 10
    assert single_moves([NEW], POLICY) == [">gold", ">mass", ">private", ">prospect", ">wealth"]
    assert single_moves(["platinum>gold"], POLICY) == ["platinum>gold"]
    assert single_moves([], POLICY) == single_moves(["sideways"], POLICY) == []


def test_movements_upwards_come_first_and_the_largest_of_each() -> None:
    up, more, down, new, unknown = (
        Move("mass", "gold", 2),
        Move("gold", "wealth", 5),
        Move("gold", "mass", 9),
        Move(None, "mass", 30),
        Move("platinum", "mass", 40),
    )
    assert in_order(POLICY, [unknown, new, down, up, more]) == (more, up, down, new, unknown)


def test_coverage_names_every_tier_with_a_rhythm_from_the_highest() -> None:
    counted = [("gold", "red", 4), ("private", "good", 1), ("gold", "never", 2), ("gold", "good", 3)]
    assert coverage(POLICY, counted) == (
        Coverage("private", 30, good=1),
        Coverage("wealth", 60),
        Coverage("gold", 180, good=3, red=4, never=2),
    )
    assert coverage(POLICY, counted)[2].customers == 9

"""Cases of a past that is known: judged in time order, with no outcome in a window that was not known by then."""

from typing import Any

import numpy as np
import pytest

from advisor_app.analysis.scorecards import evaluation, publishing
from advisor_app.domain.dates import add_months
from advisor_app.domain.policy import Policy
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office.policies import from_file
from advisor_app.head_office.training.cases import Cases, cases
from advisor_app.head_office.training.history import Snapshot

FIRST = 20_088  # 2024-12-31
MONTHS, PEOPLE = 9, 900


class Bought:
    """An outcome within 60 days, as it was drawn."""

    horizon_days = 60

    def __init__(self, events: dict[int, Any]) -> None:
        self._events = events

    def known_on(self, day: int) -> int:
        return day + self.horizon_days

    def of(self, day: int, customers: list[bytes]) -> dict[bytes, int]:
        return {key: int(self._events[day][int(key)]) for key in customers if int(key) % 50}


def days() -> list[int]:
    return [add_months(FIRST, months + 1) - 1 for months in range(MONTHS)]


def history(seed: int, leak: bool = False, shuffled: bool = False) -> tuple[list[Snapshot], Bought]:
    """Return months in which who is young buys four times as often; shuffled, who buys does not depend on anything."""
    random = np.random.default_rng(seed)
    people, events = [], {}
    for day in days():
        age, noise = random.uniform(20, 80, PEOPLE), random.normal(size=PEOPLE)
        bought = (random.random(PEOPLE) < np.where(age < 35, 0.4, 0.1)).astype(int)
        values = {"age_years": age, "visits_90": noise}
        if leak:
            values["held_fund_minor"] = bought * 5 + random.normal(size=PEOPLE)
        events[day] = random.permutation(bought) if shuffled else bought
        people.append(Snapshot(day, [str(number).encode() for number in range(PEOPLE)], values))
    return people, Bought(events)


def made(found: tuple[list[Snapshot], Bought], policy: Policy | None = None) -> Cases:
    rules = policy or from_file(None)
    return cases(*found, rules, publishing.of_policy(rules.training))


def judged(found: Cases) -> float:
    blocks, figures = evaluation.evaluate(found.table, found.training, {}, None, found.parts)
    assert len(blocks) == len(found.parts)
    return figures[evaluation.CARD].auc


def test_a_month_is_judged_by_months_whose_outcome_was_known_by_then() -> None:
    found = made(history(1))
    asked = PEOPLE - PEOPLE // 50
    assert len(found.table) == MONTHS * asked
    # 60 days after 31 December is 1 March: the first month that the first window may judge ends after it.
    assert days()[3] >= days()[0] + 60 > days()[1]
    first_window, first_block = found.parts[0]
    judged_day = days()[first_block.start // asked]
    for window, block in found.parts:
        judged_day = days()[block.start // asked]
        last_trained = days()[window.stop // asked - 1]
        assert last_trained + 60 <= judged_day
        # And nothing is left out that could have been known.
        following = window.stop // asked
        assert days()[following] + 60 > judged_day
    assert first_window.start == 0


def test_a_card_of_the_bank_ranks_and_a_shuffled_label_does_not() -> None:
    seed = int(np.random.default_rng().integers(2**31))
    print("seed", seed)
    assert judged(made(history(seed))) > 0.6
    # Over 24 blocks' worth of cases chance lies within 0.03.
    chance = [judged(made(history(seed + each, shuffled=True))) for each in range(4)]
    assert abs(float(np.mean(chance)) - 0.5) < 0.03


def test_a_field_that_knows_the_outcome_is_refused() -> None:
    clean, leaking = made(history(5)), made(history(5, leak=True))
    publishing.check_leaks(clean.table, clean.training, clean.limits)
    with pytest.raises(InputError, match="held_fund_minor"):
        publishing.check_leaks(leaking.table, leaking.training, leaking.limits)


def test_too_short_a_past_is_refused_with_what_there_is() -> None:
    people, bought = history(3)
    with pytest.raises(RefusedError, match="2 "):
        made((people[:2], bought))
    nothing = Bought({day: np.zeros(PEOPLE, dtype=int) for day in days()})
    with pytest.raises(RefusedError, match="0 "):
        made((people, nothing))
    with pytest.raises(RefusedError):
        made(([], bought))


def test_a_card_has_at_most_the_fields_of_the_policy() -> None:
    people, bought = history(4)
    random = np.random.default_rng(4)
    wide = [
        month._replace(values={**month.values, **{f"n{i}": random.normal(size=PEOPLE) for i in range(20)}})
        for month in people
    ]
    found = made((wide, bought))
    blocks, figures = evaluation.evaluate(found.table, found.training, {}, None, found.parts)
    card = publishing.publish(
        "need", 1, found.table, found.training, found.limits, blocks, figures, horizon_days=60
    )
    assert len(card.characteristics) == from_file(None).predictions.fields
    assert "age_years" in [one.field for one in card.characteristics]
    assert (card.horizon_days, card.trained["cases"]) == (60, len(found.table))

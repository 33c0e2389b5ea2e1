"""Adding up a scorecard, its reasons, and documents that are none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.scorecards import (
    Band,
    Calibration,
    CardError,
    Characteristic,
    Given,
    Scorecard,
    from_json,
    score,
    to_json,
)

BALANCE = Characteristic(
    "balance", (Band(-9, high=0.0), Band(2, 0.0, 1000.0), Band(30, low=1000.0), Band(-1, missing=True)), 0
)
JOB = Characteristic("job", (Band(7, codes=("student",)), Band(-4, codes=("housemaid", "unknown"))), 1)
CARD = Scorecard(
    "contact",
    3,
    500,
    (BALANCE, JOB),
    (Calibration(480, 0.1, 200), Calibration(505, 0.25, 120), Calibration(530, 0.6, 90)),
    {"cases": 20},
    {"recent_auc": 0.6},
)


@pytest.mark.parametrize(
    ("values", "points", "share"),
    [
        ({"balance": -0.01, "job": "student"}, 498, 0.1),
        ({"balance": 0.0, "job": "unknown"}, 498, 0.1),
        ({"balance": 999.99, "job": "student"}, 509, 0.25),
        ({"balance": 1000.0, "job": "student"}, 537, 0.6),
        ({"balance": None, "job": None}, 500, 0.1),
        ({"job": "sculptor"}, 500, 0.1),
        ({"balance": -5.0, "job": "housemaid"}, 487, 0.1),
    ],
)
def test_points_are_added_up(values: dict[str, float | str | None], points: int, share: float) -> None:
    result = score(CARD, values)
    assert (result.points, result.share) == (points, share)


def test_the_reasons_are_the_bands_that_gave_the_points() -> None:
    result = score(CARD, {"balance": 1500.0, "job": "housemaid"})
    assert result.reasons == (Given("balance", 1500.0, 30, 30), Given("job", "housemaid", -4, -5))
    assert (result.points, result.n) == (526, 120)


def test_below_all_that_was_seen_the_lowest_share_stands() -> None:
    low = CARD._replace(base=100)
    assert score(low, {}).share == 0.1
    assert score(CARD._replace(calibration=()), {}).share is None


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["student", "unknown", "other", None])
)
def test_a_document_says_the_same_card(balance: float, job: str | None) -> None:
    again = from_json(to_json(CARD))
    assert again == CARD
    assert score(again, {"balance": balance, "job": job}) == score(CARD, {"balance": balance, "job": job})


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"characteristics": []},
        {"calibration": [{"points": 5, "share": 0.2, "n": 1}, {"points": 5, "share": 0.3, "n": 1}]},
        {"calibration": [{"points": 5, "share": 1.2, "n": 1}]},
        {"base": "500"},
        {"surprise": 1},
        {"characteristics": [{"field": "a", "other": 0, "bands": [{"points": "x"}]}]},
        {"characteristics": [{"field": "a"}]},
    ],
)
def test_what_is_no_card_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(CardError):
        from_json(json.dumps({**json.loads(to_json(CARD)), **change}))


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"format": 1}'])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(CardError):
        from_json(text)

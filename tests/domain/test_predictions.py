"""What a card says of a customer: points added up quickly are the points of the reference, and lifts what was seen."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.predictions import Adder, average, lift_percent, predict
from advisor_app.domain.scorecards import Band, Calibration, Characteristic, Scorecard, score

CARD = Scorecard(
    task="churn",
    version=3,
    base=500,
    characteristics=(
        Characteristic(
            "aum_change_percent",
            (Band(30, None, -20), Band(4, -20, 5), Band(-12, 5, None), Band(1, missing=True)),
            0,
        ),
        Characteristic("channel", (Band(7, codes=("app", "web")), Band(-3, codes=("counter",))), 2),
    ),
    # 300 of 3,000 alike: one in ten.
    calibration=(Calibration(450, 0.05, 2000), Calibration(505, 0.1, 500), Calibration(525, 0.3, 500)),
    trained={},
    judged={},
    horizon_days=90,
)
bands = st.lists(st.integers(-50, 50), min_size=0, max_size=5, unique=True).map(sorted)
numbers = st.none() | st.integers(-60, 60) | st.floats(-60, 60, allow_nan=False)


def test_the_lift_is_the_share_of_those_alike_against_all() -> None:
    assert average(CARD) == 0.1
    assert [lift_percent(CARD, points) for points in (400, 450, 504, 505, 525, 600)] == [
        50,
        50,
        50,
        100,
        300,
        300,
    ]


def test_without_a_calibration_the_odds_say_how_likely_it_is() -> None:
    bare = CARD._replace(calibration=())
    assert [lift_percent(bare, points) for points in (480, 500, 520, 540)] == [50, 100, 200, 400]
    assert predict(bare, None, {}, 0).share is None


def test_a_prediction_names_the_bands_that_gave_points() -> None:
    found = predict(CARD, None, {"aum_change_percent": -35, "channel": "counter"}, 20_000)
    assert (found.points, found.share, found.n, found.lift_percent) == (527, 0.3, 500, 300)
    assert (found.version, found.horizon_days, found.data_on) == (3, 90, 20_000)
    # The points of a characteristic are told against its average.
    assert found.reasons(2) == (("aum_change_percent", -35, 30),)
    assert found.objections(2) == (("channel", "counter", -5),)


@given(bands, numbers, st.sampled_from([None, "app", "web", "counter", "moon"]))
def test_halving_finds_the_points_of_the_reference(
    edges: list[int], value: float | None, code: str | None
) -> None:
    limits = [None, *edges, None]
    cut = tuple(Band(place * 3, low, high) for place, (low, high) in enumerate(pairwise(limits)))
    first = Characteristic("aum_change_percent", (*cut, Band(-9, missing=True)), 0)
    card = CARD._replace(characteristics=(first, CARD.characteristics[1]))
    values = {"aum_change_percent": value, "channel": code}
    adder = Adder(card)
    assert adder.points(values) == score(card, values).points
    assert adder.predict("fund", values, 20_000) == predict(card, "fund", values, 20_000)
    assert adder.lift_percent(values) == lift_percent(card, adder.points(values))


@given(numbers)
def test_bands_with_a_gap_are_looked_through(value: float | None) -> None:
    gap = Characteristic("aum_change_percent", (Band(5, None, -10), Band(8, 10, 20)), 1)
    card = CARD._replace(characteristics=(gap,))
    assert (
        Adder(card).points({"aum_change_percent": value}) == score(card, {"aum_change_percent": value}).points
    )

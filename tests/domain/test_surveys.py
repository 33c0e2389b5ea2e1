"""Surveys: the formulas on figures known by hand, and intervals that hold what they promise."""

import random
from math import comb

import pytest

from advisor_app.domain.policy.feedback import Surveys
from advisor_app.domain.surveys import Scored, csat, figures, is_satisfied, nps

RULES = Surveys(satisfied_percent=80, interval_below=100)


def test_nps_is_the_share_of_nines_and_tens_less_that_of_nought_to_six() -> None:
    answers = [Scored(score, 10, 1) for score in (10, 9, 9, 8, 7, 6, 0, 10, 9, 3)]
    found = figures(RULES, answers)
    assert (found.promoters, found.detractors, found.nps.n) == (5, 3, 10)
    assert found.nps.value == pytest.approx(0.2)
    assert found.csat.n == 0
    assert found.csat.value is None


@pytest.mark.parametrize(("score", "satisfied"), [(1, False), (2, False), (3, False), (4, True), (5, True)])
def test_four_and_five_of_five_are_satisfied(score: int, satisfied: bool) -> None:
    assert is_satisfied(RULES, score, 5) is satisfied


def test_csat_is_satisfied_by_answers() -> None:
    found = figures(RULES, [Scored(5, 5, 30), Scored(4, 5, 15), Scored(3, 5, 10), Scored(1, 5, 5)])
    assert (found.satisfied, found.csat.n, found.csat.value) == (45, 60, 0.75)
    assert found.nps.value is None


def test_an_interval_stands_beside_few_answers_only() -> None:
    few, many = (figures(RULES, [Scored(5, 5, n - 9), Scored(1, 5, 9)]).csat for n in (99, 100))
    assert few.low is not None
    assert few.high is not None
    assert many.low is many.high is None


def test_wilson_as_published() -> None:
    """Wilson's interval for 9 of 10 is 0.596 to 0.982 (Newcombe 1998 gives such figures)."""
    found = csat(9, 10)
    assert found.low == pytest.approx(0.5958, abs=2e-4)
    assert found.high == pytest.approx(0.9821, abs=2e-4)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("n", [10, 25, 60])
def test_interval_of_csat_covers_the_truth(share: float, n: int) -> None:
    covered = 0.0
    for hit in range(n + 1):
        found = csat(hit, n)
        assert found.low is not None
        assert found.high is not None
        if found.low <= share <= found.high:
            covered += comb(n, hit) * share**hit * (1 - share) ** (n - hit)
    assert covered > 0.9


@pytest.mark.parametrize("shares", [(0.5, 0.2), (0.7, 0.1), (0.3, 0.3), (0.85, 0.05)])
def test_interval_of_nps_covers_the_truth(shares: tuple[float, float]) -> None:
    rng, covered, tries, n = random.Random(20), 0, 4_000, 20
    up, down = shares
    for _ in range(tries):
        drawn = [rng.random() for _ in range(n)]
        found = nps(sum(each < up for each in drawn), sum(each >= 1 - down for each in drawn), n)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= up - down <= found.high
    assert 0.92 < covered / tries <= 1


@pytest.mark.parametrize("counts", [(0, 0, 1), (1, 0, 1), (0, 1, 1), (5, 5, 10), (100, 0, 100)])
def test_intervals_hold_the_figure_and_stay_in_bounds(counts: tuple[int, int, int]) -> None:
    found = nps(*counts)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.value <= found.high <= 1

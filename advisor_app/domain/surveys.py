"""What surveys add up to: NPS and CSAT, each with the number of answers and, where these are few, an interval."""

from collections.abc import Iterable
from math import sqrt
from typing import NamedTuple

from advisor_app.domain.policy.feedback import SCALES, Surveys

PROMOTER_FROM, DETRACTOR_TO = 9, 6
_Z = 1.96  # for 95 %
# Rocks (2016), "Interval estimation for the Net Promoter Score": the adjusted Wald interval with three answers
# added, a quarter of them promoters, half passives and a quarter detractors, covers well where answers are few.
_ADDED, _ADDED_END = 3.0, 0.75


class Share(NamedTuple):
    """A figure between -1 and 1, of `n` answers; None without any. `low` and `high` bound it with 95 %."""

    value: float | None
    n: int
    low: float | None
    high: float | None


class Figures(NamedTuple):
    """What the answers to surveys add up to: the Net Promoter Score, and the share of the satisfied."""

    nps: Share
    promoters: int
    detractors: int
    csat: Share
    satisfied: int


class Scored(NamedTuple):
    """So many answers with the same score out of the same scale."""

    score: int
    scale: int
    answers: int


def figures(rules: Surveys, scored: Iterable[Scored]) -> Figures:
    """Add answers up. Out of ten means how likely a recommendation is, out of anything else how satisfied one is."""
    promoters = detractors = recommending = satisfied = judging = 0
    for score, scale, answers in scored:
        if scale == SCALES["nps"]:
            recommending += answers
            promoters += answers * (score >= PROMOTER_FROM)
            detractors += answers * (score <= DETRACTOR_TO)
        elif scale > 0:
            judging += answers
            satisfied += answers * is_satisfied(rules, score, scale)
    return Figures(
        beside(rules, nps(promoters, detractors, recommending)),
        promoters,
        detractors,
        beside(rules, csat(satisfied, judging)),
        satisfied,
    )


def is_satisfied(rules: Surveys, score: int, scale: int) -> bool:
    """Tell whether a score out of a scale is that of somebody satisfied."""
    return score * 100 >= rules.satisfied_percent * scale


def nps(promoters: int, detractors: int, n: int) -> Share:
    """Return the Net Promoter Score: the share of 9 and 10 less that of 0 to 6."""
    if n == 0:
        return Share(None, 0, None, None)
    all_of = n + _ADDED
    up, down = (promoters + _ADDED_END) / all_of, (detractors + _ADDED_END) / all_of
    middle = up - down
    around = _Z * sqrt((up + down - middle * middle) / all_of)
    value = (promoters - detractors) / n
    return Share(value, n, max(-1.0, min(value, middle - around)), min(1.0, max(value, middle + around)))


def csat(satisfied: int, n: int) -> Share:
    """Return the share of the satisfied, with the interval of Wilson."""
    if n == 0:
        return Share(None, 0, None, None)
    share, square = satisfied / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    around = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Share(share, n, max(0.0, min(share, middle - around)), min(1.0, max(share, middle + around)))


def beside(rules: Surveys, share: Share) -> Share:
    """Return a figure as it is shown: without its interval where there are answers enough."""
    return share if share.n < rules.interval_below else share._replace(low=None, high=None)

"""Benchmarks: each measures both sides of a ratio in one run and holds it against a stated goal."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One quantity: its value, what it is held against, the ratio of the two, the goal, and whether it is met."""

    name: str
    value: float
    unit: str
    against: str
    ratio: float
    goal: str
    ok: bool

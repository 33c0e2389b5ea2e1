"""The word lists in `resources/demo/`, and drawing from weighted lists.

They are data, not code, so that somebody who knows names, merchants and products better than a programmer
can mend them. All of them were made up for the demo bank.
"""

import tomllib
from bisect import bisect
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import accumulate
from random import Random
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from advisor_app.paths import resources

T = TypeVar("T")


@cache
def words(name: str) -> Mapping[str, Any]:
    """Return one of the word lists, parsed."""
    with (resources() / "demo" / f"{name}.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file))


class Weighted(Generic[T]):
    """Things to draw from, each as often as its weight says."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        listed = [(thing, weight) for thing, weight in pairs if weight > 0]
        self._things = [thing for thing, _ in listed]
        self._sums = list(accumulate(weight for _, weight in listed))

    def __bool__(self) -> bool:
        return bool(self._things)

    def draw(self, rng: Random) -> T:
        """Return one of the things."""
        return self._things[bisect(self._sums, rng.random() * self._sums[-1], hi=len(self._sums) - 1)]


def falling(things: Iterable[T]) -> Weighted[T]:
    """Return the things weighted so that the first comes up most, as with names and shops."""
    return Weighted((thing, 1 / (rank + 2)) for rank, thing in enumerate(things))

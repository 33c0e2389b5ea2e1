"""In what two texts differ, for a person to see at a glance: Chinese by characters, all else by words."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate

Span = tuple[int, int]

_PART = re.compile(r"[^\W_\u2e80-\U0010ffff]+|\s+|.", re.DOTALL)  # from U+2E80 on nothing is written in words
_MOST = 1_000_000
"""How many pairs of parts are compared at most; of what is longer, all between beginning and end differs."""
_ISLAND = 2
"""So many parts that are the same between two that differ are worth being told apart from these."""


def differences(one: str, other: str) -> tuple[list[Span], list[Span]]:
    """Return where each of two texts has what the other has not."""
    ours, theirs = _PART.findall(one), _PART.findall(other)
    first = _same_from_start(ours, theirs)
    last = _same_from_start(ours[first:][::-1], theirs[first:][::-1])
    ends = len(ours) - last, len(theirs) - last
    found: list[tuple[Span, Span]] = []
    for left, right in _differing(ours[first : ends[0]], theirs[first : ends[1]]):
        if found and left[0] + first - found[-1][0][1] < _ISLAND:
            before = found.pop()
            found.append(((before[0][0], left[1] + first), (before[1][0], right[1] + first)))
        else:
            found.append(((left[0] + first, left[1] + first), (right[0] + first, right[1] + first)))
    return _in_text(ours, [left for left, _ in found]), _in_text(theirs, [right for _, right in found])


def _differing(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[Span, Span]]:
    if len(ours) * len(theirs) > _MOST:
        return [((0, len(ours)), (0, len(theirs)))]
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return [((a, b), (c, d)) for tag, a, b, c, d in codes if tag != "equal"]


def _same_from_start(ours: Sequence[str], theirs: Sequence[str]) -> int:
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(ours), len(theirs)))


def _in_text(parts: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """Return spans of parts as spans of characters; those without any are left out."""
    starts = [0, *accumulate(map(len, parts))]
    return [(starts[a], starts[b]) for a, b in spans if a < b]

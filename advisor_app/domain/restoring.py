"""Editing text that is shown masked: what the masks hide must survive an edit of the words around it."""

import re
from collections import defaultdict, deque

_MASKED = re.compile(r"[A-Za-z]{0,2}(?:[0-9]{1,8}[ -]?){0,3}\*(?:[ -]?[0-9*]{1,20}){0,5}[Xx]?")
"""A number with stars in it, as masks leave it, with the digits that may be seen."""


def restored(raw: str, shown: str, typed: str) -> str:
    """Return `typed` with the hidden characters put back where a masked number still stands as it was shown.

    `shown` is `raw` with characters replaced in place, so that both have the same length. A number that was
    typed over in part is taken as it was typed.
    """
    if len(raw) != len(shown):
        raise ValueError("a mask keeps the length of a text")
    if typed == shown:
        return raw
    hidden: defaultdict[str, deque[str]] = defaultdict(deque)
    for masked in _MASKED.finditer(shown):
        hidden[masked[0]].append(raw[masked.start() : masked.end()])

    def number(found: re.Match[str]) -> str:
        return hidden[found[0]].popleft() if hidden[found[0]] else found[0]

    return _MASKED.sub(number, typed)

"""Editing text that is shown masked: what the masks hide must survive an edit of the words around it."""

from difflib import SequenceMatcher

_MOST_COMPARED = 2_000
"""Characters compared one by one; in a longer edit only what is the same at both ends keeps what was hidden."""


def restored(raw: str, shown: str, typed: str) -> str:
    """Return `typed` with the hidden characters put back wherever the text as `shown` was left as it was.

    `shown` is `raw` with characters replaced in place, so that both have the same length.
    """
    if len(raw) != len(shown):
        raise ValueError("a mask keeps the length of a text")
    if raw == shown:
        return typed
    head = _common(shown, typed)
    tail = _common(shown[head:][::-1], typed[head:][::-1])
    before, after = shown[head : len(shown) - tail], typed[head : len(typed) - tail]
    hidden = raw[head : len(raw) - tail]
    return raw[:head] + _middle(hidden, before, after) + raw[len(raw) - tail :]


def _middle(raw: str, shown: str, typed: str) -> str:
    if raw == shown or max(len(shown), len(typed)) > _MOST_COMPARED:
        return typed
    matcher = SequenceMatcher(None, shown, typed, autojunk=False)
    return "".join(
        raw[start:end] if kind == "equal" else typed[first:last]
        for kind, start, end, first, last in matcher.get_opcodes()
    )


def _common(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length

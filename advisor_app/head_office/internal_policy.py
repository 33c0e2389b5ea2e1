"""What of a policy no device is told: how suspicion of money laundering is looked for.

A policy is written, checked and published whole. What devices get is the same document without its internal parts, so
that whoever opens a device, or reads its store, learns nothing of the scenarios.
"""

from dataclasses import replace
from pathlib import Path

from advisor_app.domain.policy import Policy, PolicyError, parse
from advisor_app.domain.policy.lines import line_of, lines

NOT_APART = "internal_not_apart"
"""Why a document is refused out of which its internal parts cannot be cut."""

_KINDS, _LIMITS = "anomalies.internal", "anomalies.limits"


def default() -> str:
    """Return the internal part of the policy that ships with the program, which stands after the rest of it."""
    return Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")


def for_devices(text: str, policy: Policy) -> str:
    """Return the document of a policy without what is internal. Raises PolicyError where that cannot be cut out."""
    rules = policy.anomalies
    limits = [f"{_LIMITS}[{place}]" for place, one in enumerate(rules.limits, 1) if one.internal]
    if not (limits or rules.internal):
        return text
    found, kept = lines(text), text.splitlines(keepends=True)
    for path in (_KINDS, *limits):
        if path in found:
            first, last = _part(found, kept, path)
            kept[first:last] = [""] * (last - first)
    told = "".join(kept)
    left = replace(rules, internal=(), limits=tuple(one for one in rules.limits if not one.internal))
    try:
        is_apart = parse(told) == replace(policy, anomalies=left)
    except PolicyError:
        is_apart = False
    if not is_apart:
        key = limits[0] if limits else _KINDS
        error = PolicyError(key, NOT_APART)
        error.line = line_of(found, key)
        raise error
    return told


def _part(found: dict[str, int], text: list[str], path: str) -> tuple[int, int]:
    """Return where a key or a table begins and ends, with the remarks right above it but not those of what follows."""
    line = found[path]
    inside = (f"{path}.", f"{path}[")
    after = [at for key, at in found.items() if at > line and not key.startswith(inside)]
    first, last = line - 1, min(after, default=len(text) + 1) - 1
    while first > 0 and text[first - 1].startswith("#"):
        first -= 1
    while last > line and text[last - 1].strip()[:1] in ("", "#"):
        last -= 1
    return first, last

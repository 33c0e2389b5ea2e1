"""What two policies say differently, value by value; how a document is written makes no difference."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from advisor_app.domain.policy.schema import Policy

Value = str | int | bool | tuple[str | int, ...]


class Difference(NamedTuple):
    """A value that differs; None on the side that does not say it.

    `key` names the entries of lists by their codes, `place` by their numbers, as they stand in the newer document (in
    the older one, for what is no longer there).
    """

    key: str
    place: str
    old: Value | None
    new: Value | None


class _Leaf(NamedTuple):
    key: str
    place: str
    value: Value


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """Return what differs, in the order of the newer policy, then what it no longer says."""
    before = {leaf.key: leaf for leaf in _leaves(old, "", "")}
    after = {leaf.key: leaf for leaf in _leaves(new, "", "")}
    found = [
        Difference(key, leaf.place, before[key].value if key in before else None, leaf.value)
        for key, leaf in after.items()
        if key not in before or before[key].value != leaf.value
    ]
    found += [
        Difference(key, leaf.place, leaf.value, None) for key, leaf in before.items() if key not in after
    ]
    return tuple(found)


def _leaves(value: Any, key: str, place: str) -> Iterator[_Leaf]:
    """Yield the values below a key; nothing for what is not said."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), _join(key, field.name), _join(place, field.name))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, _join(key, name), _join(place, name))
    elif isinstance(value, tuple) and value and is_dataclass(value[0]):
        names = _names(value)
        yield _Leaf(f"{key}[]", place, tuple(names))  # an order that changes is a difference too
        for number, (name, item) in enumerate(zip(names, value, strict=True), 1):
            yield from _leaves(item, f"{key}[{name}]", f"{place}[{number}]")
    elif value is not None and value != ():
        yield _Leaf(key, place, value)


def _names(items: Sequence[Any]) -> list[str]:
    """Return what the entries of a list are called: by their first field if it tells them apart, else by number."""
    first = [getattr(item, fields(item)[0].name) for item in items]
    if all(isinstance(name, str) for name in first) and max(Counter(first).values()) == 1:
        return first
    return [str(number) for number in range(1, len(items) + 1)]


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name

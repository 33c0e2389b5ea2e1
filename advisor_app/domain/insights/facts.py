"""Facts as JSON: tuples with names become objects; what is unknown or empty is left out.

The same facts are the same text, so that what did not change can be told by comparing.
"""

import json
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


class InsightError(ValueError):
    """These are no facts that this program understands; the argument says what is wrong."""


def to_json(facts: Any) -> str:
    """Return facts as a document."""
    return json.dumps(_plain(facts), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """Return the facts in a document; InsightError for anything that is not of the form of `kind`."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InsightError(str(error)) from error
    facts: T = _facts(kind, document, kind.__name__)
    return facts


def _plain(value: Any) -> Any:
    if hasattr(value, "_fields"):
        pairs = zip(value._fields, value, strict=True)
        return {name: _plain(each) for name, each in pairs if each is not None and each != ()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return dict(value) if isinstance(value, Mapping) else value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)


def _facts(kind: Any, value: Any, where: str) -> Any:
    """Return a value of JSON as `kind`: a scalar, an optional, a tuple of one kind, a mapping or a named tuple."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return _one_of(arguments, value, where)
    if origin is tuple and isinstance(value, list):
        return tuple(_facts(arguments[0], each, where) for each in value)
    if origin is Mapping and isinstance(value, dict):
        return {name: _facts(arguments[1], each, f"{where}.{name}") for name, each in value.items()}
    if isinstance(value, dict) and hasattr(kind, "_fields"):
        return _named(kind, value, where)
    # True is an integer to Python, and not to anybody else.
    if origin is None and not hasattr(kind, "_fields") and type(value) is kind:
        return value
    raise InsightError(where)


def _one_of(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    for kind in kinds:
        if kind is type(value):
            return value
    rest = [kind for kind in kinds if kind not in (int, str, bool, types.NoneType)]
    if len(rest) != 1:
        raise InsightError(where)
    return _facts(rest[0], value, where)


def _named(kind: Any, document: dict[str, Any], where: str) -> Any:
    hints = _hints(kind)
    if unknown := document.keys() - hints.keys():
        raise InsightError(f"{where}.{min(unknown)}")
    given = {name: _facts(hints[name], each, f"{where}.{name}") for name, each in document.items()}
    try:
        return kind(**given)
    except TypeError as error:
        raise InsightError(f"{where}: {error}") from error

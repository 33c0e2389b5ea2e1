"""Building frozen dataclasses from a TOML document, strictly: the dataclasses are the schema.

Every key must be a field and every field without a default must be there, with a value of its type. Limits
of a value are declared beside its type: `Annotated[int, Between(1, 100)]`. Nothing is converted: 1.0, "1" and
true are not the number 1.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache, partial
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

MISSING_KEY = "missing_key"
UNKNOWN_KEY = "unknown_key"
WRONG_TYPE = "wrong_type"
OUT_OF_RANGE = "out_of_range"
NOT_A_CODE = "not_a_code"
EMPTY = "empty"
NOT_A_DATE = "not_a_date"

_NAMES = {dict: "table", list: "array", str: "string", int: "integer", bool: "boolean", float: "float"}


class PolicyError(ValueError):
    """A policy that is not used: the `key` where it is wrong, the `reason` (a name above) and its values.

    A key is a path such as `tiers[2].cut_off`; entries of a list are counted from 1. It is empty where the
    document as a whole is meant. `line` is where it stands in the document, None where nobody looked or it is missing;
    `further` is what else was found wrong.
    """

    def __init__(self, key: str, reason: str, **values: object) -> None:
        super().__init__(key, reason, values)
        self.key = key
        self.reason = reason
        self.values: Mapping[str, object] = MappingProxyType(values)
        self.line: int | None = None
        self.further: tuple[PolicyError, ...] = ()

    def __str__(self) -> str:
        return f"{self.key or 'policy'}: {self.reason} {dict(self.values)}"


class Limit(Protocol):
    """What a value must fulfil besides being of its type."""

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError if `value`, which is of the declared type, does not fulfil the limit."""


@dataclass(frozen=True, slots=True)
class Between:
    """A whole number within limits, both included."""

    low: int
    high: int

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError for a number outside."""
        if not self.low <= value <= self.high:
            raise PolicyError(key, OUT_OF_RANGE, value=value, low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class Filled:
    """A list that is not empty."""

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError for an empty list."""
        if not value:
            raise PolicyError(key, EMPTY)


@dataclass(frozen=True, slots=True)
class Coded:
    """A code: ASCII letters, digits and underscores, beginning with a letter."""

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError for any other text."""
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", value):
            raise PolicyError(key, NOT_A_CODE, value=value)


@dataclass(frozen=True, slots=True)
class IsoDate:
    """A day as 2026-11-24."""

    def check(self, value: Any, key: str) -> None:
        """Raise PolicyError for any other text."""
        try:
            date.fromisoformat(value)
        except ValueError:
            raise PolicyError(key, NOT_A_DATE, value=value) from None


Code = Annotated[str, Coded()]


def build(kind: type[T], value: object, key: str = "") -> T:
    """Return `value`, a table as `tomllib` reads it, as a dataclass; PolicyError says what is wrong."""
    built: T = _build(kind, value, key)
    return built


def _build(hint: Any, value: object, key: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        built = _build(arguments[0], value, key)
        for limit in arguments[1:]:
            limit.check(built, key)
        return built
    if origin in (Union, UnionType):  # `X | None`: TOML has no null, so a value that is there is an X
        return _build(next(part for part in arguments if part is not NoneType), value, key)
    if origin is tuple:
        items = enumerate(_of_type(list, value, key), 1)
        return _all(partial(_build, arguments[0], item, f"{key}[{number}]") for number, item in items)
    if origin is Mapping:
        table = _of_type(dict, value, key)
        names = _all(partial(_build, arguments[0], name, _join(key, name)) for name in table)
        values = _all(partial(_build, arguments[1], item, _join(key, name)) for name, item in table.items())
        return MappingProxyType(dict(zip(names, values, strict=True)))
    if is_dataclass(hint):
        return _build_dataclass(hint, _of_type(dict, value, key), key)
    return _of_type(hint, value, key)


def _build_dataclass(kind: Any, table: dict[str, object], key: str) -> Any:
    hints = _hints(kind)
    wrong = [PolicyError(_join(key, name), UNKNOWN_KEY) for name in table if name not in hints]
    wrong += [
        PolicyError(_join(key, field.name), MISSING_KEY)
        for field in fields(kind)
        if field.name not in table and field.default is MISSING and field.default_factory is MISSING
    ]
    known = {name: item for name, item in table.items() if name in hints}
    values = _all(
        (partial(_build, hints[name], item, _join(key, name)) for name, item in known.items()), wrong
    )
    return kind(**dict(zip(known, values, strict=True)))


def _all(builders: Iterable[Callable[[], Any]], wrong: Iterable[PolicyError] = ()) -> tuple[Any, ...]:
    """Return what the builders build; the error says all that is wrong with it, and with what was `wrong` before."""
    built, errors = [], list(wrong)
    for build_one in builders:
        try:
            built.append(build_one())
        except PolicyError as error:
            errors += [error, *error.further]
    if errors:
        raise together(errors)
    return tuple(built)


def together(errors: Sequence[PolicyError]) -> PolicyError:
    """Return the first of some errors, with the others as what was found further."""
    first, *others = errors
    first.further = tuple(others)
    return first


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _of_type(kind: Any, value: object, key: str) -> Any:
    # type() and not isinstance(): True is an int in Python, but not in a policy.
    if type(value) is not kind:
        found = _NAMES.get(type(value), type(value).__name__)
        raise PolicyError(key, WRONG_TYPE, expected=_NAMES[kind], found=found)
    if kind is str and not str(value).strip():
        raise PolicyError(key, EMPTY)
    return value


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name

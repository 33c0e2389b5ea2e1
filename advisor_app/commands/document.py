"""Records as JSON: what a field's name says about its value decides how it is written.

Days become 2026-11-24, instants 2026-11-24T04:00:00Z, ids hexadecimal digits; `value_minor` becomes `value`, a
decimal text in units of the record's currency.
"""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from advisor_app.domain.dates import from_day, from_instant
from advisor_app.domain.money import from_minor

_DAYS = {"day", "month", "birth_day", "as_of", "as_of_day", "aum_month"}
_MINOR = "_minor"


def record(value: Any) -> dict[str, Any]:
    """Return a NamedTuple as a JSON object."""
    fields: Mapping[str, Any] = value._asdict()
    return dict(_member(name, content, fields.get("currency")) for name, content in fields.items())


def records(values: Any) -> list[dict[str, Any]]:
    """Return NamedTuples as a JSON array."""
    return [record(value) for value in values]


def money(minor: int, currency: str) -> dict[str, str]:
    """Return an amount as a JSON object of its own."""
    return {"amount": str(from_minor(minor, currency)), "currency": currency}


def instant(at: int) -> str:
    """Return UTC microseconds in ISO 8601."""
    return from_instant(at).astimezone(UTC).isoformat().replace("+00:00", "Z")


def value(name: str, content: Any) -> Any:
    """Return the value of one field as JSON has it."""
    return _member(name, content, None)[1]


def _member(name: str, value: Any, currency: str | None) -> tuple[str, Any]:
    if name.endswith(_MINOR):
        known = value is not None and currency is not None
        return name.removesuffix(_MINOR), str(from_minor(value, currency or "")) if known else None
    if value is None:
        return name, None
    if isinstance(value, bytes):
        return name, value.hex()
    if name.endswith("_on") or name in _DAYS:
        return name, from_day(value).isoformat()
    if name.endswith("_at") or name == "at":
        return name, instant(value)
    return name, value

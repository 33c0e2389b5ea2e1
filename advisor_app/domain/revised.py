"""The `changes` of a revision as JSON: field → old and new value; an id, which JSON has no form for, as {"id": hex}."""

import json
from collections.abc import Mapping
from typing import Any


def packed(changes: Mapping[str, Any]) -> str:
    """Return changes as the text of a revision."""
    return json.dumps(changes, ensure_ascii=False, default=_as_hex)


def unpacked(text: str) -> dict[str, Any]:
    """Return the changes that the text of a revision holds."""
    found: dict[str, Any] = json.loads(text, object_hook=_read)
    return found


def _as_hex(value: bytes) -> dict[str, str]:
    return {"id": value.hex()}


def _read(found: dict[str, Any]) -> Any:
    """Return an id for its form; fields themselves hold pairs, so that no field is taken for one."""
    return bytes.fromhex(found["id"]) if isinstance(found.get("id"), str) else found

"""Whose book lies in a folder, read without keys and without all that opening it needs.

What the header says can be proved only with the machine's key, so this is for showing and for nothing else.
"""

from pathlib import Path
from typing import Any, NamedTuple

_HEADER = "header.json"
_LONGEST = 64 * 1024  # bytes; a larger file is no header
_SHOWN = 60  # characters of a name: it may come from anywhere


class Owner(NamedTuple):
    """What a header says of its book: empty where it says nothing.

    `demo`: its people are invented; `bare`: its key lies beside it, so that nothing protects it.
    """

    bank: str = ""
    advisor: str = ""
    number: str = ""
    demo: bool = False
    bare: bool = False


def has_book(directory: Path) -> bool:
    """Tell whether this machine was enrolled in `directory`; where that cannot be seen, it may have been."""
    try:
        return (directory / _HEADER).exists()
    except OSError:
        return True


def whose_book(directory: Path) -> Owner:
    """Return whose book it is, with nothing in it where the header cannot be read: unlocking says why."""
    import json  # late: the first window does not wait for it

    try:
        with (directory / _HEADER).open("rb") as file:
            header = json.loads(file.read(_LONGEST))
        about = dict(header["about"])
        return Owner(
            _text(about.get("bank")),
            _text(about.get("advisor_name")),
            _text(header["advisor"]),
            demo=header["demo"] is True,
            bare=header["key_store"] == "demo",
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Owner()


def _text(value: Any) -> str:
    return " ".join(value.split())[:_SHOWN] if isinstance(value, str) else ""

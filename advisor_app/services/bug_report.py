"""What to report when the program itself is wrong: where it happened, without any customer's data."""

import platform
import traceback
from pathlib import Path

from advisor_app import __version__

_PACKAGE = Path(__file__).parents[1]


def bug_report(error: BaseException) -> str:
    """Return a text to copy: versions, the kinds of error and the places in the code.

    Messages of errors and lines of values are left out, because either may quote the data that was handled.
    """
    lines = [f"advisor-app {__version__} · Python {platform.python_version()} · {platform.platform()}"]
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__qualname__)
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__, limit=-12)
        ]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _place(file: str) -> str:
    """Return a file as it is known to developers, without the folders of this machine."""
    path = Path(file)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE.parent).as_posix()
    return "/".join(path.parts[-2:])

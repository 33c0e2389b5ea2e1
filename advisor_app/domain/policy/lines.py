"""On which line of a TOML document a key stands.

`tomllib` says nothing of lines once a document is valid, so the text is scanned a second time, only when something
is wrong with what it says. Keys are written as `reading` writes them, entries of lists counted from 1.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress

_BLANK = re.compile(r"[ \t]*")
_FILLER = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_SCALAR = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'
    r"|'''(?:[^']|'(?!''))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|[^\s,\]}#][^,\]}#\n]*",
    re.DOTALL,
)
_LINE = re.compile(r"\(at line (\d+),")


def line_of(found: Mapping[str, int], key: str) -> int | None:
    """Return the line of a key, or of the nearest table above it that is there; None where there is none."""
    while key and key not in found:
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return found.get(key)


def line_of_fault(said: str, text: str) -> int | None:
    """Return the line that `tomllib` names in what it said of a document that is not valid."""
    if said.endswith("(at end of document)"):
        return text.count("\n") + (not text.endswith("\n"))
    named = _LINE.search(said)
    return int(named[1]) if named else None


def lines(text: str) -> dict[str, int]:
    """Return the line, counted from 1, of every key of a document, of every table, and of every entry of a list."""
    scan = _Scan(text)
    with suppress(
        _Stopped, RecursionError, tomllib.TOMLDecodeError
    ):  # where it is no valid TOML, what came before that is known
        scan.document()
    return scan.found


class _Stopped(Exception):
    """Something else stands there than the grammar wants."""


class _Scan:
    """A walk through a document; `_at` is where it has got to."""

    def __init__(self, text: str) -> None:
        self.found: dict[str, int] = {}
        self._text, self._at = text, 0
        self._breaks = [place.start() for place in re.finditer("\n", text)]
        self._entries: dict[str, int] = {}

    def document(self) -> None:
        table = ""
        self._next(_FILLER)
        while self._at < len(self._text):
            table = self._header() if self._peek("[") else self._pair(table)
            self._next(_FILLER)

    def _header(self) -> str:
        """Read a table's header, and return where its keys belong."""
        listed = self._peek("[[")
        self._at += 2 if listed else 1
        self._skip()
        line, path = self._line(), ""
        *above, last = self._keys()
        for name in above:
            path = self._entry(_join(path, name), line)
        path = _join(path, last)
        if listed:
            self.found.setdefault(path, line)
            self._entries[path] = self._entries.get(path, 0) + 1
        path = self._entry(path, line)
        self._skip()
        self._expect("]]" if listed else "]")
        return path

    def _entry(self, path: str, line: int) -> str:
        """Return a path, in a list of tables that of its last entry so far."""
        self.found.setdefault(path, line)
        if path in self._entries:
            path = f"{path}[{self._entries[path]}]"
            self.found.setdefault(path, line)
        return path

    def _pair(self, table: str) -> str:
        """Read a key with its value, and return the table in which it stands."""
        line, path = self._line(), table
        for name in self._keys():
            path = _join(path, name)
            self.found.setdefault(path, line)
        self._next(_EQUALS)
        self._value(path)
        return table

    def _value(self, path: str) -> None:
        if self._peek("["):
            self._at += 1
            number = 0
            while not self._closes("]", _FILLER):
                number += 1
                self.found.setdefault(f"{path}[{number}]", self._line())
                self._value(f"{path}[{number}]")
        elif self._peek("{"):
            self._at += 1
            while not self._closes("}", _FILLER):
                self._pair(path)
        else:
            self._next(_SCALAR)

    def _closes(self, end: str, filler: re.Pattern[str]) -> bool:
        """Pass over what separates entries, and tell whether the last of them has been."""
        self._next(filler)
        if self._peek(","):
            self._at += 1
            self._next(filler)
        if self._peek(end):
            self._at += 1
            return True
        return False

    def _keys(self) -> list[str]:
        names = [_bare(self._next(_KEY))]
        while _DOT.match(self._text, self._at):
            self._next(_DOT)
            names.append(_bare(self._next(_KEY)))
        return names

    def _skip(self) -> None:
        self._next(_BLANK)

    def _expect(self, mark: str) -> None:
        if not self._peek(mark):
            raise _Stopped
        self._at += len(mark)

    def _peek(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _next(self, wanted: re.Pattern[str]) -> str:
        there = wanted.match(self._text, self._at)
        if there is None:
            raise _Stopped
        self._at = there.end()
        return there[0]

    def _line(self) -> int:
        return bisect_right(self._breaks, self._at - 1) + 1


def _bare(key: str) -> str:
    """Return a key without its quotes."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] == '"':
        return next(iter(tomllib.loads(f"{key} = 0"))) if "\\" in key else key[1:-1]
    return key


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

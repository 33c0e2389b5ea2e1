"""Searching for words in free text as it is shown: what masks hide must not be found either."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from advisor_app.domain.masking import STAR, mask_free_text

_LONGEST = 1_000  # characters; SQLite refuses much longer patterns
_CHINESE_DIGITS = frozenset("〇零一二三四五六七八九幺")


class Words:
    """What is looked for, nothing where `text` is empty; `values` are the places that `found_in` needs."""

    def __init__(self, connection: Connection, text: str) -> None:
        self.text = text[:_LONGEST].encode(errors="ignore").decode().strip()  # without lone surrogates
        folded = "".join(c.lower() if c.isascii() else c for c in self.text)  # as SQLite's lower() does
        # A star stands for a character that is hidden: the raw text has any character there.
        escaped = "".join("\\" + c if c in "\\%_" else c for c in folded).replace(STAR, "_")
        self.values = {"text": folded, "like": f"%{escaped}%"}
        self._candidate = "{0} LIKE :like ESCAPE '\\'" if STAR in folded else "instr(lower({0}), :text)"
        self._may_be_hidden = any(map(_may_be_hidden, folded))
        if self._may_be_hidden:
            # The same words come again and again: shops, kinds of payment.
            mask = lru_cache(maxsize=4096)(mask_free_text)
            driver: Any = connection.connection.driver_connection
            driver.create_function("shown", 1, lambda text: text and mask(text), deterministic=True)

    def __bool__(self) -> bool:
        return bool(self.text)

    def found_in(self, columns: Sequence[str]) -> str:
        """Return the condition that one of the columns shows what is looked for.

        The mask costs a call of Python for each row, so it is asked only where the raw text fits.
        """
        return "(" + " OR ".join(map(self._found_in, columns)) + ")"

    def _found_in(self, column: str) -> str:
        candidate = self._candidate.format(column)
        return f"({candidate} AND instr(lower(shown({column})), :text))" if self._may_be_hidden else candidate


def _may_be_hidden(character: str) -> bool:
    """Tell whether a mask may hide such a character: digits of any script, and the letters of passports."""
    plain = unicodedata.normalize("NFKC", character)
    return (
        character == STAR
        or character in _CHINESE_DIGITS
        or any(c.isdecimal() or (c.isascii() and c.isalpha()) for c in plain)
    )

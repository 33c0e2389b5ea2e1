"""How a name is read: every reading that an advisor may type, as syllables.

The dictionary reads one character at a time, which a cache makes quick, and is wrong about many surnames
(曾 ceng, 单于 danyu); `resources/name_readings.toml` says how names are read besides. All readings count.
`pypinyin` is imported late because it takes longer than the unlock screen needs to appear.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, islice, product

from advisor_app.paths import resources

Reading = tuple[str, ...]
"""The syllables of a name or of a part of it, in lower case without tones, ü as v."""

_MOST_READINGS = 16  # for one reading of the surname: doubtful characters multiply
_LONGEST_SURNAME = 2
_TYPED_V = re.compile("(?<=[ln])v")
_PART = re.compile("[\u2e80-\U0010ffff]|[^\\W\u2e80-\U0010ffff]+")


def readings(name: str) -> list[Reading]:
    """Return the readings of a name; a word that is not Chinese is one syllable, as it stands."""
    parts = _PART.findall(name)
    if not parts:
        return []
    surnames = [
        (reading, parts[length:])
        for length in range(_LONGEST_SURNAME, 0, -1)
        for reading in _table("surnames").get("".join(parts[:length]), ())
    ]
    surnames.append((_first(parts[0]), parts[1:]))
    combinations = (
        tuple(chain(surname, *syllables))
        for surname, given in surnames
        for syllables in islice(product(*map(_given, given)), _MOST_READINGS)
    )
    return list(dict.fromkeys(filter(None, combinations)))


def spellings(syllables: str) -> Sequence[str]:
    """Return the ways to type what was read: lü is typed lv or lu, and printed LYU in passports."""
    if "lv" in syllables or "nv" in syllables:
        return (syllables, *(_TYPED_V.sub(instead, syllables) for instead in ("u", "yu")))
    return (syllables,)


def plain(text: str) -> str:
    """Return text without accents, as it is typed on a keyboard that has none."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@cache
def _first(part: str) -> Reading:
    """Return the dictionary's first reading; none for a rare character that it does not have."""
    if part < "\u2e80":
        return (plain(part),)
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(part, errors="ignore"))


@cache
def _given(part: str) -> Sequence[Reading]:
    return (_first(part), *_table("given").get(part, ()))


@cache
def _table(name: str) -> Mapping[str, Sequence[Reading]]:
    document = tomllib.loads((resources() / "name_readings.toml").read_text(encoding="utf-8"))
    return {part: tuple(tuple(r.split()) for r in listed) for part, listed in document[name].items()}

"""Searching the words of contacts over the whole book: two Chinese characters are enough, and it takes a moment.

A full-text index over words as they are shown, so that what masks hide is not found either. Chinese is indexed by
pairs of characters, and what is looked for is a phrase of them; other words are found from their beginnings. The
row numbers of the index grow with the time of the contact: the newest hits come first, and a search stops at fifty.

Triggers note which contacts were written, by whomever, and take those out that were removed; `refresh` brings the
rest up to date. The index keeps no text of its own.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import DDL, Column, Connection, Integer, LargeBinary, Table, event

from advisor_app.data.apply import driver
from advisor_app.data.reads.rows import rows
from advisor_app.data.schema import metadata
from advisor_app.domain.masking import mask_free_text

note_keys = Table(
    "note_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("interaction_id", LargeBinary, nullable=False, unique=True),
    comment="which contact a row of the index note_search stands for",
)

stale_notes = Table(
    "stale_notes",
    metadata,
    Column("interaction_id", LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
    comment="contacts whose words were written since the index was refreshed",
)

# Not OR IGNORE: a statement that replaces rows would overrule it.
_THERE = "SELECT 1 FROM stale_notes WHERE interaction_id = NEW.id"
_WRITTEN = f"INSERT INTO stale_notes SELECT NEW.id WHERE NOT EXISTS ({_THERE})"
STATEMENTS = (
    (
        "CREATE VIRTUAL TABLE note_search USING fts5("
        "words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2')"
    ),
    (
        "CREATE TRIGGER notes_inserted AFTER INSERT ON interactions "
        "WHEN coalesce(NEW.note, NEW.next_step, NEW.participants) IS NOT NULL "
        f"BEGIN {_WRITTEN}; END"
    ),
    (
        "CREATE TRIGGER notes_changed AFTER UPDATE ON interactions "
        "WHEN (NEW.note, NEW.next_step, NEW.participants, NEW.happened_at, NEW.status) IS NOT "
        "(OLD.note, OLD.next_step, OLD.participants, OLD.happened_at, OLD.status) "
        f"BEGIN {_WRITTEN}; END"
    ),
    (
        "CREATE TRIGGER notes_removed AFTER DELETE ON interactions BEGIN "
        "DELETE FROM note_search WHERE rowid IN (SELECT id FROM note_keys WHERE interaction_id = OLD.id); "
        "DELETE FROM note_keys WHERE interaction_id = OLD.id; "
        "DELETE FROM stale_notes WHERE interaction_id = OLD.id; END"
    ),
)
for _statement in STATEMENTS:
    event.listen(metadata, "after_create", DDL(_statement))  # type: ignore[no-untyped-call]

_SECOND = 1_000_000
_PER_SECOND = 1 << 20
"""Row numbers that there are for the contacts of one second, an import with days only included."""
_CHUNK = 5_000

_STALE = """
    SELECT s.interaction_id, i.happened_at, concat_ws(char(10), i.note, i.next_step, i.participants), i.status, k.id
    FROM stale_notes AS s JOIN interactions AS i ON i.id = s.interaction_id
    LEFT JOIN note_keys AS k ON k.interaction_id = s.interaction_id
    LIMIT :limit
"""
_HITS = "SELECT rowid FROM note_search WHERE note_search MATCH :phrase ORDER BY rowid DESC LIMIT :limit"
_IDS = "SELECT interaction_id FROM note_keys WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id DESC"
_LAST = "SELECT max(id) FROM note_keys WHERE id >= ? AND id < ?"
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_WORD = re.compile(r"\w+")


def refresh(connection: Connection, most: int = _CHUNK) -> int:
    """Index what was written since the last time, at most so many contacts, and return how many it were.

    In the transaction of `connection`; to be called again until it returns 0, so that no transaction is long.
    """
    found = rows(connection, _STALE, limit=most)
    raw = driver(connection)
    keys = [(key,) for *_, key in found if key is not None]
    raw.executemany("DELETE FROM note_search WHERE rowid = ?", keys)
    raw.executemany("DELETE FROM note_keys WHERE id = ?", keys)
    # In the order of their row numbers: the index would write what it has gathered at each step back.
    contacts = sorted(
        (at, interaction, words) for interaction, at, words, status, _ in found if words and not status
    )
    numbers = list(_numbers(raw, [at for at, _, _ in contacts]))
    pairs = [(number, interaction) for number, (_, interaction, _) in zip(numbers, contacts, strict=True)]
    raw.executemany("INSERT INTO note_keys VALUES (?, ?)", pairs)
    texts = (spaced(mask_free_text(words)) for _, _, words in contacts)
    raw.executemany("INSERT INTO note_search (rowid, words) VALUES (?, ?)", zip(numbers, texts, strict=True))
    raw.executemany("DELETE FROM stale_notes WHERE interaction_id = ?", [(row[0],) for row in found])
    return len(found)


def stale(connection: Connection) -> bool:
    """Tell whether there is something to refresh."""
    return bool(rows(connection, "SELECT 1 FROM stale_notes LIMIT 1"))


def search(connection: Connection, text: str, limit: int) -> list[bytes]:
    """Return the ids of the newest contacts whose words hold the text; none for a text without a word."""
    phrase = _phrase(text)
    if phrase is None:
        return []
    hits = [key for (key,) in rows(connection, _HITS, phrase=phrase, limit=limit)]
    if not hits:
        return []
    return [key for (key,) in rows(connection, _IDS, ids=str(hits))]


def newest(connection: Connection, limit: int) -> list[bytes]:
    """Return the ids of the newest contacts that have words."""
    found = rows(
        connection, "SELECT interaction_id FROM note_keys ORDER BY id DESC LIMIT :limit", limit=limit
    )
    return [key for (key,) in found]


def spaced(text: str) -> str:
    """Return text as it is indexed: one form for each character, no case, and Chinese as pairs of characters.

    存单到期 becomes 存单 单到 到期 期: a word of two characters is found as such, not as two that are often there.
    """
    valid = text.encode(errors="ignore").decode()
    return _HAN.sub(_pairs, unicodedata.normalize("NFKC", valid).casefold())


def _pairs(run: re.Match[str]) -> str:
    return " " + " ".join(run[0][place : place + 2] for place in range(len(run[0]))) + " "


def _phrase(text: str) -> str | None:
    """Return the query for a text: its words in their order, the last of them perhaps only begun."""
    words = _WORD.findall(spaced(text))
    if not words:
        return None
    # The single character at the end of a run stands there only if the run ends in the text as well.
    if len(words) > 1 and len(words[-1]) == 1 and words[-2][1:] == words[-1] and _HAN.match(words[-1]):
        words.pop()
    whole = len(words[-1]) > 1 and _HAN.match(words[-1])
    return f'"{" ".join(words)}"{"" if whole else "*"}'


def _numbers(raw: Any, instants: Iterable[int]) -> Iterator[int]:
    """Yield for each contact, in the order of time, the next free row number of the second in which it happened."""
    last: tuple[int, int] | None = None
    for at in instants:
        first = at // _SECOND * _PER_SECOND
        if last is None or last[0] != first:
            taken = raw.execute(_LAST, (first, first + _PER_SECOND)).fetchone()[0]
            last = first, first - 1 if taken is None else taken
        last = first, last[1] + 1
        yield last[1]

"""What was typed into a form and not saved: kept while the form is left, locked away or crashed, and offered again.

Of each kind of form one draft is kept, in the encrypted store, with what the form was opened for.
"""

import json
from dataclasses import asdict, fields
from typing import Any, NamedTuple, TypeVar

from advisor_app.data import form_drafts
from advisor_app.data.audit import utc_now
from advisor_app.services.open_book import Book

Entry = TypeVar("Entry")
_HEX = "hex"


class KeptForm(NamedTuple):
    """A draft: what the form was opened for, and the entry that it held."""

    about: str
    entry: Any


def keep_form(book: Book, kind: str, about: str, entry: Any) -> None:
    """Keep what is typed, whatever it is. `entry` is a dataclass of texts, numbers, ids, and tuples of these."""
    content = json.dumps(
        {"about": about, "entry": {name: _packed(value) for name, value in asdict(entry).items()}}
    )
    with book.store.write() as tx:
        form_drafts.keep(tx, kind, getattr(entry, "customer_id", None), content, utc_now())


def kept_form(book: Book, kind: str, entry: type[Entry]) -> KeptForm | None:
    """Return the draft of a kind of form as an `entry`, None where nothing is kept."""
    with book.store.read() as tx:
        content = form_drafts.kept(tx, kind)
    if content is None:
        return None
    kept = json.loads(content)
    known = {field.name for field in fields(entry)}  # type: ignore[arg-type]
    values = {name: _unpacked(value) for name, value in kept["entry"].items() if name in known}
    return KeptForm(kept["about"], entry(**values))


def forget_form(book: Book, kind: str) -> None:
    """Remove what is kept of a kind of form."""
    with book.store.write() as tx:
        form_drafts.forget(tx, kind)


def _packed(value: Any) -> Any:
    return {_HEX: value.hex()} if isinstance(value, bytes) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_unpacked, value))
    return bytes.fromhex(value[_HEX]) if isinstance(value, dict) else value

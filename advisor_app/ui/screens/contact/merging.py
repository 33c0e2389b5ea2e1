"""From where the values of a form come: what it began with, the line of text, and the advisor's hand, which wins."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from advisor_app.domain.contacts import ContactEntry

OF_LINE = (
    "channel",
    "direction",
    "purpose",
    "outcome",
    "note",
    "day",
    "time",
    "next_step",
    "next_step_on",
    "recommends",
)
"""The fields that a line of text fills."""
_BLANK = ContactEntry()


class Sources:
    """What one form was begun with and what the advisor did in it; `entry` says what is to stand there.

    `context` is whom the form was opened from: no more than a guess, which goes as soon as the line names somebody.
    """

    def __init__(self, base: ContactEntry, context: tuple[bytes, ...] = ()) -> None:
        self.base, self.context = base, context
        self.by_hand: set[str] = set()
        self._said: ContactEntry | None = None
        self._named: tuple[bytes, ...] = ()
        self._added: list[bytes] = []
        self._removed: set[bytes] = set()

    def hear(self, said: ContactEntry | None, named: tuple[bytes, ...]) -> None:
        """Take what the line says now, None for an empty one, and the customers that it names."""
        self._said, self._named = said, named

    def resume(self, said: ContactEntry, named: tuple[bytes, ...]) -> None:
        """Find out which values of the base its line does not explain: those are the advisor's."""
        self.by_hand |= {name for name in OF_LINE if getattr(self.base, name) != getattr(said, name)}
        self._added += [key for key in self.base.customers if key not in named]
        self._removed |= set(named) - set(self.base.customers)
        kept: dict[str, Any] = {
            name: getattr(self.base if name in self.by_hand else _BLANK, name) for name in OF_LINE
        }
        self.base = replace(self.base, customers=(), **kept)

    def add(self, customer: bytes) -> None:
        """Note that the advisor added a customer."""
        self._removed.discard(customer)
        self._added.append(customer)

    def remove(self, customer: bytes) -> None:
        """Note that the advisor took a customer away."""
        self._removed.add(customer)

    def entry(self, typed: ContactEntry) -> ContactEntry:
        """Return what is to stand in the form in which `typed` stands now."""
        values: dict[str, Any] = {name: getattr(typed, name) for name in self.by_hand}
        for name in OF_LINE:
            if name not in self.by_hand:
                said = getattr(self._said, name) if self._said else ""
                values[name] = said or getattr(self.base, name)
        return replace(typed, **(values | {"customers": self._customers()}))

    def _customers(self) -> tuple[bytes, ...]:
        context = () if self._named else self.context
        every: Iterable[bytes] = (*self.base.customers, *context, *self._named, *self._added)
        return tuple(key for key in dict.fromkeys(every) if key not in self._removed)


def is_blank(entry: ContactEntry) -> bool:
    """Tell whether nothing was filled in beside customers, and what a form has from its beginning."""
    begun = {"customers", "reason"}
    blank = ContactEntry()
    empty_rows = all(not (text.strip() or due.strip()) for text, due in entry.promises)
    values = (each.name for each in fields(entry) if each.name not in {*begun, "promises"})
    return empty_rows and all(getattr(entry, name) == getattr(blank, name) for name in values)


def filled(entry: ContactEntry, found: ContactEntry) -> ContactEntry:
    """Return an entry with what was found elsewhere, as in a mail, where it was empty; words and files are added."""
    values = {
        each.name: getattr(entry, each.name) or getattr(found, each.name)
        for each in fields(entry)
        if each.name != "line"
    }
    values["note"] = "\n\n".join(note for note in (entry.note.strip(), found.note.strip()) if note)
    values["files"] = (*entry.files, *(file for file in found.files if file not in entry.files))
    return replace(entry, **values)

"""What a form for contacts is made of, and a line of text turned into what the form holds."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import customers, products
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.customers import CustomerQuery, CustomerRow
from advisor_app.domain.dates import day_of, from_day, to_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.contacts import NoteTemplate
from advisor_app.domain.quick_line import QuickLine, Vocabulary, read
from advisor_app.domain.spoken_dates import day_of as spoken_day
from advisor_app.services.contact_rules import rules
from advisor_app.services.open_book import Book

_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What a form needs to know: the bank's rules, today by the clock in the bank's zone, the words of a line.

    `products` are those that can be recommended today, by name.
    """

    policy: Policy
    today: int
    time_zone: str
    file_bytes: int
    vocabulary: Vocabulary
    products: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a line, and the customers who may be meant: one, none, or several to choose from."""

    text: str
    candidates: tuple[CustomerRow, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """A line as it was understood: its parts, the people in it, and the entry that a form would hold."""

    line: QuickLine
    people: tuple[Person, ...]
    entry: ContactEntry


def contact_form(book: Book, *, now: int | None = None) -> ContactForm:
    """Return what a form needs. Raises InputError while the book is empty."""
    with book.store.read() as tx:
        return _form(tx, now)


def understand(book: Book, text: str, *, begun: bool = False, now: int | None = None) -> Understood:
    """Return what a line of text says, with the customers in it looked up; nothing is saved.

    The entry has the customers of whom there is one candidate only. The search is logged once for a line, before
    anything of it is seen: `begun` says that it is another letter of one that was logged.
    """
    if not begun:
        with book.store.write() as tx:
            book.store.audit.append(tx, "customers.search")
    with book.store.read() as tx:
        form = _form(tx, now)
        line = read(text, form.vocabulary, form.today, lambda name: bool(_named(tx, name)))
        people = tuple(Person(name, _candidates(tx, name)) for name in line.customers)
    found = tuple(person.candidates[0].id for person in people if len(person.candidates) == 1)
    return Understood(line, people, _entry(text, line, tuple(dict.fromkeys(found))))


def apply_template(entry: ContactEntry, template: NoteTemplate, language: str) -> ContactEntry:
    """Return an entry with a template's words before those that are there, and what usually goes along."""
    words = template.text.in_language(language)
    return replace(
        entry,
        note=f"{words}\n{entry.note}" if entry.note.strip() else words,
        channel=entry.channel or template.channel or "",
        purpose=entry.purpose or template.purpose or "",
    )


def instant_of(form: ContactForm, text: str) -> int | None:
    """Return the instant (UTC µs) at which the day that a text names begins in the bank's zone, None for no day."""
    day = spoken_day(text, form.today)
    if day is None:
        return None
    date = from_day(day)
    return to_instant(datetime(date.year, date.month, date.day, tzinfo=ZoneInfo(form.time_zone)))


def _form(tx: Transaction, now: int | None) -> ContactForm:
    found = rules(tx, utc_now() if now is None else now)
    today, vocabulary = day_of(found.now, found.time_zone), Vocabulary.of(found.policy)
    offered = products.offered(tx, today)
    return ContactForm(found.policy, today, found.time_zone, found.file_bytes, vocabulary, offered)


def _entry(text: str, line: QuickLine, found: tuple[bytes, ...]) -> ContactEntry:
    """Return what a form holds after a line; who does not say who began it did."""
    channel, direction, purpose, outcome, recommends = line.meaning
    minute = line.happened_minute
    return ContactEntry(
        customers=found,
        channel=channel or "",
        direction=direction or ("out" if channel else ""),
        purpose=purpose or "",
        outcome=outcome or "",
        note=line.note,
        day="" if line.happened_on is None else from_day(line.happened_on).isoformat(),
        time="" if minute is None else f"{minute // 60:02}:{minute % 60:02}",
        next_step=line.next_step,
        next_step_on="" if line.next_step_on is None else from_day(line.next_step_on).isoformat(),
        line=text,
        recommends=recommends,
    )


def _named(tx: Transaction, name: str) -> list[bytes]:
    return customers.named(tx, name) or customers.find_ids(tx, name)


def _candidates(tx: Transaction, text: str) -> tuple[CustomerRow, ...]:
    """Return who may be meant: those called so, or with that number, or else whoever a search finds."""
    exact = [row for key in _named(tx, text)[:_CANDIDATES] if (row := customers.get(tx, key))]
    return tuple(exact or customers.search(tx, CustomerQuery(text, limit=_CANDIDATES)))

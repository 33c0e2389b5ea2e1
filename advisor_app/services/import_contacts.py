"""Import contacts that were made elsewhere, so that nobody types them twice: lists and e-mails of other systems.

A list is in the native format or read through a mapping; e-mails say by their addresses whose they are. A record is
known by its key in its system, so the same file again changes nothing. What was exported here is known by its own
id. Each contact passes the same gate as one that is typed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from advisor_app.data import contacts
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import contacts as reads
from advisor_app.data.reads import customers, products
from advisor_app.domain import delivered
from advisor_app.domain.contact_check import Rules
from advisor_app.domain.contact_mapping import ContactMapping
from advisor_app.domain.contacts import MISSING, ContactError, Problem
from advisor_app.domain.delivered import Delivered
from advisor_app.domain.ids import derived_id
from advisor_app.domain.mail import Mail
from advisor_app.errors import FieldError
from advisor_app.i18n import N_
from advisor_app.services import contact_mappings
from advisor_app.services.contact_lists import Letter, Record, is_mail, letters, open_table
from advisor_app.services.contact_rejects import RejectsFile
from advisor_app.services.contact_rules import field_error, rules
from advisor_app.services.open_book import Book

_MOST_REJECTS = 1_000  # that are told one by one
_AT_ONCE = 200  # records in one transaction: who else writes waits for no more
_KEPT = ("key", "customer", "advisor", "recorded_at")  # of a contact that is there already
_BECOMES = {"product": "product_id"}
_ID_DIGITS = 32
_MAIL_FIELDS = ("channel", "direction", "note", "happened_at")
_MORE = "…"

Told = Callable[[float], None]
"""Called now and then with how far in the file the import is, from 0 to 1."""


class Rejected(NamedTuple):
    """A record that was not taken: the line on which it ends (of e-mails its number), and the sentence why."""

    line: int
    error: FieldError


@dataclass
class Imported:
    """What became of the records of a file; of those `rejected` the first thousand are told in `rejects`.

    `passed` are about nobody in the book and were passed over. `stopped`: it was told to stop, so the rest of the file
    was not read; run again it goes on. All rejected records are in `rejects_file`, where there are any.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    passed: int = 0
    stopped: bool = False
    rejects_file: Path | None = None

    @property
    def read(self) -> int:
        """How many records were read."""
        return self.new + self.changed + self.unchanged + self.rejected + self.passed


def import_contacts(
    book: Book,
    path: Path,
    system: str = "",
    *,
    mapping: str | Path | None = None,
    rejects: Path | None = None,
    told: Told | None = None,
    stopped: Callable[[], bool] | None = None,
    now: int | None = None,
) -> Imported:
    """Take the contacts of a file in, all that can be taken, and tell of those that cannot.

    `system` names where the file comes from, because two systems may use one key; a `mapping` (the name of one that
    ships, or a path) names its own. `rejects` is a file to write rejected records to, as they stand, with line and
    reason. Raises InputError for a file that is not such a list, MappingError, UnavailableError for one that cannot be
    read or written.
    """
    at = utc_now() if now is None else now
    run = _Run(book, at, rejects)
    try:
        if is_mail(path):
            run.all_of(letters(path), run.letter, told, stopped)
        else:
            chosen = None if mapping is None else contact_mappings.load(mapping)
            table = open_table(path, chosen)
            run.given = [_BECOMES.get(name, name) for name in table.given if name not in _KEPT]
            run.system, run.mapping = (system, None) if chosen is None else (chosen.system, chosen)
            run.all_of(table.records, run.record, told, stopped)
    finally:
        run.close()
    return run.done


_Item = TypeVar("_Item", Record, Letter)


class _Run:
    """One import: its records one by one, some of them in a transaction together."""

    def __init__(self, book: Book, now: int, rejects: Path | None) -> None:
        self.done = Imported()
        self.given: list[str] = list(_MAIL_FIELDS)
        self.system = "mail"
        self.mapping: ContactMapping | None = None
        self._book, self._now = book, now
        self._rejects = RejectsFile(rejects) if rejects else None
        self._with_phone: Callable[[str], list[bytes]] | None = None

    def close(self) -> None:
        """Write what is left of the rejected records."""
        if self._rejects:
            self.done.rejects_file = self._rejects.close()

    def all_of(
        self,
        items: Iterator[_Item],
        take: Callable[[Transaction, _Item, Rules], None],
        told: Told | None,
        stopped: Callable[[], bool] | None,
    ) -> None:
        """Take all records in, until it is told to stop."""
        while batch := list(islice(items, _AT_ONCE)):
            if stopped is not None and stopped():
                self.done.stopped = True
                break
            with self._book.store.write() as tx:
                judge = rules(tx, self._now)
                for item in batch:
                    take(tx, item, judge)
            if told is not None:
                told(batch[-1].place)
        with self._book.store.write() as tx:
            self._book.store.audit.append(tx, "contacts.import")

    def record(self, tx: Transaction, record: Record, judge: Rules) -> None:
        """Take a record of a table in, or reject it."""
        try:
            if record.problem is not None:
                raise record.problem
            found = delivered.read(record.cells, judge)
            customer = self._customer(tx, found.customer)
            if customer is None:
                self.done.passed += 1
                return
            self._take(tx, _resolved(tx, self._book, found, self.system, judge, customer))
        except (ContactError, FieldError) as error:
            self._reject(record.line, record.raw, error)

    def letter(self, tx: Transaction, letter: Letter, judge: Rules) -> None:
        """Take an e-mail in: a contact with each customer who wrote it, or else with each who was written to."""
        try:
            if letter.mail is None:
                raise FieldError(N_("This is not an e-mail that can be read."), field="key")
            senders = customers.at_addresses(tx, letter.mail.senders)
            people = senders or customers.at_addresses(tx, letter.mail.receivers)
            if not people:
                self.done.passed += 1
                return
            if letter.mail.at is None:
                raise ContactError((Problem("happened_at", MISSING),))
            cells = _cells(letter, letter.mail, judge, direction="in" if senders else "out")
            for customer in people:
                found = delivered.read(cells | {"customer": customer.hex()}, judge)
                self._take(tx, _resolved(tx, self._book, found, self.system, judge, customer))
        except (ContactError, FieldError) as error:
            self._reject(letter.number, letter.raw, error)

    def _take(self, tx: Transaction, found: Delivered) -> None:
        outcome = contacts.take_in(tx, self._book.store, found.row, self.given)
        setattr(self.done, outcome, getattr(self.done, outcome) + 1)

    def _customer(self, tx: Transaction, text: str) -> bytes | None:
        """Return whom a record is about, None for one to pass over. Raises FieldError."""
        mapping = self.mapping
        if mapping is None or mapping.by == "number":
            found = _numbered(tx, text)
        elif mapping.by == "email":
            found = customers.at_addresses(tx, [text.lower()])
        else:
            self._with_phone = self._with_phone or customers.at_phones(tx)
            found = self._with_phone(text)
        if len(found) == 1:
            return found[0]
        if found:
            raise FieldError(_SEVERAL[mapping.by if mapping else "number"], field="customer", number=text)
        if mapping is not None and mapping.skip_unknown:
            return None
        raise FieldError(N_("The customer {number} is not in your book."), field="customer", number=text)

    def _reject(self, line: int, raw: str, error: ContactError | FieldError) -> None:
        why = field_error(error.problems[0]) if isinstance(error, ContactError) else error
        self.done.rejected += 1
        if len(self.done.rejects) < _MOST_REJECTS:
            self.done.rejects.append(Rejected(line, why))
        if self._rejects:
            self._rejects.add(line, raw, why)


_SEVERAL = {
    "number": N_("More than one customer in your book has the number {number}."),
    "phone": N_("More than one customer in your book has the phone number {number}."),
    "email": N_("More than one customer in your book has the address {number}."),
}


def _cells(letter: Letter, mail: Mail, judge: Rules, *, direction: str) -> dict[str, str]:
    """Return an e-mail as a record in our format, without its customer."""
    most = judge.policy.contacts.note_characters
    words = "\n".join(filter(None, (mail.subject, mail.text)))
    return {
        "key": letter.key,
        "channel": "email",
        "direction": direction,
        "happened_at": datetime.fromtimestamp((mail.at or 0) / 1_000_000, UTC).isoformat(),
        "note": words if len(words) <= most else words[: most - len(_MORE)] + _MORE,
    }


def _resolved(
    tx: Transaction, book: Book, found: Delivered, system: str, judge: Rules, customer: bytes
) -> Delivered:
    """Return a record with the ids of this book in it. Raises FieldError for what the book does not have."""
    if found.advisor and found.advisor != book.store.actor:
        raise FieldError(N_("It is the contact of advisor {number}."), field="advisor", number=found.advisor)
    own = _as_id(found.key)
    known = reads.get(tx, own, book.store.actor) if own else None
    if known is not None and known.customer_id != customer:
        raise FieldError(N_("The key is that of a contact with another customer."), field="key")
    key = known.id if known else derived_id(b"contact", system.encode(), customer, found.key.encode())
    recorded = found.row.recorded_at or judge.now
    row = found.row._replace(id=key, customer_id=customer, recorded_at=recorded)
    return found._replace(row=row._replace(product_id=_product(tx, found.product)))


def _product(tx: Transaction, code: str) -> int | None:
    product = products.find_id(tx, code) if code else None
    if code and product is None:
        raise FieldError(N_("“{code}” is not in the list of the bank."), field="product", code=code)
    return product


def _numbered(tx: Transaction, text: str) -> list[bytes]:
    """Return the customers with a number, or the one with an id."""
    found = customers.find_ids(tx, text)
    if not found and (key := _as_id(text)) and customers.exists(tx, key):
        found = [key]
    return found


def _as_id(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if len(text) == _ID_DIGITS else None
    except ValueError:
        return None

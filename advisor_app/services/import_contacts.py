"""Import contacts that another system of the bank has, in the native format, so that nobody types them twice.

A record is known by its key in that system, so the same file again changes nothing. What was exported here is
known by its own id.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from advisor_app.data import contacts
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import contacts as reads
from advisor_app.data.reads import customers, products
from advisor_app.domain import delivered
from advisor_app.domain.contact_check import Rules
from advisor_app.domain.contacts import ContactError
from advisor_app.domain.delivered import Delivered
from advisor_app.domain.ids import derived_id
from advisor_app.errors import FieldError, InputError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.services.contact_rules import field_error, rules
from advisor_app.services.csv_file import plain_cell
from advisor_app.services.export_contacts import COLUMNS
from advisor_app.services.open_book import Book

_LARGEST = 64 << 20  # bytes of a file
_MOST_REJECTS = 1_000  # that are told one by one
_KEPT = ("key", "customer", "advisor", "recorded_at")  # of a contact that is there already
_BECOMES = {"product": "product_id"}
_ID_DIGITS = 32


class _Lines(Protocol):
    """A reader of CSV, which counts the lines that it has read."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


class Rejected(NamedTuple):
    """A record that was not taken: the line on which it ends, and the sentence why."""

    line: int
    error: FieldError


@dataclass
class Imported:
    """What became of the records of a file; of those `rejected` the first thousand are told in `rejects`."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: list[Rejected] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many records the file has."""
        return self.new + self.changed + self.unchanged + self.rejected


def import_contacts(book: Book, path: Path, system: str = "", *, now: int | None = None) -> Imported:
    """Take the contacts of a file in, all that can be taken in one transaction, and tell of those that cannot.

    `system` names where the file comes from, because two systems may use one key. Raises InputError for a file
    that is not in the native format, UnavailableError for one that cannot be read.
    """
    header, records = _open(path)
    given = [_BECOMES.get(name, name) for name in header if name not in _KEPT]
    done = Imported()
    with book.store.write() as tx:
        judge = rules(tx, utc_now() if now is None else now)
        for line, cells in records:
            try:
                row = _resolved(tx, book, delivered.read(cells, judge), system, judge)
                outcome = contacts.take_in(tx, book.store, row.row, given)
                setattr(done, outcome, getattr(done, outcome) + 1)
            except ContactError as error:
                _reject(done, line, field_error(error.problems[0]))
            except FieldError as error:
                _reject(done, line, error)
        book.store.audit.append(tx, "contacts.import")
    return done


def _reject(done: Imported, line: int, error: FieldError) -> None:
    done.rejected += 1
    if len(done.rejects) < _MOST_REJECTS:
        done.rejects.append(Rejected(line, error))


def _resolved(tx: Transaction, book: Book, found: Delivered, system: str, judge: Rules) -> Delivered:
    """Return a record with the ids of this book in it. Raises FieldError for whom the book does not have."""
    customer = _customer(tx, found.customer)
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


def _customer(tx: Transaction, text: str) -> bytes:
    found = customers.find_ids(tx, text)
    if not found and (key := _as_id(text)) and customers.exists(tx, key):
        found = [key]
    if not found:
        raise FieldError(N_("The customer {number} is not in your book."), field="customer", number=text)
    if len(found) > 1:
        raise FieldError(
            N_("More than one customer in your book has the number {number}."), field="customer", number=text
        )
    return found[0]


def _as_id(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if len(text) == _ID_DIGITS else None
    except ValueError:
        return None


def _open(path: Path) -> tuple[list[str], Iterator[tuple[int, Mapping[str, str]]]]:
    """Return the columns of a file and its records, each with the line on which it ends."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST else b""
    except (OSError, ValueError) as error:
        raise UnavailableError(
            "The file {path} cannot be read ({reason}).", path=path, reason=getattr(error, "strerror", error)
        ) from error
    if size > _LARGEST:
        raise InputError(N_("The file {path} is too large to be a list of contacts."), path=path)
    try:
        lines = content.decode("utf-8-sig").splitlines(keepends=True)
    except UnicodeDecodeError as error:
        raise InputError("The file {path} is not text in UTF-8.", path=path) from error
    reader = csv.reader(lines, strict=True)
    header = _header(reader, path)
    return header, _records(reader, header)


def _header(reader: _Lines, path: Path) -> list[str]:
    try:
        header = [name.strip() for name in next(reader)]
    except (csv.Error, StopIteration):
        header = []
    missing = [name for name in delivered.REQUIRED if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    if missing or unknown or len(set(header)) != len(header):
        raise InputError(
            N_("{path} is not a list of contacts in the native format. Wrong columns: {columns}"),
            path=path,
            columns=", ".join(missing + unknown) or ", ".join(header),
            what_to_do=N_("The columns are those that an export writes."),
        )
    return header


def _records(reader: _Lines, header: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # Quotes that are not closed swallow the rest of the file, so that nothing after them can be trusted.
            yield reader.line_num, {}
            return
        if cells:
            padded = [*cells, *[""] * (len(header) - len(cells))]
            yield reader.line_num, dict(zip(header, map(plain_cell, padded), strict=False))

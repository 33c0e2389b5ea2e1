"""Correct a contact, with its history; withdraw one that should not have been logged; open its files."""

from dataclasses import dataclass, fields, replace

from advisor_app.data import contacts as data
from advisor_app.data import outbox, taking_back
from advisor_app.data.apply import Transaction
from advisor_app.data.audit import utc_now
from advisor_app.data.reads import contacts, sources
from advisor_app.domain.contact_check import check, clean
from advisor_app.domain.contacts import Contact, ContactEntry
from advisor_app.domain.dates import from_day, from_instant
from advisor_app.domain.promises import PromiseRow
from advisor_app.domain.written import ContactDetail, FileRow, Revised
from advisor_app.errors import FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services import contact_tasks
from advisor_app.services.contact_rules import beside_fields, check_product, not_saved, rules
from advisor_app.services.open_book import Book

_MIN_REASON = 4
_MOST_REASON = 200
_GONE = N_("This is not in your book.")
_AGAIN = N_("Synchronise and look again.")
# What is typed → the fields of the record that it becomes.
_NOT_OF_A_CONTACT = {"line", "reason", "customers", "settle"}
_BECOMES = {"day": "happened_at", "time": "happened_at"}


@dataclass(frozen=True, slots=True)
class Editable:
    """A contact as a form shows it for correction: `entry` masked, new promises and files only to be added to it."""

    detail: ContactDetail
    entry: ContactEntry
    files: tuple[FileRow, ...]
    promises: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """The mutations of an edit, to hand to `undo`; none where nothing was changed.

    `resent`: head office had refused the contact, which goes there once more, corrected; that is not undone.
    """

    mutations: tuple[bytes, ...]
    resent: bool = False


def contact_to_edit(book: Book, interaction_id: bytes) -> Editable:
    """Return a contact for correction. Raises InputError if it is not in the book."""
    with book.store.read() as tx:
        return _editable(tx, book, interaction_id)


def edit_contact(book: Book, shown: Editable, entry: ContactEntry, *, now: int | None = None) -> Edited:
    """Change what differs between an entry and what was shown, and add its promises and files.

    What masks hide survives where it was left as shown. Raises IssuesError with a FieldError for each fault, also
    for a field that sync has changed meanwhile; nothing is changed then.
    """
    at = utc_now() if now is None else now
    with book.store.write() as tx:
        present = _editable(tx, book, shown.detail.id)
        if present.detail.status == data.VOID:
            raise InputError(N_("This contact is withdrawn, so it stays as it is."))
        typed = [field.name for field in fields(entry) if field.name not in _NOT_OF_A_CONTACT]
        touched = [name for name in typed if getattr(entry, name) != getattr(shown.entry, name)]
        overtaken = [name for name in touched if getattr(present.entry, name) != getattr(shown.entry, name)]
        if overtaken:
            message = N_("This was changed elsewhere meanwhile. Close the form and open it again.")
            raise not_saved([FieldError(message, field=name) for name in overtaken])
        with beside_fields():
            contact = check(replace(entry, customers=shown.entry.customers), rules(tx, at), shown.entry)
        if "product_id" in touched:
            check_product(tx, contact)
        with beside_fields():
            made = _write(tx, book, present.detail, contact, touched, at)
        if {"next_step", "next_step_on"} & {*touched}:
            made = [*contact_tasks.follow_edit(tx, book.store, present.detail, contact, at), *made]
        if made and (refused := _refused(tx, shown.detail.id)):
            taking_back.resend(tx, book.store, refused)
            return Edited((), resent=True)
        return Edited(tuple(made))


def void_contact(book: Book, interaction_id: bytes, reason: str) -> Edited:
    """Withdraw a contact that should not stand, for a reason that is kept with it.

    Raises IssuesError for a reason that says nothing, InputError if it is not in the book or withdrawn already.
    """
    kept = " ".join(clean(reason).split())
    if not _MIN_REASON <= len(kept) <= _MOST_REASON:
        message = N_("Say in a few words why the contact is withdrawn.")
        raise not_saved([FieldError(message, field="void_reason")])
    with book.store.write() as tx:
        if _editable(tx, book, interaction_id).detail.status == data.VOID:
            raise InputError(N_("This contact is withdrawn already."))
        made = data.void(tx, book.store, interaction_id, kept)
        return Edited((*contact_tasks.drop(tx, book.store, interaction_id, utc_now()), *made))


def contact_history(book: Book, interaction_id: bytes) -> tuple[Revised, ...]:
    """Return the changes of a contact, newest first, words masked. Raises InputError if it is not in the book."""
    with book.store.read() as tx:
        detail = _editable(tx, book, interaction_id).detail
        return contacts.history(tx, detail.customer_id, interaction_id)


def open_file(book: Book, file_id: bytes) -> tuple[str, bytes]:
    """Return name and content of a file after logging that it was opened. Raises InputError if it has gone."""
    with book.store.write() as tx:
        found = data.file(tx, book.store, file_id)
    if found is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    return found


def _write(
    tx: Transaction, book: Book, detail: ContactDetail, contact: Contact, touched: list[str], at: int
) -> list[bytes]:
    if "recommends" in touched:
        touched = [*touched, "product_id"]
    names = {_BECOMES.get(name, name) for name in touched} - {"promises", "files"}
    made = data.add_promises(tx, book.store, contact, detail.customer_id, detail.id, at)
    made += data.add_files(tx, book.store, contact, detail.customer_id, detail.id)
    return [*made, *(data.edit(tx, book.store, detail.id, contact, names) if names else ())]


def _refused(tx: Transaction, interaction_id: bytes) -> bytes | None:
    """Return the mutation of a contact that head office refused, if there is one."""
    events = outbox.of_row(tx, "interactions", interaction_id)
    return next((event.mutation_id for event in events if event.refused), None)


def _editable(tx: Transaction, book: Book, interaction_id: bytes) -> Editable:
    detail, bank = contacts.get(tx, interaction_id, book.store.actor), sources.bank(tx)
    if detail is None or bank is None:
        raise InputError(_GONE, what_to_do=_AGAIN)
    at = from_instant(detail.happened_at, bank.time_zone)
    entry = ContactEntry(
        customers=(detail.customer_id,),
        channel=detail.channel,
        direction=detail.direction,
        purpose=detail.purpose or "",
        outcome=detail.outcome or "",
        note=detail.note or "",
        day=at.date().isoformat(),
        time=f"{at:%H:%M}",
        duration="" if detail.duration is None else str(detail.duration // 60),
        participants=detail.participants or "",
        next_step=detail.next_step or "",
        next_step_on="" if detail.next_step_on is None else from_day(detail.next_step_on).isoformat(),
        recommends=detail.recommends,
        product_id=detail.product_id,
    )
    files = contacts.files(tx, detail.customer_id, interaction_id)
    return Editable(detail, entry, files, contacts.promises(tx, None, interaction_id))

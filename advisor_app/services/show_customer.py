"""Show one customer whole; that it was looked at is in the audit log before it is seen."""

from advisor_app.data import shelves
from advisor_app.data.reads import customers, profile
from advisor_app.domain.profile import Profile
from advisor_app.errors import InputError
from advisor_app.services.open_book import Book

_ID_DIGITS = 32


def identify(book: Book, text: str) -> bytes:
    """Return the id of the customer with a number, or with an id in 32 hexadecimal digits.

    Raises InputError if there is none, or more than one, in the book.
    """
    wanted = text.strip()
    with book.store.read() as tx:
        found = customers.find_ids(tx, wanted)
        key = _as_id(wanted)
        if not found and key is not None and customers.get(tx, key):
            found = [key]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            "More than one customer in your book has the number {number}.",
            number=wanted,
            what_to_do="Search for the number, and ask by the id that is shown with --json.",
        )
    raise InputError(
        "There is no customer with the number {number} in your book.",
        number=wanted,
        what_to_do="Search by name to find the number, or synchronise and look again.",
    )


def show_customer(book: Book, customer_id: bytes, *, now: int | None = None) -> Profile:
    """Return all that the book holds about a customer, masked, after logging that it was asked for.

    The lights are those of `now` (UTC µs), the clock's unless it is given. From then on the customer is the latest
    of those last shown.
    Raises InputError if the customer is not in the book.
    """
    with book.store.read() as tx:
        found = profile.read(tx, customer_id, now)
    if found is None:
        raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
    with book.store.write() as tx:
        event = book.store.audit.append(tx, "customer.view", f"customers:{customer_id.hex()}")
        shelves.saw(tx, customer_id, event.at)
    return found


def _as_id(text: str) -> bytes | None:
    if len(text) != _ID_DIGITS:
        return None
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None

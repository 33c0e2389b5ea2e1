"""Files that are chosen for a contact or dropped on a customer, read beside the window: an e-mail fills the form."""

from pathlib import Path
from typing import NamedTuple

from advisor_app.domain.contacts import ContactEntry, FileEntry
from advisor_app.domain.mail import MAX_BYTES
from advisor_app.errors import AppError, FieldError, InputError
from advisor_app.i18n import N_
from advisor_app.services.contact_form import contact_form
from advisor_app.services.open_book import Book
from advisor_app.services.read_mail import read_mail
from advisor_app.ui.screens.contact.merging import filled

MAIL = ".eml"
_KIB = 1024


class Taken(NamedTuple):
    """What files hold for a form, the names of what a mail had that the bank does not take, and what failed."""

    entry: ContactEntry
    left_out: tuple[str, ...]
    errors: tuple[AppError, ...]


def take(book: Book, paths: tuple[Path, ...], customer_id: bytes | None) -> Taken:
    """Read files for a contact with a customer; one that cannot be taken does not hold up the others.

    Of no file more is read than may be kept.
    """
    most = contact_form(book).file_bytes
    entry, left_out, errors = ContactEntry(), list[str](), list[AppError]()
    for path in paths:
        try:
            if path.suffix.lower() == MAIL:
                mail = read_mail(book, _read(path, MAX_BYTES), customer_id)
                entry = filled(entry, mail.entry)
                left_out += mail.left_out
            elif (size := path.stat().st_size) > most:
                message = N_("“{name}” has {size} KiB; the bank takes {most} KiB at most.")
                kib = -(-size // _KIB)
                errors.append(FieldError(message, field="files", name=path.name, size=kib, most=most // _KIB))
            else:
                entry = filled(entry, ContactEntry(files=(FileEntry(path.name, _read(path, most)),)))
        except OSError:
            errors.append(FieldError(N_("“{name}” cannot be read."), field="files", name=path.name))
        except InputError as error:
            errors.append(error)
    return Taken(entry, tuple(left_out), tuple(errors))


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)  # one more, so that whoever judges it sees that it is too large

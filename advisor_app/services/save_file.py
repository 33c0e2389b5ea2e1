"""A copy of a contact's file outside the book, where the advisor wants it."""

from pathlib import Path

from advisor_app.data.files import write_atomically
from advisor_app.errors import UnavailableError
from advisor_app.i18n import N_
from advisor_app.services.edit_contact import open_file
from advisor_app.services.open_book import Book


def save_file(book: Book, file_id: bytes, path: Path) -> None:
    """Write the file to a path, readable by its owner only, after logging that it was opened.

    Raises InputError if it has gone, UnavailableError for a place that cannot be written to.
    """
    _name, content = open_file(book, file_id)
    try:
        write_atomically(path, content)
    except OSError:
        raise UnavailableError(
            N_("The file cannot be written to {folder}."),
            folder=path.parent,
            what_to_do=N_("Choose a folder that you may write to."),
        ) from None

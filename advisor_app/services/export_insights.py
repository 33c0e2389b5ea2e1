"""Saving a figure of the book outside it, as a table or a picture, where the policy allows it.

What was saved is in the signed audit log before the file is there.
"""

from collections.abc import Sequence
from pathlib import Path

from advisor_app.data.files import write_atomically
from advisor_app.data.reads import policies
from advisor_app.domain.policy.insight_rules import PICTURE, TABLE
from advisor_app.errors import InputError, UnavailableError
from advisor_app.i18n import N_
from advisor_app.services.csv_file import CsvFile, cell
from advisor_app.services.open_book import Book

Rows = Sequence[Sequence[str]]


def export_table(book: Book, topic: str, rows: Rows, path: Path) -> None:
    """Write a table, as it is shown, to a CSV file in which nothing starts a formula; `topic` names it in the log.

    Raises InputError where the policy does not allow it or the file cannot be written, UnavailableError when the
    disk is full.
    """
    _require(book, TABLE)
    with CsvFile(path) as file:
        file.write([cell(text) for text in row] for row in rows)
        file.finish()
        _log(book, topic, TABLE)
        file.appear()


def export_picture(book: Book, topic: str, png: bytes, path: Path) -> None:
    """Write a chart to a PNG file. Raises InputError and UnavailableError as `export_table` does."""
    _require(book, PICTURE)
    _log(book, topic, PICTURE)
    try:
        write_atomically(path, png)
    except OSError:
        raise UnavailableError(
            N_("The file cannot be written to {folder}."),
            folder=path.parent,
            what_to_do=N_("Choose a folder that you may write to."),
        ) from None


def _require(book: Book, form: str) -> None:
    with book.store.read() as tx:
        if form not in policies.in_force(tx).insights.exports:
            raise InputError(
                N_("The policy of the bank does not allow figures to be saved outside the book.")
            )


def _log(book: Book, topic: str, form: str) -> None:
    with book.store.write() as tx:
        book.store.audit.append(tx, f"insights.export_{form}", f"insights:{topic}")
        book.store.audit.sign(tx)

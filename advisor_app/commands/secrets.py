"""Secrets for a command: from a file or typed at the terminal, never from the command line."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from advisor_app.bootstrap import Workbench
from advisor_app.errors import InputError
from advisor_app.i18n import gettext as _

if TYPE_CHECKING:
    from advisor_app.services.open_book import Book

_LONGEST = 10_000  # bytes; a larger file is another one than was meant


def read_secret(path: Path) -> str:
    """Return the text of a file without the end of its line.

    Raises InputError for a file that cannot be read, is empty, or holds more than one line of text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST)
    except OSError as error:
        raise InputError(
            "The file {path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error
    try:
        lines = content.decode("utf-8-sig").splitlines()  # Notepad may write a BOM
    except UnicodeDecodeError as error:
        raise InputError("The file {path} is not text in UTF-8.", path=path) from error
    if len(lines) != 1 or not lines[0].strip():
        raise InputError("The file {path} must hold one line: the secret and nothing else.", path=path)
    return lines[0]


def passphrase(options: argparse.Namespace, *, new: bool = False) -> str:
    """Return the passphrase from `--passphrase-file` or the terminal; a `new` one is typed twice.

    Raises InputError where there is neither file nor terminal, or the two are not the same.
    """
    if options.passphrase_file is not None:
        return read_secret(options.passphrase_file)
    if not sys.stdin.isatty():
        raise InputError(
            "There is no terminal to type the passphrase at.",
            what_to_do="Put it into a file that only you can read, and name it with --passphrase-file.",
        )
    typed = getpass(_("New passphrase: ") if new else _("Passphrase: "))
    if new and getpass(_("The same again: ")) != typed:
        raise InputError("The two passphrases are not the same.")
    return typed


@contextmanager
def open_book(workbench: Workbench, options: argparse.Namespace) -> Iterator["Book"]:
    """Yield the book, unlocked with the passphrase from file or terminal; says so if nothing protects it."""
    with workbench.open_book(passphrase(options)) as book:
        if book.demo_keys:
            print(
                _("Demonstration: the key lies beside the store, so the store is not protected."),
                file=sys.stderr,
            )
        yield book

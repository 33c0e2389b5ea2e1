"""Secrets for a command: from a file or typed at the terminal, never from the command line."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from typing import TYPE_CHECKING

from advisor_app.bootstrap import Workbench
from advisor_app.errors import InputError
from advisor_app.i18n import gettext as _
from advisor_app.services.secret_file import read_secret

if TYPE_CHECKING:
    from advisor_app.services.open_book import Book


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

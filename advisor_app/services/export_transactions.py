"""Export a customer's transactions to a file, masked as they are shown, so that they can be worked with elsewhere.

That they were exported is in the signed audit log before the file is there.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from advisor_app import words
from advisor_app.data.apply import Transaction
from advisor_app.data.reads import customers, policies, sources, transactions
from advisor_app.domain.dates import from_day, from_instant
from advisor_app.domain.money import from_minor
from advisor_app.domain.policy import Policy
from advisor_app.domain.transactions import AccountChoice, TransactionQuery, TransactionRow
from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.csv_file import CsvFile, cell
from advisor_app.services.open_book import Book

Told = Callable[[int, int], None]
"""Called with the rows written so far and the rows to write in all."""
Stopped = Callable[[], bool]
"""Asked between pages whether to leave it."""

_ROWS = 1_000  # of a page
_HEADER = (
    N_("Date"),
    N_("Time"),
    N_("Account"),
    N_("Amount"),
    N_("Currency"),
    N_("Balance"),
    N_("Kind"),
    N_("Channel"),
    N_("Category"),
    N_("Counterparty"),
    N_("Counterparty's bank"),
    N_("Counterparty's account"),
    N_("Memo"),
    N_("Data as of"),
)


def export_transactions(book: Book, query: TransactionQuery, path: Path, told: Told, stopped: Stopped) -> int:
    """Write all pages of a query to a CSV file, in the present language, and return the number of rows.

    A file of that name is replaced. Where it was stopped nothing is left, and 0 is returned.
    Raises InputError if the customer is not in the book or the file cannot be written, UnavailableError when
    the disk is full.
    """
    with CsvFile(path) as file:
        written = 0
        with book.store.read() as tx:
            if not customers.exists(tx, query.customer_id):
                raise InputError("This is not in your book.", what_to_do="Synchronise and look again.")
            total = transactions.count(tx, query)
            told(0, total)
            file.write([[cell(_(column)) for column in _HEADER]])
            for rows in _pages(tx, query):
                if stopped():
                    return 0
                file.write(rows)
                written += len(rows)
                told(written, total)
        if stopped():
            return 0
        file.finish()
        with book.store.write() as tx:
            book.store.audit.append(tx, "transactions.export", f"customers:{query.customer_id.hex()}")
            book.store.audit.sign(tx)
        file.appear()
    return written


def _pages(tx: Transaction, query: TransactionQuery) -> Iterator[list[list[str]]]:
    """Yield the cells of each page."""
    policy, bank = policies.in_force(tx), sources.bank(tx)
    accounts = {account.id: account for account in transactions.choices(tx, query.customer_id).accounts}
    days = {source.source_id: source.as_of_day for source in sources.dates(tx)}
    zone = bank.time_zone if bank else "UTC"
    query = replace(query, after=None, limit=_ROWS)
    while True:
        page = transactions.page(tx, query)
        yield [_cells(row, accounts[row.account_id], policy, zone, days) for row in page.rows]
        if page.next is None:
            return
        query = replace(query, after=page.next)


def _cells(
    row: TransactionRow, account: AccountChoice, policy: Policy, time_zone: str, days: dict[int, int]
) -> list[str]:
    codes, as_of = policy.codes, days.get(row.source_id)
    return [
        from_day(row.day).isoformat(),
        "" if row.at is None else f"{from_instant(row.at, time_zone):%H:%M}",
        cell(account.number or words.code(codes.account_kinds, account.kind)),
        str(from_minor(row.amount_minor, row.currency)),
        row.currency,
        "" if row.balance_minor is None else str(from_minor(row.balance_minor, row.currency)),
        cell(words.code(codes.transaction_kinds, row.kind)),
        cell(words.code(codes.transaction_channels, row.channel)),
        cell(words.code(codes.transaction_categories, row.category)),
        cell(row.counterparty),
        cell(row.counterparty_bank),
        cell(row.counterparty_account),
        cell(row.memo),
        "" if as_of is None else from_day(as_of).isoformat(),
    ]

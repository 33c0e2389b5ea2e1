"""The transactions of a customer whose profile is being shown, page by page."""

from advisor_app.data.reads import transactions
from advisor_app.domain.transactions import TransactionChoices, TransactionPage, TransactionQuery
from advisor_app.services.open_book import Book


def transactions_page(book: Book, query: TransactionQuery) -> TransactionPage:
    """Return one page; a customer who is not in the book has no transactions."""
    with book.store.read() as tx:
        return transactions.page(tx, query)


def count_transactions(book: Book, query: TransactionQuery) -> int:
    """Return how many rows all pages of a query have together."""
    with book.store.read() as tx:
        return transactions.count(tx, query)


def transaction_choices(book: Book, customer_id: bytes) -> TransactionChoices:
    """Return the accounts, kinds and categories that the customer's transactions can be chosen by."""
    with book.store.read() as tx:
        return transactions.choices(tx, customer_id)

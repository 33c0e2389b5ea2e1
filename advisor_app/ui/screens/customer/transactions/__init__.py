"""The customer's transactions: filtered, in order, page by page, one in detail, all that fit into a file."""

from advisor_app.ui.screens.customer.transactions.tab import TransactionsTab

__all__ = ["TransactionsTab"]

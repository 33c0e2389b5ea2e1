"""Accounts and what hangs on them: holders, cards, loans, standing orders, transactions."""

from typing import NamedTuple


class Account(NamedTuple):
    """A current or savings account; `opened_on` after the business date means: imported, not active.

    `transaction_count` and `transaction_total_minor` are head office's control totals over all its transactions.
    """

    id: int
    source_id: int
    number: str | None
    kind: str
    currency: str
    opened_on: int | None
    closed_on: int | None
    balance_minor: int | None
    balance_on: int | None
    statement: str | None
    branch_id: int | None
    district_id: int | None
    transaction_count: int
    transaction_total_minor: int


class AccountHolder(NamedTuple):
    """Who may dispose of an account; `role` is "owner" (exactly one counts for AUM), "joint" or "authorised"."""

    id: int
    source_id: int
    account_id: int
    customer_id: bytes
    role: str
    closed_on: int | None


class Card(NamedTuple):
    """A debit or credit card of one customer on one account; `number` is raw here and leaves masked only."""

    id: int
    source_id: int
    account_id: int
    customer_id: bytes
    kind: str
    number: str | None
    issued_on: int | None
    expires_on: int | None
    closed_on: int | None


class Loan(NamedTuple):
    """A loan repaid from an account; `status` is performing, arrears, repaid or defaulted."""

    id: int
    source_id: int
    account_id: int
    kind: str
    currency: str
    principal_minor: int
    outstanding_minor: int | None
    payment_minor: int | None
    rate: str | None
    starts_on: int
    ends_on: int | None
    months: int | None
    status: str | None
    closed_on: int | None


class StandingOrder(NamedTuple):
    """A payment that the customer has ordered to be repeated; `amount_minor` in the account's currency."""

    id: int
    source_id: int
    account_id: int
    counterparty: str | None
    counterparty_bank: str | None
    counterparty_account: str | None
    amount_minor: int
    category: str | None
    closed_on: int | None


class Transaction(NamedTuple):
    """One booking; `amount_minor` is signed (inflow positive). The order of rows within a day means nothing.

    `kind` says how it was made (cash, transfer, card, interest, fee …), `category` what it was for.
    `at` is known only for sources that carry a time; `account_id`, `day` and `id` never change once booked.
    """

    account_id: int
    day: int
    id: int
    source_id: int
    amount_minor: int
    balance_minor: int | None
    kind: str
    channel: str | None
    counterparty: str | None
    counterparty_bank: str | None
    counterparty_account: str | None
    category: str | None
    memo: str | None
    at: int | None

"""Transactions of one customer: what may be asked for, and what a row shows."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from advisor_app.domain.masking import MaskedCardNumber, MaskedText

PAGE_ROWS = 200


class TransactionSort(Enum):
    """What transactions can be ordered by."""

    DAY = "day"
    AMOUNT = "amount"
    COUNTERPARTY = "counterparty"


class Cursor(NamedTuple):
    """Where a page ended: the value that the order goes by, and the id of the last row."""

    value: int | str
    id: int


@dataclass(frozen=True, slots=True)
class TransactionQuery:
    """Which transactions of the accounts of one customer, in which order, and which page of them.

    Days are inclusive. `inflow` True or False keeps one direction; `least_minor` and `most_minor` bound the
    amount without its sign. `text` is looked for in counterparty and memo as they are shown, that is masked.
    """

    customer_id: bytes
    account_id: int | None = None
    since: int | None = None
    until: int | None = None
    inflow: bool | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    text: str = ""
    sort: TransactionSort = TransactionSort.DAY
    ascending: bool = False
    after: Cursor | None = None
    limit: int = PAGE_ROWS


class TransactionRow(NamedTuple):
    """One booking; the order within a day means nothing, so a balance that disagrees is no anomaly."""

    account_id: int
    day: int
    id: int
    amount_minor: int
    currency: str
    balance_minor: int | None
    kind: str
    channel: str | None
    category: str | None
    counterparty: MaskedText | None
    counterparty_bank: str | None
    counterparty_account: MaskedCardNumber | None
    memo: MaskedText | None
    at: int | None
    source_id: int


class TransactionPage(NamedTuple):
    """One page; `next` is the cursor of the one after it, None if this is the last."""

    rows: tuple[TransactionRow, ...]
    next: Cursor | None


class AccountChoice(NamedTuple):
    """An account that the customer holds, to choose transactions by; `number` is masked."""

    id: int
    number: MaskedCardNumber | None
    kind: str
    currency: str
    role: str


class TransactionChoices(NamedTuple):
    """What there is to choose transactions by: accounts, and the codes that occur, the most frequent first."""

    accounts: tuple[AccountChoice, ...]
    kinds: tuple[str, ...]
    categories: tuple[str, ...]

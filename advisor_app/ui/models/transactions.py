"""The transactions of a customer, page after page, with the sign and the colour of money."""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from advisor_app import words
from advisor_app.domain.policy import Policy
from advisor_app.domain.transactions import TransactionChoices, TransactionRow
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.rows import Cell, RowsModel


class Column(IntEnum):
    """The columns."""

    DAY = 0
    COUNTERPARTY = 1
    CATEGORY = 2
    KIND = 3
    CHANNEL = 4
    ACCOUNT = 5
    AMOUNT = 6
    BALANCE = 7


def account_name(policy: Policy, number: str | None, kind: str) -> str:
    """Return what an account is called: its masked number, or its kind where it has none."""
    return number or words.code(policy.codes.account_kinds, kind) or kind


def account_names(policy: Policy, choices: TransactionChoices) -> dict[int, str]:
    """Return the names of the accounts that there are to choose from, by id."""
    return {one.id: account_name(policy, one.number, one.kind) for one in choices.accounts}


def signed(row: TransactionRow) -> Cell:
    """Return the amount of a booking with its sign and colour."""
    amount = words.money(abs(row.amount_minor), row.currency) or words.NOTHING
    if row.amount_minor > 0:
        return Cell(f"+{amount}", ink="inflow", spoken=_("{amount} in", amount=amount))
    if row.amount_minor < 0:
        return Cell(f"−{amount}", ink="outflow", spoken=_("{amount} out", amount=amount))
    return Cell(amount)


class TransactionsModel(RowsModel[TransactionRow, Cell]):
    """Transactions in the order in which they were given; `policy` and `accounts` say how things are called."""

    HEADINGS = (
        N_("Day"),
        N_("Counterparty"),
        N_("Category"),
        N_("Kind"),
        N_("Channel"),
        N_("Account"),
        N_("Amount"),
        N_("Balance"),
    )
    RIGHT = frozenset({Column.AMOUNT, Column.BALANCE})

    def __init__(self) -> None:
        super().__init__()
        self.policy: Policy | None = None
        self.accounts: Mapping[int, str] = {}
        self.by_day = True
        """Whether rows of a day stand together, so that the day need be shown loudly once only."""
        self._first: set[tuple[int, int]] = set()

    def set_rows(self, rows: Sequence[TransactionRow]) -> None:
        """Show other rows."""
        self._first = _first_of_days(rows, None)
        super().set_rows(rows)

    def add_rows(self, rows: Sequence[TransactionRow]) -> None:
        """Show more rows below those that are there."""
        self._first |= _first_of_days(rows, self.rows[-1] if self.rows else None)
        super().add_rows(rows)

    def find(self, row: TransactionRow) -> int | None:
        """Return where a booking stands now."""
        wanted = (row.account_id, row.id)
        return next((at for at, one in enumerate(self.rows) if (one.account_id, one.id) == wanted), None)

    def cells(self, row: TransactionRow) -> Sequence[Cell]:
        """Return the cells of a booking."""
        if self.policy is None:
            return ()
        codes = self.policy.codes
        loud = not self.by_day or (row.account_id, row.id) in self._first
        who = (
            Cell(row.counterparty, row.memo or "")
            if row.counterparty
            else Cell(words.NOTHING, row.memo or "")
        )
        return (
            Cell(words.column_day(row.day), ink="text" if loud else "muted", sort=row.day),
            who._replace(sort=row.counterparty),
            Cell(words.code(codes.transaction_categories, row.category) or words.NOTHING),
            Cell(words.code(codes.transaction_kinds, row.kind) or words.NOTHING, ink="muted"),
            Cell(words.code(codes.transaction_channels, row.channel) or words.NOTHING, ink="muted"),
            Cell(self.accounts.get(row.account_id, words.NOTHING), ink="muted"),
            signed(row)._replace(sort=row.amount_minor),
            Cell(words.money(row.balance_minor, row.currency) or words.NOTHING, ink="muted"),
        )


def _first_of_days(rows: Sequence[TransactionRow], before: TransactionRow | None) -> set[tuple[int, int]]:
    first, day = set(), before.day if before else None
    for row in rows:
        if row.day != day:
            first.add((row.account_id, row.id))
            day = row.day
    return first

"""Average AUM worked out by hand, as it were: every position on every single day, in exact fractions.

It shares no code and no method with `advisor_app.analysis`: no frames, no cumulative sums, no intervals.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor


@dataclass
class Account:
    customer: bytes
    currency: str
    opened_on: int | None
    closed_on: int | None
    balance_minor: int | None
    balance_on: int | None
    source: int
    bookings: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Holding:
    customer: bytes
    currency: str
    starts_on: int | None
    closed_on: int | None
    principal_minor: int | None
    values: dict[int, int] = field(default_factory=dict)


@dataclass
class Book:
    accounts: list[Account] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    months: list[tuple[int, int]] = field(default_factory=list)
    rates: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def positions(self) -> list[Account | Holding]:
        return [*self.accounts, *self.holdings]


def averages(book: Book, as_of: int) -> dict[tuple[bytes, int], tuple[int, int]]:
    """Return (average, coverage) by customer and month."""
    result = {}
    for month, until in book.months:
        worth: dict[tuple[bytes, str], int] = defaultdict(int)
        days: dict[bytes, int] = defaultdict(int)
        known: dict[tuple[bytes, str], int] = defaultdict(int)
        for day in range(month, until):
            for position in book.positions:
                if not _is_there(position, day, as_of):
                    continue
                days[position.customer] += 1
                value = (
                    _balance(book, position, day) if isinstance(position, Account) else _value(position, day)
                )
                if value is not None:
                    known[position.customer, position.currency] += 1
                    worth[position.customer, position.currency] += max(0, value)
        for customer, total_days in days.items():
            average, covered = 0, 0
            for (of, currency), total in worth.items():
                if of == customer and (currency, month) in book.rates:
                    exact = Fraction(total, until - month) * Fraction(book.rates[currency, month])
                    average += floor(exact + Fraction(1, 2))
                    covered += known[of, currency]
            result[customer, month] = (average, 100 * covered // total_days)
    return result


def _is_there(position: Account | Holding, day: int, as_of: int) -> bool:
    if day > as_of or (position.closed_on is not None and day >= position.closed_on):
        return False
    return _account_begun(position, day) if isinstance(position, Account) else _holding_begun(position, day)


def _account_begun(account: Account, day: int) -> bool:
    first = min((booked for booked, _ in account.bookings), default=None)
    opened = account.opened_on if account.opened_on is not None else account.balance_on
    return (opened is not None and day >= opened) or (first is not None and day >= first)


def _balance(book: Book, account: Account, day: int) -> int | None:
    of_source = [one for one in book.accounts if one.source == account.source]
    ledger = min((booked for one in of_source for booked, _ in one.bookings), default=None)
    if account.balance_minor is not None:
        if ledger is not None and day < ledger:
            return None
        anchor = account.balance_on
        assert anchor is not None
        if day >= anchor:
            return account.balance_minor + sum(
                cash for booked, cash in account.bookings if anchor < booked <= day
            )
        return account.balance_minor - sum(
            cash for booked, cash in account.bookings if day < booked <= anchor
        )
    first = min((booked for booked, _ in account.bookings), default=None)
    begun = min(one for one in (account.opened_on, first) if one is not None)
    if ledger is None or begun < ledger:
        return None
    return sum(cash for booked, cash in account.bookings if booked <= day)


def _holding_begun(holding: Holding, day: int) -> bool:
    starts = holding.starts_on if holding.starts_on is not None else min(holding.values, default=None)
    return starts is not None and day >= starts


def _value(holding: Holding, day: int) -> int | None:
    stated = holding.values
    before = [month for month in stated if month <= day]
    if before:
        return stated[max(before)]
    if holding.principal_minor is not None:
        return holding.principal_minor
    return stated[min(stated)] if stated else None

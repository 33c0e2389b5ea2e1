"""Contribution (贡献): what a customer's money earns the bank in a year, at the balances and rates of now.

Deposits earn the transfer rate of their term less what is paid on them, loans what they earn less the transfer rate of
theirs; fees are those of the last year. So it is a yearly pace and no account of a year that was. Everything is exact
until `rounded`, so that sums over a book are those of its customers, in whatever order they are added.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NamedTuple

from advisor_app.domain.money import exponent
from advisor_app.domain.policy.contribution import ContributionRules
from advisor_app.domain.positions import OWNER, Position, State

DEPOSITS, LOANS = "deposits", "loans"
NO_RATE, NO_TERM, NO_TRANSFER, NO_EXCHANGE, MATURED = (
    "no_rate",
    "no_term",
    "no_transfer",
    "no_exchange",
    "matured",
)
REASONS = (NO_RATE, NO_TERM, NO_TRANSFER, NO_EXCHANGE, MATURED)
"""Why something that should earn is left out: its own rate, its term, a transfer rate for it or an exchange rate is not
known, or it is over and not renewed."""

YEAR_DAYS = 365
_POINT = Fraction(1, 10_000)
_OWN_TERM = {"accounts": 1}


class Balance(NamedTuple):
    """What deposits or loans of one kind, currency, rate and term add up to: `count` positions of `minor`, positive.

    `term_days` is None where it is not known; `over`: the term has ended.
    """

    entity: str
    kind: str
    currency: str
    rate: str | None
    term_days: int | None
    over: bool
    minor: int
    number: int


class Part(NamedTuple):
    """What a balance earns in a year, in minor units of the base currency; exact.

    `balance` is None where there is no exchange rate, `earns` where something is not known, which `why` says. `rate` is
    what is paid or earned and `transfer` what the treasury gives or takes, as shares a year.
    """

    side: str
    of: Balance
    balance: Fraction | None
    rate: Fraction | None
    transfer: Fraction | None
    earns: Fraction | None
    why: str | None


class Contribution(NamedTuple):
    """What somebody's money, or that of many, earns in a year; exact, in minor units of the base currency.

    `left_out` are how many positions are in no figure, by reason; fees in a currency without a rate count as one.
    """

    deposits: Fraction
    on_deposits: Fraction
    loans: Fraction
    on_loans: Fraction
    fees: Fraction
    left_out: Mapping[str, int]

    @property
    def total(self) -> Fraction:
        """All of it."""
        return self.on_deposits + self.on_loans + self.fees

    def plus(self, other: "Contribution") -> "Contribution":
        """Return this one and another together."""
        reasons = self.left_out.keys() | other.left_out.keys()
        return Contribution(
            self.deposits + other.deposits,
            self.on_deposits + other.on_deposits,
            self.loans + other.loans,
            self.on_loans + other.on_loans,
            self.fees + other.fees,
            {why: self.left_out.get(why, 0) + other.left_out.get(why, 0) for why in reasons},
        )


def side_of(rules: ContributionRules, entity: str, kind: str) -> str | None:
    """Return whether positions are deposits or loans, None where they are neither."""
    if entity == "accounts" or (entity == "holdings" and kind in rules.deposits):
        return DEPOSITS
    return LOANS if entity == "loans" else None


def balance_of(rules: ContributionRules, position: Position, today: int) -> Balance | None:
    """Return the balance of one position, None where it is not the customer's own, has no value now or is no such."""
    side, minor = side_of(rules, position.entity, position.kind), position.value_minor
    state = position.state(today)
    if side is None or minor is None or position.currency is None or position.role != OWNER:
        return None
    if state in (State.CLOSED, State.FUTURE) or (minor <= 0 if side == DEPOSITS else minor >= 0):
        return None
    known = position.starts_on is not None and position.ends_on is not None
    term = (position.ends_on or 0) - (position.starts_on or 0) if known else None
    over = state is State.MATURED
    return Balance(
        position.entity, position.kind, position.currency, position.rate, term, over, abs(minor), 1
    )


def part(rules: ContributionRules, of: Balance, base: str, rates: Mapping[str, str]) -> Part:
    """Return what a balance of deposits or loans earns."""
    side = LOANS if of.entity == "loans" else DEPOSITS
    balance = in_base(of.minor, of.currency, base, rates)
    rate = _paid(rules, of.kind) if of.entity == "accounts" else _share(of.rate)
    term = _OWN_TERM.get(of.entity, of.term_days)
    transfer = None if term is None or term < 1 else _transfer(rules, side, term)
    why = None
    for reason, holds in (
        (NO_EXCHANGE, balance is None),
        (MATURED, of.over),
        (NO_RATE, rate is None),
        (NO_TERM, term is None or term < 1),
        (NO_TRANSFER, transfer is None),
    ):
        if holds:
            why = reason
            break
    earns = None
    if why is None and balance is not None and rate is not None and transfer is not None:
        earns = balance * (transfer - rate if side == DEPOSITS else rate - transfer)
    return Part(side, of, balance, rate, transfer, earns, why)


def total(
    parts: Iterable[Part], fees: Mapping[str, int], base: str, rates: Mapping[str, str]
) -> Contribution:
    """Add up parts and fees (minor units by currency); balances of what is left out are in no sum either."""
    sums = dict.fromkeys((DEPOSITS, LOANS), Fraction(0))
    earned = dict.fromkeys((DEPOSITS, LOANS), Fraction(0))
    left_out: dict[str, int] = {}
    for one in parts:
        if one.why is not None or one.balance is None or one.earns is None:
            reason = one.why or NO_EXCHANGE
            left_out[reason] = left_out.get(reason, 0) + one.of.number
            continue
        sums[one.side] += one.balance
        earned[one.side] += one.earns
    paid = Fraction(0)
    for currency, minor in fees.items():
        value = in_base(minor, currency, base, rates)
        if value is None:
            left_out[NO_EXCHANGE] = left_out.get(NO_EXCHANGE, 0) + 1
        else:
            paid += value
    return Contribution(sums[DEPOSITS], earned[DEPOSITS], sums[LOANS], earned[LOANS], paid, left_out)


def in_base(minor: int, currency: str, base: str, rates: Mapping[str, str]) -> Fraction | None:
    """Return an amount in minor units of the base currency, exact; None without a rate."""
    if currency == base:
        return Fraction(minor)
    rate = rates.get(currency)
    if rate is None:
        return None
    return minor * Fraction(rate) * Fraction(10) ** (exponent(base) - exponent(currency))


def rounded(value: Fraction) -> int:
    """Return whole minor units, halves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def _paid(rules: ContributionRules, kind: str) -> Fraction | None:
    points = rules.paid.get(kind)
    return None if points is None else points * _POINT


def _share(rate: str | None) -> Fraction | None:
    try:
        return None if not rate else Fraction(Decimal(rate))
    except (InvalidOperation, ValueError, OverflowError):
        return None


def _transfer(rules: ContributionRules, side: str, term: int) -> Fraction | None:
    for step in rules.transfer:
        if term <= step.days:
            return (step.deposit if side == DEPOSITS else step.loan) * _POINT
    return None

"""The months of a computation, and the one rate of each currency in each of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from advisor_app.domain.dates import add_months
from advisor_app.domain.money import exponent


class Month(NamedTuple):
    """A month, from its first day to the day before `until`; the present one ends with the business date."""

    month: int
    until: int


def months_until(as_of: int, count: int) -> list[Month]:
    """Return `count` months, of which the last is that of the business date."""
    starts = [add_months(as_of, -back) for back in range(count - 1, -1, -1)]
    return [Month(start, min(add_months(start, 1), as_of + 1)) for start in starts]


def factors(
    rates: Iterable[tuple[str, int, str]], months: Sequence[Month], base: str, valid_days: int
) -> Iterator[tuple[str, int, float]]:
    """Yield (currency, month, minor units of the base currency for one of `currency`) where there is a rate.

    `rates` are (currency, day, units of base for one unit). The rate of a month is the newest on its last day
    that counts; one that is not positive, or older than `valid_days` by then, is none.
    """
    by_currency: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    for currency, day, rate in rates:
        by_currency[currency].append((day, Decimal(rate)))
    for month in months:
        yield base, month.month, 1.0
        last = month.until - 1
        for currency, known in by_currency.items():
            if currency == base:
                continue
            newest = max((one for one in known if one[0] <= last), default=None)
            if newest and newest[1] > 0 and last - newest[0] <= valid_days:
                scale = exponent(base) - exponent(currency)
                yield currency, month.month, float(newest[1].scaleb(scale))

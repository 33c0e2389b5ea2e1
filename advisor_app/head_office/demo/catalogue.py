"""The dated product catalogue, and what one unit of each product was worth on every day.

Wealth products, funds, metals and trusts have one unit value a day for all their holders, so that quantity
times unit value is the value of every position. A series with `every_months` becomes one product per issue.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from advisor_app.domain.dates import add_months, from_day, to_day
from advisor_app.head_office.demo.flows import Int
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.world import World, months_after

_YEARS = 8
_PLACED = ("wealth", "fund", "trust")
_UNIT = 10_000
"""Unit values are whole ten-thousandths of a yuan."""


@dataclass(slots=True)
class Product:
    """A catalogue entry; `months` or `days` is its term, `units` its unit value by day from `first` on
    (none: empty).
    """

    code: str
    name: str
    kind: str
    grade: int
    issuer: str
    issuer_kind: str
    rate_bp: int | None
    benchmark: str
    minimum: int
    quota: int | None
    months: int
    days: int
    opens: int | None
    closes: int | None
    channels: str
    tiers: tuple[str, ...]
    payments: int
    cash_value: tuple[float, ...]
    held: bool
    issuer_grade: str
    placement: str
    notice: int | None
    units: Int
    first: int

    @property
    def has_units(self) -> bool:
        """Whether it is bought in units that have a value of their own."""
        return len(self.units) > 0

    @property
    def places(self) -> int:
        """Decimal places of a quantity: grams of gold have four, units two."""
        return 4 if self.kind == "metal" else 2

    @property
    def term_days(self) -> int | None:
        """The term in days, as the catalogue states it."""
        return self.days or (round(self.months * 365 / 12) if self.months else None)

    def maturity(self, start: int) -> int | None:
        """Return the day on which a position that began at `start` matures, if it does."""
        if self.months:
            return months_after(start, self.months)
        return start + self.days if self.days else None

    def quantity(self, fen: int, day: int) -> int:
        """Return what `fen` buy on `day`, in the smallest quantity (rounded down)."""
        scale: int = 100 * 10**self.places
        return fen * scale // int(self.units[day - self.first])

    def value(self, quantity: int, day: int) -> int:
        """Return the fen that a quantity is worth on `day`."""
        divisor: int = 100 * 10**self.places
        return (quantity * int(self.units[day - self.first]) + divisor // 2) // divisor


class Catalogue:
    """All products of the demo bank."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.products: list[Product] = []
        for number, entry in enumerate(words("products")["products"]):
            if "every_months" in entry:
                self._issues(entry, number)
            else:
                opens = world.as_of + entry["opens_in_days"] if "opens_in_days" in entry else None
                ago = entry.get("closed_days_ago")
                closes = None if ago is None else world.as_of - ago
                self.products.append(
                    self._product(entry, number, entry["code"], entry["name"], opens, closes)
                )

    def _issues(self, entry: dict[str, Any], number: int) -> None:
        world, step = self._world, entry["every_months"]
        year = from_day(world.as_of).year - 5
        month = to_day(date(year, 1, 1))
        issue = 0
        while month <= world.as_of:
            if from_day(month).year != year:
                year, issue = from_day(month).year, 0
            issue += 1
            opens = world.calendar.on_or_after(month + 4)
            closes = world.calendar.on_or_after(opens + 6)
            name = f"{entry['name']}{year}年第{issue:02}期"
            product = self._product(
                entry, number, f"{entry['code']}{year % 100}{issue:02}", name, opens, closes
            )
            self.products.append(product)
            month = add_months(month, step)

    def _product(
        self, entry: dict[str, Any], number: int, code: str, name: str, opens: int | None, closes: int | None
    ) -> Product:
        units, first = self._unit_values(entry, number)
        rate = entry.get("rate")
        return Product(
            code=code,
            name=name,
            kind=entry["kind"],
            grade=int(entry["risk"][1]) if "risk" in entry else 0,
            issuer=entry.get("issuer", words("places")["bank"]),
            issuer_kind=entry.get("issuer_kind", "agency" if "issuer" in entry else "own"),
            rate_bp=None if rate is None else round(float(rate) * 10_000),
            benchmark=entry.get("benchmark", ""),
            minimum=entry["minimum"],
            quota=entry.get("quota"),
            months=entry.get("months", 0),
            days=entry.get("days", 0),
            opens=opens,
            closes=closes,
            channels=entry.get("channels", "counter mobile web"),
            tiers=tuple(entry.get("tiers", ())),
            payments=entry.get("payments", 0),
            cash_value=tuple(entry.get("cash_value", ())),
            held=not {"closed_days_ago", "opens_in_days", "granted"} & entry.keys(),
            issuer_grade=entry.get("issuer_risk", ""),
            placement=entry.get("placement", "public" if entry["kind"] in _PLACED else ""),
            notice=entry.get("notice"),
            units=units,
            first=first,
        )

    def _unit_values(self, entry: dict[str, Any], number: int) -> tuple[Int, int]:
        """Return the unit value by day: a random walk that moves on working days and ends near its trend."""
        if "growth" not in entry:
            return np.zeros(0, dtype=np.int64), 0
        world = self._world
        first = world.as_of - _YEARS * 365
        days = world.as_of - first + 1
        rng = np.random.default_rng([world.seed, number])
        open_days = np.array([world.calendar.is_open(day) for day in range(first, first + days)])
        steps = rng.normal(0, entry["swing"] / 250**0.5, days) * open_days
        # A bridge: most of the accumulated chance is taken out again, so that no product ends absurdly.
        steps -= 0.7 * steps.sum() / days
        steps += np.log1p(entry["growth"]) / 365
        path = np.exp(np.cumsum(steps) - steps.sum() * (1.0 if "unit_value" in entry else 0.0))
        start = entry.get("unit_value", 1.0)
        return np.maximum(1, np.rint(path * start * _UNIT)).astype(np.int64), first

"""A customer's habits with money, each small enough to be said in one sentence and shown in one chart.

They are of 12 months up to the day of the data and of the customer's own accounts; amounts spent and paid are
positive. Lists are the largest first and cut to the policy's number.
"""

from enum import StrEnum
from typing import NamedTuple

from advisor_app.domain.dates import add_months, months_between
from advisor_app.domain.insights.facts import from_json, to_json

_YEAR = 365


class IncomeState(StrEnum):
    """How a salary or pension stands."""

    REGULAR = "regular"
    CHANGED = "changed"
    STOPPED = "stopped"


class Income(NamedTuple):
    """A salary or pension that was found.

    `monthly_minor` is the average of the newest three months with one (without the present month while it may still
    bring more), `before_minor` that of the three before them (None where there were none), `day` the day of the month
    on which it usually comes, `months` of the 12 with one.
    """

    category: str
    state: str
    monthly_minor: int
    day: int
    months: int
    last_on: int
    before_minor: int | None = None


class Spent(NamedTuple):
    """What was spent on one category, and its part of all spending."""

    category: str
    minor: int
    percent: int
    times: int


class Merchant(NamedTuple):
    """What was spent with one merchant."""

    name: str
    minor: int
    times: int


class Recurring(NamedTuple):
    """A payment to the same payee, of about the same amount (`minor`, on average), every `every_days` or so."""

    name: str
    minor: int
    every_days: int
    times: int
    last_on: int
    category: str | None = None


class OtherBank(NamedTuple):
    """Money that went to accounts at another bank, and that came from them."""

    bank: str
    out_minor: int
    in_minor: int


class Elsewhere(NamedTuple):
    """What is paid for a product that the customer has from somebody else: leasing, insurance."""

    category: str
    minor: int
    times: int
    last_on: int


class Used(NamedTuple):
    """How often the customer used a channel for a transaction of their own."""

    channel: str
    times: int


class Month(NamedTuple):
    """A month's money: what came to the bank, what left it, and what of that was spending."""

    month: int
    in_minor: int
    out_minor: int
    spent_minor: int


class Season(NamedTuple):
    """The month in which most is spent, and how many per cent of an average month since the first spending that is."""

    month: int
    percent: int


class Habits(NamedTuple):
    """What is known of a customer's habits; what was not found is None or empty.

    `since_on` is the first day that was looked at. `spent_minor` is all spending, `out_minor` all money that left,
    `cash_minor` what of it was taken as cash.
    """

    currency: str
    since_on: int
    spent_minor: int = 0
    out_minor: int = 0
    cash_minor: int = 0
    income: Income | None = None
    season: Season | None = None
    months: tuple[Month, ...] = ()
    spending: tuple[Spent, ...] = ()
    merchants: tuple[Merchant, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    channels: tuple[Used, ...] = ()
    other_banks: tuple[OtherBank, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()

    @classmethod
    def from_json(cls, text: str) -> "Habits":
        """Return the facts in a document. Raises InsightError."""
        return from_json(cls, text)

    def to_json(self) -> str:
        """Return the facts as a document."""
        return to_json(self)

    @property
    def cash_percent(self) -> int | None:
        """Of every hundred that left, how many were cash; None where nothing left."""
        return self.cash_minor * 100 // self.out_minor if self.out_minor > 0 else None

    @property
    def average_month(self) -> Month | None:
        """What came, left and was spent in an average month, from the first with a transaction to the newest that has
        passed wholly, under which it stands; None while none has.
        """
        newest = add_months(self.since_on + _YEAR, -1)
        whole = [month for month in self.months if month.month <= newest]
        if not whole:
            return None
        many = months_between(whole[0].month, newest) + 1
        return Month(newest, *(sum(amounts) // many for amounts in tuple(zip(*whole, strict=True))[1:]))

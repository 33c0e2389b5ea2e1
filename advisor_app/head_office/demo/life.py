"""One customer's life with the bank while it is being written: accounts, holdings, loans, planned
bookings.
"""

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from advisor_app.domain.dates import from_day
from advisor_app.head_office.demo.accounts import Account, Opened
from advisor_app.head_office.demo.flows import NOBODY, Party, Plan
from advisor_app.head_office.demo.person import Person
from advisor_app.head_office.demo.words import words

if TYPE_CHECKING:
    from advisor_app.head_office.demo.dealing import Holding
    from advisor_app.head_office.demo.loans import Loan


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """A payment that is made every month by order; `fen` is what it is."""

    key: str
    account: Account
    party: Party
    fen: int
    category: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """A reason to get in touch on about a day: the notes that fit it, and what they will say."""

    day: int
    name: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Life:
    """A customer with everything that hangs on them, in the order in which the parts are made."""

    person: Person
    rng: Random
    opened: Opened
    book: Plan
    holdings: list["Holding"] = field(default_factory=list)
    loans: list["Loan"] = field(default_factory=list)
    orders: list[StandingOrder] = field(default_factory=list)
    occasions: list[Occasion] = field(default_factory=list)
    salary_day: int = 0

    @property
    def account(self) -> Account:
        """The main account."""
        return self.opened.main

    def pay(
        self,
        flow: str,
        at: int,
        fen: int,
        party: Party = NOBODY,
        memo: str | None = None,
        channel: str | None = None,
    ) -> None:
        """Plan a booking on the main account."""
        self.book.add(self.rng, flow, self.account.index, at, fen, party, memo, channel)

    def stranger(self, name: str) -> Party:
        """Return somebody with an account at another bank."""
        bank = self.rng.choice(words("places")["words"]["other_banks"])
        return Party(name, bank, f"9999{self.rng.randrange(10**12):012}")

    @property
    def elsewhere(self) -> Party:
        """The one account that this person has at another bank."""
        banks = words("places")["words"]["other_banks"]
        number = self.person.index * 7919 + 31
        return Party(self.person.name, banks[number % len(banks)], f"9999{number * 104_729 % 10**12:012}")


def wan(fen: int) -> str:
    """Return an amount as it is said: in yuan, or in units of ten thousand."""
    yuan = fen / 100
    return f"{yuan / 10_000:g}万元" if yuan >= 10_000 else f"{yuan:.0f}元"


def month_day(day: int) -> str:
    """Return a day as it is said."""
    when = from_day(day)
    return f"{when.month}月{when.day}日"

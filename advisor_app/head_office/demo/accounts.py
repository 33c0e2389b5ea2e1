"""Accounts, who may dispose of them, and the cards on them.

A credit card has no account of its own in a book (its limit is no position); it hangs on the current account
from which it is repaid, and only the repayments are booked there.
"""

from dataclasses import dataclass, field
from random import Random

from advisor_app.domain.dates import add_months
from advisor_app.head_office.demo.flows import Party
from advisor_app.head_office.demo.identities import Identities
from advisor_app.head_office.demo.person import Person
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.world import World, years_after

_CREDIT_CARD = {"mass": 0.26, "gold": 0.42, "wealth": 0.55, "private": 0.6}
_SECOND = {"mass": 0.02, "gold": 0.12, "wealth": 0.24, "private": 0.34}


@dataclass(slots=True)
class Account:
    """A current or savings account; `wanted` is the balance in fen that it should end with, about."""

    index: int
    key: str
    number: str
    kind: str
    owner: Person
    opened: int
    closed: int | None
    wanted: int = 0
    authorised: Person | None = None

    @property
    def party(self) -> Party:
        """The account as the other side of a transfer."""
        return Party(self.owner.name, words("places")["bank"], self.number)


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the owner of an account."""

    key: str
    account: Account
    kind: str
    number: str
    issued: int
    expires: int
    closed: int | None = None


@dataclass(slots=True)
class Opened:
    """What one person has opened: the main account first."""

    accounts: list[Account] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)

    @property
    def main(self) -> Account:
        """The account that salary and payments go through."""
        return self.accounts[0]

    @property
    def credit_card(self) -> Card | None:
        """The credit card in use, if there is one."""
        return next((card for card in self.cards if card.kind == "credit" and card.closed is None), None)


class Counter:
    """Opens accounts and issues cards."""

    def __init__(self, world: World, identities: Identities) -> None:
        self._world = world
        self._identities = identities
        self.accounts = 0
        self._cards = 0

    def open(self, rng: Random, person: Person) -> Opened:
        """Return the accounts and cards of a customer; a prospect has none."""
        opened = Opened()
        if person.opened is None:
            return opened
        account = self._account(person, "current", person.opened, person.closed)
        opened.accounts.append(account)
        self._debit_cards(rng, opened, account)
        if person.closed is not None:
            return opened
        age = person.age(self._world.as_of)
        if 20 <= age <= 66 and person.segment != "student" and rng.random() < _CREDIT_CARD[person.band]:
            since = max(
                person.opened, years_after(person.birth, 20), self._world.as_of - rng.randint(40, 1700)
            )
            if since < self._world.as_of - 30:
                opened.cards.append(self._card(account, "credit", since, 5))
        if rng.random() < _SECOND[person.band] and person.opened < self._world.start - 400:
            since = self._world.calendar.on_or_after(rng.randint(person.opened, self._world.start - 60))
            opened.accounts.append(self._account(person, "savings", since, None))
        spouse = person.relative("spouse" if person.role == "head" else "head")
        if spouse and spouse.kind == "customer" and person.role in ("head", "spouse") and rng.random() < 0.12:
            account.authorised = spouse
        elif age >= 72 and (child := person.relative("child") or person.relative("head")):
            account.authorised = child if child.kind == "customer" and rng.random() < 0.5 else None
        return opened

    def _account(self, person: Person, kind: str, opened: int, closed: int | None) -> Account:
        number = self._identities.account(person.branch)
        index = self.accounts
        self.accounts += 1
        return Account(index, f"A{index + 1:08}", number, kind, person, opened, closed)

    def _debit_cards(self, rng: Random, opened: Opened, account: Account) -> None:
        world = self._world
        issued = account.opened
        while (end := years_after(issued, 10)) <= world.as_of or (
            rng.random() < 0.05 and issued < world.as_of - 900
        ):
            # An expired card, or now and then a lost one, is followed by a new card.
            closed = min(end, rng.randint(issued + 200, world.as_of - 100)) if end > world.as_of else end
            if account.closed is not None and closed >= account.closed:
                break
            opened.cards.append(self._card(account, "debit", issued, 10, closed))
            issued = closed
        opened.cards.append(self._card(account, "debit", issued, 10, account.closed))

    def _card(self, account: Account, kind: str, issued: int, years: int, closed: int | None = None) -> Card:
        self._cards += 1
        # A card is good to the end of the month that is printed on it.
        expires = add_months(years_after(issued, years), 1) - 1
        number = self._identities.card(kind)
        return Card(f"K{self._cards:08}", account, kind, number, issued, expires, closed)

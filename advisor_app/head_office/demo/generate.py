"""The demo bank as a whole: its people, place by place, and everything they did, written to extract files.

Customers are made household by household and written chunk by chunk, so memory does not grow with the bank.
The same arguments give the same bytes.
"""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import numpy as np

from advisor_app.errors import InputError
from advisor_app.head_office.demo import rows
from advisor_app.head_office.demo.accounts import Counter as BankCounter
from advisor_app.head_office.demo.assessments import Assessments
from advisor_app.head_office.demo.catalogue import Catalogue
from advisor_app.head_office.demo.consents import ConsentForms
from advisor_app.head_office.demo.contacts import Contacts
from advisor_app.head_office.demo.eligible import eligibility
from advisor_app.head_office.demo.everyday import Everyday
from advisor_app.head_office.demo.extracts import Extracts
from advisor_app.head_office.demo.family import Family
from advisor_app.head_office.demo.feedback import Voices
from advisor_app.head_office.demo.flows import Plan, Strings, joined
from advisor_app.head_office.demo.habits import Habits
from advisor_app.head_office.demo.income import Income
from advisor_app.head_office.demo.ledger import Ledger
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.loans import Loans
from advisor_app.head_office.demo.people import People
from advisor_app.head_office.demo.person import Person, Place
from advisor_app.head_office.demo.positions import Positions
from advisor_app.head_office.demo.spending import Spending
from advisor_app.head_office.demo.visits import Visits
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.working_days import LAST_YEAR
from advisor_app.head_office.demo.world import World, seeded
from advisor_app.i18n import N_

AS_OF = date(2026, 11, 24)
"""The business date of the demo bank unless another is asked for."""

_CHUNK = 1000
_FIRST_YEAR = 2015
_MOST_MONTHS = 60

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was generated: the folder of extracts, the file of assignments, rows by file, people by band of
    assets.
    """

    bank: str
    as_of: date
    extracts: Path
    assignments: Path
    rows: dict[str, int]
    bands: dict[str, int]


def generate(
    folder: Path,
    *,
    seed: int,
    customers: int,
    advisors: int,
    months: int = 24,
    as_of: date = AS_OF,
    transactions_per_customer: int = 200,
    progress: Progress | None = None,
) -> Summary:
    """Write the extracts of a demo bank to `folder/extracts` and who has which customer to
    `folder/assignments.csv`.

    `transactions_per_customer` is the average over all customers that everyday payments fill up to; regular
    bookings are made in any case (about four a customer and month), so for fewer ask for fewer `months`.
    `progress` is called with the customers done and all of them. Raises InputError for impossible arguments
    and for a folder that has extracts already.
    """
    _check(folder, customers, advisors, months, as_of)
    bank = _DemoBank(World(seed, as_of, months), transactions_per_customer)
    extracts = folder / "extracts"
    with Extracts(extracts, bank.world.as_of) as writing:
        bands, assigned = bank.write(writing, customers, advisors, progress)
    with (folder / "assignments.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("customer", "advisor"), *assigned])
    name: str = words("places")["bank"]
    return Summary(name, as_of, extracts, folder / "assignments.csv", writing.rows, dict(bands))


def _check(folder: Path, customers: int, advisors: int, months: int, as_of: date) -> None:
    if not 1 <= advisors <= customers:
        raise InputError(
            N_("A demo bank needs an advisor, and a customer for each: not {advisors} and {customers}."),
            advisors=advisors,
            customers=customers,
        )
    if not 1 <= months <= _MOST_MONTHS:
        raise InputError(
            N_("A demo bank can have 1 to {most} months of transactions, not {months}."),
            most=_MOST_MONTHS,
            months=months,
        )
    if not _FIRST_YEAR <= as_of.year <= LAST_YEAR:
        raise InputError(
            N_("The calendar of working days reaches from {first} to {last}; choose a business date in it."),
            first=_FIRST_YEAR,
            last=LAST_YEAR,
        )
    if (folder / "extracts").exists():
        raise InputError(
            N_("{folder} has extracts already."), what_to_do=N_("Choose another folder."), folder=folder
        )


class _DemoBank:
    """The parts of the generator, put together."""

    def __init__(self, world: World, transactions_per_customer: int) -> None:
        self.world = world
        self._transactions = transactions_per_customer
        self._catalogue = Catalogue(world)
        rng = seeded(world.seed, "bank")
        self._people = People(world, rng)
        self._counter = BankCounter(world, self._people.identities)
        self._positions = Positions(world, self._catalogue, self._people.names)
        self._loans = Loans(world)
        habits = Habits(world, self._people.names)
        self._income = Income(habits)
        self._spending = Spending(habits)
        self._family = Family(habits)
        self._consents = ConsentForms(world)
        self._assessments = Assessments(world)
        self._voices = Voices(world)
        self._contacts = Contacts(world)
        self._visits = Visits(world, self._catalogue)
        self._rng = rng
        self._chunks = 0

    def write(
        self, extracts: Extracts, customers: int, advisors: int, progress: Progress | None
    ) -> tuple[Counter[str], list[tuple[str, str]]]:
        """Write everything; return the people by band, and the number of each with that of their advisor."""
        staff = self._staff(advisors)
        rows.write_bank(extracts, self._catalogue, self.world.as_of, staff)
        bands: Counter[str] = Counter()
        assigned: list[tuple[str, str]] = []
        book, lives = Plan(Strings()), list[Life]()
        for index, (_, _, place) in enumerate(staff):
            share = customers // advisors + (index < customers % advisors)
            for rng, members in self._people.households(place, share):
                made = self._household(extracts, rng, members, book)
                rows.write_household(
                    extracts, [(life.person, eligibility(self.world, life)) for life in made]
                )
                lives += made
                bands.update(person.band for person in members)
                assigned += [(person.number, person.advisor) for person in members]
                if len(lives) >= _CHUNK:
                    self._post(extracts, lives, book)
                    book, lives = Plan(Strings()), []
                    if progress:
                        progress(len(assigned), customers)
        self._post(extracts, lives, book)
        if progress:
            progress(customers, customers)
        return bands, assigned

    def _staff(self, advisors: int) -> list[tuple[str, str, Place]]:
        """Return number, name and place of each advisor; two or three share a branch while there are
        branches.
        """
        branches = words("places")["branches"]
        used = branches[: max(1, min(len(branches), (advisors + 1) // 2))]
        staff = []
        for index in range(advisors):
            branch = used[index % len(used)]
            number = f"K{1001 + index}"
            name = self._people.names.full(
                self._rng, self._rng.choice(("female", "male")), self.world.as_of - 12_500
            )
            staff.append((number, name, Place(number, branch["code"], branch["district"])))
        return staff

    def _household(self, extracts: Extracts, rng: Random, members: list[Person], book: Plan) -> list[Life]:
        """Write the life of each member but for the transactions, which are planned in `book`."""
        lives = [Life(person, rng, self._counter.open(rng, person), book) for person in members]
        for life in lives:
            if life.opened.accounts:
                self._positions.plan(life)
                self._loans.plan(life)
                self._income.plan(life)
                self._spending.plan(life)
        self._family.plan(lives)
        for life in lives:
            consents = self._consents.plan(life)
            assessments = self._assessments.plan(life)
            complaints = self._voices.complaints(life)
            contacts = self._contacts.plan(life, consents)
            feedback = complaints + self._voices.voices(life, contacts)
            visits = self._visits.plan(life, consents)
            rows.write_life(extracts, life)
            rows.write_contacts(extracts, life.person, contacts, feedback, consents, assessments, visits)
        return lives

    def _post(self, extracts: Extracts, lives: list[Life], book: Plan) -> None:
        """Add everyday payments to what was planned for these people, and write accounts and transactions."""
        self._chunks += 1
        holders = [life for life in lives if life.opened.accounts]
        if not holders:
            return
        rng = np.random.default_rng([self.world.seed, self._chunks])
        accounts = [account for life in holders for account in life.opened.accounts]
        planned, strings = book.events(), book.strings
        months = len(self.world.months)
        # Sweeps and interest come on top: what most accounts have of them in a month.
        on_top = int(len(accounts) * months * 0.95)
        count = self._transactions * len(lives) - len(planned) - on_top
        everyday = Everyday(self.world, strings)
        bought = everyday.draw(rng, holders, count)
        planned = joined([planned, bought, everyday.refunds(rng, bought)])
        posted = Ledger(self.world, strings).post(rng, holders, accounts, planned)
        keys, base = [account.key for account in accounts], accounts[0].index
        extracts.transactions(posted, keys, base, strings)
        for account, closing in zip(accounts, posted.closing.tolist(), strict=True):
            rows.write_account(extracts, account, closing, self.world.as_of)

"""What regular bookings have in common: their days, the people and firms on the other side, standing
orders.
"""

from collections.abc import Iterator

from advisor_app.head_office.demo.flows import Party
from advisor_app.head_office.demo.life import Life, StandingOrder
from advisor_app.head_office.demo.names import Names
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.world import Month, World, pick


class Habits:
    """Finds days and counterparties for the habits of customers."""

    def __init__(self, world: World, names: Names) -> None:
        self.world = world
        self.names = names
        self.employers: dict[str, list[str]] = words("places")["employers"]
        self._payees: dict[str, list[str]] = words("places")["payees"]
        self._orders = 0

    def days(self, life: Life, wanted: int, shift: int = 0) -> Iterator[tuple[Month, int]]:
        """Yield each month with the day of it that is wanted, if the customer could do something then.

        `shift` -1 or +1 moves a day off to the working day before or after it.
        """
        calendar, as_of = self.world.calendar, self.world.as_of
        for month in self.world.months:
            day = month.day(wanted)
            if shift:
                day = calendar.on_or_before(day) if shift < 0 else calendar.on_or_after(day)
            if (
                max(life.account.opened, self.world.start - 1) < day < as_of
                and day <= life.person.active_until
            ):
                yield month, day

    def order(self, life: Life, party: Party, fen: int, category: str) -> None:
        """Record a standing order."""
        self._orders += 1
        life.orders.append(StandingOrder(f"O{self._orders:07}", life.account, party, fen, category))

    def someone(self, life: Life) -> Party:
        """Return an acquaintance, about as old as the customer, with an account at another bank."""
        name = life.person.name
        while name == life.person.name:
            name = self.names.full(life.rng, life.rng.choice(("female", "male")), life.person.birth)
        return life.stranger(name)

    def booked(self, life: Life, day: int) -> bool:
        """Return whether a day that was shifted within its month is still one of the customer's."""
        return max(life.account.opened, self.world.start - 1) < day < self.world.as_of

    def payee(self, life: Life, kind: str) -> Party:
        """Return a firm or office of the city that takes or pays money of a kind."""
        return Party(pick(life.rng, self._payees[kind]))

    def payees(self, life: Life, kind: str, count: int) -> list[Party]:
        """Return several firms that money is transferred to and from, with their accounts elsewhere."""
        known = self._payees[kind] if kind in self._payees else self.employers[kind]
        return [life.stranger(name) for name in life.rng.sample(known, count)]

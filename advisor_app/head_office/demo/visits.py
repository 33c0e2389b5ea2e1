"""Visits on the web and in the app: logging in, looking at products, calculating, with the basis of their
use.

What is needed to serve the customer (a log-in, a transfer, a look at the balance) rests on the contract;
what tells of interests is only recorded while the customer consents to profiling.
"""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

from advisor_app.head_office.demo.catalogue import Catalogue, Product
from advisor_app.head_office.demo.consents import Consents
from advisor_app.head_office.demo.life import Life
from advisor_app.head_office.demo.world import DAY, World

_SERVICE = (("login", 10), ("balance", 6), ("transfer", 3), ("statement", 1))
_INTEREST = (
    ("product_view", 6),
    ("product_list", 3),
    ("rate_query", 2),
    ("loan_calculator", 1),
    ("fx_query", 1),
)
_HOURS = (7, 8, 9, 10, 11, 12, 12, 13, 15, 16, 18, 19, 20, 20, 21, 21, 22, 23)


@dataclass(frozen=True, slots=True)
class Visit:
    """One event; `subject` is the code of a product or the name of a page."""

    key: str
    channel: str
    kind: str
    subject: str
    at: int
    basis: str


class Visits:
    """Writes the digital events of customers."""

    def __init__(self, world: World, catalogue: Catalogue) -> None:
        self._world = world
        self._count = 0
        self._kinds = (*_SERVICE, *_INTEREST)
        self._sums = list(accumulate(weight for _, weight in self._kinds))
        self._interests = {kind for kind, _ in _INTEREST}
        self._shown = [one for one in catalogue.products if one.held and one.closes is None]

    def plan(self, life: Life, consents: Consents) -> list[Visit]:
        """Return the events of one customer, the oldest first."""
        world, rng, person = self._world, life.rng, life.person
        if person.opened is None or not person.online or person.closed is not None:
            return []
        first, last = max(person.opened + 1, world.start), min(person.active_until, world.as_of - 1)
        if first >= last:
            return []
        mean = 9 if person.main_bank else 3
        count = min(60, int(rng.expovariate(1 / mean) * (last - first) / 700) + 1)
        channel = "web" if person.segment == "owner" and rng.random() < 0.5 else "app"
        suitable = [one for one in self._shown if person.band in (one.tiers or (person.band,))]
        made = []
        for moment in sorted(self._moment(life, first, last) for _ in range(count)):
            kind = self._kinds[bisect(self._sums, rng.random() * self._sums[-1])][0]
            interest = kind in self._interests
            if interest and not consents.granted("app", "profiling", moment):
                kind, interest = "login", False
            self._count += 1
            subject = self._subject(life, kind, suitable)
            key, basis = f"V{self._count:09}", "consent" if interest else "contract"
            made.append(Visit(key, channel if rng.random() < 0.85 else "app", kind, subject, moment, basis))
        return made

    @staticmethod
    def _moment(life: Life, first: int, last: int) -> int:
        # More of what is kept is recent.
        day = first + int((last - first + 1) * life.rng.random() ** 0.7)
        return min(day, last) * DAY + life.rng.choice(_HOURS) * 3600 + life.rng.randrange(3600)

    @staticmethod
    def _subject(life: Life, kind: str, shown: list[Product]) -> str:
        if kind == "product_view":
            return life.rng.choice(shown).code
        if kind == "fx_query":
            return life.rng.choice(("USD", "HKD", "EUR", "GBP", "JPY"))
        return ""

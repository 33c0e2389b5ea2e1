"""The book as a whole with 5,000 customers: from the key that goes to its screen until all figures are painted.

The limits are our own. Each look (p95) is a screen made anew on the open book, and all is read and counted again for
it; `first` is the one for which the pages of the book still have to be read and decrypted. Movements are compared with
what is counted from the records that were written.
"""

import random
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEventLoop

from advisor_app.data.apply import write_rows
from advisor_app.data.store import Store
from advisor_app.domain.book_figures import Move
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.records import TierMonth
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.book.screen import BookScreen
from benchmarks import Result
from benchmarks.prompts import CUSTOMERS, build
from benchmarks.synthetic_book import TODAY, Person, people
from benchmarks.window import Painted, application, desk, p95

LOOKS, LIMIT_MS, FIRST_LIMIT_MS, MONTHS = 40, 100.0, 400.0, 24
_TIERS = ("prospect", "mass", "gold", "wealth", "private")


def months(persons: list[Person], seed: int = 17) -> list[TierMonth]:
    """Return seeded months of tiers: one in fifty moves each month, one tier up or down."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    first, made = add_months(month_start(TODAY), 1 - MONTHS), []
    for person in persons:
        place = rng.randrange(len(_TIERS))
        for back in range(MONTHS):
            if rng.random() < 0.02:
                place = min(len(_TIERS) - 1, max(0, place + rng.choice((-1, 1))))
            state = rng.choices(("normal", "watch", "upgrade_next"), (90, 6, 4))[0]
            reason = '{"rule":"cut_off","cut_off_minor":5000000,"next_tier":"wealth","short_minor":36803283}'
            made.append(
                TierMonth(
                    person.id,
                    add_months(first, back),
                    _TIERS[place],
                    state,
                    person.aum_minor,
                    "CNY",
                    reason,
                    1,
                )
            )
    return made


def fill(persons: list[Person], history: list[TierMonth], store: Store) -> None:
    """Write the book that prompts are measured with (a million transactions), and the months of tiers."""
    build(store, persons)
    with store.write() as tx:
        write_rows(tx, "tier_months", TierMonth._fields, history)


def moved(history: list[TierMonth]) -> Counter[Move]:
    """Return the movements into the newest month, counted here."""
    newest = max(one.month for one in history)
    before = {one.customer_id: one.tier for one in history if one.month == add_months(newest, -1)}
    pairs = Counter((before[one.customer_id], one.tier) for one in history if one.month == newest)
    return Counter({Move(old, new, many): many for (old, new), many in pairs.items() if old != new})


class Measured:
    """A screen of the book, and how long it takes from its making until its figures are painted."""

    def __init__(self, made: Desk) -> None:
        started = time.perf_counter()
        self.screen = BookScreen(made)
        self._making = time.perf_counter() - started
        self.screen.resize(1294, 740)
        self._desk = made
        self._painted = Painted(self.screen)

    def shown(self) -> float:
        """Return how long it takes until the figures are painted."""
        return self._making + self._painted.seconds(self.screen.show, self._there)

    def close(self) -> None:
        """Put the screen away once nothing is asked of the book any more."""
        while self._desk.background.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.screen.close()

    def _there(self) -> bool:
        return self.screen.found is not None


def run() -> Iterable[Result]:
    """Measure."""
    application()
    persons = people(CUSTOMERS)
    history = months(persons)
    expected = moved(history)
    with desk(partial(fill, persons, history)) as made:
        looks, right = [], True
        for _look in range(LOOKS):
            measured = Measured(made)
            looks.append(measured.shown())
            found = measured.screen.found
            right &= (
                found is not None
                and found.customers == CUSTOMERS
                and Counter({move: move.customers for move in found.moves}) == expected
            )
            measured.close()
    yield Result("window_book.same", float(right), "share", "reference", float(right), "= 1", right)
    for name, took, most in (
        ("first", looks[0] * 1000, FIRST_LIMIT_MS),
        ("shown", p95(looks[1:]), LIMIT_MS),
    ):
        yield Result(f"window_book.{name}", took, "ms", "limit", took / most, f"≤ {most:g} ms", took <= most)

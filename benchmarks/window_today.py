"""Today with a book of 5,000 customers: from the accepted passphrase to the painted list, and again after that.

`first` is between real processes, from the moment at which the key is there and the file agrees with its seal until
the window has painted the ranked prompts: as on any morning, with the snapshots that the day before has kept.
`unkept` is the same where none are kept, as after a sync: the whole book is read and judged before. `again` is the
screen made anew on the same open book, as after a look elsewhere. `done` is from the key to the list without the
prompt. What is painted in the last two is compared with what the service says.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import cast

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtTest import QTest

from advisor_app.data import vault
from advisor_app.data.store import Store
from advisor_app.domain.prompts.types import Prompt
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import keep_prompts, prompts_today
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.today.screen import TodayScreen
from benchmarks import Result
from benchmarks.prompts import CUSTOMERS, build
from benchmarks.start_up import TODAYS_LIST, book, unlock
from benchmarks.synthetic_book import people
from benchmarks.window import Painted, application, desk, p95

MORNINGS, LOOKS, DONE = 5, 12, 8
LIMIT_MS, UNKEPT_LIMIT_MS, DONE_LIMIT_MS = 600.0, 1500.0, 100.0


class Measured:
    """A screen of today, and how long it takes to show what is asked for."""

    def __init__(self, made: Desk) -> None:
        self.screen = TodayScreen(made)
        self.screen.resize(1294, 740)
        self._desk = made
        self._painted = Painted(self.screen)
        self._read = False
        self.screen.list.prompts.modelReset.connect(self._on_read)

    def shown(self) -> float:
        """Return how long it takes until the list is painted."""
        return self._painted.seconds(self.screen.show, self._there)

    def done(self) -> float:
        """Return how long it takes from the key until the list is painted without the prompt."""
        self.rest()
        return self._painted.seconds(partial(QTest.keyClick, self.screen.list, Qt.Key.Key_D), self._there)

    def rest(self) -> None:
        """Wait until nothing is asked of the book any more."""
        while self._desk.background.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._read = False

    def right(self) -> bool:
        """Tell whether the list is that of the service."""
        found = prompts_today(self._desk.book, refines=True)
        expected = [prompt[:3] for group in found.groups for prompt in group.prompts]
        rows = self.screen.list.prompts.rows
        return bool(expected) and [row[:3] for row in rows if isinstance(row, Prompt)] == expected

    def close(self) -> None:
        """Put the screen away."""
        self.rest()
        self.screen.close()

    def _there(self) -> bool:
        return self._read

    def _on_read(self) -> None:
        self._read = True


def kept(store: Store, fill: partial[None]) -> None:
    """Write a book, and leave in it what a day at the desk does."""
    fill(store)
    held = Book(Path(), cast("vault.Header", None), cast("vault.Secrets", None), store)
    prompts_today(held)
    assert keep_prompts(held)


def run() -> Iterable[Result]:
    """Measure."""
    fill = partial(build, persons=people(CUSTOMERS))
    for name, most, mornings, write in (
        ("unkept", UNKEPT_LIMIT_MS, 1, fill),
        ("first", LIMIT_MS, MORNINGS, partial(kept, fill=fill)),
    ):
        with book(write) as folder:
            took = median(unlock(folder, TODAYS_LIST) for _morning in range(mornings))
        yield Result(f"window_today.{name}", took, "ms", "limit", took / most, f"≤ {most:g} ms", took <= most)
    application()
    with desk(fill) as made:
        first, right, again = Measured(made), True, []
        first.shown()
        first.rest()
        right &= first.right()
        for _look in range(LOOKS):
            other = Measured(made)
            again.append(other.shown())
            other.close()
        done = [first.done() for _key in range(DONE)]
        first.rest()
        right &= first.right()
        first.close()
    yield Result("window_today.same", float(right), "share", "reference", float(right), "= 1", right)
    for name, took, most in (
        ("again", p95(again), LIMIT_MS),
        ("done", p95(done), DONE_LIMIT_MS),
    ):
        yield Result(f"window_today.{name}", took, "ms", "limit", took / most, f"≤ {most:g} ms", took <= most)

"""Today with a book of 5,000 customers: from the open book to the painted list, and again after a prompt is done.

`first` is with nothing of the prompts in memory: the whole book is read and judged before anything can be painted.
`again` is the screen made anew on the same open book, as after a look elsewhere. `done` is from the key to the list
without the prompt. What is painted is compared with what the service says.
"""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtTest import QTest

from advisor_app.domain.prompts.types import Prompt
from advisor_app.services.prompts import prompts_today
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.today.screen import TodayScreen
from benchmarks import Result
from benchmarks.prompts import CUSTOMERS, build
from benchmarks.synthetic_book import people
from benchmarks.window import Painted, application, desk, p95

LOOKS, DONE = 12, 8
LIMIT_MS, DONE_LIMIT_MS = 600.0, 100.0


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


def run() -> Iterable[Result]:
    """Measure."""
    application()
    persons = people(CUSTOMERS)
    with desk(partial(build, persons=persons)) as made:
        first, right, again = Measured(made), True, []
        cold = first.shown() * 1000
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
        ("first", cold, LIMIT_MS),
        ("again", p95(again), LIMIT_MS),
        ("done", p95(done), DONE_LIMIT_MS),
    ):
        yield Result(f"window_today.{name}", took, "ms", "limit", took / most, f"≤ {most:g} ms", took <= most)

"""The list of 50,000 customers as an advisor types: the right rows, painted in time, and smooth as it is scrolled.

Each from the end of the debounce until the list is painted. The count is made aside as in the window, and over
when the next letter is looked for, which the debounce gives it time for.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from PySide6.QtCore import QCoreApplication, QEventLoop

from advisor_app.data.apply import write_rows
from advisor_app.data.store import Store
from advisor_app.domain.customers import PAGE_ROWS
from advisor_app.domain.records import CustomerTier
from advisor_app.ui.background import Background
from advisor_app.ui.screens.customers.pane import ListPane
from benchmarks import Result
from benchmarks.customer_search import fits, queries, spoken
from benchmarks.synthetic_book import TODAY, Person, people, write_people, write_positions
from benchmarks.window import Painted, application, desk, p95

CUSTOMERS, SAMPLE, LIMIT_MS = 50_000, 20, 50.0
SCROLLED_ROWS, FRAME_MS = 5_000, 16.7
_CUT_OFFS = (("mass", 0), ("gold", 5_000_000), ("wealth", 50_000_000), ("private", 600_000_000))


def fill(persons: list[Person], store: Store) -> None:
    """Write the customers with tiers, positions and contacts, so that each row has all that a row shows."""
    write_people(store, persons)
    write_positions(store, persons)
    with store.write() as tx:
        write_rows(tx, "tiers", CustomerTier._fields, map(_tier, persons))


def _tier(person: Person) -> CustomerTier:
    tier = [code for code, cut_off in _CUT_OFFS if person.aum_minor >= cut_off][-1]
    return CustomerTier(person.id, tier, TODAY, TODAY - 23, person.aum_minor, "CNY", "{}", 1)


class Measured:
    """The pane, and how long it takes to show what is looked for."""

    def __init__(self, pane: ListPane, background: Background) -> None:
        self._pane, self._background = pane, background
        self._painted = Painted(pane)

    def searched(self, text: str) -> float:
        """Return how long it takes from the end of the debounce to the painted list."""
        while self._background.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._pane.search.setText(text)
        return self._painted.seconds(self._pane.search.flush, self._there)

    def listed(self) -> list[bytes]:
        """Return the ids of the rows that are shown."""
        return [self._pane.model.row(place).id for place in range(self._pane.model.rowCount())]

    def scrolled(self) -> Iterator[float]:
        """Scroll down half a screen at a time until many rows have been shown, and yield what each step took."""
        bar = self._pane.list.verticalScrollBar()
        half = self._pane.list.viewport().height() // 2
        while self._pane.model.rowCount() < SCROLLED_ROWS:
            at_the_end = bar.value() == bar.maximum()  # of the rows there are; the next ones are on their way
            ready = (lambda: bar.value() < bar.maximum()) if at_the_end else _at_once
            yield self._painted.seconds(partial(bar.setValue, bar.value() + half), ready)

    def _there(self) -> bool:
        return not self._pane.model.loading


def _at_once() -> bool:
    return True


def run() -> Iterable[Result]:
    """Measure."""
    application()
    persons = people(CUSTOMERS)
    sounds = {person.id: list(spoken(person)) for person in persons}
    ranked = sorted(persons, key=lambda person: (-person.aum_minor, person.id))
    with desk(partial(fill, persons)) as made:
        pane = ListPane(made)
        pane.resize(330, 760)
        pane.show()
        measured = Measured(pane, made.background)
        seconds, wrong = [], []
        for text in dict.fromkeys(queries(persons, SAMPLE)):
            seconds.append(measured.searched(text))
            wanted = [person.id for person in ranked if fits(text, person, sounds[person.id])]
            if measured.listed() != wanted[:PAGE_ROWS]:
                wrong.append(text)
        measured.searched("")
        frames = list(measured.scrolled())
        pane.close()
    same = 1 - len(wrong) / len(seconds)
    yield Result("window_list.same", same, "share", "reference", same, "= 1", not wrong)
    for name, took, limit in (("typed", p95(seconds), LIMIT_MS), ("scrolled", p95(frames), FRAME_MS)):
        yield Result(
            f"window_list.{name}", took, "ms p95", "limit", took / limit, f"≤ {limit:g} ms", took <= limit
        )

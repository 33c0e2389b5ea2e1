"""One of 5,000 customers with a million transactions, from the click to the painted view and to its charts.

matplotlib is loaded, as it is in a warm workbench.
"""

import gc
import random
import time
from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEventLoop

from advisor_app.data.apply import write_rows
from advisor_app.data.store import Store
from advisor_app.domain.records import Transaction
from advisor_app.ui import charts
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer.view import CustomerView
from benchmarks import Result
from benchmarks.synthetic_book import people, transactions, write_people, write_positions
from benchmarks.window import Painted, application, desk, p95

CUSTOMERS, EACH = 5_000, 200
SHOWN, DRAWN = 300, 30
LIMIT_MS, FIRST_MS, ALL_MS = 100.0, 400.0, 900.0


def fill(store: Store) -> None:
    """Write the book."""
    persons = people(CUSTOMERS)
    write_people(store, persons)
    write_positions(store, persons)
    with store.write() as tx:
        write_rows(tx, "transactions", Transaction._fields, transactions(CUSTOMERS, EACH))


class Measured:
    """The view, and how long it takes to show one customer after another."""

    def __init__(self, desk: Desk, customers: Sequence[bytes]) -> None:
        self.view = CustomerView(desk)
        self.view.resize(1000, 700)
        self.view.show()
        self._painted = Painted(self.view)
        self._desk = desk
        self._customers = iter(customers)

    def shown(self) -> float:
        """Return the seconds from a click to the painted view of the next customer, once nothing is under way."""
        self._settle()
        customer = next(self._customers)
        return self._painted.seconds(partial(self.view.show_customer, customer), partial(self._is, customer))

    def drawn(self) -> tuple[float, float]:
        """Return the seconds from a click to the first chart and to the last."""
        self._settle()
        customer, overview = next(self._customers), self.view.tabs.overview
        sections = (overview.aum, overview.allocation, overview.spending)

        def count(least: int) -> bool:
            return self._is(customer) and sum(section.chart.drawn for section in sections) >= least

        started = time.perf_counter()
        first = self._painted.seconds(partial(self.view.show_customer, customer), partial(count, 1))
        if not count(len(sections)):
            self._painted.seconds(_nothing, partial(count, len(sections)))
        return first, time.perf_counter() - started

    def _is(self, customer: bytes) -> bool:
        return self.view.profile is not None and self.view.profile.person.id == customer

    def _settle(self) -> None:
        loop = QEventLoop()
        while self._desk.background.busy:
            loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _nothing() -> None:
    """Only wait."""


def p99(seconds: Sequence[float]) -> float:
    """Return the 99th percentile in milliseconds."""
    return sorted(seconds)[int(0.99 * len(seconds))] * 1000


def drawn_from(store: Store, count: int) -> list[bytes]:
    """Return so many customers of the book, the same every time."""
    with store.read() as tx:
        ids = [row[0] for row in tx.exec_driver_sql("SELECT id FROM customers ORDER BY id")]
    return random.Random(5).sample(ids, count)  # noqa: S311  # the same every time


def run() -> Iterable[Result]:
    """Measure."""
    application()
    charts.warm()
    gc.freeze()  # as the workbench does
    with desk(fill) as made:
        measured = Measured(made, drawn_from(made.book.store, SHOWN + DRAWN + 1))
        measured.shown()  # the first one builds what the others find
        took = p95([measured.shown() for _ in range(SHOWN)])
        firsts, alls = zip(*[measured.drawn() for _ in range(DRAWN)], strict=True)
        measured.view.close()
    for name, value, limit in (
        ("shown", took, LIMIT_MS),
        ("first_chart", p95(list(firsts)), FIRST_MS),
        ("all_charts", p95(list(alls)), ALL_MS),
    ):
        yield Result(
            f"window_customer.{name}",
            value,
            "ms p95",
            "limit",
            value / limit,
            f"≤ {limit:g} ms",
            value <= limit,
        )

"""The heartbeat of the window: how regularly its thread comes round while it pages, draws, reads the day, and syncs.

A timer of 10 ms beats in the thread of the window. Each load takes turns with nothing at all, second by second,
and the time for which the system let other processes run instead is left out, where it says how long that was:
so a machine that is busy elsewhere does not count. Gaps are what a person feels as a jerk.
"""

import gc
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from advisor_app.domain.profile import Profile
from advisor_app.services import prompt_engine
from advisor_app.services.customer_figures import customer_figures
from advisor_app.services.open_book import Book
from advisor_app.services.show_customer import show_customer
from advisor_app.ui import charts
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.transactions import Column
from advisor_app.ui.screens.customer.overview import OverviewTab
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from advisor_app.ui.screens.today.screen import TodayScreen
from advisor_app.ui.sync_process import SyncControl
from benchmarks import Result
from benchmarks.prompts import CUSTOMERS as WHOLE_BOOK
from benchmarks.prompts import build
from benchmarks.synthetic_book import people
from benchmarks.window import application, desk
from benchmarks.window_customer_sync import enrolled_desk, finish, whole_pull
from benchmarks.window_transactions import fill

BEAT_MS, TURNS, TURN_MS, WARM_MS = 10, 15, 1_000, 3_000
GOAL, GAP_MS = 2.0, 50.0
_SCHEDULE = Path("/proc/thread-self/schedstat")
_SCROLL_MS, _ROWS, CUSTOMERS = 40, 3_000, 30


class Heart(QObject):
    """Notes the intervals between the beats of a timer."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_beat)
        self._last = self._waited = 0.0
        self._into: list[float] = []

    def beat(self, milliseconds: int) -> list[float]:
        """Return the intervals, in milliseconds, of so long a time in the event loop."""
        loop, self._into = QEventLoop(), []
        self._last, self._waited = time.perf_counter(), waited()
        self._timer.start()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
        self._timer.stop()
        return self._into

    def _on_beat(self) -> None:
        now, there = time.perf_counter(), waited()
        self._into.append((now - self._last - (there - self._waited)) * 1000)
        self._last, self._waited = now, there


def waited() -> float:
    """Return for how many seconds this thread was ready to run and others ran; 0 where the system does not say."""
    try:
        return int(_SCHEDULE.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


class Load:
    """Something that the window does again and again while it is on: the next bit of it, `_SCROLL_MS` apart."""

    def __init__(self, step: Callable[[], object]) -> None:
        self._step = step
        self._timer = QTimer(interval=_SCROLL_MS)
        self._timer.timeout.connect(self._on_due)

    def start(self) -> None:
        """Begin, or go on."""
        self._timer.start()

    def stop(self) -> None:
        """Leave off."""
        self._timer.stop()

    def _on_due(self) -> None:
        self._step()


def compared(heart: Heart, load: Load, settle: Callable[[], None]) -> tuple[list[float], list[float]]:
    """Return the intervals without and with a load, taking turns."""
    load.start()
    heart.beat(WARM_MS)
    idle, busy = list[float](), list[float]()
    for _ in range(TURNS):
        load.stop()
        settle()
        idle += heart.beat(TURN_MS)
        load.start()
        busy += heart.beat(TURN_MS)
    load.stop()
    settle()
    return idle, busy


def paging(tab: TransactionsTab) -> Callable[[], None]:
    """Return what scrolls on by a page each time, and begins anew in another order after many."""
    columns = cycle((Column.AMOUNT, Column.COUNTERPARTY, Column.DAY))

    def step() -> None:
        bar = tab.table.verticalScrollBar()
        if tab.model.rowCount() > _ROWS:
            tab.table.head.choose(next(columns))
        bar.setValue(bar.value() + bar.pageStep())

    return step


def drawing(tab: OverviewTab, desk: Desk, profiles: Sequence[Profile]) -> Callable[[], None]:
    """Return what shows the next customer as soon as all charts of the last one are drawn."""
    following = cycle(profiles)
    sections = (tab.aum, tab.allocation)

    def step() -> None:
        if all(section.chart.drawn for section in sections) or tab.aum.chart.image().isNull():
            profile = next(following)
            tab.show_profile(profile)
            figures = partial(customer_figures, customer_id=profile.person.id)
            desk.ask(tab, figures, tab.show_figures, key="figures")

    return step


def reading_the_day(desk: Desk) -> Callable[[], None]:
    """Return what reads today anew, with nothing of the prompts in memory, as soon as it has been shown."""

    def anew(_nothing: None) -> None:
        desk.book_changed.emit()

    def step() -> None:
        if not desk.background.busy:
            desk.ask(desk, _forgotten, anew, key="forget")

    return step


def _forgotten(book: Book) -> None:
    prompt_engine.forget(book.store)


def syncing(desk: Desk, control: SyncControl) -> Callable[[], None]:
    """Return what starts the next whole pull when the last one has ended."""

    def step() -> None:
        if not control.running:
            whole_pull(desk, control)

    return step


def settled(desk: Desk) -> None:
    """Wait until nothing is under way."""
    loop = QEventLoop()
    while desk.background.busy:
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def cut_off(desk: Desk, control: SyncControl) -> None:
    """End the pull that runs."""
    control.cancel()
    finish(control)
    settled(desk)


def results(name: str, idle: list[float], busy: list[float]) -> Iterator[Result]:
    """Judge the intervals: by their 99.9th percentile, and by the longest."""
    usual, under = (sorted(intervals)[int(0.999 * len(intervals))] for intervals in (idle, busy))
    ratio, gap = under / usual, max(busy)
    yield Result(f"window_heartbeat.{name}", under, "ms p99.9", "idle", ratio, f"≤ {GOAL:g}", ratio <= GOAL)
    ratio = gap / GAP_MS
    yield Result(f"window_heartbeat.{name}_gap", gap, "ms", "limit", ratio, f"≤ {GAP_MS:g} ms", ratio <= 1)


def run() -> Iterable[Result]:
    """Measure."""
    application()
    charts.warm()
    gc.freeze()
    heart = Heart()
    persons = people(CUSTOMERS)
    with desk(partial(fill, persons)) as made:
        tab = TransactionsTab(made)
        tab.resize(900, 620)
        tab.show()
        tab.show_profile(show_customer(made.book, persons[0].id))
        yield from results("paging", *compared(heart, Load(paging(tab)), partial(settled, made)))
        tab.close()
        overview = OverviewTab(made)
        overview.resize(900, 620)
        overview.show()
        profiles = [show_customer(made.book, person.id) for person in persons[1:]]
        yield from results(
            "charts", *compared(heart, Load(drawing(overview, made, profiles)), partial(settled, made))
        )
        overview.close()
    with desk(partial(build, persons=people(WHOLE_BOOK))) as made:
        today = TodayScreen(made)
        today.resize(1294, 740)
        today.show()
        load = Load(reading_the_day(made))
        yield from results("today", *compared(heart, load, partial(settled, made)))
        today.close()
    with tempfile.TemporaryDirectory() as name, enrolled_desk(Path(name)) as (other, control):
        load = Load(syncing(other, control))
        yield from results("sync", *compared(heart, load, partial(cut_off, other, control)))

"""The calendar with 20,000 tasks: a month, and the list of all that is to be done, painted in time and right.

Each from the key that asks for it until it is painted with what was read. What a month shows is counted again from
the tasks as they were made.
"""

import random
from collections import Counter
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEventLoop

from advisor_app.data.apply import write_rows
from advisor_app.data.store import Store
from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.records import Task
from advisor_app.services.tasks import task_form
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.calendar.head import Mode
from advisor_app.ui.screens.calendar.screen import CalendarScreen
from benchmarks import Result
from benchmarks.synthetic_book import TODAY, Person, people, write_people
from benchmarks.window import Painted, application, desk, p95

TASKS, CUSTOMERS, MONTHS, LOOKS, LIMIT_MS = 20_000, 2_000, 24, 30, 100.0
_TITLES = ("回访大额存单到期", "约面谈", "致电13812345678", "整理到期名单", "准备资产检视", "上门办理业务")
_DAY = 86_400_000_000
_SPAN = 365  # days before and after


def tasks(persons: list[Person], seed: int = 13) -> list[Task]:
    """Return seeded tasks over two years: those of the past are done but for one in twenty, some repeat."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    blank = Task(*[None] * len(Task._fields))  # type: ignore[arg-type]
    made = []
    for number in range(TASKS):
        due_on = TODAY + rng.randrange(-_SPAN, _SPAN)
        starts_at = due_on * _DAY + rng.randrange(0, 9) * 3_600_000_000 if rng.random() < 0.5 else None
        is_done = due_on < TODAY and rng.random() < 0.95
        made.append(
            blank._replace(
                id=number.to_bytes(16, "big"),
                customer_id=rng.choice(persons).id if rng.random() < 0.8 else None,
                advisor_id=1,
                kind=rng.choice(("follow_up", "call", "meeting", "todo")),
                title=rng.choice(_TITLES),
                note="客户关注利率走势，带上对比表" if rng.random() < 0.3 else None,
                due_on=due_on,
                starts_at=starts_at,
                ends_at=None if starts_at is None else starts_at + 1_800_000_000,
                remind_minutes=0,
                repeats="FREQ=WEEKLY" if not is_done and rng.random() < 0.002 else None,
                status="done" if is_done else None,
                settled_at=due_on * _DAY if is_done else None,
                made_at=due_on * _DAY - 7 * _DAY,
            )
        )
    return made


def fill(persons: list[Person], planned: list[Task], store: Store) -> None:
    """Write the customers and their tasks."""
    write_people(store, persons)
    with store.write() as tx:
        write_rows(tx, "tasks", Task._fields, planned)


class Measured:
    """The screen, and how long it takes to show what is asked for."""

    def __init__(self, screen: CalendarScreen, made: Desk) -> None:
        self._screen, self._desk = screen, made
        self._painted = Painted(screen)
        self._read = False
        screen.days.dataChanged.connect(self._on_read)
        screen.list.list.items.modelReset.connect(self._on_read)

    def month(self, day: int) -> float:
        """Return how long it takes until the month of a day is painted."""
        self._rest()
        return self._painted.seconds(partial(self._screen.choose_day, day), self._there)

    def list(self) -> float:
        """Return how long it takes from a month to the painted list."""
        self._screen.choose_mode(Mode.MONTH)
        self._rest()
        return self._painted.seconds(partial(self._screen.choose_mode, Mode.LIST), self._there)

    def _rest(self) -> None:
        while self._desk.background.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._read = False

    def _there(self) -> bool:
        return self._read

    def _on_read(self, *_args: object) -> None:
        self._read = True


def run() -> Iterable[Result]:
    """Measure."""
    application()
    persons = people(CUSTOMERS)
    planned = tasks(persons)
    per_day = Counter(task.due_on for task in planned)
    with desk(partial(fill, persons, planned)) as made:
        screen = CalendarScreen(made)
        screen.resize(1294, 740)
        screen.show()
        measured = Measured(screen, made)
        first, wrong, months = month_start(task_form(made.book).today), 0, []
        for place in range(MONTHS):
            month = add_months(first, place % 12 - 6)
            months.append(measured.month(month))
            wrong += any(
                sum(not item.ahead for item in screen.days.of_day(day).items) < min(per_day[day], 1)
                or screen.days.of_day(day).total < per_day[day]
                for day in range(month, add_months(month, 1))
            )
        lists = [measured.list() for _look in range(LOOKS)]
        items = [row for row in screen.list.list.items.rows if isinstance(row, tuple) and len(row) > 1]
        expected = min(task.due_on for task in planned if task.status is None)
        wrong += not items or items[0].due_on != expected
        screen.close()
    same = float(not wrong)
    yield Result("window_calendar.same", same, "share", "reference", same, "= 1", not wrong)
    for name, took in (("month", p95(months)), ("list", p95(lists))):
        yield Result(
            f"window_calendar.{name}",
            took,
            "ms p95",
            "limit",
            took / LIMIT_MS,
            f"≤ {LIMIT_MS:g} ms",
            took <= LIMIT_MS,
        )

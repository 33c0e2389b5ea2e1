"""Work beside the window: jobs run in threads of their own and their results come back to the thread of the window.

The book is read and written in one thread (`Lane.BOOK`), so that nothing waits for a lock; what takes long and
nobody waits for (counts, exports) has a second one, drawing a third, what asks head office a fourth. A result
whose widget has gone is dropped, and of jobs with the same key only the newest counts: the others are not begun,
or their results are dropped.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from itertools import count
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from advisor_app.errors import AppError

T = TypeVar("T")


class Lane(Enum):
    """The thread that a job runs in."""

    BOOK = "book"
    ASIDE = "aside"
    DRAWING = "drawing"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class _Ticket:
    owner: QObject
    key: str
    number: int
    done: Callable[[Any], None]
    failed: Callable[[AppError], None] | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    ticket: _Ticket
    result: Any = None
    error: BaseException | None = None


class Background(QObject):
    """Runs jobs; one for the whole workbench."""

    failed = Signal(object)
    """An AppError that nobody asked to be told of."""
    crashed = Signal(object)
    """Any other exception of a job: a bug."""
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
        self._newest: dict[tuple[int, str], int] = {}
        self._numbers = count(1)
        self._under_way = 0
        self._closing = Event()
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether results are still to come."""
        return self._under_way > 0

    @property
    def closing(self) -> bool:
        """Whether it is being closed: jobs that take long look at it, and leave off."""
        return self._closing.is_set()

    def run(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], None],
        *,
        key: str = "",
        failed: Callable[[AppError], None] | None = None,
        lane: Lane = Lane.BOOK,
    ) -> None:
        """Run `job` in a thread, then `done` with its result in this one, unless `owner` has gone by then.

        With a `key`, jobs of the same owner and key replace each other. An AppError goes to `failed`, or to
        the signal of that name. To be called in the thread of the window. After `close` nothing is begun any more.
        """
        if self.closing:  # what came back late may still ask for more
            return
        ticket = _Ticket(owner, key, next(self._numbers), done, failed)
        if key:
            self._newest[id(owner), key] = ticket.number
        self._under_way += 1
        self._executor(lane).submit(self._work, ticket, job)

    def close(self) -> None:
        """Drop what has not begun, and wait for the jobs under way."""
        self._closing.set()
        for executor in self._lanes.values():
            executor.shutdown(wait=True, cancel_futures=True)
        self._lanes.clear()

    def _executor(self, lane: Lane) -> ThreadPoolExecutor:
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(1, thread_name_prefix=lane.value)
        return self._lanes[lane]

    def _is_newest(self, ticket: _Ticket) -> bool:
        return not ticket.key or self._newest.get((id(ticket.owner), ticket.key)) == ticket.number

    def _work(self, ticket: _Ticket, job: Callable[[], Any]) -> None:
        if not self._is_newest(ticket):
            self._finished.emit(_Outcome(ticket))
            return
        try:
            outcome = _Outcome(ticket, job())
        except BaseException as error:  # noqa: BLE001  # shown in the thread of the window
            outcome = _Outcome(ticket, error=error)
        self._finished.emit(outcome)

    def _on_finished(self, outcome: _Outcome) -> None:
        self._under_way -= 1
        ticket = outcome.ticket
        if not self._is_newest(ticket):
            return
        if ticket.key:
            del self._newest[id(ticket.owner), ticket.key]
        if not isValid(ticket.owner):
            return
        if outcome.error is None:
            ticket.done(outcome.result)
        elif not isinstance(outcome.error, AppError):
            self.crashed.emit(outcome.error)
        elif ticket.failed:
            ticket.failed(outcome.error)
        else:
            self.failed.emit(outcome.error)

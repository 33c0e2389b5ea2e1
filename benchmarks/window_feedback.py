"""The inbox of feedback with 100,000 entries: opened, narrowed in every way and paged, the right rows painted in time.

Each from the click, or the end of the debounce, until the list is painted with what was asked for. The count is made
aside as in the window, and over when the next thing is asked for.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QStackedWidget

from advisor_app.data.apply import write_rows
from advisor_app.data.store import Store
from advisor_app.domain.feedback import PAGE_ROWS, Shelf
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Feedback, Product
from advisor_app.ui.complaint_watch import ComplaintWatch
from advisor_app.ui.desk import Desk
from advisor_app.ui.navigation import FEEDBACK
from advisor_app.ui.screens.feedback.screen import FeedbackScreen
from advisor_app.ui.widgets.rail import Rail
from benchmarks import Result
from benchmarks.synthetic_book import TODAY, Person, people, write_people
from benchmarks.window import Painted, application, desk, p95

ROWS, CUSTOMERS, PAGES, ROUNDS, LIMIT_MS = 100_000, 5_000, 40, 5, 120.0
_DAY = 86_400_000_000
_KINDS = (("survey", 80), ("complaint", 6), ("call_back", 6), ("review", 4), ("praise", 4))
_WORDS = (
    "排队等候时间太长",
    "服务热情周到",
    "手机银行转账方便",
    "理财到账比说明晚了一天",
    "希望增加周末服务",
)
_RARE = "投影仪"


class Case(NamedTuple):
    """One way to narrow the inbox: how, and which rows fit."""

    name: str
    act: Callable[[FeedbackScreen], object]
    fits: Callable[[Feedback], bool]


def entries(persons: list[Person]) -> list[Feedback]:
    """Return feedback of ten years; few complaints are open, and five rows hold a word that no other has."""
    rng = random.Random(7)  # noqa: S311  # the same every time
    kinds = [kind for kind, weight in _KINDS for _ in range(weight)]
    made = []
    for place in range(ROWS):
        kind = rng.choice(kinds)
        back = rng.randrange(3650)
        status = ("open" if back < 15 else "closed") if kind == "complaint" else "closed"
        row: dict[str, Any] = dict.fromkeys(Feedback._fields) | {
            "id": new_id(),
            "customer_id": rng.choice(persons).id,
            "kind": kind,
            "channel": rng.choice(("hotline", "app", "branch")),
            "score": rng.randrange(11) if kind == "survey" else None,
            "scale": 10 if kind == "survey" else None,
            "text": _RARE if place % (ROWS // 5) == 7 else f"{rng.choice(_WORDS)}，{rng.choice(_WORDS)}。",
            "happened_at": (TODAY - back) * _DAY + rng.randrange(_DAY),
            "status": status,
            "due_on": TODAY - back + 15 if kind == "complaint" else None,
            "product_id": rng.randrange(1, 40) if rng.random() < 0.2 else None,
        }
        made.append(Feedback(**row))
    return made


def fill(persons: list[Person], rows: list[Feedback], store: Store) -> None:
    """Write customers, products and feedback."""
    write_people(store, persons)
    blank: dict[str, Any] = dict.fromkeys(Product._fields)
    products = [
        Product(
            **blank
            | {
                "id": key,
                "source_id": 0,
                "code": f"P{key}",
                "kind": "wealth",
                "name": f"稳健{key}号",
                "currency": "CNY",
                "as_of": TODAY,
            }
        )
        for key in range(1, 40)
    ]
    with store.write() as tx:
        write_rows(tx, "products", Product._fields, products)
        write_rows(tx, "feedback", Feedback._fields, rows)


class Window(QStackedWidget):
    """A window that is up with its rail already, and has counted the complaints for it."""

    def __init__(self, made: Desk) -> None:
        super().__init__()
        self.resize(1280, 760)
        self.rail = Rail()
        self.addWidget(self.rail)
        self.rail.add_screen(FEEDBACK, "message-square", "Feedback", "Feedback")
        watch = ComplaintWatch(made, self.rail)
        painted = Painted(self)
        painted.seconds(self.show, lambda: not made.background.busy and watch.alerts.soon > 0)


class Measured:
    """The inbox, newly made, and how long it takes to show what is asked for."""

    def __init__(self, window: Window, made: Desk) -> None:
        self._window, self._background = window, made.background
        self._idle()
        self._screen = FeedbackScreen(made)
        self._begun = 0
        self._screen.pane.paging.begun.connect(self._on_begun)
        self._painted = Painted(self._screen)
        window.addWidget(self._screen)

    def opened(self) -> float:
        """Return how long it takes until the inbox is painted, from being asked for."""
        return self._painted.seconds(
            partial(self._window.setCurrentWidget, self._screen), lambda: self._begun > 0
        )

    def narrowed(self, case: Case) -> float:
        """Return how long it takes until the list is painted as a case wants it."""
        self._idle()
        wanted = self._begun + 1
        return self._painted.seconds(partial(case.act, self._screen), lambda: self._begun >= wanted)

    def paged(self) -> list[float]:
        """Return how long each of many further pages takes until it is there and painted."""
        return [self._next_page() for _ in range(PAGES)]

    def close(self) -> None:
        """Take the inbox out of the window."""
        self._idle()
        self._window.setCurrentWidget(self._window.rail)
        self._window.removeWidget(self._screen)
        self._screen.deleteLater()

    def listed(self) -> list[bytes]:
        """Return the ids of the rows that are shown."""
        return [row.id for row in self._screen.pane.model.rows]

    def _next_page(self) -> float:
        self._idle()
        model = self._screen.pane.model
        wanted = model.rowCount() + PAGE_ROWS
        return self._painted.seconds(self._to_the_end, lambda: model.rowCount() >= wanted)

    def _to_the_end(self) -> None:
        bar = self._screen.pane.list.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _idle(self) -> None:
        while self._background.busy:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _on_begun(self, *_found: object) -> None:
        self._begun += 1


def _choose(name: str, value: Any, screen: FeedbackScreen) -> None:
    choice = getattr(screen.pane.filters, name)
    choice.choose(value)
    screen.pane.filters.flush()


def _type(text: str, screen: FeedbackScreen) -> None:
    screen.pane.filters.text.setText(text)
    screen.pane.filters.flush()


def _equals(field: str, value: Any, row: Feedback) -> bool:
    return bool(getattr(row, field) == value)


def _says(text: str, row: Feedback) -> bool:
    return text in (row.text or "")


def _cases() -> Iterator[Case]:
    """Yield ways to narrow all that there is, each followed by the way back."""
    yield Case("all", lambda screen: screen.pane.filters.shelves[Shelf.ALL].click(), lambda _row: True)
    for name, value in (("kind", "praise"), ("kind", "complaint"), ("status", "open"), ("product", 7)):
        field = "product_id" if name == "product" else name
        yield Case(
            f"{name} {value}",
            partial(_choose, name, value),
            partial(_equals, field, value),
        )
        yield Case(f"{name} all", partial(_choose, name, None), lambda _row: True)
    for text in ("排队", _RARE, "没有人写过"):
        yield Case(text, partial(_type, text), partial(_says, text))
        yield Case("", partial(_type, ""), lambda _row: True)


def run() -> Iterable[Result]:
    """Measure."""
    application()
    persons = people(CUSTOMERS)
    rows = entries(persons)
    newest = sorted(rows, key=lambda row: (row.happened_at, row.id), reverse=True)
    opened, narrowed, paged, wrong, compared = [], [], [], 0, 0
    with desk(partial(fill, persons, rows)) as made:
        window = Window(made)
        for _ in range(ROUNDS):
            measured = Measured(window, made)
            opened.append(measured.opened())
            for case in _cases():
                narrowed.append(measured.narrowed(case))
                wanted = [row.id for row in newest if case.fits(row)][:PAGE_ROWS]
                compared += 1
                wrong += measured.listed() != wanted
            paged += measured.paged()
            listed = measured.listed()
            compared += 1
            wrong += listed != [row.id for row in newest[: len(listed)]]
            measured.close()
        window.close()
    same = 1 - wrong / compared
    yield Result("window_feedback.same", same, "share", "reference", same, "= 1", not wrong)
    for name, took in (("open", opened), ("filter", narrowed), ("next_page", paged)):
        value = p95(took)
        held = value / LIMIT_MS
        yield Result(
            f"window_feedback.{name}", value, "ms p95", "limit", held, f"≤ {LIMIT_MS:g} ms", held <= 1
        )

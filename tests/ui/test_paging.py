"""Reading page by page: only answers to the newest question count, and the next page is asked for once."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.errors import UnavailableError
from advisor_app.services.open_book import Book
from advisor_app.ui.desk import Desk
from advisor_app.ui.paging import Paging

LAST = 7


@dataclass(frozen=True)
class Query:
    text: str
    after: int | None = None
    limit: int = 3


class Page(NamedTuple):
    rows: tuple[str, ...]
    next: int | None


class Numbers:
    """A service that gives numbers after a cursor, up to the last; it can be made to wait or to fail."""

    def __init__(self) -> None:
        self.asked: list[Query] = []
        self.gate: threading.Event | None = None
        self.fails = False

    def __call__(self, _book: Book, query: Query) -> Page:
        self.asked.append(query)
        if self.gate:
            self.gate.wait(10)
        if self.fails:
            raise UnavailableError("The store {path} is busy with another task.", path="x")
        first = query.after or 0
        last = min(first + query.limit, LAST)
        return Page(tuple(f"{query.text}{n}" for n in range(first, last)), last if last < LAST else None)


class Heard:
    """What a paging has told."""

    def __init__(self, paging: Paging) -> None:
        self.begun: list[tuple[Page, bool]] = []
        self.continued: list[Page] = []
        paging.begun.connect(lambda page, keep: self.begun.append((page, keep)))
        paging.continued.connect(self.continued.append)


@pytest.fixture
def numbers() -> Numbers:
    return Numbers()


@pytest.fixture
def paging(qtbot: QtBot, desk: Desk, numbers: Numbers) -> Iterator[Paging]:
    paging = Paging(desk, numbers, desk)
    yield paging
    qtbot.waitUntil(lambda: not desk.background.busy)


def settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def test_pages_follow_each_other_to_the_last(qtbot: QtBot, desk: Desk, paging: Paging) -> None:
    heard = Heard(paging)
    paging.begin(Query("a"))
    assert paging.waiting
    settle(qtbot, desk)
    assert heard.begun == [(Page(("a0", "a1", "a2"), 3), False)]
    for _ in range(4):
        paging.more(3)
        settle(qtbot, desk)
    assert [page.rows for page in heard.continued] == [("a3", "a4", "a5"), ("a6",)]
    assert (paging.has_more, paging.waiting) == (False, False)


def test_a_page_on_its_way_is_not_asked_for_again(
    qtbot: QtBot, desk: Desk, paging: Paging, numbers: Numbers
) -> None:
    paging.begin(Query("a"))
    settle(qtbot, desk)
    for _ in range(5):
        paging.more(2)
    settle(qtbot, desk)
    assert [(query.after, query.limit) for query in numbers.asked] == [(None, 3), (3, 2)]


def test_only_the_newest_question_is_answered(
    qtbot: QtBot, desk: Desk, paging: Paging, numbers: Numbers
) -> None:
    heard = Heard(paging)
    numbers.gate = threading.Event()
    for text in "abc":
        paging.begin(Query(text), keep=text == "c")
    numbers.gate.set()
    settle(qtbot, desk)
    assert [(page.rows[0], keep) for page, keep in heard.begun] == [("c0", True)]


def test_a_page_that_is_known_needs_no_question_and_drops_the_one_before(
    qtbot: QtBot, desk: Desk, paging: Paging, numbers: Numbers
) -> None:
    heard = Heard(paging)
    numbers.gate = threading.Event()
    paging.begin(Query("a"))
    paging.begin(Query("b"), known=Page(("known",), 1))
    assert (heard.begun, paging.waiting, paging.has_more) == ([(Page(("known",), 1), False)], False, True)
    numbers.gate.set()
    settle(qtbot, desk)
    assert len(heard.begun) == 1


def test_a_next_page_of_a_former_question_is_dropped(
    qtbot: QtBot, desk: Desk, paging: Paging, numbers: Numbers
) -> None:
    heard = Heard(paging)
    paging.begin(Query("a"))
    settle(qtbot, desk)
    numbers.gate = threading.Event()
    paging.more(3)
    paging.begin(Query("b"), known=Page(("b0",), None))
    numbers.gate.set()
    settle(qtbot, desk)
    assert heard.continued == []
    assert not paging.has_more


def test_after_stopping_nothing_arrives(qtbot: QtBot, desk: Desk, paging: Paging, numbers: Numbers) -> None:
    heard = Heard(paging)
    numbers.gate = threading.Event()
    paging.begin(Query("a"))
    paging.stop()
    numbers.gate.set()
    settle(qtbot, desk)
    assert heard.begun == []
    assert paging.query is None


def test_a_failure_is_told_and_can_be_tried_again(
    qtbot: QtBot, desk: Desk, paging: Paging, numbers: Numbers
) -> None:
    heard = Heard(paging)
    numbers.fails = True
    with qtbot.waitSignal(desk.failed):
        paging.begin(Query("a"))
    assert not paging.waiting
    numbers.fails = False
    paging.begin(Query("a"))
    settle(qtbot, desk)
    assert len(heard.begun) == 1

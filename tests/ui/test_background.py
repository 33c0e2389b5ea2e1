"""Jobs beside the window: answers arrive in its thread, only the newest counts, and what has gone is left alone."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.errors import InputError
from advisor_app.ui.background import Background, Lane


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def owner(background: Background) -> QObject:
    return QObject(background)


def test_an_answer_arrives_in_the_thread_of_the_window(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    where: list[str] = []
    background.run(owner, lambda: threading.current_thread().name, lambda name: where.extend([name, _here()]))
    qtbot.waitUntil(lambda: len(where) == 2)
    assert where[0].startswith("book")
    assert where[1] == _here()


def test_jobs_of_one_lane_keep_their_order(qtbot: QtBot, background: Background, owner: QObject) -> None:
    order: list[int] = []
    for number in range(20):
        background.run(owner, lambda number=number: number, order.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: not background.busy)
    assert order == list(range(20))


def test_a_slow_job_aside_holds_nothing_up(qtbot: QtBot, background: Background, owner: QObject) -> None:
    gate, answers = threading.Event(), list[str]()
    background.run(owner, lambda: _after(gate, "slow"), answers.append, lane=Lane.ASIDE)
    background.run(owner, lambda: "quick", answers.append)
    qtbot.waitUntil(lambda: answers == ["quick"])
    gate.set()
    qtbot.waitUntil(lambda: answers == ["quick", "slow"])


@pytest.mark.parametrize(("key", "wanted"), [("search", ["c"]), ("", ["a", "b", "c"])])
def test_with_a_key_only_the_newest_answer_counts(
    qtbot: QtBot, background: Background, owner: QObject, key: str, wanted: list[str]
) -> None:
    gate, answers = threading.Event(), list[str]()
    background.run(owner, lambda: _after(gate, "a"), answers.append, key=key)
    for letter in "bc":
        background.run(owner, lambda letter=letter: letter, answers.append, key=key)  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert answers == wanted


def test_what_was_asked_anew_is_not_begun(qtbot: QtBot, background: Background, owner: QObject) -> None:
    gate, begun = threading.Event(), list[str]()
    background.run(owner, lambda: gate.wait(10), lambda _: None)
    for letter in "abc":
        background.run(owner, lambda letter=letter: begun.append(letter), lambda _: None, key="x")  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert begun == ["c"]


def test_two_owners_with_the_same_key_do_not_meet(qtbot: QtBot, background: Background) -> None:
    answers: list[str] = []
    for name in ("one", "two"):
        background.run(QObject(background), lambda name=name: name, answers.append, key="rows")  # type: ignore[misc]
    qtbot.waitUntil(lambda: not background.busy)
    assert answers == ["one", "two"]


def test_the_answer_for_a_widget_that_has_gone_is_dropped(qtbot: QtBot, background: Background) -> None:
    gate, answers, owner = threading.Event(), list[bool](), QObject()
    background.run(owner, lambda: gate.wait(10), answers.append)
    delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert answers == []


def test_a_known_error_goes_to_whoever_asked_or_to_all(
    qtbot: QtBot, background: Background, owner: QObject
) -> None:
    told, asked = list[object](), list[object]()
    background.failed.connect(told.append)
    background.run(owner, _refuse, told.append, failed=asked.append)
    background.run(owner, _refuse, told.append)
    qtbot.waitUntil(lambda: not background.busy)
    assert [type(error) for error in asked] == [InputError]
    assert [type(error) for error in told] == [InputError]


def test_a_bug_is_told_as_one(qtbot: QtBot, background: Background, owner: QObject) -> None:
    with qtbot.waitSignal(background.crashed) as crashed:
        background.run(owner, lambda: 1 // 0, lambda _: None)
    [error] = crashed.args
    assert isinstance(error, ZeroDivisionError)


def test_closing_drops_what_has_not_begun(qtbot: QtBot, owner: QObject, background: Background) -> None:
    gate, begun = threading.Event(), threading.Event()
    ran: list[str] = []

    def first() -> None:
        begun.set()
        gate.wait(10)
        ran.append("first")

    background.run(owner, first, lambda _: None)
    background.run(owner, lambda: ran.append("second"), lambda _: None)
    begun.wait(10)
    threading.Timer(0.05, gate.set).start()
    background.close()
    assert ran == ["first"]


def test_a_long_job_leaves_off_when_it_sees_the_closing(
    qtbot: QtBot, owner: QObject, background: Background
) -> None:
    begun = threading.Event()

    def long() -> None:
        begun.set()
        while not background.closing:
            begun.wait(0.001)

    background.run(owner, long, lambda _: None, lane=Lane.ASIDE)
    assert begun.wait(10)
    assert not background.closing
    background.close()
    assert background.closing


def _refuse() -> None:
    raise InputError("There is no such value for this customer.")


def _here() -> str:
    return threading.current_thread().name


def _after(gate: threading.Event, answer: str) -> str:
    gate.wait(10)
    return answer


def test_nothing_is_begun_after_the_close(qtbot: QtBot, background: Background, owner: QObject) -> None:
    begun: list[str] = []
    asked: list[bool] = []

    def again(_answer: None) -> None:
        background.run(owner, lambda: begun.append("late"), lambda _: None)
        asked.append(True)

    background.run(owner, lambda: None, again)
    background.close()  # the answer is still on its way
    qtbot.waitUntil(lambda: bool(asked))
    background.close()
    assert begun == []
    assert not background.busy

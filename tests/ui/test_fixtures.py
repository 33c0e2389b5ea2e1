"""The fixtures and guards of this folder: the desk is real, and each guard catches what it should."""

import threading

from PySide6.QtCore import QPoint, QPropertyAnimation, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery
from advisor_app.services.find_customers import find_customers
from advisor_app.ui.background import Background
from advisor_app.ui.desk import Desk
from tests.support import windows
from tests.support.rich_book import ZENG_AUM, People


def test_a_desk_answers_from_its_book(qtbot: QtBot, desk: Desk, people: People) -> None:
    answers: list[tuple[bytes, int | None]] = []
    desk.ask(
        desk,
        lambda book: find_customers(book, CustomerQuery("曾国藩")),
        lambda found: answers.extend((row.id, row.aum_minor) for row in found.rows),
    )
    qtbot.waitUntil(lambda: len(answers) > 0)
    assert answers == [(people.zeng, ZENG_AUM)]


def test_the_latin_book_has_no_chinese_character(qtbot: QtBot, latin_desk: Desk) -> None:
    pages: list[object] = []
    latin_desk.ask(latin_desk, lambda book: find_customers(book, CustomerQuery()), pages.append)
    qtbot.waitUntil(lambda: len(pages) == 1)
    rows = str(getattr(pages[0], "rows"))  # noqa: B009  # what else stands in the page is not the book's
    assert "Zeng Guofan" in rows
    assert not [letter for letter in rows if "\u4e00" <= letter <= "\u9fff"]


def test_a_book_without_a_sync_has_nobody(qtbot: QtBot, bare_desk: Desk) -> None:
    found: list[int] = []
    bare_desk.ask(
        bare_desk,
        lambda book: find_customers(book, CustomerQuery()),
        lambda page: found.append(len(page.rows)),
    )
    qtbot.waitUntil(lambda: found == [0])


def test_a_clean_test_leaves_nothing() -> None:
    assert windows.left_behind() == []


def test_a_window_that_stays_is_found() -> None:
    window = QWidget()
    window.show()
    assert windows.left_behind() == ["a window is shown: QWidget"]
    windows.clear()
    assert windows.left_behind() == []


def test_a_timer_that_runs_is_found(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    timer = QTimer(owner)
    assert windows.left_behind() == []
    timer.start(60_000)
    assert windows.left_behind() == ["a timer runs: QTimer of QWidget"]
    windows.clear()
    assert not timer.isActive()


def test_an_animation_that_runs_is_found(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    animation = QPropertyAnimation(owner, b"pos", owner)
    animation.setEndValue(QPoint(9, 9))
    animation.setDuration(60_000)
    animation.start()
    assert windows.left_behind() == ["an animation runs: QPropertyAnimation of QWidget"]
    windows.clear()
    assert windows.left_behind() == []


def test_a_job_under_way_is_found(qtbot: QtBot) -> None:
    background, gate = Background(), threading.Event()
    background.run(background, lambda: gate.wait(10), lambda _: None)
    assert windows.left_behind() == ["a job is under way"]
    gate.set()
    qtbot.waitUntil(lambda: not background.busy)
    background.close()
    assert windows.left_behind() == []

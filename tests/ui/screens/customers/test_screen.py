"""The screen: the list and one customer side by side, and the width that each has."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray, Qt
from pytestqt.qtbot import QtBot

from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customers.screen import CustomersScreen
from tests.support.rich_book import People
from tests.ui.screens.customers.conftest import Settle
from tests.ui.screens.customers.test_model import titles


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, settle: Settle) -> Iterator[CustomersScreen]:
    screen = CustomersScreen(desk)
    screen.resize(1280, 700)
    qtbot.addWidget(screen)
    with qtbot.waitExposed(screen):
        screen.show()
    settle()
    yield screen
    screen.close()


def test_a_click_in_the_list_shows_the_customer(
    qtbot: QtBot, screen: CustomersScreen, people: People, settle: Settle
) -> None:
    rows = screen.pane.list
    second = rows.visualRect(screen.pane.model.index(1)).center()
    with qtbot.waitSignal(screen.customer_shown) as shown:
        qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert shown.args == [people.shanyu]
    assert screen.view.customer_id == people.shanyu
    settle()


def test_steps_show_the_neighbours(
    qtbot: QtBot, screen: CustomersScreen, people: People, settle: Settle
) -> None:
    screen.show_customer(people.shanyu)
    assert screen.pane.list.currentIndex().row() == 1
    for by, wanted in ((1, people.qiu), (-1, people.shanyu)):
        with qtbot.waitSignal(screen.customer_shown) as shown:
            screen.step(by)
        assert shown.args == [wanted]
    settle()


def test_who_is_asked_for_from_elsewhere_is_shown_whether_listed_or_not(
    qtbot: QtBot, screen: CustomersScreen, people: People, settle: Settle
) -> None:
    screen.focus_search()
    qtbot.keyClicks(screen.pane.search, "qiu")
    screen.pane.search.flush()
    settle()
    assert titles(screen.pane.model) == ["仇英"]
    screen.show_customer(people.zeng)
    assert screen.view.customer_id == people.zeng
    assert not screen.pane.list.currentIndex().isValid()
    settle()
    screen.show_customer(people.qiu)
    assert screen.pane.list.currentIndex().row() == 0
    settle()


def test_reading_again_reads_both(
    screen: CustomersScreen, desk: Desk, people: People, settle: Settle
) -> None:
    screen.show_customer(people.qiu)
    settle()
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("UPDATE customers SET name = '仇十洲' WHERE id = ?", (people.qiu,))
    screen.refresh()
    settle()
    assert titles(screen.pane.model)[2] == "仇十洲"
    profile = screen.view.profile
    assert profile is not None
    assert profile.person.name == "仇十洲"


def test_the_list_is_narrow_where_there_is_little_room(qtbot: QtBot, screen: CustomersScreen) -> None:
    assert screen.pane.width() == 330
    screen.resize(960, 700)
    qtbot.waitUntil(lambda: screen.pane.width() == 264)
    screen.resize(1280, 700)
    qtbot.waitUntil(lambda: screen.pane.width() == 330)


def test_the_width_that_was_given_to_the_list_is_kept(
    qtbot: QtBot, desk: Desk, screen: CustomersScreen, settle: Settle
) -> None:
    screen._splitter.moveSplitter(420, 1)
    assert screen.pane.width() == 420
    state = screen.splitter_state()
    screen.resize(960, 700)
    screen.resize(1300, 700)
    qtbot.waitUntil(lambda: screen.pane.width() == 420)
    other = CustomersScreen(desk)
    qtbot.addWidget(other)
    other.restore_splitter(state)
    other.resize(1280, 700)
    other.show()
    qtbot.waitUntil(lambda: other.pane.width() == 420)
    settle()
    other.close()


def test_a_state_that_is_none_changes_nothing(qtbot: QtBot, screen: CustomersScreen) -> None:
    for state in (b"", b"nonsense", b"-5", b"3", b"9" * 5_000, b"\xff"):
        screen.restore_splitter(QByteArray(state))
    assert screen.pane.width() == 330

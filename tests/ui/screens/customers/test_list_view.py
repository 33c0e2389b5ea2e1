"""The list: what keys and mouse do, that it grows as it is scrolled, and that it stays where it was."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from advisor_app.domain.customers import CustomerQuery
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customers.delegate import ROW_HEIGHT
from advisor_app.ui.screens.customers.list_view import CustomerList
from advisor_app.ui.screens.customers.model import CustomersModel
from tests.support.rich_book import People
from tests.ui.screens.customers.conftest import CROWD, RICH, Settle


@pytest.fixture
def listed(qtbot: QtBot, model: CustomersModel, settle: Settle) -> Iterator[CustomerList]:
    view = CustomerList(model)
    view.resize(320, 6 * ROW_HEIGHT)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.setFocus()
    model.find(CustomerQuery(), begins=True)
    settle()
    yield view
    delete(view)  # before the model, which belongs to the desk


@pytest.fixture
def opened(listed: CustomerList) -> list[bytes]:
    customers: list[bytes] = []
    listed.customer_opened.connect(customers.append)
    return customers


def point(listed: CustomerList, place: int) -> QPoint:
    return listed.visualRect(listed.model().index(place, 0)).center()


def test_a_click_opens_at_once(
    qtbot: QtBot, listed: CustomerList, opened: list[bytes], people: People
) -> None:
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=point(listed, 1))
    assert opened == [people.shanyu]
    with qtbot.assertNotEmitted(listed.customer_opened, wait=250):
        pass
    assert listed.opened == people.shanyu


def test_a_held_arrow_key_opens_only_where_it_stops(
    qtbot: QtBot, listed: CustomerList, opened: list[bytes], people: People
) -> None:
    for _ in range(3):
        qtbot.keyClick(listed, Qt.Key.Key_Down)
    assert opened == []
    qtbot.waitUntil(lambda: opened == [people.qiu])
    with qtbot.assertNotEmitted(listed.customer_opened, wait=250):
        pass


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_at_once(qtbot: QtBot, listed: CustomerList, opened: list[bytes], key: Qt.Key) -> None:
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, key)
    assert len(opened) == 1


def test_steps_go_to_the_neighbours_and_stop_at_the_ends(
    qtbot: QtBot, listed: CustomerList, opened: list[bytes], people: People
) -> None:
    for by, wanted in ((1, people.zeng), (1, people.shanyu), (-1, people.zeng), (-1, people.zeng)):
        listed.step(by)
        qtbot.waitUntil(lambda wanted=wanted: listed.opened == wanted)  # type: ignore[misc]
    assert opened == [people.zeng, people.shanyu, people.zeng]


def test_a_customer_shown_by_others_is_marked_and_not_opened(
    qtbot: QtBot, listed: CustomerList, opened: list[bytes], people: People
) -> None:
    listed.mark(people.qiu)
    assert listed.currentIndex().row() == 2
    with qtbot.assertNotEmitted(listed.customer_opened, wait=250):
        pass
    listed.step(1)
    qtbot.waitUntil(lambda: len(opened) == 1)
    listed.mark(b"nobody of this list")
    assert not listed.currentIndex().isValid()


def test_pages_and_ends_are_reached_by_key(
    qtbot: QtBot, listed: CustomerList, model: CustomersModel, settle: Settle
) -> None:
    qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_PageDown)
    assert listed.currentIndex().row() > 3
    qtbot.keyClick(listed, Qt.Key.Key_End)
    assert listed.currentIndex().row() == RICH - 1
    qtbot.keyClick(listed, Qt.Key.Key_Home)
    assert listed.currentIndex().row() == 0
    qtbot.keyClick(listed, Qt.Key.Key_Return)


def test_going_up_from_the_first_row_leaves_the_list(qtbot: QtBot, listed: CustomerList) -> None:
    listed.step(0)
    with qtbot.waitSignal(listed.left_upwards):
        qtbot.keyClick(listed, Qt.Key.Key_Up)
    qtbot.keyClick(listed, Qt.Key.Key_Return)


def test_letters_are_meant_for_the_search(qtbot: QtBot, listed: CustomerList) -> None:
    with qtbot.waitSignal(listed.typed) as typed:
        qtbot.keyClicks(listed, "z")
    assert typed.args == ["z"]


class TestOfMany:
    """With more customers than a page has."""

    @pytest.fixture(autouse=True)
    def many(self, crowd: list[bytes]) -> list[bytes]:
        return crowd

    def test_it_grows_before_its_end_is_reached(
        self, listed: CustomerList, model: CustomersModel, settle: Settle
    ) -> None:
        assert model.rowCount() == 50
        bar = listed.verticalScrollBar()
        bar.setValue(bar.maximum() - listed.viewport().height())
        settle()
        assert model.rowCount() == 250

    def test_the_end_key_goes_to_the_very_end(
        self, qtbot: QtBot, listed: CustomerList, model: CustomersModel, crowd: list[bytes]
    ) -> None:
        qtbot.keyClick(listed, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: listed.currentIndex().row() == RICH + CROWD - 1)
        assert model.complete
        qtbot.waitUntil(lambda: listed.opened is not None)

    def test_another_key_ends_the_way_to_the_end(
        self, qtbot: QtBot, listed: CustomerList, model: CustomersModel, settle: Settle
    ) -> None:
        qtbot.keyClick(listed, Qt.Key.Key_End)
        qtbot.keyClick(listed, Qt.Key.Key_Up)
        settle()
        assert listed.currentIndex().row() == 48
        qtbot.keyClick(listed, Qt.Key.Key_Return)

    def test_reading_again_keeps_selection_and_place(
        self,
        qtbot: QtBot,
        desk: Desk,
        listed: CustomerList,
        model: CustomersModel,
        crowd: list[bytes],
        settle: Settle,
    ) -> None:
        bar = listed.verticalScrollBar()
        bar.setValue(bar.maximum())
        settle()
        bar.setValue(100 * ROW_HEIGHT + 17)
        listed.mark(model.row(103).id)
        bar.setValue(100 * ROW_HEIGHT + 17)
        top, marked = model.row(100).id, model.row(103).id
        with desk.book.store.write() as tx:
            tx.exec_driver_sql("DELETE FROM customer_search WHERE customer_id = ?", (model.row(2).id,))
        model.read_again()
        settle()
        assert model.place(top) == 99
        assert bar.value() == 99 * ROW_HEIGHT + 17
        assert listed.currentIndex().row() == model.place(marked) == 102

    def test_another_query_begins_at_the_top(
        self, listed: CustomerList, model: CustomersModel, settle: Settle
    ) -> None:
        bar = listed.verticalScrollBar()
        bar.setValue(bar.maximum())
        settle()
        model.find(CustomerQuery("周"), begins=True)
        settle()
        QTest.qWait(1)
        assert bar.value() == 0
        assert not listed.currentIndex().isValid()


def test_who_is_shown_stays_marked_in_another_query(
    qtbot: QtBot,
    listed: CustomerList,
    model: CustomersModel,
    opened: list[bytes],
    people: People,
    settle: Settle,
) -> None:
    listed.mark(people.qiu)
    for text, row in (("仇", 0), ("曾", -1), ("", 2)):
        model.find(CustomerQuery(text), begins=True)
        settle()
        assert listed.currentIndex().row() == row
    with qtbot.assertNotEmitted(listed.customer_opened, wait=250):
        pass

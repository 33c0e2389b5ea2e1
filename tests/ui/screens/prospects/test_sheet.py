"""The form of a prospect: recorded by keyboard, who may be the same shown meanwhile, edited masked, given up."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.duplicates import check_character
from advisor_app.domain.prospects import ProspectEntry
from advisor_app.services.find_customers import find_customers
from advisor_app.services.prospects import add_prospect
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.prospects.sheet import ProspectSheet
from advisor_app.ui.screens.prospects.wanted import ProspectWanted
from tests.support.rich_book import People
from tests.ui.screens.forms import CTRL, Offer, focused, make_area, press, settled

FIRST = "11010519610309001"
NUMBER = FIRST + check_character(FIRST)


@pytest.fixture
def area(qtbot: QtBot, themed: QApplication) -> QWidget:
    return make_area(qtbot)


@pytest.fixture
def sheet(desk: Desk, area: QWidget, qtbot: QtBot) -> Iterator[ProspectSheet]:
    """Return the form, open for somebody new."""
    sheet = ProspectSheet(desk, area)
    sheet.open(ProspectWanted())
    settled(qtbot, desk)
    yield sheet
    sheet.vanish()


def prospects(desk: Desk) -> list[tuple[str | None, str | None]]:
    rows = find_customers(desk.book, CustomerQuery()).rows
    return [(row.name, row.phone) for row in rows if row.kind == "prospect" and row.pending]


def test_somebody_new_is_recorded_by_keyboard_shown_and_undone(
    sheet: ProspectSheet, desk: Desk, qtbot: QtBot
) -> None:
    shown: list[bytes] = []
    offers: list[Offer] = []
    desk.customer_wanted.connect(shown.append)
    desk.offered.connect(lambda *offer: offers.append(offer))
    assert focused() is sheet.name
    qtbot.keyClicks(focused(), "Wang Wu")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    assert focused() is sheet.phone
    qtbot.keyClicks(focused(), "138 6666 7777")
    press(Qt.Key.Key_Return, CTRL)
    settled(qtbot, desk)
    assert prospects(desk) == [("Wang Wu", "138****7777")]
    assert len(shown) == 1
    assert not sheet.is_open
    offers[-1][2]()
    settled(qtbot, desk)
    assert prospects(desk) == []


def test_what_is_wrong_stands_beside_its_field(sheet: ProspectSheet, desk: Desk, qtbot: QtBot) -> None:
    sheet.name.setText("王五")
    sheet.id_number.setText(FIRST + ("0" if NUMBER[-1] != "0" else "1"))
    sheet.email.setText("nowhere")
    sheet.save()
    settled(qtbot, desk)
    wrong = {name: field.error.text() for name, field in sheet.fields.items() if field.errors}
    assert set(wrong) == {"id_number", "email"}
    assert "校验位不符" in wrong["id_number"]
    assert prospects(desk) == []
    sheet.email.clear()
    sheet.id_number.setText(NUMBER)
    assert sheet.fields["birth_day"].hint.text() == "→ 1961年3月9日"
    sheet.save()
    settled(qtbot, desk)
    assert [name for name, _ in prospects(desk)] == ["王五"]


def test_who_may_be_the_same_is_shown_while_it_is_typed(
    sheet: ProspectSheet, desk: Desk, people: People, qtbot: QtBot
) -> None:
    with desk.book.store.read() as tx:
        phone = tx.exec_driver_sql("SELECT phone FROM customers WHERE id = ?", (people.zeng,)).scalar_one()
    asked: list[bytes] = []
    desk.customer_wanted.connect(asked.append)
    assert not sheet.same.isVisible()
    sheet.phone.setText(f"+86 {phone[:3]} {phone[3:]}")
    qtbot.waitUntil(sheet.same.isVisible)
    assert "曾国藩" in sheet.same.buttons[0].accessibleName()
    assert phone not in sheet.same.buttons[0].accessibleName()
    sheet.same.buttons[0].click()
    settled(qtbot, desk)
    assert asked == [people.zeng]
    assert not sheet.is_open


def test_nobody_is_the_same_by_name_alone(sheet: ProspectSheet, desk: Desk, qtbot: QtBot) -> None:
    sheet.name.setText("曾国藩")
    qtbot.waitUntil(lambda: not sheet._pause.isActive())
    settled(qtbot, desk)
    assert not sheet.same.isVisible()


def test_an_edit_is_masked_and_keeps_what_was_left_alone(
    sheet: ProspectSheet, desk: Desk, qtbot: QtBot
) -> None:
    entry = ProspectEntry("王五", phone="13866667777", id_kind="passport", id_number="E12345678")
    key = add_prospect(desk.book, entry).customer_id
    sheet.open(ProspectWanted(key))
    settled(qtbot, desk)
    assert (sheet.phone.text(), sheet.id_number.text()) == ("138****7777", "E*******8")
    sheet.occupation.setText("教师")
    sheet.save()
    settled(qtbot, desk)
    with desk.book.store.read() as tx:
        row = tx.exec_driver_sql(
            "SELECT phone, id_number, occupation FROM customers WHERE id = ?", (key,)
        ).one()
    assert tuple(row) == ("13866667777", "E12345678", "教师")


def test_one_who_is_given_up_can_be_taken_back(sheet: ProspectSheet, desk: Desk, qtbot: QtBot) -> None:
    assert not sheet.give_up_button.isVisible()
    offers: list[Offer] = []
    desk.offered.connect(lambda *offer: offers.append(offer))
    key = add_prospect(desk.book, ProspectEntry("王五", phone="13866667777")).customer_id
    sheet.open(ProspectWanted(key))
    settled(qtbot, desk)
    sheet.give_up_button.click()
    settled(qtbot, desk)

    def closed() -> object:
        with desk.book.store.read() as tx:
            return tx.exec_driver_sql("SELECT closed_on FROM customers WHERE id = ?", (key,)).scalar_one()

    assert closed() is not None
    offers[-1][2]()
    settled(qtbot, desk)
    assert closed() is None

"""The form of what a customer told: each kind shows what belongs to it; a relation names another customer."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.prospects import ProspectEntry
from advisor_app.services.proposals import details
from advisor_app.services.prospects import add_prospect
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.prospects.detail_sheet import DetailSheet
from advisor_app.ui.screens.prospects.wanted import DetailWanted
from tests.support.rich_book import People
from tests.ui.screens.forms import CTRL, focused, make_area, press, settled


@pytest.fixture
def area(qtbot: QtBot, themed: QApplication) -> QWidget:
    return make_area(qtbot)


@pytest.fixture
def sheet(desk: Desk, area: QWidget, qtbot: QtBot, people: People) -> Iterator[DetailSheet]:
    """Return the form, open for a phone of 曾国藩."""
    sheet = DetailSheet(desk, area)
    sheet.open(DetailWanted(people.zeng, "phone"))
    settled(qtbot, desk)
    yield sheet
    sheet.vanish()


def told(desk: Desk, customer: bytes) -> list[tuple[str, str, str]]:
    return [(row.kind, row.value, row.source) for row in details(desk.book, customer).rows]


def shown(sheet: DetailSheet) -> set[str]:
    return {name for name, field in sheet.fields.items() if field.isVisibleTo(sheet)}


def test_a_phone_is_recorded_by_keyboard(
    sheet: DetailSheet, desk: Desk, people: People, qtbot: QtBot
) -> None:
    assert sheet.value.isAncestorOf(focused()) or focused() is sheet.value
    qtbot.keyClicks(focused(), "+86 139 0000 1111")
    press(Qt.Key.Key_Return, CTRL)
    settled(qtbot, desk)
    assert told(desk, people.zeng) == [("phone", "139****1111", "customer")]
    assert not sheet.is_open


def test_each_kind_shows_what_belongs_to_it(sheet: DetailSheet) -> None:
    base = {"kind", "value", "source", "note"}
    assert shown(sheet) == base
    for kind, more in (
        ("life_event", {"day"}),
        ("goal", {"day", "amount"}),
        ("relation", {"related", "label"}),
    ):
        sheet.kind.chips[kind].click()
        assert shown(sheet) == base | more


def test_a_life_event_is_chosen_by_its_name_or_written(
    sheet: DetailSheet, desk: Desk, people: People, qtbot: QtBot
) -> None:
    sheet.kind.chips["life_event"].click()
    sheet.value.setEditText("购房")
    sheet.day.setText("2026-11-01")
    assert sheet.fields["day"].hint.text() == "→ 2026年11月1日"
    sheet.save()
    settled(qtbot, desk)
    sheet.open(DetailWanted(people.zeng, "life_event"))
    settled(qtbot, desk)
    sheet.value.setEditText("移居海外")
    sheet.save()
    settled(qtbot, desk)
    assert {value for _, value, _ in told(desk, people.zeng)} == {"home", "移居海外"}


def test_a_relation_names_another_customer(
    sheet: DetailSheet, desk: Desk, people: People, qtbot: QtBot
) -> None:
    sheet.kind.chips["relation"].click()
    sheet.related.choose(people.shanyu)
    sheet.save()
    settled(qtbot, desk)
    assert [name for name, field in sheet.fields.items() if field.errors] == ["label"]
    sheet.label.setEditText("配偶")
    sheet.save()
    settled(qtbot, desk)
    (row,) = details(desk.book, people.zeng).rows
    assert (row.related_id, row.label) == (people.shanyu, "spouse")


def test_fields_of_a_prospect_are_edited_and_not_proposed(
    sheet: DetailSheet, desk: Desk, qtbot: QtBot
) -> None:
    key = add_prospect(desk.book, ProspectEntry("王五", phone="13866667777")).customer_id
    sheet.open(DetailWanted(key, "life_event"))
    settled(qtbot, desk)
    assert list(sheet.kind.chips) == ["life_event", "goal", "preference", "relation"]
    speak("en")
    assert [chip.text() for chip in sheet.kind.chips.values()] == [
        "Life event",
        "Goal",
        "Preference",
        "Relation",
    ]

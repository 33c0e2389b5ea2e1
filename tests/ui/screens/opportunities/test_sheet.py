"""The form of an opportunity: recorded by keyboard, won with what that asks for, left as a draft and gone on with."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.pipeline import OpportunityEntry
from advisor_app.services.form_drafts import kept_form
from advisor_app.services.opportunities import pipeline_of, save_opportunity
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.opportunities.sheet import OpportunitySheet
from advisor_app.ui.screens.opportunities.wanted import OpportunityWanted
from tests.support.rich_book import People
from tests.ui.screens.forms import CTRL, Offer, focused, make_area, press, settled


@pytest.fixture
def offers(desk: Desk) -> list[Offer]:
    found: list[Offer] = []
    desk.offered.connect(lambda *offer: found.append(offer))
    return found


@pytest.fixture
def area(qtbot: QtBot, themed: QApplication) -> QWidget:
    return make_area(qtbot)


@pytest.fixture
def sheet(desk: Desk, area: QWidget, qtbot: QtBot, people: People) -> Iterator[OpportunitySheet]:
    """Return the form, open for a new opportunity of 曾国藩."""
    sheet = OpportunitySheet(desk, area)
    sheet.open(OpportunityWanted(customer_id=people.zeng))
    settled(qtbot, desk)
    yield sheet
    sheet.vanish()


def stages(desk: Desk) -> list[tuple[str, str, int | None]]:
    return [(row.title, row.stage, row.amount_minor) for row in pipeline_of(desk.book).rows]


def test_one_is_recorded_by_keyboard_and_undone(
    sheet: OpportunitySheet, desk: Desk, offers: list[Offer], qtbot: QtBot
) -> None:
    assert focused() is sheet.heading
    qtbot.keyClicks(focused(), "deposit matures")
    sheet.amount.setFocus()
    qtbot.keyClicks(focused(), "300k")
    assert sheet.fields["amount"].hint.text() == "→ ¥300,000.00"
    press(Qt.Key.Key_Return, CTRL)
    settled(qtbot, desk)
    assert stages(desk) == [("deposit matures", "prospect", 30_000_000)]
    assert not sheet.is_open
    assert offers[-1][0] == "商机已保存。"
    offers[-1][2]()
    settled(qtbot, desk)
    assert stages(desk) == []


def test_what_is_wrong_stands_beside_its_field_in_the_language_that_is_on(
    sheet: OpportunitySheet, desk: Desk, qtbot: QtBot
) -> None:
    sheet.stage.chips["won"].click()
    sheet.amount.setText("many")
    sheet.save()
    settled(qtbot, desk)
    assert {name for name, field in sheet.fields.items() if field.errors} == {"title", "product", "amount"}
    assert sheet.state.text() == "有 3 处需要修改"
    assert focused() is sheet.heading
    speak("en")
    assert sheet.fields["amount"].error.text().startswith("“many” is not an amount.")
    assert [chip.text() for chip in sheet.stage.chips.values()] == [
        "Lead",
        "Contacted",
        "Qualified",
        "Won",
        "Lost",
    ]


def test_a_stage_shows_what_belongs_to_it(sheet: OpportunitySheet) -> None:
    def shown() -> set[str]:
        return {name for name, field in sheet.fields.items() if field.isVisibleTo(sheet)}

    assert {"next_step", "next_step_on"} <= shown()
    assert "reason" not in shown()
    sheet.stage.chips["lost"].click()
    assert "reason" in shown()
    assert not {"next_step", "next_step_on"} & shown()


def test_asked_to_lose_one_the_reason_has_the_focus(
    sheet: OpportunitySheet, desk: Desk, people: People, qtbot: QtBot
) -> None:
    (key,) = save_opportunity(desk.book, OpportunityEntry(people.qiu, "存款")).mutations
    sheet.open(OpportunityWanted(key, stage="lost"))
    settled(qtbot, desk)
    assert sheet.reason.isAncestorOf(focused()) or focused() is sheet.reason
    sheet.reason.setEditText("利率或费用")
    sheet.save()
    settled(qtbot, desk)
    (row,) = pipeline_of(desk.book).rows
    assert (row.stage, row.reason) == ("lost", "price")


def test_a_reason_in_words_of_ones_own_is_kept(
    sheet: OpportunitySheet, desk: Desk, people: People, qtbot: QtBot
) -> None:
    (key,) = save_opportunity(desk.book, OpportunityEntry(people.qiu, "存款")).mutations
    sheet.open(OpportunityWanted(key, stage="lost"))
    settled(qtbot, desk)
    sheet.reason.setEditText("搬去外地")
    sheet.save()
    settled(qtbot, desk)
    assert pipeline_of(desk.book).rows[0].reason == "搬去外地"


def test_what_is_left_stays_a_draft_and_is_gone_on_with(
    sheet: OpportunitySheet, desk: Desk, people: People, offers: list[Offer], qtbot: QtBot
) -> None:
    sheet.heading.setText("写到一半")
    press(Qt.Key.Key_Escape)
    settled(qtbot, desk)
    assert not sheet.is_open
    kept = kept_form(desk.book, "opportunity", OpportunityEntry)
    assert kept is not None
    assert (kept.entry.title, kept.entry.customer_id) == ("写到一半", people.zeng)
    sheet.open(OpportunityWanted(customer_id=people.qiu))
    settled(qtbot, desk)
    assert sheet.heading.text() == ""  # it was about somebody else
    sheet.vanish()
    offers[0][2]()
    settled(qtbot, desk)
    assert sheet.heading.text() == "写到一半"
    assert sheet.used
    sheet.discard_button.click()
    settled(qtbot, desk)
    assert kept_form(desk.book, "opportunity", OpportunityEntry) is None


def test_what_is_typed_survives_the_end_of_the_desk(
    sheet: OpportunitySheet, desk: Desk, qtbot: QtBot
) -> None:
    sheet.heading.setText("锁屏前")
    desk.close()
    kept = kept_form(desk.book, "opportunity", OpportunityEntry)
    assert kept is not None
    assert kept.entry.title == "锁屏前"


def test_recorded_by_mistake_it_is_withdrawn(
    sheet: OpportunitySheet, desk: Desk, people: People, offers: list[Offer], qtbot: QtBot
) -> None:
    (key,) = save_opportunity(desk.book, OpportunityEntry(people.qiu, "存款")).mutations
    sheet.open(OpportunityWanted(key))
    settled(qtbot, desk)
    sheet.withdraw_button.click()
    settled(qtbot, desk)
    assert stages(desk) == []
    offers[-1][2]()
    settled(qtbot, desk)
    assert stages(desk) == [("存款", "prospect", None)]

"""The light in the form of a contact, and what a refused one looks like; the panel that begins contacts obeys it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.contacts import ContactEntry
from advisor_app.services.consents import ConsentEntry, record_consent
from advisor_app.services.log_contact import log_contact
from advisor_app.services.start_contact import ways_to
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.contact.start import StartPanel
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import CTRL, Press, Settle, compose, draft_entries, logged

# E-mail knows no quiet hours, so that these tests hold at night too.
GIVEN = ConsentEntry("email", "marketing", granted=True, source="phone", evidence="录音")
WITHDRAWN = ConsentEntry("email", "marketing", granted=False)


@pytest.fixture
def sheet(qtbot: QtBot, desk: Desk, area: QWidget, people: People, settle: Settle) -> LogSheet:
    """Return the form of a contact with 曾国藩, to whom an e-mail is being logged."""
    sheet = LogSheet(desk, area)
    sheet.log(people.zeng)
    settle()
    compose(sheet.form.quick.field, "#邮件 谈了新产品")
    settle()
    return sheet


def line(sheet: LogSheet) -> tuple[bool, str]:
    light = sheet.form.fields.light
    return light.is_red, light.label.text() if not light.isHidden() else ""


def tick(qtbot: QtBot, sheet: LogSheet, settle: Settle) -> None:
    sheet.form.fields.recommends.box.setFocus()
    qtbot.keyClick(sheet.form.fields.recommends.box, Qt.Key.Key_Space)
    settle()


def test_it_follows_what_is_typed_and_what_others_record(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, people: People, settle: Settle
) -> None:
    assert line(sheet) == (False, "服务联系：无需营销同意。")
    tick(qtbot, sheet, settle)
    red = "不能对该客户进行营销联系：没有电子邮件营销同意。如果没有谈到产品，请记为服务联系。"
    assert line(sheet) == (True, red)
    assert sheet.form.fields.light.label.property("kind") == "bad"
    record_consent(desk.book, people.zeng, GIVEN)
    desk.book_changed.emit()
    settle()
    assert line(sheet) == (False, "营销联系：绿灯，可以联系。")
    record_consent(desk.book, people.zeng, WITHDRAWN)
    desk.book_changed.emit()
    settle()
    assert "撤回了电子邮件营销同意" in line(sheet)[1]
    speak("en")
    assert "consent to marketing by E-mail was withdrawn" in line(sheet)[1]
    sheet.form.fields.direction.choose("in")
    sheet.form.fields._on_edited("direction")
    settle()
    assert line(sheet) == (False, "")


def test_what_is_refused_says_so_once_and_is_saved_as_service(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, press: Press, settle: Settle
) -> None:
    tick(qtbot, sheet, settle)
    press(Qt.Key.Key_Return, CTRL)
    assert not sheet.isHidden()
    assert logged(desk) == []
    assert sheet.state.text() == "有 1 处需要修改"
    assert not any(field.errors for field in sheet.form.fields.fields.values())
    light = sheet.form.fields.light
    refused = light.is_refused
    tick(qtbot, sheet, settle)
    assert (refused, light.is_refused) == (True, False)
    press(Qt.Key.Key_Return, CTRL)
    assert sheet.isHidden()
    assert [row.channel for row in logged(desk)] == ["email"]


def test_the_line_can_say_that_a_product_was_recommended(
    desk: Desk, sheet: LogSheet, settle: Settle, area: QWidget
) -> None:
    compose(sheet.form.quick.field, " #推荐")
    settle()
    assert sheet.form.fields.recommends.recommends
    assert line(sheet)[0]
    sheet.leave()
    settle()
    [draft] = draft_entries(desk)
    assert draft.recommends


def test_the_product_is_chosen_from_the_catalogue_and_kept(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, people: People, press: Press, settle: Settle
) -> None:
    record_consent(desk.book, people.zeng, GIVEN)
    field = sheet.form.fields.recommends
    tick(qtbot, sheet, settle)
    assert field.product.isVisible()
    offered = [field.product.itemText(place) for place in range(field.product.count())]
    assert len(offered) > 1
    field.product.setFocus()
    press(Qt.Key.Key_End)
    assert field.product.currentText() == "稳健一号"  # which suits
    press(Qt.Key.Key_Return, CTRL)
    assert sheet.isHidden()
    with desk.book.store.read() as tx:
        found = tx.exec_driver_sql(
            "SELECT i.recommends, p.name FROM interactions AS i JOIN products AS p ON p.id = i.product_id"
        ).all()
    assert [tuple(row) for row in found] == [(1, "稳健一号")]


def test_a_product_that_does_not_suit_is_said_to_and_not_saved_unless_the_customer_asked(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, people: People, press: Press, settle: Settle
) -> None:
    record_consent(desk.book, people.zeng, GIVEN)
    fields = sheet.form.fields
    tick(qtbot, sheet, settle)
    fields.recommends.product.setFocus()
    press(Qt.Key.Key_Down)
    settle()
    assert fields.recommends.product.currentText() == "成长基金"
    red, said = line(sheet)
    assert red
    assert "产品风险 R4 超出客户 C3 的承受能力" in said
    press(Qt.Key.Key_Return, CTRL)
    settle()
    assert sheet.isVisible()
    assert contacts_with_products(desk) == []
    # Who asked for it has asked for it: it is pointed out, and saved as it was.
    fields.direction.choose("in")
    fields.edited.emit("direction")
    fields.light.judge(fields.entry)
    settle()
    red, said = line(sheet)
    assert not red
    assert "产品风险 R4 超出客户 C3 的承受能力" in said
    assert fields.light.label.property("kind") == "warn"
    press(Qt.Key.Key_Return, CTRL)
    settle()
    assert sheet.isHidden()
    assert contacts_with_products(desk) == [("in", "成长基金")]


def contacts_with_products(desk: Desk) -> list[tuple[str, str]]:
    with desk.book.store.read() as tx:
        found = tx.exec_driver_sql(
            "SELECT i.direction, p.name FROM interactions AS i JOIN products AS p ON p.id = i.product_id"
        ).all()
    return [(str(direction), str(name)) for direction, name in found]


def test_a_correction_is_judged_without_the_contact_itself(
    desk: Desk, area: QWidget, people: People, settle: Settle
) -> None:
    record_consent(desk.book, people.zeng, GIVEN)
    entry = ContactEntry((people.zeng,), "email", "out", purpose="product", note="谈了新产品")
    [key] = log_contact(desk.book, entry).interactions
    sheet = EditSheet(desk, area)
    sheet.show_contact(key)
    settle()
    light = sheet.form.fields.light
    assert (light.is_red, light.label.text()) == (False, "营销联系：绿灯，可以联系。")
    [other] = log_contact(desk.book, replace(entry, purpose="care")).interactions
    sheet.leave()
    sheet.show_contact(other)
    settle()
    sheet.form.fields.recommends.box.click()
    settle()
    assert "上次营销联系" in light.label.text()


@pytest.fixture
def ask(qtbot: QtBot, desk: Desk, area: QWidget, people: People) -> Callable[[], StartPanel]:
    def ask() -> StartPanel:
        panel = StartPanel(desk, ways_to(desk.book, people.zeng), area)
        qtbot.addWidget(panel)
        panel.show()
        return panel

    return ask


def test_a_red_light_closes_the_channel_for_marketing_only(
    ask: Callable[[], StartPanel], desk: Desk, people: People
) -> None:
    record_consent(desk.book, people.zeng, GIVEN)
    panel = ask()
    assert all(button.isEnabled() for button in panel.channels.values())
    panel.recommends.click()
    assert panel.channels["email"].isEnabled()
    assert not panel.channels["sms"].isEnabled()
    assert "短信营销同意" in panel.light.text()
    assert "短信营销同意" in panel.channels["sms"].accessibleDescription()
    panel.recommends.click()
    assert panel.channels["sms"].isEnabled()
    panel.purpose.choose("product")
    panel.purpose.chosen.emit()
    assert not panel.channels["sms"].isEnabled()
    assert panel.channels["email"].isEnabled()


def test_whoever_asked_not_to_be_contacted_is_reached_for_service(
    ask: Callable[[], StartPanel], desk: Desk, people: People
) -> None:
    record_consent(desk.book, people.zeng, ConsentEntry("all", "all", granted=False))
    panel = ask()
    assert all(button.isEnabled() for button in panel.channels.values())
    assert "要求勿联系" in panel.light.text()
    panel.recommends.click()
    assert not any(button.isEnabled() for button in panel.channels.values())


def test_the_field_takes_products_that_are_offered_no_more(
    sheet: LogSheet, desk: Desk, settle: Settle
) -> None:
    field = sheet.form.fields.recommends
    field.show_recommended(987, recommends=True)
    assert (field.recommends, field.product_id) == (True, 987)
    field.show_recommended(None, recommends=False)
    assert (field.recommends, field.product_id) == (False, None)
    assert field.product.isHidden()

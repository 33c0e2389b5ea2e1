"""The header: masked values, revealed for a reason and half a minute, in one place; what it asks others for."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer import reveal
from advisor_app.ui.screens.customer.header import Header
from tests.support.rich_book import People

PHONE = "13800138000"
REASON = "客户要求回电"


@pytest.fixture
def header(qtbot: QtBot, desk: Desk, people: People) -> Header:
    header = Header(desk)
    qtbot.addWidget(header)
    header.resize(900, 300)
    header.show()
    qtbot.waitExposed(header)
    header.show_profile(show_customer(desk.book, people.zeng))
    return header


def texts(header: Header) -> str:
    """Return all that the header shows or tells a screen reader."""
    labels = header.findChildren(QLabel)
    return "\n".join(
        part for label in labels for part in (label.text(), label.accessibleName(), label.toolTip())
    )


def asked(desk: Desk) -> list[tuple[str, str | None]]:
    """Return what was revealed, with the reasons, from the audit log."""
    with desk.book.store.read() as tx:
        rows = tx.exec_driver_sql(
            "SELECT action, reason FROM audit WHERE action LIKE 'reveal.%' ORDER BY sequence"
        )
        return [(row[0], row[1]) for row in rows]


def reveal_phone(qtbot: QtBot, header: Header, reason: str = REASON) -> None:
    qtbot.mouseClick(header.reveal_phone, Qt.MouseButton.LeftButton)
    header.reveal.reason.setText(reason)
    qtbot.keyClick(header.reveal.reason, Qt.Key.Key_Return)


def test_personal_values_are_masked(qtbot: QtBot, header: Header) -> None:
    qtbot.mouseClick(header.details, Qt.MouseButton.LeftButton)
    shown = texts(header)
    assert header.phone.text() == "138****8000"
    assert {field: label.accessibleName() for field, label in header.contact_data.values.items()} == {
        "phone": "138****8000",
        "email": "z***@example.com",
        "address": "江城市******",
        "id_number": "居民身份证 1****************5，有效期至 2027年1月23日",
        "born": "1975年6月24日",
        "district": "临江区",
    }
    for raw in (PHONE, "110101197506237015", "zeng@example.com", "滨江大道"):
        assert raw not in shown


def test_a_reason_that_says_nothing_reveals_nothing(qtbot: QtBot, desk: Desk, header: Header) -> None:
    reveal_phone(qtbot, header, reason="x")
    qtbot.waitUntil(lambda: bool(header.reveal.error.text()))
    assert header.reveal.error.text() == "请简要说明查看明文的原因。该原因将记入审计日志。"
    assert not header.reveal.revealed
    assert PHONE not in texts(header)
    assert asked(desk) == []
    assert header.reveal.reason.hasFocus()


def test_a_value_is_revealed_for_a_reason_that_is_kept(qtbot: QtBot, desk: Desk, header: Header) -> None:
    reveal_phone(qtbot, header)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    assert header.reveal.value.text() == PHONE
    assert header.reveal.value.textFormat() is Qt.TextFormat.PlainText
    assert header.reveal.value.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert header.reveal.countdown.text() == "30 秒后重新隐藏"
    assert asked(desk) == [("reveal.customers.phone", REASON)]
    assert header.phone.text() == "138****8000"


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("email", "zeng@example.com"),
        ("address", "江城市临江区滨江大道一百二十八号"),
        ("id_number", "110101197506237015"),
    ],
)
def test_each_value_can_be_revealed(qtbot: QtBot, desk: Desk, header: Header, field: str, raw: str) -> None:
    qtbot.mouseClick(header.details, Qt.MouseButton.LeftButton)
    header.contact_data.opener(field).setFocus()
    qtbot.keyClick(header.contact_data.opener(field), Qt.Key.Key_Space)
    header.reveal.reason.setText(REASON)
    qtbot.mouseClick(header.reveal.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    assert header.reveal.value.text() == raw
    assert asked(desk) == [(f"reveal.customers.{field}", REASON)]


def test_the_value_goes_when_its_time_is_over(
    qtbot: QtBot, header: Header, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveal, "SECONDS", 1)
    reveal_phone(qtbot, header)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    qtbot.waitUntil(lambda: not header.reveal.revealed)
    assert PHONE not in texts(header)
    assert not header.reveal.isVisible()
    assert header.reveal_phone.hasFocus()


def test_the_countdown_counts(qtbot: QtBot, header: Header) -> None:
    reveal_phone(qtbot, header)
    qtbot.waitUntil(lambda: header.reveal.countdown.text() == "29 秒后重新隐藏", timeout=3_000)


def test_escape_and_the_button_hide_at_once(qtbot: QtBot, header: Header) -> None:
    reveal_phone(qtbot, header)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    qtbot.keyClick(header.reveal.hide_now, Qt.Key.Key_Escape)
    assert not header.reveal.revealed
    reveal_phone(qtbot, header)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    qtbot.mouseClick(header.reveal.hide_now, Qt.MouseButton.LeftButton)
    assert not header.reveal.revealed


def test_the_value_goes_with_the_customer(qtbot: QtBot, desk: Desk, header: Header, people: People) -> None:
    reveal_phone(qtbot, header)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    header.show_profile(show_customer(desk.book, people.zeng))
    assert header.reveal.value.text() == PHONE
    header.show_profile(show_customer(desk.book, people.shanyu))
    assert not header.reveal.revealed
    assert PHONE not in texts(header)


def test_the_value_goes_when_the_screen_does(qtbot: QtBot, header: Header) -> None:
    reveal_phone(qtbot, header)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    header.hide()
    assert not header.reveal.revealed


def test_an_answer_after_the_question_was_taken_back_is_dropped(
    qtbot: QtBot, desk: Desk, header: Header
) -> None:
    reveal_phone(qtbot, header)
    header.reveal.forget()
    qtbot.waitUntil(lambda: not desk.background.busy)
    assert not header.reveal.revealed


def test_a_reason_can_be_chosen(qtbot: QtBot, desk: Desk, header: Header) -> None:
    qtbot.mouseClick(header.reveal_phone, Qt.MouseButton.LeftButton)
    chips = [
        child
        for child in header.reveal.findChildren(type(header.reveal.confirm))
        if child.property("kind") == "chip"
    ]
    qtbot.mouseClick(chips[0], Qt.MouseButton.LeftButton)
    assert header.reveal.confirm.hasFocus()
    qtbot.keyClick(header.reveal.confirm, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: header.reveal.revealed)
    assert asked(desk) == [("reveal.customers.phone", "给客户回电")]


def test_what_there_is_not_cannot_be_asked_for(desk: Desk, header: Header, people: People) -> None:
    header.show_profile(show_customer(desk.book, people.nobody))
    assert not header.phone.isVisible()
    assert not header.reveal_phone.isVisible()
    assert not any(label.isVisible() for label in header.contact_data.values.values())


def test_pin_and_prompts_are_asked_for(qtbot: QtBot, header: Header) -> None:
    with qtbot.waitSignal(header.pin_wanted) as pin:
        qtbot.mouseClick(header.pin, Qt.MouseButton.LeftButton)
    assert pin.args == [True]
    with qtbot.waitSignal(header.prompts_wanted) as prompts:
        qtbot.mouseClick(header.prompts, Qt.MouseButton.LeftButton)
    assert prompts.args == [True]


def test_what_has_no_text_has_a_name(header: Header) -> None:
    for button in (header.reveal_phone, header.details, header.pin, header.prompts):
        assert button.accessibleName()
    assert all(header.contact_data.opener(field).accessibleName() for field in reveal.FIELDS)


def test_the_header_follows_the_language(qtbot: QtBot, header: Header, themed: QApplication) -> None:
    qtbot.mouseClick(header.reveal_phone, Qt.MouseButton.LeftButton)
    speak("en")
    assert header.facts.accessibleName().startswith("Male · 51 years old")
    assert [mark.text for mark in header.marks[:2]] == ["Private", "C3 Balanced, valid until 16 Aug 2027"]
    assert header.reveal.heading.text() == "Reveal: Phone"


def test_a_long_name_is_shortened_and_told_whole(header: Header, desk: Desk) -> None:
    from tests.support.factories import Book

    name = "一个非常长的名字" * 12
    header.show_profile(show_customer(desk.book, Book(desk.book.store).customer(name)))
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert header.name.text().endswith("…")
    assert header.name.accessibleName() == name

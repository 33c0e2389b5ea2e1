"""Recording feedback: by keyboard, with what is wrong beside its field, kept as a draft, undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.feedback import FeedbackEntry
from advisor_app.services.form_drafts import keep_form, kept_form
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.feedback.record_sheet import FeedbackSheet
from advisor_app.ui.screens.feedback.wanted import NewFeedback
from tests.support.factories import TODAY
from tests.support.rich_book import People
from tests.ui.screens.feedback.conftest import Press, Settle, focused

CTRL = Qt.KeyboardModifier.ControlModifier
RECORDED = """
    SELECT customer_id, kind, channel, text, status, due_on, score, scale, handler_id IS NOT NULL, questionnaire
    FROM feedback WHERE advisor_id IS NOT NULL
"""


def recorded(desk: Desk) -> list[Any]:
    """Return the feedback that was recorded on this device."""
    with desk.book.store.read() as tx:
        return [tuple(row) for row in tx.exec_driver_sql(RECORDED)]


def left(desk: Desk) -> FeedbackEntry | None:
    """Return the draft that is kept."""
    kept = kept_form(desk.book, "feedback", FeedbackEntry)
    return None if kept is None else kept.entry


@pytest.fixture
def area(qtbot: QtBot, themed: QApplication) -> QWidget:
    area = QWidget()
    area.resize(1200, 760)
    qtbot.addWidget(area)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    return area


@pytest.fixture
def sheet(desk: Desk, area: QWidget, settle: Settle, people: People) -> Iterator[FeedbackSheet]:
    """Return the form, open for 欧阳修."""
    sheet = FeedbackSheet(desk, area)
    sheet.open(NewFeedback(people.ouyang))
    settle()
    yield sheet
    sheet.vanish()


def test_a_complaint_is_recorded_by_keyboard(
    sheet: FeedbackSheet, desk: Desk, people: People, press: Press, qtbot: QtBot, settle: Settle
) -> None:
    assert focused() is sheet.form.text
    assert not sheet.used
    due = sheet.fields["handler_id"].hint.text()
    assert "2026年12月9日" in due  # 15 days from the 24th of November
    qtbot.keyClicks(focused(), "queued too long")
    sheet.form.channel.chips["hotline"].setFocus()
    press(Qt.Key.Key_Space)
    with qtbot.waitSignal(desk.offered) as offered:
        press(Qt.Key.Key_Return, CTRL)
    assert recorded(desk) == [
        (
            people.ouyang,
            "complaint",
            "hotline",
            "queued too long",
            "in_progress",
            TODAY + 15,
            None,
            None,
            1,
            None,
        )
    ]
    assert not sheet.is_open
    assert offered.args is not None
    with qtbot.waitSignal(desk.offered) as again:
        offered.args[2]()
    settle()
    assert recorded(desk) == []
    assert again.args is not None
    again.args[2]()  # what was taken back can be gone on with
    settle()
    assert focused() is sheet.form.text
    assert (sheet.entry.text, sheet.entry.channel) == ("queued too long", "hotline")


def test_what_is_wrong_stands_beside_its_field(
    sheet: FeedbackSheet, desk: Desk, press: Press, settle: Settle
) -> None:
    sheet.form.day.setText("someday")
    press(Qt.Key.Key_Return, CTRL)
    wrong = {name for name, field in sheet.fields.items() if field.errors}
    assert wrong == {"channel", "text", "day"}
    assert sheet.is_open
    assert sheet.state.text()
    assert recorded(desk) == []
    sheet.form.text.setPlainText("x")
    assert not sheet.fields["text"].errors


def test_a_survey_asks_the_questions_of_the_policy(
    sheet: FeedbackSheet, desk: Desk, people: People, press: Press, settle: Settle
) -> None:
    fields = sheet.form
    fields.kind.chips["survey"].click()
    assert list(fields.answers.fields) == ["likely", "why"]
    assert not fields.fields["handler_id"].isVisible()
    fields.channel.chips["app"].click()
    fields.answers.fields["likely"].editor.chips["9"].click()  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return, CTRL)
    assert recorded(desk) == [(people.ouyang, "survey", "app", None, "closed", None, 9, 10, 0, "recommend")]


def test_another_questionnaire_and_an_answer_that_is_missing(
    sheet: FeedbackSheet, desk: Desk, press: Press
) -> None:
    fields = sheet.form
    fields.kind.chips["survey"].click()
    choice = fields.questionnaire
    choice.setCurrentIndex(choice.findData("service"))
    choice.activated.emit(choice.currentIndex())
    assert list(fields.answers.fields) == ["satisfied", "solved", "better"]
    fields.channel.chips["app"].click()
    press(Qt.Key.Key_Return, CTRL)
    assert fields.answers.fields["satisfied"].errors
    speak("en")
    assert fields.answers.fields["solved"].caption.text() == "Was your question answered?"


def test_one_customer_takes_the_place_of_another(
    sheet: FeedbackSheet, people: People, settle: Settle
) -> None:
    sheet.form.customer.show_customers((people.ouyang, people.zeng))
    sheet.form.customer.added.emit(people.zeng)
    settle()
    assert sheet.entry.customer_id == people.zeng
    assert sheet.form.contact.count() > 1  # his contacts are offered


def test_what_was_typed_is_a_draft_until_it_is_recorded_or_discarded(
    sheet: FeedbackSheet, desk: Desk, people: People, press: Press, settle: Settle, qtbot: QtBot
) -> None:
    sheet.form.text.setPlainText("to be continued")
    with qtbot.waitSignal(desk.offered) as offered:
        press(Qt.Key.Key_Escape)
    assert offered.args is not None
    kept = left(desk)
    assert kept is not None
    assert (kept.text, kept.customer_id) == ("to be continued", people.ouyang)
    sheet.open(NewFeedback(people.zeng))
    settle()
    assert sheet.entry.text == ""  # it is of somebody else
    sheet.leave()
    sheet.open(NewFeedback())
    settle()
    assert sheet.entry.text == "to be continued"
    assert sheet.discard_button.isVisible()
    sheet.discard_button.click()
    settle()
    assert left(desk) is None


def test_going_on_is_with_the_customer_who_was_chosen_last(
    sheet: FeedbackSheet, desk: Desk, people: People, settle: Settle, qtbot: QtBot
) -> None:
    sheet.form.customer.show_customers((people.ouyang, people.zeng))
    sheet.form.customer.added.emit(people.zeng)
    sheet.form.text.setPlainText("of another")
    settle()
    with qtbot.waitSignal(desk.offered) as offered:
        sheet.leave()
    assert offered.args is not None
    offered.args[2]()
    settle()
    assert (sheet.entry.customer_id, sheet.entry.text) == (people.zeng, "of another")


def test_closing_the_desk_keeps_what_was_typed_last(sheet: FeedbackSheet, desk: Desk) -> None:
    sheet.form.text.setPlainText("typed last")
    desk.closing.emit()
    kept = left(desk)
    assert kept is not None
    assert kept.text == "typed last"


def test_a_draft_survives_whole(desk: Desk, people: People) -> None:
    entry = FeedbackEntry(
        people.zeng,
        "survey",
        "app",
        "一半\udce4",
        "昨天",
        "9:00",
        3,
        bytes(range(16)),
        "service",
        (("satisfied", "4"), ("better", "早些")),
        5,
        6,
        is_complex=True,
        follow_up=True,
    )
    keep_form(desk.book, "feedback", "", entry)
    assert left(desk) == entry


def test_an_empty_book_takes_no_feedback(qtbot: QtBot, bare_desk: Desk, area: QWidget) -> None:
    sheet = FeedbackSheet(bare_desk, area)
    with qtbot.waitSignal(bare_desk.failed):
        sheet.open(None)
    qtbot.waitUntil(lambda: not bare_desk.background.busy)
    assert not sheet.is_open

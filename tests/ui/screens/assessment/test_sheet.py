"""Taking an assessment on the screen: by keys alone, back and again, confirmed, kept over a lock, and its limits."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.data.audit import utc_now
from advisor_app.domain.assessments import AssessmentEntry
from advisor_app.domain.records import RiskAssessment
from advisor_app.services.assessments import DRAFT, customer_assessments, record_assessment
from advisor_app.services.form_drafts import kept_form
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.assessment.sheet import AssessmentSheet
from advisor_app.ui.screens.assessment.wanted import AssessmentWanted
from advisor_app.ui.screens.contact.wanted import NewContact
from tests.domain.test_assessments import MIDDLING
from tests.support.rich_book import People
from tests.ui.screens.forms import CTRL, Offer, focused, make_area, press, settled

DIGITS = (1, 2, 3, 3, 2, 3, 3, 3, 3, 3, 3)
"""Which answers are given: 0 + 3 + 6 + 4 + 3 + 6 + 4 + 5 + 6 + 6 + 6 points, and those of the age."""


@pytest.fixture
def area(qtbot: QtBot, themed: QApplication) -> QWidget:
    return make_area(qtbot)


@pytest.fixture
def sheet(desk: Desk, area: QWidget) -> Iterator[AssessmentSheet]:
    found = AssessmentSheet(desk, area)
    yield found
    found.vanish()


def opened(sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, customer: bytes) -> None:
    sheet.open(AssessmentWanted(customer))
    settled(qtbot, desk)


def digit(number: int) -> None:
    press(Qt.Key(Qt.Key.Key_0 + number))


def begin(sheet: AssessmentSheet, place: str = "visit") -> None:
    """Choose a place with the keys, and go to the first question."""
    chips = list(sheet.start.place.chips)
    if sheet.start.place.value != place:
        sheet.start.place.chips[place].setFocus()
        press(Qt.Key.Key_Space)
    assert place in chips
    press(Qt.Key.Key_Return)


def those_of(desk: Desk, customer: bytes) -> tuple[RiskAssessment, ...]:
    rows = customer_assessments(desk.book, customer).rows
    return tuple(
        row.assessment for row in rows if row.assessment.questionnaire and row.assessment.confirmed_at
    )


def taken(desk: Desk, customer: bytes, age: str) -> None:
    answers = tuple((MIDDLING | {"age": age}).items())
    record_assessment(desk.book, AssessmentEntry(customer, "risk_2026", "outlet", answers, confirmed=True))


def test_it_is_taken_by_keys_alone(sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People) -> None:
    opened(sheet, desk, qtbot, people.zeng)
    assert sheet.start.isVisible()
    begin(sheet)
    seen = []
    for number in DIGITS:
        seen.append(sheet.question.text.text())
        assert sheet.question.place.text() == f"第 {len(seen)} 题，共 11 题"
        digit(number)
    assert len(set(seen)) == len(DIGITS)
    assert "您的年龄是？" not in seen  # it is known
    assert sheet.summary.isVisible()
    assert sheet.summary.lines["goal"].answer.text() == "资产增值，可以承受波动"
    assert "按出生日期" in sheet.summary.lines["age"].answer.text()
    assert focused() is sheet.summary.box
    press(Qt.Key.Key_Return, CTRL)
    settled(qtbot, desk)
    assert sheet.fields["confirmed"].error.text() == "客户尚未确认答案。"
    assert those_of(desk, people.zeng) == ()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return, CTRL)
    settled(qtbot, desk)
    assert sheet.result.isVisible()
    [row] = those_of(desk, people.zeng)
    assert (row.place, row.advisor_id is not None, row.grade) == ("visit", True, "C3")
    assert sheet.result.grade.text() == "C3 平衡型"
    assert str(row.score) in sheet.result.until.text()
    press(Qt.Key.Key_Escape)
    assert not sheet.is_open
    assert kept_form(desk.book, DRAFT, AssessmentEntry) is None


def test_no_result_is_seen_before_the_customer_has_confirmed(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    opened(sheet, desk, qtbot, people.zeng)
    begin(sheet)
    for number in DIGITS:
        digit(number)
        shown = [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]
        assert not any("C3" in text or "分，" in text for text in shown), shown


def test_one_can_go_back_and_answer_again(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    opened(sheet, desk, qtbot, people.zeng)
    begin(sheet)
    digit(1)
    digit(2)
    press(Qt.Key.Key_Backspace)
    assert [option.isChecked() for option in sheet.question.options] == [False, True, False, False]
    digit(9)  # there is no such answer
    assert sheet.question.place.text() == "第 2 题，共 11 题"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)  # the one below the chosen one
    assert dict(sheet.entry.answers)["share"] == "below_50"
    press(Qt.Key.Key_Return, CTRL)  # no answer yet: it stays
    assert sheet.question.error.text() == "请选择一个答案。"
    for number in DIGITS[2:]:
        digit(number)
    sheet.summary.box.click()
    sheet.summary.lines["goal"].change.click()
    assert sheet.question.text.text() == "您投资的主要目的是什么？"
    digit(1)
    assert sheet.summary.isVisible()
    assert sheet.summary.lines["goal"].answer.text() == "保住本金"
    assert not sheet.summary.box.isChecked()  # what was confirmed was something else
    sheet.summary.lines["goal"].change.click()
    press(Qt.Key.Key_Backspace)
    assert sheet.summary.isVisible()


def test_the_place_is_asked_for_and_the_first_one_is_at_an_outlet(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    opened(sheet, desk, qtbot, people.zeng)
    assert list(sheet.start.place.chips) == ["outlet", "visit"]
    press(Qt.Key.Key_Return)
    assert sheet.start.isVisible()
    assert sheet.fields["place"].errors
    sheet.leave()
    opened(sheet, desk, qtbot, people.plain[0])
    assert list(sheet.start.place.chips) == ["outlet"]
    assert sheet.start.place.value == "outlet"
    assert sheet.start.last.text() == "该客户从未评估过。"
    press(Qt.Key.Key_Return)
    assert sheet.question.text.text() == "您的年龄是？"  # nobody knows the date of birth


def test_what_was_answered_survives_being_left_and_a_lock(
    sheet: AssessmentSheet, desk: Desk, area: QWidget, qtbot: QtBot, people: People
) -> None:
    offers: list[Offer] = []
    desk.offered.connect(lambda *offer: offers.append(offer))
    opened(sheet, desk, qtbot, people.zeng)
    begin(sheet)
    digit(1)
    digit(2)
    press(Qt.Key.Key_Escape)
    settled(qtbot, desk)
    assert not sheet.is_open
    kept = kept_form(desk.book, DRAFT, AssessmentEntry)
    assert kept is not None
    assert kept.about == people.zeng.hex()
    # After a lock there is another window.
    again = AssessmentSheet(desk, area)
    opened(again, desk, qtbot, people.zeng)
    assert again.question.place.text() == "第 3 题，共 11 题"
    assert again.entry == kept.entry
    assert again.state.text() == "已恢复草稿。"
    again.leave()
    settled(qtbot, desk)
    # That of somebody else is not taken for it.
    opened(again, desk, qtbot, people.plain[0])
    assert again.start.isVisible()
    assert again.entry.answers == ()
    again.vanish()
    [(_told, _name, go_on)] = offers[:1]
    go_on()
    settled(qtbot, desk)
    assert sheet.question.place.text() == "第 3 题，共 11 题"


def test_that_it_was_confirmed_is_not_kept(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    opened(sheet, desk, qtbot, people.zeng)
    begin(sheet)
    for number in DIGITS:
        digit(number)
    sheet.summary.box.click()
    sheet.leave()
    settled(qtbot, desk)
    opened(sheet, desk, qtbot, people.zeng)
    assert sheet.summary.isVisible()
    assert not sheet.summary.box.isChecked()


def test_who_may_not_be_assessed_is_told_why_and_no_question_is_put(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    for _time in range(2):
        taken(desk, people.plain[0], "from_36")
    opened(sheet, desk, qtbot, people.plain[0])
    assert sheet.start.refusal.isVisible()
    assert "2 次" in sheet.start.refusal.text()
    assert not sheet.save_button.isEnabled()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    assert sheet.start.isVisible()
    sheet.leave()
    opened(sheet, desk, qtbot, people.child)
    # 曾小凡 comes of age 18 years after day 17,000.
    assert sheet.start.refusal.isVisible() == (utc_now() < (17_000 + 6_574) * 86_400_000_000)


def test_nobody_is_assessed_who_is_not_there(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    errors: list[Exception] = []
    desk.failed.connect(errors.append)
    opened(sheet, desk, qtbot, b"x" * 16)
    opened(sheet, desk, qtbot, people.closed)
    sheet.open(None)
    settled(qtbot, desk)
    assert [str(error)[:4] for error in errors] == ["不在您的", "该客户已", "不在您的"]
    assert not sheet.is_open


def test_a_limit_that_is_reached_meanwhile_is_told(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    errors: list[Exception] = []
    desk.failed.connect(errors.append)
    taken(desk, people.plain[0], "from_36")
    opened(sheet, desk, qtbot, people.plain[0])
    begin(sheet, "outlet")
    for number in (2, *DIGITS):
        digit(number)
    taken(desk, people.plain[0], "from_36")
    sheet.summary.box.click()
    press(Qt.Key.Key_Return, CTRL)
    settled(qtbot, desk)
    assert len(errors) == 1
    assert "2 次" in str(errors[0])
    assert sheet.summary.isVisible()
    assert len(those_of(desk, people.plain[0])) == 2


def test_the_contact_is_logged_next(sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People) -> None:
    wanted: list[object] = []
    desk.log_wanted.connect(wanted.append)
    opened(sheet, desk, qtbot, people.zeng)
    begin(sheet)
    for number in DIGITS:
        digit(number)
    sheet.summary.box.click()
    press(Qt.Key.Key_Return, CTRL)
    settled(qtbot, desk)
    assert focused() is sheet.result.log_button
    press(Qt.Key.Key_Space)
    assert wanted == [NewContact(people.zeng)]
    assert not sheet.is_open


def test_it_speaks_the_other_language(
    sheet: AssessmentSheet, desk: Desk, qtbot: QtBot, people: People
) -> None:
    opened(sheet, desk, qtbot, people.zeng)
    begin(sheet)
    digit(1)
    speak("en")
    QApplication.sendEvent(sheet, QEvent(QEvent.Type.LanguageChange))
    assert sheet.question.place.text() == "Question 2 of 11"
    assert sheet.question.text.text().startswith("Which share of your household's assets")
    assert sheet.question.options[0].text() == "1   Below 10 %"
    for number in DIGITS[1:]:
        digit(number)
    assert sheet.summary.lines["goal"].answer.text() == "Growth, with ups and downs"
    assert sheet.save_button.text() == "Confirmed by the customer  Ctrl+Enter"

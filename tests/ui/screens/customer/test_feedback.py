"""The tab of feedback, as it is looked at and used with the keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.services import feedback as service
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.feedback import FeedbackTab
from advisor_app.ui.screens.feedback.wanted import NewFeedback
from tests.support.factories import NOON, Book
from tests.support.rich_book import People
from tests.ui.screens.customer.conftest import ProfileOf

DAY = 86_400_000_000


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be noon of the business date."""
    monkeypatch.setattr(service, "utc_now", lambda: NOON)


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk) -> Iterator[FeedbackTab]:
    tab = FeedbackTab(desk)
    qtbot.addWidget(tab)
    tab.resize(800, 300)
    with qtbot.waitExposed(tab):
        tab.show()
    yield tab
    tab.close()


def test_all_feedback_is_there(tab: FeedbackTab, people: People, profile_of: ProfileOf) -> None:
    tab.show_profile(profile_of(people.zeng))
    assert [tab.model.entry_at(place).badge for place in range(tab.model.rowCount())] == ["问卷", "表扬"]
    assert tab.list.isVisible()


def test_no_feedback_is_said_in_a_sentence(tab: FeedbackTab, people: People, profile_of: ProfileOf) -> None:
    tab.show_profile(profile_of(people.ouyang))
    assert tab.empty.isVisible()
    assert tab.empty.sentence.text() == "没有该客户的反馈记录。"


@pytest.mark.parametrize(("score", "scale"), [(9, 10), (3, 5), (70, 100), (0, 5), (12, 10)])
def test_every_score_can_be_drawn(
    tab: FeedbackTab, people: People, profile_of: ProfileOf, written: Book, score: int, scale: int
) -> None:
    tab.show_profile(profile_of(people.ouyang))
    written.add("feedback", customer_id=people.ouyang, score=score, scale=scale)
    tab.show_profile(profile_of(people.ouyang))
    assert tab.model.entry_at(0).score == (score, scale)
    assert not tab.list.grab().isNull()


def test_the_same_customer_again_stays_where_it_was(
    tab: FeedbackTab, people: People, profile_of: ProfileOf, written: Book
) -> None:
    for back in range(20):
        written.add("feedback", customer_id=people.ouyang, text=f"{back}", happened_at=NOON - back * DAY)
    tab.show_profile(profile_of(people.ouyang))
    QApplication.processEvents()
    tab.list.setFocus()
    for _ in range(10):
        QTest.keyClick(tab.list, Qt.Key.Key_Down)
    row, value = tab.list.currentIndex().row(), tab.list.verticalScrollBar().value()
    assert row >= 9
    assert value > 0
    tab.show_profile(profile_of(people.ouyang))
    assert (tab.list.currentIndex().row(), tab.list.verticalScrollBar().value()) == (row, value)
    tab.show_profile(profile_of(people.qiu))
    assert tab.list.verticalScrollBar().value() == 0


def test_language_and_theme_change_at_run_time(
    tab: FeedbackTab, people: People, profile_of: ProfileOf, themed: QApplication
) -> None:
    tab.show_profile(profile_of(people.qiu))
    assert tab.model.entry_at(0).mark == "待处理，5 天后到期"
    light = tab.grab().toImage()
    speak("en")
    assert tab.model.entry_at(0).mark == "Open, due in 5 days"
    theme.apply(themed, "dark")
    assert tab.grab().toImage() != light


def test_clearing_leaves_nothing(tab: FeedbackTab, people: People, profile_of: ProfileOf) -> None:
    tab.show_profile(profile_of(people.zeng))
    tab.clear()
    assert tab.model.rowCount() == 0
    assert not tab.empty.isVisible()


def test_it_leads_to_the_form_and_to_the_inbox(
    tab: FeedbackTab, desk: Desk, people: People, profile_of: ProfileOf, qtbot: QtBot
) -> None:
    tab.show_profile(profile_of(people.zeng))
    with qtbot.waitSignal(desk.form_wanted) as form:
        tab.record_button.click()
    assert form.args == ["feedback", NewFeedback(people.zeng)]
    tab.list.setFocus()
    with qtbot.waitSignal(desk.feedback_wanted) as wanted:
        QTest.keyClick(tab.list, Qt.Key.Key_Return)
    assert wanted.args == [tab.model.rows[0].id]


def test_a_complaint_says_the_day_of_its_clock(
    tab: FeedbackTab, people: People, profile_of: ProfileOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "utc_now", lambda: NOON + DAY)  # no data of the day have come yet
    tab.show_profile(profile_of(people.qiu))
    assert tab.model.entry_at(0).foot == "答复期限 2026-11-29 · 第 11 天"
    assert "4 天后" in tab.model.entry_at(0).mark

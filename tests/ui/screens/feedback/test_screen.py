"""The inbox as it is looked at, narrowed, and worked through with the keys; each step of a complaint undone."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.feedback import FeedbackQuery, Shelf
from advisor_app.services.feedback import feedback_page
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.feedback.screen import FeedbackScreen
from advisor_app.ui.screens.feedback.wanted import NewFeedback
from advisor_app.ui.theme import Tone
from tests.support.factories import NOON, TODAY, Book
from tests.support.rich_book import People
from tests.support.seen import said
from tests.ui.screens.feedback.conftest import Press, Settle, focused

DAY = 86_400_000_000
CTRL = Qt.KeyboardModifier.ControlModifier


def titles(screen: FeedbackScreen) -> list[str]:
    return [screen.pane.model.entry_at(place).title for place in range(screen.pane.model.rowCount())]


def choose(screen: FeedbackScreen, shelf: Shelf, settle: Settle) -> None:
    screen.pane.filters.shelves[shelf].click()
    settle()


def state(desk: Desk, people: People) -> Any:
    """Return the complaint of 仇英 as it is in the book."""
    found = feedback_page(desk.book, FeedbackQuery(customer_id=people.qiu), refines=True, now=NOON)
    [row] = found.page.rows
    return row


def test_what_waits_comes_first(screen: FeedbackScreen, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(screen.pane.model, force_py=False)
    assert titles(screen) == ["仇英"]
    entry = screen.pane.model.entry_at(0)
    assert (entry.mark, entry.mark_tone, entry.drawing) == ("剩 5 天", Tone.WARN, "clock")
    assert entry.body == "柜台排队太久，电话137****6789"
    assert "第 10 天" in entry.foot
    assert screen.how_many.text() == "共 1 条"
    assert screen.detail.clock.day.text() == "第 10 天，共 15 天"
    assert screen.detail.clock.left.text() == "剩 5 天"
    assert screen.detail.said.text() == "柜台排队太久，电话137****6789"


@pytest.mark.parametrize(
    ("due", "mark", "tone", "drawing"),
    [
        (-1, "已超期 1 天", Tone.BAD, "triangle-alert"),
        (0, "今天到期", Tone.WARN, "clock"),
        (5, "剩 5 天", Tone.WARN, "clock"),
        (6, "剩 6 天", Tone.ACCENT, "message-square"),
    ],
)
def test_a_clock_is_told_by_word_sign_and_colour(
    screen: FeedbackScreen,
    desk: Desk,
    written: Book,
    people: People,
    settle: Settle,
    due: int,
    mark: str,
    tone: Tone,
    drawing: str,
) -> None:
    key = written.add(
        "feedback", customer_id=people.ouyang, kind="complaint", status="open", due_on=TODAY + due
    )
    desk.book_changed.emit()
    settle()
    place = screen.pane.model.find(key)
    assert place is not None
    entry = screen.pane.model.entry_at(place)
    assert (entry.mark, entry.mark_tone, entry.drawing, entry.tone) == (mark, tone, drawing, tone)


def test_shelves_and_filters_cover_the_whole_history(
    screen: FeedbackScreen, written: Book, people: People, settle: Settle, desk: Desk
) -> None:
    choose(screen, Shelf.ALL, settle)
    assert titles(screen) == ["曾国藩", "仇英", "曾国藩"]
    choose(screen, Shelf.OVERDUE, settle)
    assert titles(screen) == []
    assert screen.pane.no_fit.sentence.text() == "没有待答复的反馈。"
    choose(screen, Shelf.ALL, settle)
    for choice, value, wanted in (
        (screen.pane.filters.kind, "praise", ["曾国藩"]),
        (screen.pane.filters.status, "open", ["仇英"]),
    ):
        choice.setCurrentIndex(choice.findData(value))
        choice.activated.emit(choice.currentIndex())
        settle()
        assert titles(screen) == wanted
        screen.pane.filters.clear()
        settle()
    assert len(titles(screen)) == 3
    screen.pane.filters.text.setText("排队")
    screen.pane.filters.flush()
    settle()
    assert titles(screen) == ["仇英"]
    assert screen.pane.model.needle == "排队"
    screen.pane.filters.text.setText("13700006789")
    screen.pane.filters.flush()
    settle()
    assert screen.pane.no_fit.isVisible()
    assert screen.pane.no_fit.button.isVisible()


def test_more_pages_come_as_it_is_scrolled(
    screen: FeedbackScreen, written: Book, people: People, settle: Settle, desk: Desk
) -> None:
    keys = [
        written.add("feedback", customer_id=people.plain[0], kind="praise", happened_at=NOON - place * DAY)
        for place in range(1, 131)
    ]
    choose(screen, Shelf.ALL, settle)
    assert len(screen.pane.model.rows) == 50
    assert screen.how_many.text() == "共 133 条"
    for _ in range(3):
        screen.pane.list.verticalScrollBar().setValue(screen.pane.list.verticalScrollBar().maximum())
        settle()
    assert [row.id for row in screen.pane.model.rows if row.customer_id == people.plain[0]] == keys


def test_a_complaint_is_answered_by_keyboard_alone_and_undone(
    screen: FeedbackScreen, desk: Desk, people: People, press: Press, settle: Settle, qtbot: QtBot
) -> None:
    screen.pane.list.setFocus()
    offered: list[Callable[[], None]] = []
    desk.offered.connect(lambda _told, _name, action: offered.append(action))
    press(Qt.Key.Key_Return)
    assert focused() is screen.detail.steps.buttons["take"]
    press(Qt.Key.Key_Return)
    assert (state(desk, people).status, state(desk, people).handler) == ("in_progress", "李经理")
    assert screen.pane.list.hasFocus()
    press(Qt.Key.Key_Return)
    assert focused() is screen.detail.steps.buttons["answer"]
    press(Qt.Key.Key_Return)
    assert focused() is screen.detail.steps.panel.words
    press(Qt.Key.Key_Return, CTRL)
    field = screen.detail.steps.panel.fields["words"]
    assert field.error.text() == "请简要写明如何答复。"
    qtbot.keyClicks(focused(), "called and apologised")
    press(Qt.Key.Key_Return, CTRL)
    row = state(desk, people)
    assert (row.status, row.answered_on) == ("answered", TODAY)
    assert not screen.detail.steps.panel.isVisible()
    assert titles(screen) == []
    offered[-1]()
    settle()
    assert state(desk, people).status == "in_progress"
    assert titles(screen) == ["仇英"]


def test_what_is_done_with_gives_way_to_the_next_and_what_moved_away_is_still_seen(
    screen: FeedbackScreen, desk: Desk, written: Book, people: People, settle: Settle, qtbot: QtBot
) -> None:
    keys = [
        written.add(
            "feedback",
            customer_id=people.ouyang,
            kind="complaint",
            status="open",
            due_on=TODAY + 6 + place // 6,
            happened_at=NOON - 3 * DAY,
        )
        for place in range(60)
    ]
    desk.book_changed.emit()
    settle()

    def seen() -> bytes | None:
        return screen.detail.whole.detail.row.id if screen.detail.whole else None

    screen.pane.list.setCurrentIndex(screen.pane.model.index(1, 0))
    qtbot.waitUntil(lambda: seen() == keys[0])
    screen.detail.steps.buttons["complex"].click()  # its last day is behind those of a page now
    settle()
    screen.detail.steps.buttons["withdraw"].click()
    screen.detail.steps.panel.save_button.click()
    settle()
    qtbot.waitUntil(lambda: seen() == keys[1])
    row = screen.pane.row
    assert row is not None
    assert row.id == keys[1]


def test_reading_again_keeps_the_rows_and_the_place(
    screen: FeedbackScreen, desk: Desk, written: Book, people: People, settle: Settle
) -> None:
    for place in range(1, 131):
        written.add("feedback", customer_id=people.plain[0], kind="praise", happened_at=NOON - place * DAY)
    choose(screen, Shelf.ALL, settle)
    bar = screen.pane.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    screen.pane.list.setCurrentIndex(screen.pane.model.index(80, 0))
    settle()
    row, place = screen.pane.row, bar.value()
    desk.book_changed.emit()
    settle()
    assert len(screen.pane.model.rows) == 100
    assert (screen.pane.row, bar.value()) == (row, place)


def test_esc_gives_a_step_up(screen: FeedbackScreen, desk: Desk, people: People, press: Press) -> None:
    screen.detail.steps.buttons["withdraw"].click()
    assert focused() is screen.detail.steps.panel.words
    press(Qt.Key.Key_Escape)
    assert not screen.detail.steps.panel.isVisible()
    assert screen.pane.list.hasFocus()
    assert state(desk, people).status == "open"


def test_more_time_is_asked_for_once_it_is_complex(
    screen: FeedbackScreen, desk: Desk, people: People, settle: Settle, qtbot: QtBot
) -> None:
    steps = screen.detail.steps
    assert not steps.buttons["extend"].isVisible()
    steps.buttons["complex"].click()
    settle()
    qtbot.waitUntil(steps.buttons["extend"].isVisible)
    assert "复杂" in screen.detail.clock.last.text()
    assert state(desk, people).due_on == TODAY - 10 + 30
    steps.buttons["extend"].click()
    steps.panel.words.setPlainText("需调取录像")
    steps.panel.save_button.click()
    settle()
    assert state(desk, people).extension == "asked"
    qtbot.waitUntil(lambda: screen.detail.clock.extension.text() == "已申请延期：需调取录像")
    assert not steps.buttons["extend"].isVisible()
    assert any("复杂" in line for row in screen.detail.history.rows for line in row.lines[0])


def test_whoever_it_is_about_can_only_hand_it_on(
    screen: FeedbackScreen, desk: Desk, written: Book, people: People, settle: Settle, qtbot: QtBot
) -> None:
    with desk.book.store.read() as tx:
        me = tx.exec_driver_sql("SELECT id FROM advisors WHERE number = 'A0017'").scalar()
    colleague = written.add("advisors", number="A0099", name="王经理")
    key = written.add(
        "feedback", customer_id=people.ouyang, kind="complaint", status="open", due_on=TODAY, about_id=me
    )
    screen.show_feedback(key)
    settle()
    steps = screen.detail.steps
    assert [name for name, button in steps.buttons.items() if button.isVisible()] == ["assign"]
    steps.buttons["assign"].click()
    assert [steps.panel.people.itemData(at) for at in range(steps.panel.people.count())] == [colleague]
    steps.panel.save_button.click()
    settle()
    qtbot.waitUntil(
        lambda: screen.detail.whole is not None and screen.detail.whole.detail.row.handler == "王经理"
    )


def test_feedback_from_elsewhere_is_shown_whole(
    screen: FeedbackScreen, desk: Desk, written: Book, people: People, settle: Settle
) -> None:
    key = written.add(
        "feedback",
        customer_id=people.zeng,
        questionnaire="service",
        answers='{"satisfied": 4, "solved": "partly", "gone": "旧题"}',
        score=4,
        scale=5,
    )
    screen.show_feedback(key)
    settle()
    grid = screen.detail.answers
    shown = [
        grid.itemAtPosition(row, column).widget().text()  # type: ignore[union-attr]
        for row in range(3)
        for column in (0, 1)
    ]
    assert shown == ["您对这次服务满意吗？（1–5 分）", "4", "您的问题解决了吗？", "部分解决", "gone", "旧题"]
    assert not screen.detail.clock.isVisible()
    desk.book_changed.emit()  # it is no row of the list, and stays all the same
    settle()
    assert screen.detail.whole is not None
    assert screen.detail.whole.detail.row.id == key


def test_it_leads_to_customer_contact_and_form(
    screen: FeedbackScreen, desk: Desk, people: People, press: Press, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(desk.customer_wanted, check_params_cb=lambda key: key == people.qiu):
        screen.detail.customer.click()
    with qtbot.waitSignal(desk.log_wanted):
        screen.detail.log.click()
    screen.pane.list.setFocus()
    with qtbot.waitSignal(desk.form_wanted) as asked:
        press(Qt.Key.Key_R, CTRL)
    assert asked.args == ["feedback", NewFeedback()]


def test_figures_stand_in_the_heading(
    screen: FeedbackScreen, desk: Desk, written: Book, people: People, settle: Settle
) -> None:
    for score in (5, 5, 4, 1):
        written.add("feedback", customer_id=people.ouyang, score=score, scale=5)
    desk.book_changed.emit()
    settle()
    assert "NPS +100" in screen.figures._whole
    assert "满意度 75%（30% 至 95%）（n=4）" in screen.figures._whole


def test_language_and_look_change_all_of_it(
    screen: FeedbackScreen, themed: QApplication, settle: Settle, desk: Desk
) -> None:
    screen.detail.steps.buttons["answer"].click()
    speak("en")
    settle()
    program = [text for where, text in said(screen) if where.startswith("screens.feedback")]
    assert not [text for text in program if any("一" <= c <= "鿿" for c in text)]
    assert screen.detail.clock.day.text() == "Day 10 of 15"
    assert screen.detail.steps.panel.sentence.text() == "How was the complaint answered?"
    light = screen.grab().toImage()
    theme.apply(themed, "dark")
    assert screen.grab().toImage() != light


def test_an_empty_book_has_an_inbox_too(qtbot: QtBot, bare_desk: Desk) -> None:
    screen = FeedbackScreen(bare_desk)
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: not bare_desk.background.busy)
    assert screen.pane.no_fit.isVisible()

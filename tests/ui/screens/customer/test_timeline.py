"""The tab of the timeline on a real book: pages, search, kinds of events, and what the keys do."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain.timeline import PAGE_EVENTS, EventKind, TimelineEvent
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.timeline import TimelineTab
from tests.support.factories import NOON, Book
from tests.support.rich_book import ZENG_CONTACTS, People
from tests.ui.screens.customer.conftest import ProfileOf, Settle

KEY = Qt.Key
ZENG_EVENTS = ZENG_CONTACTS + 3 + 2 + 2 + 2
"""His contacts, consents, assessments, feedback and visits."""


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk, settle: Settle) -> Iterator[TimelineTab]:
    tab = TimelineTab(desk)
    qtbot.addWidget(tab)
    tab.resize(900, 600)
    with qtbot.waitExposed(tab):
        tab.show()
    tab.activateWindow()
    yield tab
    settle()
    tab.close()


@pytest.fixture
def zeng(tab: TimelineTab, people: People, profile_of: ProfileOf, settle: Settle) -> TimelineTab:
    """Return the tab with the history of 曾国藩."""
    tab.show_profile(profile_of(people.zeng))
    settle()
    return tab


def events(tab: TimelineTab) -> list[TimelineEvent]:
    return [row for row in tab.model.rows if isinstance(row, TimelineEvent)]


def searched(tab: TimelineTab, text: str) -> None:
    tab.text.setText(text)
    QTest.keyClick(tab.text, KEY.Key_Return)


def test_the_whole_history_is_there_page_after_page(zeng: TimelineTab, settle: Settle) -> None:
    assert len(events(zeng)) == PAGE_EVENTS
    assert zeng.how_many.text() == "已显示 50 条"
    bar = zeng.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    found = events(zeng)
    assert len(found) == len({(one.kind, one.id) for one in found}) == ZENG_EVENTS
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
    assert zeng.how_many.text() == f"共 {ZENG_EVENTS} 条"
    assert not zeng.more_button.isVisible()


def test_the_next_page_can_be_asked_for_by_key(zeng: TimelineTab, settle: Settle) -> None:
    zeng.more_button.setFocus()
    QTest.keyClick(zeng.more_button, KEY.Key_Space)
    settle()
    assert len(events(zeng)) == ZENG_EVENTS
    assert zeng.list.hasFocus()


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        ((EventKind.FEEDBACK,), 2),
        ((EventKind.ASSESSMENT, EventKind.CONSENT), 5),
        ((EventKind.CONVERSION,), 0),
    ],
)
def test_kinds_are_chosen_by_their_chips(
    zeng: TimelineTab, settle: Settle, kinds: tuple[EventKind, ...], count: int
) -> None:
    for kind in kinds:
        zeng.kinds[kind].setFocus()
        QTest.keyClick(zeng.kinds[kind], KEY.Key_Space)
    settle()
    assert len(events(zeng)) == count
    assert {one.kind for one in events(zeng)} <= set(kinds)
    assert zeng.no_fit.isVisible() is (count == 0)


def test_two_characters_find_a_word_and_mark_it(
    zeng: TimelineTab, settle: Settle, written: Book, people: People, qtbot: QtBot
) -> None:
    written.add("interactions", customer_id=people.zeng, note="女儿留学，换汇", happened_at=NOON - 1)
    before = zeng.list.grab().toImage()
    zeng.text.setText("换汇")
    qtbot.waitUntil(lambda: len(events(zeng)) == 1)
    settle()
    assert zeng.model.needle == "换汇"
    assert events(zeng)[0].text == "女儿留学，换汇"
    marked = zeng.list.grab().toImage()
    zeng.model.needle = ""
    zeng.list.viewport().update()
    assert zeng.list.grab().toImage() != marked != before


def test_what_is_hidden_cannot_be_found(zeng: TimelineTab, settle: Settle) -> None:
    searched(zeng, "13911112222")
    settle()
    assert zeng.no_fit.isVisible()
    assert zeng.no_fit.sentence.text() == "没有符合条件的记录。"
    zeng.no_fit.button.click()
    settle()
    assert zeng.text.text() == ""
    assert len(events(zeng)) == PAGE_EVENTS


def test_nothing_known_is_said_in_a_sentence(
    tab: TimelineTab, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    tab.show_profile(profile_of(people.nobody))
    settle()
    assert tab.none.isVisible()
    assert tab.none.sentence.text() == "暂无该客户与本行往来的记录。"


def test_nothing_is_read_until_the_tab_is_looked_at(
    tab: TimelineTab, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    tab.hide()
    tab.show_profile(profile_of(people.zeng))
    settle()
    assert events(tab) == []
    tab.show()
    settle()
    assert len(events(tab)) == PAGE_EVENTS


def test_filters_entry_and_place_stay_when_the_book_changes(
    zeng: TimelineTab, people: People, profile_of: ProfileOf, settle: Settle, written: Book
) -> None:
    zeng.kinds[EventKind.CONTACT].click()
    settle()
    zeng.more_button.click()
    settle()
    place = zeng.model.rowCount() - 5
    zeng.list.setCurrentIndex(zeng.model.index(place, 0))
    chosen, value = zeng.model.rows[place], zeng.list.verticalScrollBar().value()
    assert value > 0
    written.add("interactions", customer_id=people.zeng, note="很久以前", happened_at=NOON - 10**15)
    zeng.show_profile(profile_of(people.zeng))
    settle()
    assert zeng.model.rows[zeng.list.currentIndex().row()] == chosen
    assert zeng.list.verticalScrollBar().value() == value
    assert zeng.kinds[EventKind.CONTACT].isChecked()


def test_another_customer_begins_without_filters(
    zeng: TimelineTab, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    searched(zeng, "存单")
    settle()
    zeng.show_profile(profile_of(people.qiu))
    settle()
    assert not zeng.narrows
    assert {one.kind for one in events(zeng)} == {EventKind.CONTACT, EventKind.ASSESSMENT, EventKind.FEEDBACK}


def test_keys_lead_from_search_to_the_entries_past_the_headings(zeng: TimelineTab) -> None:
    zeng.text.setFocus()
    reached = 0
    while QApplication.focusWidget() is not zeng.list and reached < 12:
        QTest.keyClick(QApplication.focusWidget(), KEY.Key_Tab)  # type: ignore[arg-type]
        reached += 1
    assert reached == 1 + len(zeng.kinds)
    for _ in range(30):
        QTest.keyClick(zeng.list, KEY.Key_Down)
        assert not zeng.model.entry_at(zeng.list.currentIndex().row()).heading
    assert zeng.list.currentIndex().row() >= 30


def test_entries_are_as_high_as_their_words_need(
    qtbot: QtBot, tab: TimelineTab, people: People, profile_of: ProfileOf, settle: Settle, written: Book
) -> None:
    for at, note in enumerate(("短", "字" * 200, "一\n二\n三")):
        written.add("interactions", customer_id=people.plain[0], note=note, happened_at=NOON - at)
    tab.show_profile(profile_of(people.plain[0]))
    settle()
    short, long, three = (tab.list.rowHeight(place) for place in (1, 2, 3))
    line = (three - short) // 2
    assert long - short >= 3 * line > 0
    tab.resize(500, 600)
    QApplication.processEvents()
    assert tab.list.rowHeight(2) > long
    assert (tab.list.rowHeight(1), tab.list.rowHeight(3)) == (short, three)


def test_copying_takes_the_whole_entry(zeng: TimelineTab) -> None:
    zeng.list.setCurrentIndex(zeng.model.index(1, 0))
    zeng.list.copy_chosen()
    copied = QApplication.clipboard().text()
    assert copied == zeng.model.entry_at(1).shown
    assert "2026-11-24" in copied


def test_language_and_theme_change_at_run_time(zeng: TimelineTab, themed: QApplication) -> None:
    light = zeng.grab().toImage()
    speak("en")
    assert zeng.model.entry_at(0).title == "Nov 2026"
    assert zeng.kinds[EventKind.CONTACT].text() == "Contact"
    assert zeng.how_many.text() == "50 entries shown"
    english = zeng.grab().toImage()
    theme.apply(themed, "dark")
    assert light != english != zeng.grab().toImage()


def test_clearing_leaves_nothing(zeng: TimelineTab, settle: Settle) -> None:
    searched(zeng, "存单")
    zeng.clear()
    settle()
    assert zeng.model.rowCount() == 0
    assert zeng.text.text() == ""
    assert zeng.how_many.text() == ""

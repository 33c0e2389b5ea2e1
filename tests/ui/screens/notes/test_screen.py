"""Search in notes over all customers: the newest at first, what the words stand in, and the way to the customer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.data import note_search
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.notes.screen import NotesScreen
from tests.support.rich_book import ZENG_CONTACTS, People
from tests.support.scripted_sync import ScriptedSync
from tests.support.seen import said
from tests.support.writing import NOON, log

HOUR = 3_600_000_000
NEEDLE = "养老社区"


@pytest.fixture
def notes(desk: Desk, people: People) -> dict[str, bytes]:
    """Return contacts with a word that no other has, by customer; each is newer than the one before."""
    store = desk.book.store
    return {
        "qiu": log(store, people.qiu, f"问了{NEEDLE}，改拨13911112222", happened_at=NOON + HOUR),
        "zeng": log(store, people.zeng, f"参观{NEEDLE}", next_step="寄合同", happened_at=NOON + 2 * HOUR),
        "nobody": log(store, people.nobody, f"{NEEDLE}太远", channel="wechat", happened_at=NOON + 3 * HOUR),
    }


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, notes: dict[str, bytes], tmp_path: Path) -> MainWindow:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settled(qtbot, desk)
    return window


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, window: MainWindow) -> NotesScreen:
    """Return the screen, gone to by key."""
    press(qtbot, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, desk)
    [found] = window.findChildren(NotesScreen)
    assert found.isVisible()
    assert found.field.hasFocus()
    return found


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifiers)


def search(qtbot: QtBot, desk: Desk, screen: NotesScreen, text: str) -> None:
    screen.field.setText(text)
    press(qtbot, Qt.Key.Key_Return)
    settled(qtbot, desk)


def entries(screen: NotesScreen) -> list[tuple[str, str, str]]:
    found = (screen.model.entry_at(place) for place in range(screen.model.rowCount()))
    return [(entry.title, entry.badge, entry.body) for entry in found]


def searches(desk: Desk) -> int:
    with desk.book.store.read() as tx:
        query = "SELECT count(*) FROM audit WHERE action = 'notes.search'"
        return int(tx.exec_driver_sql(query).scalar_one())


def test_without_a_text_the_newest_of_all_customers_are_there(
    screen: NotesScreen, qtmodeltester: ModelTester
) -> None:
    assert entries(screen)[:4] == [
        ("C0005", "微信", f"{NEEDLE}太远"),
        ("曾国藩 · C0001", "电话", f"参观{NEEDLE}"),
        ("仇英 · C0003", "电话", f"问了{NEEDLE}，改拨139****2222"),
        ("曾国藩 · C0001", "电话", "第0次：谈了大额存单到期，请改拨139****2222"),
    ]
    assert screen.how_many.text() == "最新的 50 条记录"
    assert "13911112222" not in " ".join(text for _, text in said(screen))
    qtmodeltester.check(screen.model, force_py=False)


def test_two_characters_find_it_in_the_whole_book_and_are_marked(
    qtbot: QtBot, desk: Desk, screen: NotesScreen
) -> None:
    search(qtbot, desk, screen, "养老")
    assert [title for title, _, _ in entries(screen)] == ["C0005", "曾国藩 · C0001", "仇英 · C0003"]
    assert screen.model.needle == "养老"
    assert screen.how_many.text() == "3 条记录"
    assert screen.model.entry_at(1).foot == "下一步：寄合同"
    speak("en")
    assert screen.how_many.text() == "3 records"
    assert screen.model.entry_at(1).foot == "Next: 寄合同"
    search(qtbot, desk, screen, "绝无此事")
    assert screen.no_fit.isVisible()


def test_more_come_as_one_scrolls(qtbot: QtBot, desk: Desk, screen: NotesScreen) -> None:
    bar = screen.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    settled(qtbot, desk)
    assert len(screen.model.rows) == ZENG_CONTACTS + 3
    assert screen.how_many.text() == f"{ZENG_CONTACTS + 3} 条记录"
    assert bar.value() > 0


def test_enter_leads_to_the_history_of_the_customer_narrowed_to_the_words(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: NotesScreen, people: People
) -> None:
    search(qtbot, desk, screen, NEEDLE)
    press(qtbot, Qt.Key.Key_Return)  # from the field into what was found
    assert screen.list.hasFocus()
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)
    settled(qtbot, desk)
    [customers] = window.findChildren(CustomersScreen)
    assert customers.isVisible()
    assert customers.view.customer_id == people.zeng
    timeline = customers.view.tabs.timeline
    assert timeline.isVisible()
    assert timeline.text.text() == NEEDLE
    qtbot.waitUntil(lambda: timeline.model.events == 1)
    desk.history_wanted.emit(people.zeng, "")  # the same customer again, now everything
    settled(qtbot, desk)
    assert timeline.text.text() == ""
    qtbot.waitUntil(lambda: timeline.model.events == 50)


def test_a_search_is_logged_once_whatever_is_typed(qtbot: QtBot, desk: Desk, screen: NotesScreen) -> None:
    before = searches(desk)
    for text in ("养", "养老", "养老社区"):
        search(qtbot, desk, screen, text)
    assert searches(desk) == before + 1
    search(qtbot, desk, screen, "")
    assert searches(desk) == before + 1
    search(qtbot, desk, screen, "存单")
    assert searches(desk) == before + 2


def test_what_was_just_written_is_found_and_the_chosen_stays_chosen(
    qtbot: QtBot, desk: Desk, screen: NotesScreen, people: People
) -> None:
    search(qtbot, desk, screen, NEEDLE)
    screen.list.setCurrentIndex(screen.model.index(1, 0))
    chosen = screen.model.rows[1]
    log(desk.book.store, people.ouyang, f"也问了{NEEDLE}", happened_at=NOON + 4 * HOUR)
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert entries(screen)[0][0] == "欧阳修 · C0004"
    assert screen.model.rows[screen.list.currentIndex().row()] == chosen


def test_what_is_not_indexed_yet_comes_by_itself(
    qtbot: QtBot, desk: Desk, screen: NotesScreen, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh = note_search.refresh
    monkeypatch.setattr(note_search, "refresh", lambda tx: refresh(tx, 2))
    for number in range(7):
        log(desk.book.store, people.ouyang, f"第{number}次问{NEEDLE}", happened_at=NOON + 5 * HOUR)
    search(qtbot, desk, screen, NEEDLE)
    qtbot.waitUntil(lambda: len(screen.model.rows) == 10)
    settled(qtbot, desk)
    assert screen.how_many.text() == "10 条记录"


def test_escape_clears_and_down_goes_into_the_list(qtbot: QtBot, desk: Desk, screen: NotesScreen) -> None:
    search(qtbot, desk, screen, NEEDLE)
    press(qtbot, Qt.Key.Key_Escape)
    assert screen.field.text() == ""
    qtbot.waitUntil(lambda: len(screen.model.rows) == 50)
    press(qtbot, Qt.Key.Key_Down)
    assert screen.list.hasFocus()
    settled(qtbot, desk)


def test_an_empty_book_says_what_to_do(qtbot: QtBot, bare_desk: Desk) -> None:
    screen = NotesScreen(bare_desk)
    qtbot.addWidget(screen)
    screen.show()
    settled(qtbot, bare_desk)
    assert screen.none.isVisible()
    assert "Ctrl+L" in screen.none.hint.text()

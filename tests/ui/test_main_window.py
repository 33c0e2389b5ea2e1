"""The window: its screens are made when they are gone to, its keys work from anywhere, and it says how things are."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from advisor_app.errors import InputError, UnavailableError
from advisor_app.settings import THEME
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.dialogs.bug_report import BugReportDialog
from advisor_app.ui.dialogs.shortcuts import ShortcutsDialog
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import CUSTOMERS, SETTINGS
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.settings.screen import SettingsScreen
from advisor_app.ui.screens.today.screen import TodayScreen
from advisor_app.ui.theme.tokens import DARK, LIGHT
from advisor_app.ui.widgets.first_sync import FirstSyncBanner
from advisor_app.ui.widgets.label import Label
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Open = Callable[..., MainWindow]


@pytest.fixture
def sync() -> ScriptedSync:
    return ScriptedSync()


@pytest.fixture
def open_window(qtbot: QtBot, sync: ScriptedSync, tmp_path: Path) -> Open:
    """Return what opens the window of a desk, and waits until its first screen has read."""

    def open_window(desk: Desk) -> MainWindow:
        window = MainWindow(desk, sync, tmp_path / "window.ini")  # type: ignore[arg-type]
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: not desk.background.busy)
        return window

    return open_window


@pytest.fixture
def window(open_window: Open, desk: Desk) -> MainWindow:
    return open_window(desk)


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifiers)


def shown(window: MainWindow) -> list[str]:
    """All that visible labels of the window say."""
    return [label.text() for label in window.findChildren(Label) if label.isVisible()]


def screens(window: MainWindow) -> list[type]:
    """The kinds of the screens that have been made, the one that is seen first."""
    found = [*window.findChildren(CustomersScreen), *window.findChildren(SettingsScreen)]
    return [type(screen) for screen in sorted(found, key=lambda screen: not screen.isVisible())]


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def test_it_begins_with_today_and_makes_other_screens_later(qtbot: QtBot, window: MainWindow) -> None:
    assert screens(window) == []
    [today] = window.findChildren(TodayScreen)
    assert today.isVisible()
    assert today.list.hasFocus()
    press(qtbot, Qt.Key.Key_K, CTRL)
    assert screens(window) == [CustomersScreen]
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    press(qtbot, Qt.Key.Key_Comma, CTRL)
    assert screens(window) == [SettingsScreen, CustomersScreen]
    window.show_screen(CUSTOMERS)
    window.show_screen(SETTINGS)
    assert len(window.findChildren(SettingsScreen)) == 1


def test_the_rail_shows_where_one_is(qtbot: QtBot, window: MainWindow) -> None:
    buttons = {name: window.findChild(QToolButton, name) for name in (CUSTOMERS, SETTINGS)}
    assert [button.text() for button in buttons.values() if button] == ["客户", "设置"]
    press(qtbot, Qt.Key.Key_Comma, CTRL)
    assert [name for name, button in buttons.items() if button and button.isChecked()] == [SETTINGS]
    qtbot.mouseClick(buttons[CUSTOMERS], Qt.MouseButton.LeftButton)
    assert screens(window)[0] is CustomersScreen


def test_find_works_from_anywhere(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen(SETTINGS)
    window.findChildren(SettingsScreen)[0].setFocus()
    press(qtbot, Qt.Key.Key_K, CTRL)
    [customers] = window.findChildren(CustomersScreen)
    assert customers.isVisible()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert customers.pane.isAncestorOf(focused)


def test_one_customer_after_the_other_and_back(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People
) -> None:
    window.show_screen(CUSTOMERS)
    settled(qtbot, desk)
    opened: list[bytes] = []
    [customers] = window.findChildren(CustomersScreen)
    customers.customer_shown.connect(opened.append)
    desk.customer_wanted.emit(people.zeng)
    customers.view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        before = len(opened)
        qtbot.keyClick(window, key, CTRL)
        qtbot.waitUntil(lambda before=before: len(opened) > before)  # type: ignore[misc]
    assert opened == [people.zeng, people.shanyu, people.qiu, people.shanyu]


def test_the_empty_search_field_leaves_the_keys_to_the_list(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People
) -> None:
    window.show_screen(CUSTOMERS)
    settled(qtbot, desk)
    opened: list[bytes] = []
    [customers] = window.findChildren(CustomersScreen)
    customers.customer_shown.connect(opened.append)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("wang er")
    qtbot.keyClick(field, Qt.Key.Key_Left, CTRL)
    assert field.cursorPosition() == len("wang ")
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Right, CTRL)
    qtbot.waitUntil(lambda: opened == [people.zeng])


def test_a_customer_that_another_screen_asks_for_is_shown(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People
) -> None:
    window.show_screen(SETTINGS)
    desk.customer_wanted.emit(people.ouyang)
    settled(qtbot, desk)
    assert screens(window)[0] is CustomersScreen
    assert "欧阳修" in " ".join(shown(window))


def test_a_customer_is_pinned_by_key(qtbot: QtBot, desk: Desk, window: MainWindow, people: People) -> None:
    desk.customer_wanted.emit(people.qiu)
    settled(qtbot, desk)
    press(qtbot, Qt.Key.Key_D, CTRL)
    settled(qtbot, desk)
    with desk.book.store.read() as tx:
        pinned = tx.exec_driver_sql("SELECT customer_id FROM pinned_customers").scalars().all()
    assert pinned == [people.qiu]


def test_sync_is_started_by_key_once(qtbot: QtBot, window: MainWindow, sync: ScriptedSync) -> None:
    press(qtbot, Qt.Key.Key_F5)
    press(qtbot, Qt.Key.Key_F5)
    assert sync.starts == 1
    sync.end(rows=1_234)
    assert window.toast.text == "管户库已是最新，收到 1,234 条数据。"


def test_the_look_follows_the_system_unless_the_settings_name_one(
    qtbot: QtBot, desk: Desk, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints, night = QApplication.styleHints(), QPalette(QColor("#202020"))
    monkeypatch.setattr(type(QApplication.style()), "standardPalette", lambda _: night)
    with qtbot.waitSignal(desk.look_changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() == DARK
    desk.settings.change(THEME, "light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() == LIGHT


def test_lock_and_quit_by_key(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.lock_wanted):
        press(qtbot, Qt.Key.Key_L, CTRL | SHIFT)
    press(qtbot, Qt.Key.Key_Q, CTRL)
    assert not window.isVisible()


def test_a_question_mark_is_a_letter_in_a_field_and_a_key_elsewhere(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen(CUSTOMERS)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClick(field, Qt.Key.Key_Question, SHIFT)
    assert field.text() == "?"
    assert window.findChildren(ShortcutsDialog) == []
    field.clear()
    button = window.findChild(QToolButton, SETTINGS)
    assert button is not None
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Question, SHIFT)
    assert len(window.findChildren(ShortcutsDialog)) == 1


def test_the_keys_are_shown_once(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, Qt.Key.Key_F1)
    [dialog] = window.findChildren(ShortcutsDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChildren(ShortcutsDialog) == [])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert len(window.findChildren(ShortcutsDialog)) == 1


def test_a_known_error_appears_and_goes_with_escape(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    desk.ask(desk, _refuse, lambda _: None)
    settled(qtbot, desk)
    assert "您的管户中没有客户号为 C9 的客户。" in " ".join(shown(window))
    press(qtbot, Qt.Key.Key_Escape)
    assert not window.messages.isVisible()


@pytest.mark.expected_log("bug: advisor-app")
def test_a_bug_in_a_job_is_reported_and_logged(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,
    crashes: list[BaseException],
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk.ask(desk, lambda book: 1 // 0, lambda _: None)
    settled(qtbot, desk)
    [dialog] = window.findChildren(BugReportDialog)
    assert "ZeroDivisionError" in dialog.text
    assert [record.levelno for record in caplog.records if "ZeroDivisionError" in record.message] == [
        logging.ERROR
    ]
    assert len(crashes) == 1
    crashes.clear()


def test_a_failed_sync_says_what_to_do(window: MainWindow, sync: ScriptedSync) -> None:
    sync.start()
    sync.fail(
        UnavailableError(
            "The store {path} is busy with another task.", path="x", what_to_do="Wait a moment and try again."
        )
    )
    assert window.messages.isVisible()
    assert window.status.sync.start_button.text() == "重试"


def test_a_book_without_a_sync_has_a_banner_with_the_way_out(
    qtbot: QtBot, bare_desk: Desk, open_window: Open, sync: ScriptedSync
) -> None:
    window = open_window(bare_desk)
    [banner] = window.findChildren(FirstSyncBanner)
    assert banner.isVisible()
    banner.button.click()
    assert sync.starts == 1
    assert not banner.button.isEnabled()
    sync.fail(InputError("There is no such value for this customer."))
    assert banner.button.isEnabled()


def test_a_synced_book_has_no_banner(desk: Desk, open_window: Open) -> None:
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("INSERT INTO sync_state (key, value) VALUES ('completed_at', ?)", (b"1",))
    [banner] = open_window(desk).findChildren(FirstSyncBanner)
    assert not banner.isVisible()


def test_whose_book_it_is_and_how_it_is_kept_is_always_seen(window: MainWindow) -> None:
    for name in (CUSTOMERS, SETTINGS):
        window.show_screen(name)
        assert {"李经理 · 江城银行", "本机加密"} <= set(shown(window))


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"key_store": "demo", "demo": True}, "示范数据 · 密钥在数据旁，未受保护"),
        ({"demo": True}, "示范数据 · 本机加密"),
    ],
)
def test_a_demonstration_says_so_on_every_screen(
    desk: Desk, open_window: Open, changes: dict[str, object], mark: str
) -> None:
    desk.book = replace(desk.book, header=msgspec.structs.replace(desk.book.header, **changes))
    window = open_window(desk)
    for name in (CUSTOMERS, SETTINGS):
        window.show_screen(name)
        assert mark in shown(window)
        assert "本机加密" not in shown(window)
    speak("en")
    assert any("emonstration" in text for text in shown(window))


def test_size_and_place_are_kept_in_a_file_of_ours(
    qtbot: QtBot, desk: Desk, open_window: Open, tmp_path: Path
) -> None:
    first = open_window(desk)
    first.resize(1024, 640)
    first.close()
    assert (tmp_path / "window.ini").is_file()
    assert open_window(desk).size().toTuple() == (1024, 640)


def test_a_file_that_is_none_changes_nothing(desk: Desk, open_window: Open, tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("[window]\ngeometry=17\nsplitter=@ByteArray(x)\n")
    assert open_window(desk).isVisible()


def _refuse(_book: object) -> None:
    raise InputError("There is no customer with the number {number} in your book.", number="C9")

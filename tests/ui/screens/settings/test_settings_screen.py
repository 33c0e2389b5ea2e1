"""The screen of settings: applied at once, saved in the user's file, and honest about what cannot be changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from advisor_app import __version__
from advisor_app.i18n import current_language
from advisor_app.settings import IDLE_LOCK_MINUTES, LANGUAGE, LOG_LEVEL, PROXY, THEME, WORKBENCH, Settings
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.settings.about import About
from advisor_app.ui.screens.settings.editors import Choice
from advisor_app.ui.screens.settings.screen import SettingsScreen
from advisor_app.ui.theme.tokens import DARK, LIGHT
from advisor_app.ui.widgets.label import Label
from tests.support.stores import ADVISOR, DEVICE

Make = Callable[[], SettingsScreen]


@pytest.fixture
def user_file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


@pytest.fixture
def make(qtbot: QtBot, desk: Desk) -> Make:
    """Return what makes the screen, with whatever settings the desk has by then."""

    def make() -> SettingsScreen:
        screen = SettingsScreen(desk)
        qtbot.addWidget(screen)
        screen.resize(1000, 700)
        screen.show()
        qtbot.waitExposed(screen)
        return screen

    return make


def button(screen: SettingsScreen, key: str, text: str) -> QPushButton:
    editor = screen.rows[key].editor
    assert isinstance(editor, Choice)
    return next(each for each in editor.findChildren(QPushButton) if each.text() == text)


def field(screen: SettingsScreen, key: str) -> QLineEdit:
    editor = screen.rows[key].editor
    assert isinstance(editor, QLineEdit)
    return editor


def enter(qtbot: QtBot, screen: SettingsScreen, key: str, text: str) -> None:
    field(screen, key).setText(text)
    qtbot.keyClick(field(screen, key), Qt.Key.Key_Return)


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def test_every_setting_is_there_with_its_value_and_origin(make: Make) -> None:
    screen = make()
    assert set(screen.rows) == {setting.key for setting in WORKBENCH}
    assert {row.origin for row in screen.rows.values()} == {"默认值"}
    assert button(screen, "language", "跟随系统").isChecked()


def test_the_language_is_applied_at_once_and_kept(
    qtbot: QtBot, desk: Desk, make: Make, user_file: Path
) -> None:
    screen = make()
    with qtbot.waitSignal(desk.look_changed):
        button(screen, "language", "English").click()
    assert current_language() == "en"
    assert screen.rows["language"].origin == "Your choice"
    assert screen.rows["theme"].origin == "Default"
    assert user_file.read_text(encoding="utf-8") == 'language = "en"\n'


def test_the_colours_are_applied_at_once(qtbot: QtBot, desk: Desk, make: Make) -> None:
    screen = make()
    with qtbot.waitSignal(desk.look_changed):
        button(screen, "theme", "深色").click()
    assert theme.current() == DARK
    with qtbot.waitSignal(desk.look_changed):
        button(screen, "inflow_colour", "流入为绿色").click()
    assert (theme.current().inflow, theme.current().outflow) == (DARK.outflow, DARK.inflow)
    with qtbot.waitSignal(desk.look_changed):
        button(screen, "theme", "浅色").click()
    assert theme.current().inflow == LIGHT.outflow


def test_others_hear_what_has_changed(qtbot: QtBot, desk: Desk, make: Make) -> None:
    screen, heard = make(), list[object]()
    desk.setting_changed.connect(heard.append)
    minutes = screen.rows["idle_lock_minutes"].editor
    assert isinstance(minutes, QSpinBox)
    minutes.selectAll()
    qtbot.keyClicks(minutes, "12")
    qtbot.keyClick(minutes, Qt.Key.Key_Return)
    button(screen, "log_level", "全部").click()
    settled(qtbot, desk)
    assert heard == [IDLE_LOCK_MINUTES, LOG_LEVEL]
    assert (desk.settings[IDLE_LOCK_MINUTES], desk.settings[LOG_LEVEL]) == (12, "debug")


def test_a_choice_can_be_made_with_the_keyboard(qtbot: QtBot, desk: Desk, make: Make) -> None:
    screen = make()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    auto = button(screen, "theme", "跟随系统")
    auto.setFocus()
    with qtbot.waitSignal(desk.setting_changed):
        qtbot.keyClick(auto, Qt.Key.Key_Right)
    assert desk.settings[THEME] == "light"
    assert QApplication.focusWidget() is button(screen, "theme", "浅色")


def test_an_address_that_is_none_is_told_beside_the_field_and_not_saved(
    qtbot: QtBot, desk: Desk, make: Make, user_file: Path
) -> None:
    screen = make()
    enter(qtbot, screen, "sync.proxy", "proxy")
    row = screen.rows["sync.proxy"]
    assert row.problem == "请填写 http://proxy.example:3128 这样的地址，或留空。"
    assert row.editor.property("kind") == "wrong"
    assert row.problem in row.editor.accessibleDescription()
    assert not user_file.exists()
    enter(qtbot, screen, "sync.proxy", " http://proxy:3128 ")
    settled(qtbot, desk)
    assert desk.settings[PROXY] == "http://proxy:3128"
    assert row.problem == ""
    assert field(screen, "sync.proxy").text() == "http://proxy:3128"


def test_what_the_administrator_set_is_locked_and_says_why(
    qtbot: QtBot, desk: Desk, make: Make, tmp_path: Path, user_file: Path
) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text("idle_lock_minutes = 3\n")
    desk.settings = Settings.load(WORKBENCH, user_file=user_file, machine_file=machine)
    screen = make()
    row = screen.rows["idle_lock_minutes"]
    assert not row.editor.isEnabled()
    assert row.origin == f"由管理员在 {machine} 中设定，不能在此更改。"
    assert isinstance(row.editor, QSpinBox)
    assert row.editor.value() == 3
    assert screen.rows["theme"].editor.isEnabled()


def test_a_file_that_cannot_be_written_is_told_and_the_old_value_comes_back(
    qtbot: QtBot, desk: Desk, make: Make, user_file: Path
) -> None:
    screen = make()
    user_file.parent.parent.joinpath("config").write_text("a file where the folder should be")
    button(screen, "language", "English").click()
    settled(qtbot, desk)
    row = screen.rows["language"]
    assert str(user_file) in row.problem
    assert button(screen, "language", "跟随系统").isChecked()
    assert desk.settings[LANGUAGE] == "auto"
    assert current_language() == "zh_CN"


def test_scrolling_the_page_changes_no_number(qtbot: QtBot, desk: Desk, make: Make) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    screen = make()
    minutes = screen.rows["idle_lock_minutes"].editor
    assert isinstance(minutes, QSpinBox)
    minutes.setFocus()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(minutes.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(minutes, wheel)
    assert minutes.value() == IDLE_LOCK_MINUTES.default


def test_what_is_installed_is_told(desk: Desk, make: Make) -> None:
    [about] = make().findChildren(About)
    facts = {label.text() for label in about.findChildren(Label)}
    assert {__version__, "江城银行", f"李经理 · {ADVISOR}", DEVICE.hex(), str(desk.book.directory)} <= facts

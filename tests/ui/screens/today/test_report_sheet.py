"""The reports of the day: up by key from any screen, either one, copied and saved, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from advisor_app.errors import UnavailableError
from advisor_app.services import day_report
from advisor_app.services.day_report import Which
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.today.report_sheet import ReportSheet
from tests.support.factories import NOON
from tests.support.scripted_sync import ScriptedSync
from tests.ui.screens.forms import press, settled

Key, Held = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[MainWindow]:
    found = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(found)
    found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    settled(qtbot, desk)
    yield found
    speak("zh_CN")


def opened(qtbot: QtBot, desk: Desk, window: MainWindow) -> ReportSheet:
    press(Key.Key_R, Held.ControlModifier | Held.ShiftModifier)
    settled(qtbot, desk)
    [sheet] = window.findChildren(ReportSheet)
    assert sheet.is_open
    assert sheet.text.hasFocus()
    return sheet


def audited(desk: Desk) -> list[str]:
    with desk.book.store.read() as tx:
        found = tx.exec_driver_sql("SELECT action FROM audit WHERE action LIKE 'report.%' ORDER BY sequence")
        return list(found.scalars())


def test_either_report_is_a_key_away_and_esc_closes(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    sheet = opened(qtbot, desk, window)
    sheet.buttons[Which.MORNING].click()
    assert sheet.text.toPlainText().startswith("晨会报告，")
    sheet.buttons[Which.DAY].click()
    assert sheet.text.toPlainText().startswith("当日工作报告，")
    speak("en")
    assert sheet.text.toPlainText().startswith("Report of the day, ")
    press(Key.Key_Escape)
    assert not sheet.is_open


@pytest.mark.parametrize(("hours", "which"), [(-3.5, Which.MORNING), (5.4, Which.MORNING), (5.5, Which.DAY)])
def test_the_hour_says_which_one_it_is(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    hours: float,
    which: Which,
) -> None:
    """At 08:30 the morning's, at 17:24 still, and at 17:30, when the day ends by the policy, that of the day."""
    monkeypatch.setattr(day_report, "utc_now", lambda: NOON + int(hours * 3_600_000_000))
    assert opened(qtbot, desk, window).which is which


def test_the_keyboard_alone_changes_the_report_and_copies_it(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    sheet = opened(qtbot, desk, window)
    sheet.buttons[Which.MORNING].click()
    seen = []
    for _ in range(4):
        press(Key.Key_Tab)
        seen.append(window.focusWidget())
    assert set(seen) >= {sheet.copy_button, sheet.buttons[Which.MORNING]}
    sheet.buttons[Which.MORNING].setFocus()
    press(Key.Key_Right)
    assert sheet.which is Which.DAY
    QGuiApplication.clipboard().clear()
    sheet.text.setFocus()
    press(Key.Key_A, Held.ControlModifier)
    press(Key.Key_C, Held.ControlModifier)
    settled(qtbot, desk)
    assert QGuiApplication.clipboard().text() == sheet.text.toPlainText()
    assert audited(desk) == ["report.day", "report.copy"]
    sheet.text.copy()
    assert not QGuiApplication.clipboard().text(), "nothing leaves without being logged"


def test_it_is_copied_and_saved_after_that_was_logged(
    qtbot: QtBot, desk: Desk, window: MainWindow, tmp_path: Path
) -> None:
    sheet = opened(qtbot, desk, window)
    told: list[str] = []
    desk.told.connect(told.append)
    sheet.copy_button.click()
    settled(qtbot, desk)
    assert QGuiApplication.clipboard().text() == sheet.text.toPlainText()
    path = tmp_path / "report.txt"
    sheet.save_to(str(path))
    settled(qtbot, desk)
    assert path.read_text(encoding="utf-8-sig") == sheet.text.toPlainText()
    assert audited(desk) == ["report.day", "report.copy", "report.save"]
    assert str(path) in told[-1]


def test_a_place_that_cannot_be_written_to_is_said(
    qtbot: QtBot, desk: Desk, window: MainWindow, tmp_path: Path
) -> None:
    sheet = opened(qtbot, desk, window)
    with qtbot.waitSignal(desk.failed) as failed:
        sheet.save_to(str(tmp_path / "none" / "report.txt"))
    assert isinstance(failed.args[0], UnavailableError)
    assert sheet.is_open

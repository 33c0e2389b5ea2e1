"""Beginning a contact: the number goes to the machine's handler and to no screen, and the record opens by itself."""

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.contact.start import ContactButtons, StartPanel
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import CTRL, Press, Settle, draft_entries, focused, logged

PHONE, EMAIL = "13800138000", "zeng@example.com"
pytestmark = pytest.mark.linux


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file into which the machine's opener writes what it is given."""
    said, folder = tmp_path / "opened", tmp_path / "bin"
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(f'#!/bin/sh\necho "$1" >> "{said}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return said


@pytest.fixture
def buttons(desk: Desk, window: MainWindow, people: People, settle: Settle) -> ContactButtons:
    """Return the buttons in the head of 曾国藩."""
    desk.customer_wanted.emit(people.zeng)
    settle()
    [found] = window.findChildren(ContactButtons)
    return found


@pytest.fixture
def panel(qtbot: QtBot, buttons: ContactButtons) -> StartPanel:
    """Return the panel that asks how, open."""
    qtbot.mouseClick(buttons.start_button, Qt.MouseButton.LeftButton)
    [panel] = buttons.findChildren(StartPanel)
    return panel


def texts(window: QWidget) -> str:
    """Return all that is shown in the windows of the program, and told to screen readers."""
    parts: list[str] = []
    for top in QApplication.topLevelWidgets():
        for widget in [top, *top.findChildren(QWidget)]:
            parts += [widget.accessibleName(), widget.toolTip(), widget.accessibleDescription()]
            text = getattr(widget, "text", None)
            parts.append(str(text() if callable(text) else text or ""))
    return "\n".join(parts)


def test_it_offers_what_the_policy_has_handlers_for(panel: StartPanel) -> None:
    assert {code: button.text() for code, button in panel.channels.items()} == {
        "phone": "电话",
        "sms": "短信",
        "email": "电子邮件",
    }
    assert all(button.isEnabled() for button in panel.channels.values())
    assert panel.channels["phone"].hasFocus()
    panel.close()


def test_a_call_is_begun_by_key_and_its_record_opens(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,
    panel: StartPanel,
    people: People,
    opener: Path,
    press: Press,
    settle: Settle,
    today: int,
) -> None:
    panel.reason.setText("存单到期")
    panel.purpose.setCurrentIndex(panel.purpose.findData("maturity"))
    panel.purpose.activated.emit(panel.purpose.currentIndex())
    qtbot.keyClick(panel.channels["phone"], Qt.Key.Key_Return)
    settle()
    assert opener.read_text() == f"tel:{PHONE}\n"
    [sheet] = window.findChildren(LogSheet)
    assert sheet.isVisible()
    assert sheet.subtitle.accessibleName() == "存单到期"
    entry = sheet.form.entry
    assert (entry.customers, entry.channel, entry.direction, entry.purpose) == (
        (people.zeng,), "phone", "out", "maturity",
    )  # fmt: skip
    assert entry.day
    assert entry.time
    assert focused() is sheet.form.fields.note
    assert PHONE not in texts(window)
    sheet.form.fields.note.setPlainText("谈了存单")
    press(Qt.Key.Key_Return, CTRL)
    assert [row[1:5] for row in logged(desk)] == [(people.zeng, "phone", "out", "maturity")]
    assert draft_entries(desk) == []
    with desk.book.store.read() as tx:
        found = tx.exec_driver_sql("SELECT reason FROM audit WHERE action = 'contact.start.phone'").scalars()
        assert list(found) == ["存单到期"]


def test_a_mail_is_begun_too(
    qtbot: QtBot, window: MainWindow, panel: StartPanel, opener: Path, settle: Settle
) -> None:
    panel.channels["email"].click()
    settle()
    assert opener.read_text() == f"mailto:{EMAIL}\n"
    assert EMAIL not in texts(window)
    [sheet] = window.findChildren(LogSheet)
    assert sheet.form.entry.channel == "email"


def test_what_the_customer_has_no_address_for_cannot_be_begun(
    qtbot: QtBot, desk: Desk, buttons: ContactButtons, people: People, settle: Settle
) -> None:
    desk.customer_wanted.emit(people.qiu)
    settle()
    buttons.start_button.click()
    [panel] = buttons.findChildren(StartPanel)
    assert {code: button.isEnabled() for code, button in panel.channels.items()} == {
        "phone": True,
        "sms": True,
        "email": False,
    }
    panel.close()


def test_where_nothing_answers_there_is_a_sentence_and_no_record(
    desk: Desk,
    window: MainWindow,
    panel: StartPanel,
    tmp_path: Path,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    panel.channels["phone"].click()
    settle()
    assert window.messages.isVisible()
    assert not any(sheet.isVisible() for sheet in window.findChildren(LogSheet))
    assert draft_entries(desk) == []


def test_the_draft_of_a_call_outlives_a_form_that_is_closed_at_once(
    desk: Desk, window: MainWindow, panel: StartPanel, opener: Path, press: Press, settle: Settle
) -> None:
    panel.channels["sms"].click()
    settle()
    press(Qt.Key.Key_Escape)
    assert [entry.channel for entry in draft_entries(desk)] == ["sms"]


def test_the_buttons_follow_the_language_and_the_room(buttons: ContactButtons) -> None:
    speak("en")
    assert buttons.log_button.text() == "Log a contact  Ctrl+L"
    buttons.be_narrow(narrow=True)
    assert buttons.log_button.text() == "Log a contact"
    assert buttons.start_button.text() == "Contact"


def test_escape_closes_the_panel(qtbot: QtBot, panel: StartPanel) -> None:
    first = next(iter(panel.channels.values()))
    assert isinstance(first, QPushButton)
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert not panel.isVisible()

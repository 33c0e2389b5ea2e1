"""Windows on the rich book, typing as an input method does, and what the book then holds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.domain.contacts import ContactEntry, FileEntry, PromiseEntry
from advisor_app.services.contact_form import contact_form
from advisor_app.services.drafts import drafts
from advisor_app.services.log_contact import log_contact
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
Open = Callable[[Desk], MainWindow]
Settle = Callable[[], None]
Press = Callable[..., None]
CONTACTS = """
    SELECT id, customer_id, channel, direction, purpose, outcome, note, next_step, next_step_on, participants,
        duration, status, event_id FROM interactions WHERE recorded_at IS NOT NULL ORDER BY id
"""
NOTE = "谈了存单，请改拨13911112222"


def compose(field: QWidget, committed: str = "", preedit: str = "") -> None:
    """Send what an input method does: text that is committed, and text that is still composed."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(committed)
    QApplication.sendEvent(field, event)


def focused() -> QWidget:
    """Return what has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def logged(desk: Desk) -> list[Any]:
    """Return the contacts that were logged on this device, in their order."""
    with desk.book.store.read() as tx:
        return list(tx.exec_driver_sql(CONTACTS))


def draft_entries(desk: Desk) -> list[ContactEntry]:
    """Return what the drafts hold, the last one first."""
    return [draft.entry for draft in drafts(desk.book)]


def note_of(desk: Desk) -> str:
    """Return the note of the first contact that was logged."""
    return str(logged(desk)[0][6])


def told(desk: Desk) -> list[tuple[str, Callable[[], object]]]:
    """Return a list that fills with what the desk offers: the sentence and what takes it back."""
    heard: list[tuple[str, Callable[[], object]]] = []

    def hear(text: str, _action: str, callback: Callable[[], object]) -> None:
        heard.append((text, callback))

    desk.offered.connect(hear)
    return heard


def sheet_of(window: MainWindow) -> LogSheet:
    """Return the form of the window in which contacts are logged."""
    [sheet] = window.findChildren(LogSheet)
    return sheet


def look_at(window: MainWindow, desk: Desk, customer: bytes, settle: Settle) -> None:
    """Go to a customer."""
    desk.customer_wanted.emit(customer)
    settle()


@pytest.fixture
def settle(qtbot: QtBot, desk: Desk) -> Settle:
    """Return what waits until all that was asked of the book is answered, and what follows from it too."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)

    return wait


@pytest.fixture
def press(qtbot: QtBot, settle: Settle) -> Press:
    """Return what presses a key where the focus is, and waits for what follows."""

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _time in range(times):
            qtbot.keyClick(focused(), key, modifiers)
            settle()

    return press


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Open:
    """Return what opens the window of a desk, and waits until its first screen has read."""

    def open_window(desk: Desk) -> MainWindow:
        window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: not desk.background.busy)
        return window

    return open_window


@pytest.fixture
def window(open_window: Open, desk: Desk) -> MainWindow:
    return open_window(desk)


@pytest.fixture
def today(desk: Desk) -> int:
    """Return today by the clock, in the bank's zone."""
    return contact_form(desk.book).today


@pytest.fixture
def area(qtbot: QtBot, themed: QApplication) -> QWidget:
    """Return a page that panels may lie over."""
    area = QWidget()
    area.resize(1200, 760)
    qtbot.addWidget(area)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    return area


@pytest.fixture
def sheet(desk: Desk, area: QWidget, settle: Settle) -> Iterator[LogSheet]:
    """Return the form of a new contact, open and with nobody in it."""
    sheet = LogSheet(desk, area)
    sheet.log(None)
    settle()
    yield sheet
    sheet.vanish()


@pytest.fixture
def editor(desk: Desk, area: QWidget) -> Iterator[EditSheet]:
    """Return the form of recorded contacts, without one."""
    editor = EditSheet(desk, area)
    yield editor
    editor.vanish()


@pytest.fixture
def contact(desk: Desk, people: People) -> bytes:
    """Return a contact that this advisor logged, with a promise and a file."""
    entry = ContactEntry(
        customers=(people.qiu,),
        channel="phone",
        direction="out",
        note=NOTE,
        time="0:01",
        promises=(PromiseEntry("寄对比表", "明天"),),
        files=(FileEntry("利率表.pdf", b"content"),),
    )
    return log_contact(desk.book, entry).interactions[0]


@pytest.fixture
def opened(editor: EditSheet, contact: bytes, settle: Settle) -> EditSheet:
    """Return the form with that contact."""
    editor.show_contact(contact)
    settle()
    return editor


@pytest.fixture
def type_line(press: Press, settle: Settle) -> Callable[[str], None]:
    """Return what presses Ctrl+L and types a line."""

    def type_line(text: str) -> None:
        press(Qt.Key.Key_L, CTRL)
        compose(focused(), text)
        settle()

    return type_line

"""The number on the rail: complaints that are overdue or nearly so, and the way from a customer's tab to the inbox."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.services import feedback as service
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.feedback.screen import FeedbackScreen
from advisor_app.ui.widgets.rail import Rail
from tests.support.factories import NOON, TODAY, Book
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "utc_now", lambda: NOON)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> MainWindow:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: not desk.background.busy)
    return window


def meaning(window: MainWindow) -> str:
    [rail] = window.findChildren(Rail)
    [button] = [button for button in rail._group.buttons() if button.objectName() == "feedback"]
    return str(button.accessibleDescription())


def test_the_rail_counts_what_is_overdue_or_nearly_so(
    window: MainWindow, desk: Desk, people: People, qtbot: QtBot
) -> None:
    assert meaning(window) == "1 件投诉即将到期"
    written = Book(desk.book.store)
    for due in (-2, -1, 20):
        written.add(
            "feedback", customer_id=people.ouyang, kind="complaint", status="open", due_on=TODAY + due
        )
    desk.book_changed.emit()
    qtbot.waitUntil(lambda: not desk.background.busy)
    assert meaning(window) == "2 件投诉已逾期 · 1 件投诉即将到期"
    speak("en")
    assert meaning(window) == "2 complaints overdue · 1 complaint due soon"


def test_feedback_asked_for_is_shown_in_the_inbox(
    window: MainWindow, desk: Desk, people: People, qtbot: QtBot
) -> None:
    with desk.book.store.read() as tx:
        key = tx.exec_driver_sql("SELECT id FROM feedback WHERE kind = 'praise'").scalar()
    desk.feedback_wanted.emit(key)
    qtbot.waitUntil(lambda: not desk.background.busy)
    [screen] = window.findChildren(FeedbackScreen)
    assert screen.isVisible()
    assert screen.detail.whole is not None
    assert screen.detail.whole.detail.row.id == key

"""The report of a bug: it can be copied, holds no customer's data, and several bugs make one dialog."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui.dialogs import bug_report
from advisor_app.ui.dialogs.bug_report import BugReportDialog, BugReports

NAME, PHONE = "曾国藩", "13800138000"


def caught(how: str) -> Exception:
    """Return an exception whose message and locals hold a name and a phone number, and its cause too."""
    name, phone = NAME, PHONE
    try:
        try:
            raise KeyError(name)
        except KeyError as error:
            raise {"value": ValueError, "type": TypeError}[how](f"{name} {phone}") from error
    except (ValueError, TypeError) as error:
        return error


@pytest.fixture
def window(qtbot: QtBot, themed: object) -> Iterator[QWidget]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    yield window
    for dialog in window.findChildren(BugReportDialog):
        dialog.close()


def test_the_report_names_places_and_no_values(window: QWidget) -> None:
    bugs = BugReports(window)
    bugs.report(caught("value"))
    assert bugs.dialog is not None
    assert bugs.dialog.isVisible()
    text = bugs.dialog.text
    assert "ValueError" in text
    assert "KeyError" in text
    assert "dialogs/test_bug_report.py:" in text
    assert NAME not in text
    assert PHONE not in text


def test_it_can_be_copied(window: QWidget) -> None:
    bugs = BugReports(window)
    bugs.report(caught("value"))
    assert bugs.dialog is not None
    bugs.dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == bugs.dialog.text


def test_several_bugs_share_one_dialog(window: QWidget) -> None:
    bugs = BugReports(window)
    for how in ("value", "type", "value"):
        bugs.report(caught(how))
    bugs.show_report("the report of another process")
    [dialog] = window.findChildren(BugReportDialog)
    assert dialog.text.count("advisor-app ") == 2
    assert "TypeError" in dialog.text
    assert dialog.text.endswith("the report of another process")


def test_a_bug_at_every_repaint_does_not_come_back_at_once(
    window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(bug_report, "monotonic", lambda: now[0])
    bugs = BugReports(window)
    bugs.show_report("a")
    [dialog] = shown(window)
    dialog.close_button.click()
    now[0] += 1
    bugs.show_report("a")
    assert shown(window) == []
    now[0] += 60
    bugs.show_report("a")
    assert len(shown(window)) == 1


def shown(window: QWidget) -> list[BugReportDialog]:
    return [dialog for dialog in window.findChildren(BugReportDialog) if dialog.isVisible()]

"""Errors appear on the surface that their class asks for, queue up, and leave the focus where it is."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.errors import DamagedError, InputError, IssuesError, UnavailableError
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.dialogs.issues import IssuesDialog
from advisor_app.ui.dialogs.message import MessageDialog
from advisor_app.ui.say import speak
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.message_bar import MessageBar

FULL = UnavailableError(
    "The disk of {folder} is full, so this was not saved.",
    folder="/book",
    what_to_do="Free some space and try again.",
)
DAMAGED = DamagedError("The header {path} is damaged: it is not what the program wrote.", path="/book")


class Window(QWidget):
    """A field to type in below a message bar."""

    def __init__(self) -> None:
        super().__init__()
        self.bar, self.field = MessageBar(), QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.field)

    def shown(self) -> list[str]:
        """What the bar says."""
        return [label.text() for label in self.bar.findChildren(Label)]

    def dialogs(self) -> list[Dialog]:
        return [dialog for dialog in self.findChildren(Dialog) if dialog.isVisible()]


@pytest.fixture
def window(qtbot: QtBot, themed: object) -> Iterator[Window]:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    for dialog in window.dialogs():
        dialog.close()


def test_an_error_is_told_with_what_to_do_and_the_focus_stays(window: Window) -> None:
    window.field.setFocus()
    window.bar.show_error(FULL)
    assert window.bar.isVisible()
    assert window.shown() == ["暂时不可用", "/book 所在磁盘已满，本次内容未保存。请清理磁盘空间后重试。"]
    assert window.bar.accessibleDescription() == window.shown()[1]
    assert window.field.hasFocus()


def test_errors_queue_up_and_the_same_one_only_once(window: Window) -> None:
    second = InputError("There is no such value for this customer.")
    for error in (FULL, second, FULL, second):
        window.bar.show_error(error)
    assert window.shown()[1] == str(FULL)
    window.bar.close_button.click()
    assert window.shown()[1] == str(second)
    window.bar.close_button.click()
    assert window.bar.message is None
    assert not window.bar.isVisible()


def test_what_is_shown_follows_the_language(window: Window) -> None:
    window.bar.show_error(FULL)
    speak("en")
    assert window.shown() == [
        "Not available just now",
        "The disk of /book is full, so this was not saved. Free some space and try again.",
    ]


def test_what_needs_an_answer_is_a_dialog_and_does_not_stack(window: Window) -> None:
    for _ in range(3):
        window.bar.show_error(DAMAGED)
    [dialog] = window.dialogs()
    assert isinstance(dialog, MessageDialog)
    assert dialog.isModal()
    assert dialog.heading.text() == "数据已损坏"
    assert not window.bar.isVisible()
    dialog.close_button.click()
    window.bar.show_error(DAMAGED)
    assert len(window.dialogs()) == 1


def test_several_things_are_listed(window: Window) -> None:
    issues = [InputError("{file}: there is no setting “{key}”.", file="a", key=key) for key in "xy"]
    window.bar.show_error(IssuesError("The settings file {file} cannot be used.", file="a", issues=issues))
    [dialog] = window.dialogs()
    assert isinstance(dialog, IssuesDialog)
    [shown] = dialog.findChildren(QListWidget)
    assert [shown.item(row).text() for row in range(shown.count())] == [str(issue) for issue in issues]
    speak("en")
    assert shown.item(1).text() == "a: there is no setting “y”."
    assert "there is no setting" not in dialog.findChildren(Label)[1].text()


def test_markup_in_a_value_stays_text(window: Window) -> None:
    window.bar.show_error(InputError("There is no store in {folder}.", folder="<b>x</b>"))
    assert "<b>x</b>" in window.shown()[1]

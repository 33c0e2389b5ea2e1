"""The search field: it waits for a pause, never looks for what is still being composed, and knows its keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.search_field import SearchField


@pytest.fixture
def field(qtbot: QtBot, themed: QApplication) -> SearchField:
    field = SearchField()
    qtbot.addWidget(field)
    field.show()
    return field


@pytest.fixture
def heard(field: SearchField) -> list[str]:
    texts: list[str] = []
    field.searched.connect(texts.append)
    return texts


def compose(field: SearchField, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def test_letters_typed_quickly_are_one_search(qtbot: QtBot, field: SearchField, heard: list[str]) -> None:
    qtbot.keyClicks(field, "zeng")
    assert heard == []
    qtbot.waitUntil(lambda: heard == ["zeng"])


def test_what_is_being_composed_is_not_looked_for(qtbot: QtBot, field: SearchField, heard: list[str]) -> None:
    with qtbot.assertNotEmitted(field.searched, wait=200):
        compose(field, "z")
        compose(field, "ze ng")
    compose(field, "", commit="曾")
    qtbot.waitUntil(lambda: heard == ["曾"])
    with qtbot.assertNotEmitted(field.searched, wait=200):
        compose(field, "guo")


def test_spaces_around_a_text_say_nothing(qtbot: QtBot, field: SearchField, heard: list[str]) -> None:
    qtbot.keyClicks(field, "qiu")
    qtbot.waitUntil(lambda: heard == ["qiu"])
    with qtbot.assertNotEmitted(field.searched, wait=200):
        qtbot.keyClicks(field, " ")


def test_escape_empties_it_at_once(qtbot: QtBot, field: SearchField, heard: list[str]) -> None:
    field.setText("qiu")
    field.flush()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), heard) == ("", ["qiu", ""])


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown])
def test_going_down_searches_first(qtbot: QtBot, field: SearchField, heard: list[str], key: Qt.Key) -> None:
    field.setText("qiu")
    with qtbot.waitSignal(field.left_downwards):
        qtbot.keyClick(field, key)
    assert heard == ["qiu"]


def test_a_text_that_is_shown_is_not_looked_for_again(
    qtbot: QtBot, field: SearchField, heard: list[str]
) -> None:
    field.show_text("曾")
    field.flush()
    assert (field.text(), heard) == ("曾", [])


def test_it_speaks_both_languages(field: SearchField) -> None:
    assert field.placeholderText() == "姓名 / 拼音 / 手机尾号 / 客户号"
    assert field.accessibleName() == "搜索客户"
    speak("en")
    assert field.placeholderText() == "Name / pinyin / end of phone / number"
    assert field.accessibleName() == "Search customers"

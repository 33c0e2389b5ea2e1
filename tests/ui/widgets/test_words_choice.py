"""A code by its name, or words of one's own."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain.policy import Text
from advisor_app.ui.say import speak
from advisor_app.ui.widgets.words_choice import WordsChoice

NAMES = {"price": Text("利率或费用", "Rate or fees"), "service": Text("服务原因", "Service")}


@pytest.fixture
def field(qtbot: QtBot, themed: QApplication) -> WordsChoice:
    field = WordsChoice()
    qtbot.addWidget(field)
    field.offer(NAMES)
    field.show()
    return field


def test_nothing_is_chosen_first(field: WordsChoice) -> None:
    assert field.value == ""


def test_a_name_is_its_code_and_other_words_are_themselves(field: WordsChoice, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.edited):
        field.setEditText(" 服务原因 ")
    assert field.value == "service"
    field.setEditText("搬家了")
    assert field.value == "搬家了"
    field.setEditText("")
    assert field.value == ""


def test_showing_tells_nobody_and_follows_the_language(field: WordsChoice, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.choose("price")
        assert field.currentText() == "利率或费用"
        speak("en")
    assert (field.currentText(), field.value) == ("Rate or fees", "price")
    field.choose("搬家了")
    speak("zh_CN")
    assert field.value == "搬家了"
    field.offer({})
    assert field.value == "搬家了"

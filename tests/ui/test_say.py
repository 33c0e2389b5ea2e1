"""Text follows the language at run time, wherever the widget stands."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui.say import say, speak
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label


def test_a_widget_deep_inside_says_its_text_again(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    card, label, field = Card("Phone"), Label(), QLineEdit()
    card.body.addWidget(label)
    card.body.addWidget(field)
    QVBoxLayout(window).addWidget(card)
    say(label.setText, "E-mail")
    say(field.setPlaceholderText, "Address")
    say(field.setAccessibleName, "Number")
    assert (label.text(), field.placeholderText(), field.accessibleName()) == ("电子邮箱", "地址", "客户号")
    speak("en")
    assert (label.text(), field.placeholderText(), field.accessibleName()) == ("E-mail", "Address", "Number")
    assert card.accessibleName() == "Phone"
    speak("zh_CN")
    assert label.text() == "电子邮箱"


def test_what_is_no_widget_speaks_through_its_owner(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    action = QAction(window)
    say(action.setText, "Phone", owner=window)
    speak("en")
    assert action.text() == "Phone"
    speak("zh_CN")
    assert action.text() != "Phone"

"""Text follows the language at run time, wherever the widget stands."""

import gc
import weakref

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

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


def test_a_widget_that_nobody_else_remembers_speaks_too(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)

    def fill() -> None:
        layout = QVBoxLayout(window)
        for widget in (QLabel(), Label()):
            say(widget.setText, "Phone")
            layout.addWidget(widget)

    fill()
    gc.collect()
    speak("en")
    assert [label.text() for label in window.findChildren(QLabel)] == ["Phone", "Phone"]


def test_what_is_said_anew_takes_the_place_of_what_was_said(qtbot: QtBot) -> None:
    label = Label()
    qtbot.addWidget(label)
    say(label.setText, "Phone")
    say(label.setText, "E-mail")
    say(label.setToolTip, "Phone")
    speak("en")
    assert (label.text(), label.toolTip()) == ("E-mail", "Phone")


def test_a_widget_that_is_gone_says_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = Label(parent=window)
    say(label.setText, "Phone")
    delete(label)
    speak("en")
    speak("zh_CN")


def test_what_is_gone_is_not_kept(qtbot: QtBot) -> None:
    label = Label()
    say(label.setText, "Phone")
    gone = weakref.ref(label)
    del label
    gc.collect()
    assert gone() is None

"""The application: its look, its names, and Qt's own texts in the language of the program."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QLocale, QObject
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.i18n import current_language
from advisor_app.settings import LANGUAGE, THEME, Settings
from advisor_app.ui import theme
from advisor_app.ui.application import make_application
from advisor_app.ui.say import speak
from advisor_app.ui.theme.tokens import DARK, LIGHT

CLOSE = QDialogButtonBox.StandardButton.Close
LATE = (
    "pandas",
    "numpy",
    "matplotlib",
    "sqlalchemy",
    "sklearn",
    "pypinyin",
    "keyring",
    "qtpy",
    "httpx",
    "babel",
)


class Listener(QObject):
    """Counts how often a widget is told of a new language."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.heard = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # of Qt
        self.heard += event.type() is QEvent.Type.LanguageChange
        return False


@pytest.fixture
def application(themed: QApplication) -> Iterator[QApplication]:
    yield themed
    speak("zh_CN")


def close_button(qtbot: QtBot) -> str:
    box = QDialogButtonBox(CLOSE)
    qtbot.addWidget(box)
    return box.button(CLOSE).text()


def test_the_settings_choose_look_and_language(application: QApplication, settings: Settings) -> None:
    settings.change(THEME, "dark")
    settings.change(LANGUAGE, "en")
    assert make_application(settings) is application
    assert theme.current() == DARK
    assert current_language() == "en"
    assert application.applicationName() == "advisor-app"
    settings.change(THEME, "light")
    make_application(settings)
    assert theme.current() == LIGHT


def test_the_texts_of_qt_follow_the_language(
    qtbot: QtBot, application: QApplication, settings: Settings
) -> None:
    make_application(settings)
    assert close_button(qtbot) == "关闭"
    assert QLocale().language() == QLocale.Language.Chinese
    speak("en")
    assert close_button(qtbot) == "Close"
    assert QLocale().language() == QLocale.Language.English
    speak("zh_CN")
    assert close_button(qtbot) == "关闭"


def test_a_window_is_told_of_a_new_language_once(
    qtbot: QtBot, application: QApplication, settings: Settings
) -> None:
    make_application(settings)
    window = QWidget()
    qtbot.addWidget(window)
    listener = Listener(window)
    speak("en")
    application.processEvents()
    assert listener.heard == 1


def test_nothing_heavy_is_imported_for_it() -> None:
    program = f"import sys, advisor_app.ui.application\nprint([m for m in {LATE} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

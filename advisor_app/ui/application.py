"""The application object: its names, its dress, and Qt's own texts in the language of the program.

The launcher makes it before its first paint, so nothing is imported here that the window does not need anyway;
what can wait for that paint is in `ui.hooks`.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from advisor_app import __version__
from advisor_app.i18n import current_language, default_language, set_language
from advisor_app.settings import INFLOW_COLOUR, LANGUAGE, THEME, Settings
from advisor_app.ui import theme

NAME = "advisor-app"


def make_application(settings: Settings, arguments: Sequence[str] = (NAME,)) -> QApplication:
    """Return the application of this process, dressed and speaking as the settings say.

    The language is chosen here only where the settings name one; otherwise it stays what it is.
    """
    made = QApplication.instance()
    application = made if isinstance(made, QApplication) else QApplication(list(arguments))
    application.setApplicationName(NAME)
    application.setOrganizationName(NAME)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(NAME)
    if settings[LANGUAGE] != "auto":
        set_language(settings[LANGUAGE])
    speak_qt(application)
    dress(application, settings)
    return application


def dress(application: QApplication, settings: Settings) -> None:
    """Give the application the colours that the settings ask for."""
    theme.apply(application, settings[THEME], settings[INFLOW_COLOUR])


def language_of(settings: Settings) -> str:
    """Return the language that the settings ask for."""
    chosen = settings[LANGUAGE]
    return default_language() if chosen == "auto" else chosen


def speak_qt(application: QApplication) -> None:
    """Let Qt's own texts (menus of fields, file dialogs, calendars) follow the language of the program."""
    language = current_language()
    QLocale.setDefault(QLocale(language))
    translator = application.findChild(_Translator)
    if (translator is None) == (language == "en"):
        return
    # Qt would tell every window of a new language by itself; they are told once, when all is in place.
    silence = _Silence()
    application.installEventFilter(silence)
    if translator:
        application.removeTranslator(translator)
        translator.setParent(None)
    else:
        translator = _Translator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator.load(f"qtbase_{language}", folder)
        application.installTranslator(translator)
    application.removeEventFilter(silence)


class _Translator(QTranslator):
    """Qt's own texts in another language than English."""


class _Silence(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() is QEvent.Type.LanguageChange and isinstance(watched, QApplication)

"""The application object: its names, its dress, and Qt's own texts in the language of the program.

The launcher makes it before its first paint, so nothing is imported here that the window does not need anyway;
what can wait for that paint is in `ui.hooks` and `ui.qt_texts`.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from advisor_app import __version__
from advisor_app.i18n import default_language, set_language
from advisor_app.settings import INFLOW_COLOUR, LANGUAGE, THEME, Settings
from advisor_app.ui import theme

NAME = "advisor-app"


def make_application(
    settings: Settings, arguments: Sequence[str] = (NAME,), *, qt_texts: bool = True
) -> QApplication:
    """Return the application of this process, dressed and speaking as the settings say.

    The language is chosen here only where the settings name one; otherwise it stays what it is. Without
    `qt_texts` Qt's own are left to be loaded later.
    """
    made = QApplication.instance()
    if isinstance(made, QApplication):
        application = made
    else:
        application = QApplication([*arguments, theme.STYLE])
        application.setProperty(theme.FRESH, True)
    application.setApplicationName(NAME)
    application.setOrganizationName(NAME)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(NAME)
    if settings[LANGUAGE] != "auto":
        set_language(settings[LANGUAGE])
    if qt_texts:
        from advisor_app.ui.qt_texts import speak_qt

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

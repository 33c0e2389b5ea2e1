"""Qt's own texts in the language of the program. Loading them takes longer than all else that a window needs."""

from PySide6.QtCore import QEvent, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from advisor_app.i18n import current_language


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

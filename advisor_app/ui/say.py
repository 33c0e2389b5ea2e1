"""Text that follows the language: said once where a widget is made, said again whenever the language changes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from advisor_app.i18n import current_language, set_language
from advisor_app.i18n import gettext as _
from advisor_app.ui.application import speak_qt


class _Speaker(QObject):
    """Repeats what a widget says when the widget hears that the language has changed."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.sayings: list[tuple[Callable[[str], object], str]] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LanguageChange:
            for setter, message in self.sayings:
                setter(_(message))
        return super().eventFilter(watched, event)


def say(setter: Callable[[str], object], message: str, *, owner: QObject | None = None) -> None:
    """Give a widget's `setter` (such as `label.setText`) the translation of `message`, now and from then on.

    `message` is a message id, marked with `N_`. `owner` is the widget that hears of a new language where the
    setter's own object is none, as an action.
    """
    widget = owner or setter.__self__  # type: ignore[attr-defined]  # setters are bound methods
    speaker = next((child for child in widget.children() if isinstance(child, _Speaker)), None)
    speaker = speaker or _Speaker(widget)
    speaker.sayings.append((setter, message))
    setter(_(message))


def speak(language: str) -> None:
    """Switch the language of the whole program and let every widget say its text again."""
    if language == current_language():
        return
    set_language(language)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        speak_qt(application)
        for window in application.topLevelWidgets():
            QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))


__all__ = ["say", "speak"]

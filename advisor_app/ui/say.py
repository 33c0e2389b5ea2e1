"""Text that follows the language: said once where a widget is made, said again whenever the language changes."""

from collections.abc import Callable
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from advisor_app.i18n import current_language, set_language
from advisor_app.i18n import gettext as _


class _Speaker:
    """What a widget says. It lives as long as the widget, which keeps it; no event has to pass through here."""

    def __init__(self, widget: QObject) -> None:
        self._widget = widget
        self.sayings: dict[Callable[[str], object], str] = {}
        _speakers.add(self)

    def speak(self) -> None:
        """Say everything in the present language, if the widget is still there."""
        if isValid(self._widget):
            for setter, message in self.sayings.items():
                setter(_(message))


_speakers: WeakSet[_Speaker] = WeakSet()


def say(setter: Callable[[str], object], message: str, *, owner: QObject | None = None) -> None:
    """Give a widget's `setter` (such as `label.setText`) the translation of `message`, now and from then on.

    `message` is a message id, marked with `N_`, and takes the place of what the setter was given before. `owner`
    is the widget that keeps what is said where the setter's own object is none, as an action.
    """
    widget = owner or setter.__self__  # type: ignore[attr-defined]  # setters are bound methods
    kept = vars(widget)
    speaker = kept.get("_speaker") or kept.setdefault("_speaker", _Speaker(widget))
    speaker.sayings[setter] = message
    setter(_(message))


def speak(language: str) -> None:
    """Switch the language of the whole program: every widget says its text again, then hears of the change."""
    if language == current_language():
        return
    set_language(language)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        from advisor_app.ui.qt_texts import speak_qt  # late: nobody switches before the first paint

        speak_qt(application)
        for speaker in list(_speakers):
            speaker.speak()
        for window in application.topLevelWidgets():
            QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))


__all__ = ["say", "speak"]

"""What the system says on Linux: that the machine goes to sleep, and that the session was locked.

Before it sleeps logind waits for whoever asked it to; this does, and the end of the process lets it go on. Where
there is no system bus, or no logind on it, nothing is told, and the clock of `ui.lock` is what is left.
"""

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

_SERVICE = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SESSION = "org.freedesktop.login1.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"


class Logind(QObject):
    """Listens to logind from the moment it is made."""

    leaving = Signal()
    """The machine goes to sleep, or the session was locked."""
    listening = Signal()
    """What logind had to be asked has been answered, or will not be."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = QDBusConnection.systemBus()
        self.connected = self._bus.isConnected()
        """Whether there is a system bus."""
        self._delay: Any = None  # a descriptor: logind waits while it is open
        self._session = ""
        if self.connected:
            self._listen(_PATH, _MANAGER, "PrepareForSleep", "_on_sleep(bool)")
            why = ["sleep", "advisor-app", "The book is being locked", "delay"]
            self._ask(_PATH, _MANAGER, "Inhibit", why, self._on_delay)
            self._ask(_PATH, _MANAGER, "GetSession", ["auto"], self._on_session)

    def _listen(self, path: str, interface: str, signal: str, slot: str) -> None:
        self._bus.connect(_SERVICE, path, interface, signal, self, SLOT(slot))  # type: ignore[call-overload]

    def _ask(
        self, path: str, interface: str, method: str, arguments: list[str], then: Callable[[], None]
    ) -> None:
        message = QDBusMessage.createMethodCall(_SERVICE, path, interface, method)
        message.setArguments(arguments)
        QDBusPendingCallWatcher(self._bus.asyncCall(message), self).finished.connect(then)

    def _answer(self) -> Any:
        """Return what the call that has just ended was answered, or None if it failed."""
        watcher = cast(QDBusPendingCallWatcher, self.sender())
        watcher.deleteLater()
        reply = watcher.reply()
        return reply.arguments()[0] if reply.type() is QDBusMessage.MessageType.ReplyMessage else None

    @Slot()
    def _on_delay(self) -> None:
        self._delay = self._answer()

    @Slot()
    def _on_session(self) -> None:
        if path := self._answer():
            self._session = path.path()
            self._listen(self._session, _SESSION, "Lock", "_on_lock()")
            self._listen(self._session, _PROPERTIES, "PropertiesChanged", "_on_changed()")
            self._on_changed()  # it may have been locked before we listened
        self.listening.emit()

    @Slot(bool)
    def _on_sleep(self, begins: bool) -> None:
        if begins:
            self.leaving.emit()

    @Slot()
    def _on_lock(self) -> None:
        self.leaving.emit()

    @Slot()
    def _on_changed(self) -> None:
        # Desktops that lock by themselves say so in this property only.
        self._ask(self._session, _PROPERTIES, "Get", [_SESSION, "LockedHint"], self._on_hint)

    @Slot()
    def _on_hint(self) -> None:
        if (hint := self._answer()) and hint.variant():
            self.leaving.emit()

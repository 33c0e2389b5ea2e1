"""One window per book: whoever opens it a second time gets the one that is there.

The window listens on a local socket whose name comes from the folder of the book. It is looked for by its file
before the network library is loaded, because that would delay the first paint of every start.
"""

import os
import sys
import tempfile
from pathlib import Path
from zlib import adler32, crc32

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

_PATIENCE_MS = 1_000


class Instance(QObject):
    """This window's claim to be the only one of its book."""

    wanted = Signal()
    """Somebody opened the book again: the window is to come forward."""

    def __init__(self, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = _socket_name(data)
        self._server: QObject | None = None

    def listen(self) -> bool:
        """Be the one window from now on; False if another is, which then has been asked to come forward."""
        from PySide6.QtNetwork import QLocalServer

        if _call(self._name):
            return False
        QLocalServer.removeServer(self._name)  # if there is one nobody answers at it: its process was killed
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connected)
        server.listen(self._name)
        # A window whose socket cannot be made works all the same; only a second one is not held back by it.
        self._server = server
        return True

    def close(self) -> None:
        """Give up the claim, for the next process of the chain."""
        if self._server:
            self._server.close()  # type: ignore[attr-defined]  # its class is imported late
            self._server = None

    def _on_connected(self) -> None:
        connection = self._server.nextPendingConnection()  # type: ignore[union-attr]
        connection.disconnected.connect(connection.deleteLater)
        connection.disconnectFromServer()
        self.wanted.emit()


def raise_other(data: Path) -> bool:
    """Ask the window of this book to come forward; False if there is none."""
    name = _socket_name(data)
    if sys.platform != "win32" and not _is_ours(Path(name)):
        return False
    return _call(name)


def come_forward(window: QWidget) -> None:
    """Bring a window to the front, from the task bar too."""
    from PySide6.QtCore import Qt

    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _call(name: str) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    answered: bool = socket.waitForConnected(_PATIENCE_MS)
    socket.abort()
    return answered


def _socket_name(data: Path) -> str:
    folder = os.fsencode(data.resolve())
    name = f"advisor-app-{crc32(folder):08x}{adler32(folder):08x}"
    if sys.platform == "win32":
        return name
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    place = runtime if runtime and Path(runtime).is_dir() else tempfile.gettempdir()
    return str(Path(place, f"{name}-{os.getuid()}"))


def _is_ours(socket: Path) -> bool:
    """Tell whether there is a socket and it is this user's: in a common folder anybody may make one."""
    try:
        return sys.platform == "win32" or socket.lstat().st_uid == os.getuid()
    except OSError:
        return False

"""A logind on a system bus of its own: it answers as the real one does, and says what a test wants it to say."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.login1"
MANAGER_PATH = "/org/freedesktop/login1"
SESSION_PATH = "/org/freedesktop/login1/session/_31"
OTHER_SESSION = "/org/freedesktop/login1/session/_32"
_SESSION = f"{NAME}.Session"


class Logind:
    """The service. `asked` are the calls that came; `hint` is what it answers about the session being locked."""

    def __init__(self, address: str) -> None:
        self.asked: list[str] = []
        self.hint = False
        self._connection: DBusConnection = open_dbus_connection(bus=address, enable_fds=True)
        self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        self._delay, self._held = os.pipe()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, name="logind")
        self._thread.start()

    def prepare_for_sleep(self, *, begins: bool = True) -> None:
        """Say that the machine goes to sleep, or that it woke up."""
        self._emit(MANAGER_PATH, f"{NAME}.Manager", "PrepareForSleep", "b", (begins,))

    def lock(self, session: str = SESSION_PATH) -> None:
        """Ask the programs of a session to lock."""
        self._emit(session, _SESSION, "Lock")

    def show_hint(self, *, locked: bool) -> None:
        """Say that a property of the session has changed, as a desktop that locks by itself makes it do."""
        self.hint = locked
        body: tuple[object, ...] = (_SESSION, {"LockedHint": ("b", locked)}, [])
        self._emit(SESSION_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", body)

    def wait_for_release(self) -> bool:
        """Wait until nobody delays the sleep any more, and return whether somebody did."""
        delayed = "Inhibit" in self.asked
        os.close(self._held)
        self._held = -1
        os.read(self._delay, 1)  # ends with the last copy of the other end
        return delayed

    def close(self) -> None:
        """Go away."""
        self._connection.sock.shutdown(2)
        self._thread.join()
        self._connection.close()
        for end in (self._delay, self._held):
            if end >= 0:
                os.close(end)

    def _emit(
        self, path: str, interface: str, name: str, kinds: str = "", body: tuple[object, ...] = ()
    ) -> None:
        address = DBusAddress(path, bus_name=NAME, interface=interface)
        with self._lock:
            self._connection.send(new_signal(address, name, kinds or None, body))

    def _serve(self) -> None:
        while True:
            try:
                message = self._connection.receive()
            except (OSError, EOFError):
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            name = message.header.fields[HeaderFields.member]
            self.asked.append(name)
            if name == "Inhibit":
                answer = new_method_return(message, "h", (self._held,))
            elif name == "GetSession":
                answer = new_method_return(message, "o", (SESSION_PATH,))
            elif name == "Get":
                answer = new_method_return(message, "v", (("b", self.hint),))
            else:
                answer = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
            with self._lock:
                self._connection.send(answer)


@contextmanager
def system_bus(folder: Path) -> Iterator[str]:
    """Run a bus without any service on it, and yield its address."""
    command = [
        "dbus-daemon",
        "--session",
        "--nofork",
        "--print-address",
        f"--address=unix:path={folder / 'bus'}",
    ]
    bus = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert bus.stdout
    try:
        yield bus.stdout.readline().strip()
    finally:
        bus.stdout.close()
        bus.terminate()
        bus.wait(10)


@contextmanager
def running(address: str) -> Iterator[Logind]:
    """Run logind on a bus."""
    service = Logind(address)
    try:
        yield service
    finally:
        service.close()

"""A real screen without a monitor: an X server, a window manager, a keyboard, and the bus of screen readers.

What a window shows is read as a screen reader reads it (AT-SPI over D-Bus), from outside of the program; so a
test sees the real processes in the real window, and accessible names are tried on the way.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse

T = TypeVar("T")
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_SHOWING = 1 << 25  # AT-SPI's state of what is really on the screen
_WITHOUT_PLACE = {"application", "desktop frame"}
_PATIENCE = 60.0


class Node(NamedTuple):
    """One thing on the screen as a screen reader is told of it."""

    role: str
    name: str
    description: str


@dataclass(frozen=True)
class Screen:
    """A display and the ways to it."""

    environment: Mapping[str, str]
    _bus: DBusConnection

    def type(self, text: str) -> None:
        """Type ASCII text."""
        self._xdotool("type", "--delay", "20", text)

    def key(self, *keys: str) -> None:
        """Press keys, each with the names that X gives them: Return, ctrl+k."""
        for key in keys:
            self._xdotool("key", key)

    def windows(self) -> list[str]:
        """Return the titles of the windows that are visible."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", ".", "getwindowname", "%@"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return found.stdout.splitlines()

    def nodes(self) -> list[Node]:
        """Return all that is on the screen and not hidden."""
        return list(self._walk(_ROOT))

    def read(self, pattern: str, role: str = "") -> str | None:
        """Return the first name on the screen that a pattern is found in."""
        for node in self.nodes():
            if re.search(pattern, node.name) and role in ("", node.role):
                return node.name
        return None

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self.environment, check=True, timeout=30)

    def _walk(self, reference: tuple[str, str]) -> Iterator[Node]:
        try:
            name, description = (self._property(reference, which) for which in ("Name", "Description"))
            [role] = self._call(reference, _ACCESSIBLE, "GetRoleName")
            [children] = self._call(reference, _ACCESSIBLE, "GetChildren")
            [states] = self._call(reference, _ACCESSIBLE, "GetState")
        except (DBusErrorResponse, TimeoutError):
            return  # it went away while we looked
        if role not in _WITHOUT_PLACE and not states[0] & _SHOWING:
            return
        yield Node(role, name, description)
        for child in children:
            yield from self._walk(tuple(child))

    def _property(self, reference: tuple[str, str], name: str) -> str:
        [(_, value)] = self._call(reference, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, name))
        return str(value)

    def _call(
        self, reference: tuple[str, str], interface: str, method: str, signature: str = "", body: Any = ()
    ) -> Any:
        bus, path = reference
        message = new_method_call(DBusAddress(path, bus, interface), method, signature or None, body)
        reply = self._bus.send_and_get_reply(message, timeout=5)
        if reply.header.message_type.name == "error":
            raise DBusErrorResponse(reply)
        return reply.body


def wait_for(question: Callable[[], T | None], what: str, patience: float = _PATIENCE) -> T:
    """Return the first answer that is something; AssertionError that names `what` when none comes."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


@contextmanager
def running() -> Iterator[Screen]:
    """Yield a screen; RuntimeError when a part of it is not installed: the test then fails, as it should."""
    for command in ("Xvfb", "openbox", "xdotool", "dbus-daemon"):
        if shutil.which(command) is None:
            raise RuntimeError(f"{command} is not installed; `make test` installs it or says how")
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="screen")))
        display = stack.enter_context(_x_server())
        environment = {
            **os.environ,
            "DISPLAY": f":{display}",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        bus = stack.enter_context(
            _started(["dbus-daemon", "--session", "--nofork", "--print-address"], environment)
        )
        assert bus.stdout
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        stack.enter_context(_started(["openbox"], environment))
        session = stack.enter_context(open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]))
        # Asking for the address starts the bus of screen readers.
        asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        [address] = session.send_and_get_reply(asked, timeout=20).body
        yield Screen(environment, stack.enter_context(open_dbus_connection(address)))


@contextmanager
def _started(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def _x_server() -> Iterator[str]:
    """Yield the number of a new display, which the server chooses itself."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        try:
            with os.fdopen(reading) as numbers:
                yield numbers.readline().strip()
        finally:
            process.terminate()

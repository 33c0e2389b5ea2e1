"""A real key store service: gnome-keyring on a D-Bus session of its own, with a home of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running() -> Iterator[Mapping[str, str]]:
    """Start the service, unlocked, and yield the environment in which a program finds it.

    Elsewhere than on Linux that is the environment as it is, as the system's own key store serves.
    Raises RuntimeError when a part of it is not installed; the test then fails, as it should.
    """
    if sys.platform != "linux":
        yield {}
        return
    for command in ("dbus-daemon", "gnome-keyring-daemon"):
        if shutil.which(command) is None:
            raise RuntimeError(f"{command} is not installed; `make test` installs it or says how")
    with tempfile.TemporaryDirectory(prefix="keyring") as name:
        home = Path(name)
        environment = {"HOME": name}
        for kind in ("DATA", "CONFIG", "CACHE", "STATE", "RUNTIME"):
            folder = home / kind.lower()
            folder.mkdir(mode=0o700)
            environment[f"XDG_{kind}_DIR" if kind == "RUNTIME" else f"XDG_{kind}_HOME"] = str(folder)
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | environment,
        )
        assert bus.stdout is not None
        try:
            environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
            with _daemon(os.environ | environment):
                yield environment
        finally:
            bus.stdout.close()
            bus.terminate()
            bus.wait(10)


@contextmanager
def _daemon(environment: Mapping[str, str]) -> Iterator[None]:
    """Run the daemon; it makes the login keyring with the password that it reads from its input."""
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    assert daemon.stdin is not None
    assert daemon.stdout is not None
    try:
        with daemon.stdin:
            daemon.stdin.write("test\n")
        daemon.stdout.readline()  # it prints its variables when it is ready
        yield
    finally:
        daemon.stdout.close()
        daemon.terminate()
        daemon.wait(10)

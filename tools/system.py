"""System packages: what is missing is found by trying it, and installed where that is allowed."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tools.terminal import StopError, must, run, say

SERVICES = Path("/usr/share/dbus-1/services")


@dataclass(frozen=True)
class Need:
    """A Debian package and a test of whether what it brings is there, from wherever it came."""

    package: str
    is_there: Callable[[], bool]


def _library(package: str, name: str) -> Need:
    def loads() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return Need(package, loads)


def _command(package: str, name: str) -> Need:
    return Need(package, lambda: shutil.which(name) is not None)


def _service(package: str, name: str) -> Need:
    return Need(package, lambda: (SERVICES / f"{name}.service").exists())


def _chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return any(Path("/usr/share/fonts").glob("**/wqy-microhei*"))
    listing = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
    return bool(listing.stdout.strip())


def _venv() -> bool:
    return find_spec("ensurepip") is not None  # Debian splits it off into a package of its own


VENV = (Need(f"python3.{sys.version_info.minor}-venv", _venv),)
QT = (
    _library("libegl1", "libEGL.so.1"),
    _library("libgl1", "libGL.so.1"),
    _library("libxkbcommon0", "libxkbcommon.so.0"),
    _library("libdbus-1-3", "libdbus-1.so.3"),
    _library("libfontconfig1", "libfontconfig.so.1"),
    _library("libglib2.0-0", "libglib-2.0.so.0"),
    Need("fonts-wqy-microhei", _chinese_font),
)
X_WINDOW = (
    _library("libxcb-cursor0", "libxcb-cursor.so.0"),
    _library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
    _library("libxcb-icccm4", "libxcb-icccm.so.4"),
    _library("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    _library("libxcb-shape0", "libxcb-shape.so.0"),
)
TESTING = (
    _command("dbus", "dbus-run-session"),
    _command("gnome-keyring", "gnome-keyring-daemon"),
    _command("xvfb", "Xvfb"),
    _command("openbox", "openbox"),
    _command("xdotool", "xdotool"),
    _service("at-spi2-core", "org.a11y.Bus"),
)


def has_display() -> bool:
    """Tell whether a window could be shown to somebody."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def provide(needs: Iterable[Need]) -> None:
    """See that everything in `needs` is there; as root on Debian, install what is not.

    Raises StopError with the one command to run where installing is not ours to do, or failed.
    """
    if sys.platform != "linux":
        return
    missing = [need.package for need in needs if not need.is_there()]
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None:
        raise StopError(
            f"Please install what these Debian packages bring, then run this again: {' '.join(missing)}"
        )
    if os.geteuid() != 0:
        raise StopError(
            f"Please run this one command, then this one again:\n\n    sudo {' '.join(install)}\n"
        )
    say(f"installing system packages: {' '.join(missing)}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    if run(install, env=quiet):  # most often because the package lists are missing or old
        must(["apt-get", "update"], "The package lists could not be fetched; is there a network?", env=quiet)
        must(install, "The system packages could not be installed.", env=quiet)

"""The window: the only part that imports Qt. Screens ask services for values and show them; rules live elsewhere."""

import sys


def _keep_none() -> None:
    """Give None more references than a session can use up.

    PySide6 is built for Pythons in which None is immortal: each of its calls that returns nothing gives up a
    reference that it never took. An older Python counts them, and after some thousand calls it ends the process
    (“deallocating None”).
    """
    import ctypes

    ctypes.c_ssize_t.from_address(id(None)).value += 1 << 60


if sys.version_info < (3, 12):
    _keep_none()

"""The window: the only part that imports Qt. Screens ask services for values and show them; rules live elsewhere."""

import sys


def _keep_constants() -> None:
    """Give None, True and False more references than a session can use up.

    PySide6 is built for Pythons in which they are immortal: each of its calls that returns nothing, and each
    signal that brings a truth value, gives up a reference that it never took. An older Python counts them, and
    after some thousand calls it ends the process (“deallocating None”) or crashes somewhere else.
    """
    import ctypes

    for constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 60


if sys.version_info < (3, 12):
    _keep_constants()

"""What a test must not leave behind or reach for, checked around every one of them."""

import ipaddress
import logging
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_PATIENCE = 2.0


@contextmanager
def no_leaked_threads() -> Iterator[None]:
    """Fail when threads are left that were not there before, given some time to end."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _PATIENCE
    while leaked := set(threading.enumerate()) - before:
        if time.monotonic() > deadline:
            raise AssertionError(f"threads were left running: {', '.join(t.name for t in leaked)}")
        time.sleep(0.01)


def stray(records: Sequence[logging.LogRecord], expected: Sequence[str]) -> list[str]:
    """Return the warnings and errors among log records that match none of the expected patterns."""
    messages = [
        f"{record.name} {record.levelname}: {record.getMessage()}"
        for record in records
        if record.levelno >= logging.WARNING
    ]
    return [message for message in messages if not any(re.search(pattern, message) for pattern in expected)]


def refuse_network() -> None:
    """Let this process reach nothing but loopback from now on; what tries to gets a PermissionError."""
    sys.addaudithook(_refuse_other_hosts)


def _refuse_other_hosts(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _is_loopback(host):
        raise PermissionError(f"a test tried to reach {host!r}")


def _is_loopback(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified

"""Identifiers that a device may create offline: UUIDs (RFC 9562), kept as 16 raw bytes everywhere."""

import hashlib
import os
import threading
import time

_COUNTER_BITS = 42  # of the 74 random bits, the upper 42 count within one millisecond
_lock = threading.Lock()
_last_ms = 0
_counter = 0


def new_id() -> bytes:
    """Return a new UUIDv7 as 16 bytes; ids made in one process sort in the order in which they were made.

    The clock only gives the prefix: when it stands still or runs backwards the counter goes on from
    the last value, so ids never repeat and never step back.
    """
    global _last_ms, _counter
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_ms:
            _last_ms = now
            # The top bit starts clear, so that a millisecond has room for 2**41 increments.
            _counter = int.from_bytes(os.urandom(6), "big") >> (48 - _COUNTER_BITS + 1)
        else:
            _counter += 1
            if _counter >> _COUNTER_BITS:
                _last_ms += 1
                _counter = 0
        ms, counter = _last_ms, _counter
    tail = int.from_bytes(os.urandom(4), "big")
    value = ms << 80 | 0x7 << 76 | (counter >> 30) << 64 | 0b10 << 62 | (counter & (1 << 30) - 1) << 32 | tail
    return value.to_bytes(16, "big")


def derived_id(*parts: bytes) -> bytes:
    """Return the UUIDv8 that stands for what other systems name by `parts`: the same on every device."""
    digest = hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | 0x8 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return value.to_bytes(16, "big")

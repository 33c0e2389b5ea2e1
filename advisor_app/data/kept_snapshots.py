"""Snapshots of a whole book as they were read last, kept in the book itself: the next day begins without reading it.

They stand for what head office sent up to a checkpoint and what the advisor wrote up to an event of the audit log;
whoever takes them reads again whom later events name. They go when a customer leaves the book.
"""

import gc
import zlib
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from advisor_app import __version__
from advisor_app.data import apply
from advisor_app.data.reads.rows import one
from advisor_app.domain.prompts.snapshot import CustomerSnapshot

_FAST = 1
_TOGETHER = 100
"""So many snapshots are packed and unpacked at a time: no other thread gets its turn meanwhile."""
# What a snapshot leaves out because it has not happened yet comes by itself when its time does: then it is read anew.
_LATER = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE {column} > :now)"
    for table, column in (
        ("interactions", "happened_at"),
        ("feedback", "happened_at"),
        ("promises", "made_at"),
        ("proposals", "made_at"),
        ("consents", "recorded_at"),
        ("risk_assessments", "confirmed_at"),
        ("prompt_outcomes", "made_at"),
    )
)


class Kept(NamedTuple):
    """What was kept: of which state of the book, up to which event of the audit log, and the snapshots by customer."""

    stamp: bytes
    sequence: int
    snapshots: dict[bytes, CustomerSnapshot]


def stamp_of(*read_of: object) -> bytes:
    """Return what tells states of a book apart, also by the program and by the form of what it keeps."""
    return sha256(repr((__version__, _form(), *read_of)).encode()).digest()


def find(connection: Connection, stamp: bytes) -> Kept | None:
    """Return the snapshots that were kept of a state of the book, None where they are of another or cannot be read."""
    held = apply.get_state(connection, apply.SNAPSHOTS)
    if held is None or not held.startswith(stamp):
        return None
    try:
        sequence, parts = _OUTER.decode(zlib.decompress(held[len(stamp) :]))
        found: dict[bytes, CustomerSnapshot] = {}
        for part in parts:
            found |= {snapshot.id: snapshot for snapshot in _PART.decode(part)}
            # Those of 5,000 customers are 150,000 objects, none of which refers back; to search them once would hold up
            # the window for 85 to 109 ms (measured), set aside they cost it nothing. Counting frees them all the same.
            gc.freeze()
    except (zlib.error, msgspec.DecodeError):
        return None
    return Kept(stamp, sequence, found)


def packed(sequence: int, snapshots: Iterable[CustomerSnapshot]) -> bytes:
    """Return snapshots in the form in which `keep` takes them; it takes a while and needs no transaction."""
    every = list(snapshots)
    parts = [_ENCODER.encode(every[start : start + _TOGETHER]) for start in range(0, len(every), _TOGETHER)]
    return zlib.compress(_ENCODER.encode((sequence, parts)), _FAST)


def keep(connection: Connection, stamp: bytes, body: bytes) -> None:
    """Keep snapshots in the place of those that were kept before."""
    apply.set_state(connection, apply.SNAPSHOTS, stamp + body)


def is_kept(connection: Connection, stamp: bytes) -> bool:
    """Tell whether snapshots of a state of the book are kept."""
    found = one(
        connection,
        "SELECT 1 FROM sync_state WHERE key = :key AND substr(value, 1, :length) = :stamp",
        key=apply.SNAPSHOTS,
        length=len(stamp),
        stamp=stamp,
    )
    return found is not None


def awaits(connection: Connection, now: int) -> bool:
    """Tell whether the book holds what lies after an instant (UTC µs) and so in no snapshot yet."""
    found = one(connection, f"SELECT {_LATER}", now=now)
    return found is not None and bool(found[0])


@cache
def _form() -> str:
    return repr(msgspec.json.schema(CustomerSnapshot))


_ENCODER = msgspec.msgpack.Encoder()
_OUTER = msgspec.msgpack.Decoder(tuple[int, list[bytes]])
_PART = msgspec.msgpack.Decoder(list[CustomerSnapshot])

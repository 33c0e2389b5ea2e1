"""The checkpoint: where a device stands in each bucket. Opaque to the device, stateless for head office.

It needs no signature: what a device may have is decided by its grants at each request, so a forged
checkpoint only changes where in its own buckets the device goes on.
"""

import msgspec


class Cursor(msgspec.Struct, array_like=True):
    """Where a device stands in one bucket.

    Changes up to `seq` have been sent. While the first snapshot runs, `after` is the last customer who was
    sent whole (b"" at its start), and `inside` the key of the last transaction sent of an oversized customer after it.
    """

    bucket: int
    seq: int
    after: bytes | None = None
    inside: tuple[int, int, int] | None = None


class Position(msgspec.Struct, array_like=True):
    """All cursors of a device. `check`: a snapshot was taken, so control totals are due at its end."""

    cursors: list[Cursor]
    check: bool = False


def load(data: bytes) -> Position:
    """Return the position in a checkpoint; msgspec.DecodeError (a ValueError) if it is not one of ours."""
    return msgspec.msgpack.decode(data, type=Position)


def dump(position: Position) -> bytes:
    """Return the checkpoint of a position."""
    return msgspec.msgpack.encode(position)

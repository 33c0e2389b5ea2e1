"""The checkpoint: where a device stands in each bucket. Opaque to the device, stateless for head office.

It needs no signature: what a device may have is decided by its grants at each request, so a forged
checkpoint only changes where in its own buckets the device goes on.
"""

import msgspec


class Cursor(msgspec.Struct, array_like=True):
    """Where a device stands in one bucket.

    Changes up to `seq` have been sent. While a snapshot runs, `after` is the last customer who was sent whole
    (b"" at its start). `inside` is the key of the last transaction sent of an oversized customer: the one after
    `after`, or who came with the change after `seq`. With `fill` the snapshot brings only entities whose records
    have grown since that schema.
    """

    bucket: int
    seq: int
    after: bytes | None = None
    inside: tuple[int, int, int] | None = None
    fill: int = 0


class Position(msgspec.Struct, array_like=True):
    """All cursors of a device, and the schema that it had.

    `check`: a snapshot was taken, so control totals are due at its end.
    """

    cursors: list[Cursor]
    check: bool = False
    schema: int = 1


def load(data: bytes) -> Position:
    """Return the position in a checkpoint; msgspec.DecodeError (a ValueError) if it is not one of ours."""
    return msgspec.msgpack.decode(data, type=Position)


def dump(position: Position) -> bytes:
    """Return the checkpoint of a position."""
    return msgspec.msgpack.encode(position)

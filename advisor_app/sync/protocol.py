"""The messages between a device and head office; both sides import this module and nothing else of each other.

The contract is RxDB's HTTP replication (`pull(checkpoint, limit)`), with one bucket per book and one for the
whole bank, visibility at the end of a checkpoint and control totals as in PowerSync. Bodies are MessagePack,
compressed with Zstandard. A page holds tables column by column, in the field order of their records: that is a
third smaller on the wire than rows, and columns without a value need not be written to the store at all.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import itemgetter, sub
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec
import zstandard

from advisor_app.domain.records import ENTITIES

PROTOCOL_VERSION = 1
SCHEMA_VERSION = 1  # of the records; an older client is told to update, never sent what it cannot keep
MEDIA_TYPE = "application/vnd.advisor.msgpack+zstd"
MAX_PAGE_BYTES = 64 << 20  # of a decompressed page: more is refused before it is decoded
MAX_CHECKPOINT_BYTES = 1024

Checkpoint = Annotated[bytes, msgspec.Meta(max_length=MAX_CHECKPOINT_BYTES)]
Uuid = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
PublicKey = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Enrol(msgspec.Struct):
    """A device asks to be enrolled: a one-time code, and its Ed25519 public key (32 bytes)."""

    code: Annotated[str, msgspec.Meta(max_length=64)]
    public_key: PublicKey
    device_name: Annotated[str, msgspec.Meta(max_length=200)]


class Enrolled(msgspec.Struct):
    """Head office accepts: who the device is, whose book it holds, and where its data key goes into escrow."""

    device_id: Uuid
    advisor_number: str
    advisor_name: str
    bank_name: str
    demo: bool
    escrow_key: PublicKey | None


class Challenge(msgspec.Struct):
    """What a device must sign, with `session_message`, to open a session; good for a minute, and once."""

    nonce: bytes


class OpenSession(msgspec.Struct):
    """A signed challenge."""

    device_id: Uuid
    nonce: bytes
    signature: bytes


class Session(msgspec.Struct):
    """A bearer token and the seconds for which it is good."""

    token: str
    seconds: int


class PullRequest(msgspec.Struct, omit_defaults=True):
    """What has arrived and been committed on the device (None: nothing yet), and how many rows a page may have."""

    schema: int
    checkpoint: Checkpoint | None = None
    rows: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 20_000


class Total(msgspec.Struct, array_like=True):
    """Control total of one table: its rows, and the sum of its amounts where it has one."""

    rows: int
    amount_minor: int = 0


def _columns_of(name: str, record: Any) -> type[msgspec.Struct]:
    hints = get_type_hints(record)
    fields = [(field, list[hints[field]]) for field in record._fields]  # type: ignore[valid-type]
    return msgspec.defstruct(f"{name}_columns", fields, array_like=True, gc=False, module=__name__)


# One optional table per entity; a page names only those that it has rows for.
Tables: Any = msgspec.defstruct(
    "Tables",
    [(name, _columns_of(name, entity.record) | None, None) for name, entity in ENTITIES.items()],
    omit_defaults=True,
    module=__name__,
)


def _delta_fields(name: str) -> tuple[int, ...]:
    entity = ENTITIES[name]
    hints = get_type_hints(entity.record)
    return tuple(entity.fields.index(field) for field in entity.key if hints[field] is int)


# Integer keys travel as differences: sorted as they are, most become one byte that repeats.
_DELTAS = {name: _delta_fields(name) for name in ENTITIES}


def to_columns(name: str, rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Return rows of the entity `name` as columns; one that has no value in any row becomes empty."""
    # Not zip(*rows): with an iterator for each of 20,000 rows that is twelve times as slow.
    columns = [list(map(itemgetter(index), rows)) for index in range(len(rows[0]))]
    for index in _DELTAS[name]:
        column = columns[index]
        columns[index] = [column[0], *map(sub, column[1:], column)]
    return [[] if column[0] is None and column.count(None) == len(column) else column for column in columns]


def to_rows(name: str, columns: msgspec.Struct) -> tuple[dict[str, list[Any]], Iterator[tuple[Any, ...]]]:
    """Return the columns of the entity `name` that have values, by field, and the rows over them.

    Raises ValueError if columns are of unequal length, or one that every row needs is empty.
    """
    fields: dict[str, list[Any]] = {field: getattr(columns, field) for field in columns.__struct_fields__}
    count = max(map(len, fields.values()))
    present = {field: values for field, values in fields.items() if values}
    if any(len(values) != count for values in present.values()):
        raise ValueError("columns of unequal length")
    required = {field.name for field in msgspec.structs.fields(columns) if not _optional(field.type)}
    if count and not required <= set(present):
        raise ValueError("a column without values")
    for index in _DELTAS[name]:
        field = columns.__struct_fields__[index]
        present[field] = list(accumulate(present[field]))
    return present, zip(*present.values(), strict=True)


def _optional(kind: Any) -> bool:
    return "None" in str(kind)


class Page(msgspec.Struct, omit_defaults=True):
    """One step of a pull.

    `tables` hold rows to insert or replace; `revokes` are customers who leave, with all they own. `visible`:
    what has arrived since the last visible page is committed now; until then it is staged. `complete`: the
    device agrees with head office; `totals` then say what it must hold. `rows_total` estimates the rows that
    the whole pull will bring, for a progress bar.
    """

    checkpoint: Checkpoint
    tables: Tables
    visible: bool
    complete: bool
    revokes: list[Uuid] = []
    rows_total: int = 0
    totals: dict[str, Total] = {}


class Problem(msgspec.Struct):
    """Why a request was refused: a stable code, and a sentence for the log."""

    code: str
    detail: str


def session_message(device_id: bytes, nonce: bytes) -> bytes:
    """Return the bytes that a device signs to open a session; the prefix keeps the signature from any other use."""
    return b"advisor-session/v1\0" + device_id + nonce


T = TypeVar("T")
_encoder = msgspec.msgpack.Encoder()


def encode(message: Any) -> bytes:
    """Return a message as a compressed body."""
    return zstandard.ZstdCompressor(level=3).compress(_encoder.encode(message))


def decompress(body: bytes) -> bytes:
    """Return the message bytes of a body; ValueError if it is damaged or larger than a page may be."""
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= MAX_PAGE_BYTES:
            raise ValueError(f"a body of {size} bytes is not a page")
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_PAGE_BYTES)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def decode(body: bytes, kind: type[T]) -> T:
    """Return the message in a compressed body; ValueError (msgspec.ValidationError) if it is not one of `kind`."""
    return msgspec.msgpack.decode(decompress(body), type=kind)

"""The messages between a device and head office; both sides import this module and nothing else of each other.

The contract is RxDB's HTTP replication (`pull(checkpoint, limit)`), with one bucket per book and one for the
whole bank, visibility at the end of a checkpoint and control totals as in PowerSync. Bodies are MessagePack,
compressed with Zstandard; a page is a set of table rows, each an array in the field order of its record.
"""

from typing import Annotated, Any, TypeVar

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


# One optional list of records per entity; a page names only the tables that it has rows for.
Tables: Any = msgspec.defstruct(
    "Tables",
    [(name, list[entity.record], msgspec.field(default_factory=list)) for name, entity in ENTITIES.items()],
    omit_defaults=True,
    module=__name__,
)


class Page(msgspec.Struct, omit_defaults=True):
    """One step of a pull.

    `tables` are rows to insert or replace; `revokes` are customers who leave, with all they own. `visible`:
    what has arrived since the last visible page is committed now; until then it is staged. `complete`: the
    device agrees with head office; `totals` then say what it must hold. `rows_total` estimates the rows that
    the whole pull will bring, for a progress bar.
    """

    checkpoint: Checkpoint
    tables: Tables  # type: ignore[valid-type]
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

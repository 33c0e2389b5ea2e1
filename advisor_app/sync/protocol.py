"""The messages between a device and head office; both sides import this module and nothing else of each other.

The contract is RxDB's HTTP replication: `pull(checkpoint, limit)`, and `push([{assumedMasterState,
newDocumentState}])` which returns conflicts (https://rxdb.info/replication-http.html). Buckets, visibility at the end
of a checkpoint and control totals are PowerSync's (https://docs.powersync.com/architecture/powersync-protocol). The
mutation id that head office commits with the effect, so that a repetition gets its first answer, is Replicache's
(https://doc.replicache.dev/reference/server-push). Only changed fields travel.

Bodies are MessagePack, compressed with Zstandard. A page holds tables column by column, in the field order of
their records: a third smaller than rows, and columns without a value need not be written to the store at all.
A client says which schema it has. Records only grow at their ends, so an older one reads what a newer head office
sends: it is spared the entities that it does not know, and gets what it lacks when it is updated.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import itemgetter, sub
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

import msgspec
import zstandard

from advisor_app.domain.records import ENTITIES
from advisor_app.domain.writable import WRITABLE

PROTOCOL_VERSION = 1
SCHEMA_VERSION = 3  # of the records
MIN_SCHEMA = 1  # the oldest that head office still serves; others are told to update
MEDIA_TYPE = "application/vnd.advisor.msgpack+zstd"
MAX_PAGE_BYTES = 24 << 20  # of a decompressed page: more is refused before it is decoded
MAX_PUSH_BYTES, MAX_PUSH_MUTATIONS = 4 << 20, 1000  # of a decompressed push
MAX_CHECKPOINT_BYTES = 1024
MAX_ATTACHMENT_BYTES = 1 << 20
MAX_CUSTOMER_ATTACHMENT_BYTES = 12 << 20  # of all files of one customer, who must fit into a page
SAME = "same"  # the code of a change that found its values there already, so that it has no revision
_MAX_COLUMN, _MAX_TEXT = 200_000, 100_000  # rows of a page; characters of one text that a device pushes

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
    optional = [_optional(hints[field]) for field in record._fields]
    # The fields at the end that may be empty may be missing: an older version wrote the page.
    least = len(optional) - optional[::-1].index(False)
    fields: list[Any] = []
    for index, field in enumerate(record._fields):
        column = Annotated[list[hints[field]], msgspec.Meta(max_length=_MAX_COLUMN)]  # type: ignore[valid-type]
        default = msgspec.field(default_factory=list) if index >= least else msgspec.field()
        fields.append((field, column, default))
    return msgspec.defstruct(f"{name}_columns", fields, array_like=True, gc=False, module=__name__)


def _optional(kind: Any) -> bool:
    return "None" in str(kind)


# One optional table per entity; a page names only those that it has rows for.
Tables: Any = msgspec.defstruct(
    "Tables",
    [(name, _columns_of(name, entity.record) | None, None) for name, entity in ENTITIES.items()],
    omit_defaults=True,
    module=__name__,
)


def _delta_fields(name: str) -> tuple[int, ...]:
    entity, hints = ENTITIES[name], get_type_hints(ENTITIES[name].record)
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
    revokes: Annotated[list[Uuid], msgspec.Meta(max_length=_MAX_COLUMN)] = []
    rows_total: int = 0
    totals: dict[str, Total] = {}


class Mutation(msgspec.Struct, array_like=True):
    """One change of one row: the fields as the device assumed head office to have them, and as they are now.

    `assumed` is None for a new row; `new` then has all its fields that are not empty. `id` is the key by which a
    repetition is known. `made_at` is the device's clock, which orders nothing.
    """

    id: Uuid
    entity: Annotated[str, msgspec.Meta(max_length=64)]
    row_id: Uuid
    customer_id: Uuid
    assumed: dict[str, Any] | None
    new: dict[str, Any]
    made_at: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class PushRequest(msgspec.Struct):
    """What a device has to send, oldest first."""

    schema: int
    mutations: Annotated[list[Mutation], msgspec.Meta(max_length=MAX_PUSH_MUTATIONS)]


class Result(msgspec.Struct, array_like=True, omit_defaults=True):
    """What became of one mutation.

    "applied": head office has it. "conflict": it has those fields that did not clash; `theirs` holds the values
    that stand instead of the others. "refused": it has none of it, `code` says why. `row` is the row as it is
    now, where the device cannot know that from its own: after a conflict, and for a repetition.
    """

    outcome: Literal["applied", "conflict", "refused"]
    code: Annotated[str, msgspec.Meta(max_length=64)] = ""
    theirs: dict[str, Any] = {}
    row: dict[str, Any] | None = None


class PushAnswer(msgspec.Struct):
    """One result for each mutation of a push, in its order."""

    results: Annotated[list[Result], msgspec.Meta(max_length=MAX_PUSH_MUTATIONS)]


def _limited(name: str, hint: Any) -> Any:
    """Return the type of a field as a device may push it: what fits into any database's column."""
    optional = _optional(hint)
    kind: Any = get_args(hint)[0] if optional else hint
    if kind is bytes:
        size = {"content": (0, MAX_ATTACHMENT_BYTES), "sha256": (32, 32)}.get(name, (16, 16))
        limit = msgspec.Meta(min_length=size[0], max_length=size[1])
    elif kind is int:
        bits = 31 if name.endswith("_on") or name == "day" else 63
        limit = msgspec.Meta(ge=-(2**bits), le=2**bits - 1)
    else:
        limit = msgspec.Meta(max_length=_MAX_TEXT, pattern="^[^\x00]*$")
    limited: Any = Annotated[kind, limit]
    return limited | None if optional else limited


def _row_type(
    name: str, fields: Iterable[str], *, partial: bool = False, strict: bool = True
) -> type[msgspec.Struct]:
    hints, typed = get_type_hints(ENTITIES[name].record), list[Any]()
    for field in fields:
        kind = _limited(field, hints[field])
        if partial:
            typed.append((field, kind | msgspec.UnsetType, msgspec.UNSET))
        elif _optional(hints[field]):
            typed.append((field, kind, None))
        else:
            typed.append((field, kind))
    return msgspec.defstruct(name, typed, kw_only=True, forbid_unknown_fields=strict, module=__name__)


NEW_ROW = {name: _row_type(name, ENTITIES[name].fields) for name in WRITABLE}
"""By entity, what a new row must be; convert `Mutation.new` to it to check it."""

CHANGED = {name: _row_type(name, sorted(each.changes), partial=True) for name, each in WRITABLE.items()}
"""By entity, what a change may say."""

ROW = {name: _row_type(name, ENTITIES[name].fields, strict=False) for name in WRITABLE}
"""By entity, what a row in an answer must be; a newer head office may know more fields."""


class DuplicateQuestion(msgspec.Struct, omit_defaults=True):
    """Whether somebody is known to the bank beyond the device's books; what is not known is left out."""

    schema: int
    name: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    birth_day: Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)] | None = None
    phone: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    id_number: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class DuplicateAnswer(msgspec.Struct):
    """That somebody exists, or not, and nothing more: whoever needs to know more asks the branch."""

    exists: bool


class Problem(msgspec.Struct):
    """Why a request was refused: a stable code, and a sentence for the log."""

    code: str
    detail: str


def session_message(device_id: bytes, nonce: bytes) -> bytes:
    """Return the bytes that a device signs to open a session; the prefix keeps the signature from any other use."""
    return b"advisor-session/v1\0" + device_id + nonce


T = TypeVar("T")


def encode(message: Any) -> bytes:
    """Return a message as a compressed body."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(message))


def decompress(body: bytes, most: int = MAX_PAGE_BYTES) -> bytes:
    """Return the message bytes of a body; ValueError if it is damaged or has more than `most` bytes."""
    try:
        size = zstandard.frame_content_size(body)
        if not 0 <= size <= most:
            raise ValueError(f"a body of {size} bytes is not one message")
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=most)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def decode(body: bytes, kind: type[T], most: int = MAX_PAGE_BYTES) -> T:
    """Return the message in a compressed body; ValueError if it is not one of `kind`, or has more than `most` bytes."""
    try:
        return msgspec.msgpack.decode(decompress(body, most), type=kind)
    except RecursionError:
        raise ValueError("a message that is nested without end") from None

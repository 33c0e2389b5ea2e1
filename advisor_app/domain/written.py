"""What advisors wrote, as screens show it: contacts with their files and history, drafts, what clashed or was refused.

Words are masked. Values of single fields (`old`, `new`, `ours` …) are those of the record: codes, days, µs, seconds.
"""

from typing import Any, NamedTuple

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.masking import MaskedText


class ContactDetail(NamedTuple):
    """One contact whole; `own` if this advisor logged it, `pending` until head office has all of it.

    `status` is "void" for one that was withdrawn, with the reason. `recommends`: a product was recommended, which is
    named where it is one of the catalogue.
    """

    id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    advisor: str | None
    advisor_number: str | None
    channel: str
    direction: str
    purpose: str | None
    outcome: str | None
    note: MaskedText | None
    happened_at: int
    duration: int | None
    next_step: MaskedText | None
    next_step_on: int | None
    participants: MaskedText | None
    recorded_at: int | None
    status: str | None
    void_reason: MaskedText | None
    event_id: bytes | None
    own: bool
    pending: bool
    recommends: bool
    product_id: int | None
    product_code: str | None
    product: str | None


class FileRow(NamedTuple):
    """A file of a contact, without its content; `size` in bytes."""

    id: bytes
    name: str
    media_type: str
    size: int
    pending: bool


class Changed(NamedTuple):
    """One field of a row before and after a change."""

    field: str
    old: Any
    new: Any


class Revised(NamedTuple):
    """One change in the history of a row: when (by the clock of whoever made it), by whom, and what."""

    id: bytes
    at: int
    advisor: str | None
    changes: tuple[Changed, ...]
    pending: bool


class Draft(NamedTuple):
    """A form that was begun and not saved."""

    id: bytes
    entry: ContactEntry
    customer_id: bytes | None
    saved_at: int


class Correction(NamedTuple):
    """A correction of a contact that was begun and not saved: how it was shown, and what was typed over it."""

    interaction_id: bytes
    shown: ContactEntry
    entry: ContactEntry
    saved_at: int


class NoteHit(NamedTuple):
    """A contact whose words hold what was searched for."""

    interaction_id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    happened_at: int
    channel: str
    note: MaskedText | None
    next_step: MaskedText | None


class Clash(NamedTuple):
    """One field with three values: as both sides had it, ours, and theirs, which stands until it is decided."""

    field: str
    assumed: Any
    ours: Any
    theirs: Any


class ConflictView(NamedTuple):
    """A row in which the same fields were changed here and elsewhere.

    `what` begins the words of the row, `happened_at` is the instant of a contact. `decision` is None (open),
    "ours" or "theirs".
    """

    id: bytes
    entity: str
    row_id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    what: MaskedText | None
    happened_at: int | None
    found_at: int
    decision: str | None
    decided_at: int | None
    clashes: tuple[Clash, ...]


class Refused(NamedTuple):
    """Work that head office refused, with the code of the reason; it stays here until the advisor drops it."""

    mutation_id: bytes
    entity: str
    row_id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    what: MaskedText | None
    made_at: int
    code: str


class Unsent(NamedTuple):
    """Work that waits for head office: a new record, or (`change`) another state of one that head office has."""

    mutation_id: bytes
    entity: str
    row_id: bytes
    customer_id: bytes
    customer: str | None
    number: str | None
    what: MaskedText | None
    made_at: int
    change: bool


class Round(NamedTuple):
    """One round of sync: begun at (UTC µs), how long (ms), what went and came, and how it ended.

    `trouble` is the title of the error that ended it, as a message id; empty where it came to its end. `stopped`:
    somebody cancelled it.
    """

    begun_at: int
    took: int
    sent: int
    rows: int
    bytes: int
    cuts: int
    removed: int
    conflicts: int
    refused: int
    stopped: bool
    trouble: str

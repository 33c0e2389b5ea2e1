"""A contact (联系记录) as it is typed and as it is recorded, and what can be wrong with one.

A form keeps what was typed, whatever it is, as a `ContactEntry`; `contact_check` makes a `Contact` of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

MISSING = "missing"
NOTHING_SAID = "nothing_said"
NO_STEP = "no_step"
UNKNOWN_CODE = "unknown_code"
NOT_A_DAY = "not_a_day"
NOT_A_TIME = "not_a_time"
NOT_A_DURATION = "not_a_duration"
IN_FUTURE = "in_future"
TOO_LATE = "too_late"
TOO_FAR = "too_far"
IN_PAST = "in_past"
TOO_LONG = "too_long"
TOO_MANY = "too_many"
FILE_KIND = "file_kind"
FILE_SIZE = "file_size"
FILE_EMPTY = "file_empty"
RED_LIGHT = "red_light"
NO_SERVICE = "no_service"
UNSUITABLE = "unsuitable"
UNKNOWN_PRODUCT = "unknown_product"

SHORT_CHARACTERS = 200
"""The longest next step, promise, list of participants and name of a file."""


class PromiseEntry(NamedTuple):
    """A promise as it is typed."""

    text: str
    due: str


class FileEntry(NamedTuple):
    """A file to go with a contact; `name` is what it is called, never a path."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """A contact as it is typed; an empty `day` is today and an empty `time` now (noon of a day that has passed).

    `channel`, `direction`, `purpose` and `outcome` are codes. `day`, `next_step_on` and the days of promises are
    typed in any way that `spoken_dates` reads, `time` and `duration` as `spoken_times` reads them. `recommends`:
    a product was recommended, `product_id` says which of the catalogue, if it was one. `line` is the line of text
    that the entry was made from, `reason` the prompt or occasion that began it. `call_id` is the call on a list that it
    settles, `call_outcome` a code of the policy's calls (empty where the outcome of the contact says it).

    `settle` are the open tasks that the contact settles.
    """

    customers: tuple[bytes, ...] = ()
    channel: str = ""
    direction: str = ""
    purpose: str = ""
    outcome: str = ""
    note: str = ""
    day: str = ""
    time: str = ""
    duration: str = ""
    participants: str = ""
    next_step: str = ""
    next_step_on: str = ""
    promises: tuple[PromiseEntry, ...] = ()
    files: tuple[FileEntry, ...] = ()
    line: str = ""
    reason: str = ""
    recommends: bool = False
    product_id: int | None = None
    settle: tuple[bytes, ...] = ()
    call_id: bytes | None = None
    call_outcome: str = ""
    call_reason: str = ""


class Promised(NamedTuple):
    """A promise that can be recorded; `due_on` is a day."""

    text: str
    due_on: int


class File(NamedTuple):
    """A file that can be recorded."""

    name: str
    media_type: str
    content: bytes


class Contact(NamedTuple):
    """A contact that can be recorded, with the types of the record: µs, seconds, days."""

    customers: tuple[bytes, ...]
    channel: str
    direction: str
    purpose: str | None
    outcome: str | None
    note: str | None
    happened_at: int
    duration: int | None
    participants: str | None
    next_step: str | None
    next_step_on: int | None
    promises: tuple[Promised, ...]
    files: tuple[File, ...]
    recommends: int | None = None
    product_id: int | None = None


class Problem(NamedTuple):
    """What is wrong with a field of an entry: a reason (a name above) with its values.

    Fields of promises and files are named with their place: `promises[0].due`, `files[1]`.
    """

    field: str
    reason: str
    values: Mapping[str, Any] = {}


class ContactError(ValueError):
    """An entry that cannot be recorded; `problems` has at least one for each field that is wrong."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.reason}" for problem in problems))
        self.problems = problems

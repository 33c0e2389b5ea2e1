"""A contact as another system delivers it, in the native format: cells of text, each judged before it is taken."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from advisor_app.domain import contacts
from advisor_app.domain.contact_check import Rules, clean
from advisor_app.domain.contacts import SHORT_CHARACTERS, ContactError, Problem
from advisor_app.domain.dates import to_day, to_instant
from advisor_app.domain.records import Interaction

REQUIRED = ("key", "customer", "channel", "direction", "happened_at")
VOID = "void"
_TOLERANCE = 300_000_000
_DAY_SECONDS = 86_400
_KEY = 200
_YES = {"true": 1, "false": 0}


class Delivered(NamedTuple):
    """What a record says: the names by which the other system knows things, and the contact without its ids."""

    key: str
    customer: str
    advisor: str
    product: str
    row: Interaction


def read(cells: Mapping[str, str], rules: Rules) -> Delivered:
    """Return what the cells of a record say; a column that is missing is empty. Raises ContactError."""
    reader = _Reader(cells, rules)
    key, customer = reader.text("key", _KEY) or "", reader.text("customer", _KEY) or ""
    codes, limits = rules.policy.codes, rules.policy.contacts
    row = Interaction(
        id=b"",
        customer_id=b"",
        advisor_id=None,
        channel=reader.code("channel", codes.contact_channels) or "",
        direction=reader.code("direction", codes.contact_directions) or "",
        purpose=reader.code("purpose", codes.contact_purposes),
        outcome=reader.code("outcome", codes.contact_outcomes),
        note=reader.text("note", limits.note_characters),
        happened_at=reader.instant("happened_at", rules.now + _TOLERANCE) or 0,
        duration=reader.seconds("duration"),
        next_step=reader.text("next_step", SHORT_CHARACTERS),
        next_step_on=reader.day("next_step_on"),
        participants=reader.text("participants", SHORT_CHARACTERS),
        recorded_at=reader.instant("recorded_at", rules.now + _TOLERANCE),
        status=reader.code("status", {VOID: VOID}),
        void_reason=reader.text("void_reason", SHORT_CHARACTERS),
        event_id=None,
        recommends=reader.yes("recommends"),
    )
    missing = [Problem(field, contacts.MISSING) for field in REQUIRED if not reader.cell(field)]
    if missing or reader.problems:
        raise ContactError((*missing, *reader.problems))
    return Delivered(key, customer, reader.cell("advisor"), reader.cell("product"), row)


class _Reader:
    """Reads cells and notes what is wrong with them."""

    def __init__(self, cells: Mapping[str, str], rules: Rules) -> None:
        self.problems: list[Problem] = []
        self._cells = cells
        self._zone = ZoneInfo(rules.time_zone)

    def cell(self, field: str) -> str:
        return clean(self._cells.get(field, ""))

    def text(self, field: str, most: int) -> str | None:
        text = self.cell(field)
        if len(text) > most:
            self.problems.append(Problem(field, contacts.TOO_LONG, {"most": most, "characters": len(text)}))
        return text or None

    def code(self, field: str, known: Mapping[str, object]) -> str | None:
        code = self.cell(field)
        if code and code not in known:
            self.problems.append(Problem(field, contacts.UNKNOWN_CODE, {"code": code}))
        return code or None

    def yes(self, field: str) -> int | None:
        """Return 1 for "true", 0 for "false"."""
        code = self.code(field, _YES)
        return _YES.get(code) if code else None

    def instant(self, field: str, latest: int) -> int | None:
        """Return an instant in ISO 8601; without an offset it is the bank's local time."""
        text = self.cell(field)
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
            instant = to_instant(at if at.tzinfo else at.replace(tzinfo=self._zone))
        except (ValueError, OverflowError):
            self.problems.append(Problem(field, contacts.NOT_A_TIME, {"text": text}))
            return None
        if instant > latest:
            self.problems.append(Problem(field, contacts.IN_FUTURE))
        return instant

    def day(self, field: str) -> int | None:
        text = self.cell(field)
        try:
            return to_day(datetime.strptime(text, "%Y-%m-%d").date()) if text else None  # noqa: DTZ007  # a day has no zone
        except ValueError:
            self.problems.append(Problem(field, contacts.NOT_A_DAY, {"text": text}))
            return None

    def seconds(self, field: str) -> int | None:
        text = self.cell(field)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= _DAY_SECONDS):
            self.problems.append(Problem(field, contacts.NOT_A_DURATION, {"text": text}))
            return None
        return int(text)

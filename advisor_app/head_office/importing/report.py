"""What an import did: per file the counts, and every record that was not taken with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from advisor_app.domain.dates import from_day, from_instant
from advisor_app.head_office.importing.reasons import Reason
from advisor_app.head_office.proposals import Settled

Status = Literal["loaded", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """One record that was not taken; `field` is the column, empty when it is not about one."""

    file: str
    line: int
    field: str
    reason: Reason

    def to_json(self) -> dict[str, object]:
        """Return it for machines; `reason` is a sentence in the present language."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "message_id": self.reason.message,
            "reason": str(self.reason),
        }


@dataclass(slots=True)
class FileReport:
    """One file of a run: read = loaded + changed + unchanged + rejected, unless it was refused whole.

    `unchanged` as a status means that this very file had been imported before and was not loaded again.
    `rejections` holds the first ones only; `rejects_file` all of them with their lines. `closing_held` means
    that a snapshot closed nothing because a rejected record could have been any row.
    """

    file: str
    entity: str
    mode: str
    as_of_day: int | None = None
    as_of_at: int | None = None
    status: Status = "loaded"
    read: int = 0
    loaded: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    closed: int = 0
    closing_held: bool = False
    reason: Reason | None = None
    rejections: list[Rejection] = field(default_factory=list)
    rejects_file: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "file": self.file,
            "entity": self.entity,
            "mode": self.mode,
            "as_of": from_day(self.as_of_day).isoformat() if self.as_of_day is not None else None,
            "as_of_at": from_instant(self.as_of_at).isoformat() if self.as_of_at is not None else None,
            "status": self.status,
            "read": self.read,
            "loaded": self.loaded,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "closed": self.closed,
            "closing_held": self.closing_held,
            "reason": str(self.reason) if self.reason else None,
            "message_id": self.reason.message if self.reason else None,
            "rejections": [rejection.to_json() for rejection in self.rejections],
            "rejects_file": self.rejects_file,
        }


@dataclass(slots=True)
class Report:
    """One run; `ignored` are files in the folder that the mapping has no pattern for."""

    mapping: str
    system: str
    as_of_day: int = 0
    files: list[FileReport] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    proposed_conversions: int = 0
    settled: Settled = field(default_factory=Settled)
    assign_by: str | None = None

    @property
    def refused(self) -> list[FileReport]:
        """The files that were refused whole."""
        return [file for file in self.files if file.status == "refused"]

    def settle(self, more: Settled) -> None:
        """Add what a file did to proposals of advisors."""
        self.settled = Settled(*(a + b for a, b in zip(self.settled, more, strict=True)))

    def total(self, count: str) -> int:
        """Return the sum of one count (`read`, `loaded`, …) over all files."""
        return sum(getattr(file, count) for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """Return it for machines; `totals` sums the files."""
        counts: Mapping[str, int] = {
            name: self.total(name)
            for name in ("read", "loaded", "changed", "unchanged", "rejected", "closed")
        }
        return {
            "mapping": self.mapping,
            "system": self.system,
            "as_of": from_day(self.as_of_day).isoformat(),
            "files": [file.to_json() for file in self.files],
            "ignored": self.ignored,
            "totals": counts,
            "refused": [file.file for file in self.refused],
            "proposed_conversions": self.proposed_conversions,
            "proposals": self.settled._asdict(),
            "assign_by": self.assign_by,
        }

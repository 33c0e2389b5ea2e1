"""Consents as tables and lists show them: how they stand per channel and purpose, and their history."""

from typing import Any

from PySide6.QtCore import QModelIndex

from advisor_app import words
from advisor_app.domain.dates import day_of
from advisor_app.domain.permission import ALL
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.consents import ConsentRecord, Consents
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.rows import Cell, Index, RowsModel
from advisor_app.ui.theme import Tone

_ROOT = QModelIndex()
_GIVEN, _WITHDRAWN = "✓", "✗"


class MatrixModel(RowsModel[str, Cell]):
    """A row for each channel and a column for each purpose; the first column names the channel."""

    HEADINGS = (N_("Channel"),)

    def __init__(self) -> None:
        super().__init__()
        self._found: Consents | None = None
        self._purposes: tuple[str, ...] = ()

    def show(self, found: Consents) -> None:
        """Show how consent stands."""
        codes = found.policy.codes
        self.beginResetModel()
        self._found = found
        self._purposes = tuple(code for code in codes.consent_purposes if code != ALL)
        self.endResetModel()
        self.set_rows([code for code in codes.consent_channels if code != ALL])

    def clear(self) -> None:
        """Show nothing."""
        self.set_rows(())

    def place(self, channel: str, purpose: str) -> tuple[int, int] | None:
        """Return the row and the column of a channel and a purpose."""
        if channel not in self.rows or purpose not in self._purposes:
            return None
        return list(self.rows).index(channel), 1 + self._purposes.index(purpose)

    def pair(self, index: Index) -> tuple[str, str] | None:
        """Return the channel and the purpose of a cell, None for one that names a channel."""
        if not index.isValid() or index.column() == 0:
            return None
        return self.rows[index.row()], self._purposes[index.column() - 1]

    def cells(self, row: str) -> tuple[Cell, ...]:
        """Return the name of a channel and how consent stands for each purpose."""
        if self._found is None:
            return ()
        name = words.code(self._found.policy.codes.consent_channels, row) or row
        return (Cell(name), *(self._cell(row, purpose) for purpose in self._purposes))

    def heading(self, column: int) -> str:
        """Return what a column is for."""
        if column == 0 or self._found is None:
            return super().heading(0)
        purpose = self._purposes[column - 1]
        return words.code(self._found.policy.codes.consent_purposes, purpose) or purpose

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 1 + len(self._purposes)

    def headerData(self, section: int, orientation: Any, role: int = 0) -> Any:
        if section == 0 or not 0 < section <= len(self._purposes):
            return super().headerData(section, orientation, role)
        return self.heading(section) if role == 0 else super().headerData(0, orientation, role)

    def _cell(self, channel: str, purpose: str) -> Cell:
        found = self._found
        counts = found.standing(channel, purpose) if found else None
        if found is None or counts is None:
            return Cell(spoken=_("never asked"), ink="faint")
        day = words.column_day(_day(counts.recorded_at, found))
        said = _("given") if counts.granted else _("withdrawn")
        sign = _GIVEN if counts.granted else _WITHDRAWN
        return Cell(
            f"{sign} {said}",
            day,
            ink="good" if counts.granted else "bad",
            spoken=_("{said} on {day}", said=said, day=day),
        )


class HistoryModel(EntriesModel[ConsentRecord]):
    """The records, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Consents | None = None

    def show(self, found: Consents) -> None:
        """Show other records."""
        self._found = found
        self.set_rows(found.records)

    def entry(self, row: ConsentRecord) -> Entry:
        """Return what a record says."""
        found = self._found
        if found is None:
            return Entry("")
        given = bool(row.consent.granted)
        source = words.code(found.policy.codes.consent_sources, row.consent.source)
        pending = _("not sent yet") if row.pending else ""
        return Entry(
            title(found.policy, row.consent.channel, row.consent.purpose),
            drawing="circle-check" if given else "ban",
            tone=Tone.GOOD if given else Tone.BAD,
            badge=_(said(row.consent.channel, row.consent.purpose, granted=given)),
            body=row.consent.evidence or "",
            foot=" · ".join(filter(None, (source, row.advisor, pending))),
            stamp=words.column_day(_day(row.consent.recorded_at, found)),
        )


def said(channel: str, purpose: str, *, granted: bool) -> str:
    """Return the word for a record, as a message id: do-not-contact is asked for and lifted."""
    if channel == purpose == ALL:
        return N_("lifted") if granted else N_("requested")
    return N_("given") if granted else N_("withdrawn")


def title(policy: Policy, channel: str, purpose: str) -> str:
    """Return what a consent is about: its channel and purpose, or do-not-contact."""
    if channel == purpose == ALL:
        return _("Do not contact")
    names = (
        words.code(policy.codes.consent_channels, channel) or channel,
        words.code(policy.codes.consent_purposes, purpose) or purpose,
    )
    return " · ".join(names)


def _day(at: int, found: Consents) -> int:
    return day_of(at, found.time_zone)

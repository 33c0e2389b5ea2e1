"""The last rounds of sync as rows of a table."""

from collections.abc import Sequence

from advisor_app.domain.written import Round
from advisor_app.i18n import N_, format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.rows import Cell, RowsModel
from advisor_app.ui.models.written import Wording

WHEN, RESULT, SENT, ROWS, SIZE, TOOK = range(6)


class RoundsModel(RowsModel[Round, Cell]):
    """Rounds, newest first."""

    HEADINGS = (N_("When"), N_("Result"), N_("Sent"), N_("Received"), N_("Size"), N_("Took"))
    RIGHT = frozenset((SENT, ROWS, SIZE, TOOK))

    def __init__(self) -> None:
        super().__init__()
        self._wording: Wording | None = None

    def show(self, rounds: Sequence[Round], wording: Wording) -> None:
        """Show other rounds."""
        self._wording = wording
        self.set_rows(rounds)

    def cells(self, row: Round) -> tuple[Cell, ...]:
        """Return when, how it ended, and how much it was."""
        when = self._wording.time(row.begun_at)[5:] if self._wording else ""
        return (
            Cell(when),
            _result(row),
            _count(row.sent),
            _count(row.rows),
            Cell(_size(row.bytes), ink="text" if row.bytes else "faint"),
            Cell(_("{n} s", n=format_number(row.took / 1000, 1))),
        )


def _result(row: Round) -> Cell:
    cuts = ngettext("{n} cut", "{n} cuts", row.cuts) if row.cuts else ""
    if row.trouble:
        return Cell(_(row.trouble), cuts, ink="warn")
    if row.stopped:
        return Cell(_("cancelled"), cuts, ink="muted")
    clashed = ngettext("{n} conflict", "{n} conflicts", row.conflicts) if row.conflicts else ""
    refused = ngettext("{n} refused", "{n} refused", row.refused) if row.refused else ""
    more = " · ".join(filter(None, (clashed, refused, cuts)))
    return Cell(_("complete"), more, ink="good", second_ink="warn" if clashed or refused else "muted")


def _count(number: int) -> Cell:
    return Cell(format_number(number), ink="text" if number else "faint")


def _size(size: int) -> str:
    if size < 100_000:
        return _("{n} kB", n=format_number(size / 1_000, 1))
    return _("{n} MB", n=format_number(size / 1_000_000, 1))

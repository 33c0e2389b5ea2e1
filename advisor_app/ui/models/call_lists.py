"""Call lists as entries: what each is, how far it is, and how long there is."""

from collections.abc import Sequence

from advisor_app import words
from advisor_app.domain.calls import CallListRow
from advisor_app.i18n import gettext as _
from advisor_app.i18n import ngettext
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone

CAMPAIGN, OWN = "megaphone", "list-checks"
_SOON = 7
"""Days before the end of a campaign from which it is marked."""


def progress(row: CallListRow) -> str:
    """Return how far a list is."""
    return _("{settled} of {total} settled", settled=row.settled, total=row.total)


def due(row: CallListRow) -> str:
    """Return how many calls are to be made now."""
    return ngettext("{n} call due", "{n} calls due", row.due)


def time_of(row: CallListRow, today: int) -> tuple[str, Tone]:
    """Return how long a list has, and how loudly that is said."""
    if row.is_over(today):
        return _("over"), Tone.NEUTRAL
    if row.opens_on is not None and row.opens_on > today:
        return _("from {day}", day=words.day(row.opens_on)), Tone.NEUTRAL
    if row.closes_on is None:
        return "", Tone.NEUTRAL
    left = row.closes_on - today
    if left == 0:
        return _("last day today"), Tone.BAD
    return ngettext("{n} day left", "{n} days left", left), Tone.WARN if left <= _SOON else Tone.NEUTRAL


class CallListsModel(EntriesModel[CallListRow]):
    """The lists that are worked off first, those that are over last."""

    def __init__(self) -> None:
        super().__init__()
        self._today = 0

    def show(self, rows: Sequence[CallListRow], today: int) -> None:
        """Show other lists."""
        self._today = today
        self.set_rows(sorted(rows, key=lambda row: row.is_over(today)))

    def find(self, list_id: bytes) -> int | None:
        """Return where a list stands now."""
        return next((place for place, row in enumerate(self.rows) if row.id == list_id), None)

    def entry(self, row: CallListRow) -> Entry:
        """Return a list as an entry."""
        mark, tone = time_of(row, self._today)
        running = row.is_running(self._today)
        foot = (due(row) if running and row.due else "", row.product, row.origin)
        return Entry(
            row.title,
            drawing=CAMPAIGN if row.campaign else OWN,
            tone=Tone.ACCENT if running and row.due else Tone.NEUTRAL,
            body=progress(row),
            foot=" · ".join(filter(None, foot)),
            mark=mark,
            mark_tone=tone,
        )

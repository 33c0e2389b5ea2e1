"""All that passed between the customer and the bank, under the months in which it did."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.dates import month_start
from advisor_app.domain.profile import Profile
from advisor_app.domain.timeline import EventKind, TimelineEvent
from advisor_app.i18n import N_
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.event_entries import EventEntries

KINDS = {
    EventKind.CONTACT: N_("Contact"),
    EventKind.FEEDBACK: N_("Feedback"),
    EventKind.ASSESSMENT: N_("Assessment"),
    EventKind.CONSENT: N_("Consent"),
    EventKind.VISIT: N_("Online"),
    EventKind.CONVERSION: N_("Conversion"),
}
"""What the kinds of events are called, where they are chosen."""


class Month(NamedTuple):
    """The heading above the events of a month, by its first day."""

    day: int


class TimelineModel(EntriesModel[TimelineEvent | Month]):
    """Events, newest first, with a heading above each month."""

    def __init__(self) -> None:
        super().__init__()
        self.profile: Profile | None = None
        self.events = 0
        """How many events there are, headings not counted."""

    def set_events(self, events: Sequence[TimelineEvent], needle: str = "") -> None:
        """Show other events; `needle` is what was searched for in them."""
        self.needle, self.events = needle, len(events)
        self.set_rows(_with_months(events, None))

    def add_events(self, events: Sequence[TimelineEvent]) -> None:
        """Show more events, older than those that are there."""
        last = self.rows[-1].day if self.rows else None
        self.events += len(events)
        self.add_rows(_with_months(events, last))

    def find(self, event: TimelineEvent) -> int | None:
        """Return where an event stands now."""
        wanted = (event.kind, event.id)
        for place, row in enumerate(self.rows):
            if isinstance(row, TimelineEvent) and (row.kind, row.id) == wanted:
                return place
        return None

    def entry(self, row: TimelineEvent | Month) -> Entry:
        """Return a heading, or an event as an entry."""
        if isinstance(row, Month):
            return Entry(words.month(row.day), heading=True)
        profile = self.profile
        if profile is None:
            return Entry("")
        return EventEntries(profile).of(row)


def _with_months(events: Iterable[TimelineEvent], last: int | None) -> list[TimelineEvent | Month]:
    rows: list[TimelineEvent | Month] = []
    month = None if last is None else month_start(last)
    for event in events:
        if month_start(event.day) != month:
            month = month_start(event.day)
            rows.append(Month(month))
        rows.append(event)
    return rows

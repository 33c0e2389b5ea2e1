"""Contacts of any customers, as a search in their words finds them."""

from collections.abc import Sequence

from advisor_app import words
from advisor_app.domain.written import NoteHit
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.event_entries import DRAWINGS
from advisor_app.ui.models.written import Wording, known_as
from advisor_app.ui.theme import Tone


class NoteHitsModel(EntriesModel[NoteHit]):
    """Contacts, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self._wording: Wording | None = None

    def show(self, rows: Sequence[NoteHit], needle: str, wording: Wording) -> None:
        """Show other contacts; `needle` is what was searched for in them."""
        self.needle, self._wording = needle, wording
        self.set_rows(rows)

    def find(self, interaction_id: bytes) -> int | None:
        """Return where a contact stands now."""
        places = (place for place, row in enumerate(self.rows) if row.interaction_id == interaction_id)
        return next(places, None)

    def entry(self, row: NoteHit) -> Entry:
        """Return a contact as an entry."""
        wording = self._wording
        names = wording.policy.codes.contact_channels if wording else {}
        return Entry(
            known_as(row.customer, row.number),
            drawing=DRAWINGS.get(row.channel, "message-square"),
            tone=Tone.ACCENT,
            badge=words.code(names, row.channel) or "",
            body=row.note or "",
            foot=_("Next: {step}", step=row.next_step) if row.next_step else "",
            stamp=wording.time(row.happened_at) if wording else "",
        )

"""The records of an import that were not taken, each with its line and the reason."""

from collections.abc import Sequence

from advisor_app.i18n import gettext as _
from advisor_app.services.import_contacts import Rejected
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone


class ImportRejectsModel(EntriesModel[Rejected]):
    """Records in the order of the file."""

    def show(self, rows: Sequence[Rejected]) -> None:
        """Show other records."""
        self.set_rows(rows)

    def entry(self, row: Rejected) -> Entry:
        """Return a record as an entry."""
        return Entry(_("Row {n}", n=row.line), drawing="triangle-alert", tone=Tone.WARN, body=str(row.error))

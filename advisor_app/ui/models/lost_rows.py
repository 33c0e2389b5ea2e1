"""The rows of a table that name no customer of the book, each with the reason."""

from collections.abc import Sequence

from advisor_app.domain.tables import Why
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.branch_list import LostRow
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone

REASONS = {
    Why.EMPTY: N_("no number"),
    Why.NOT_IN_BOOK: N_("not in your book"),
    Why.AMBIGUOUS: N_("several customers have it"),
    Why.TWICE: N_("stands above already"),
    Why.LEFT: N_("has left the bank"),
}


class LostRowsModel(EntriesModel[LostRow]):
    """Rows in the order of the table."""

    def show(self, rows: Sequence[LostRow]) -> None:
        """Show other rows."""
        self.set_rows(rows)

    def entry(self, row: LostRow) -> Entry:
        """Return a row as an entry."""
        tone = Tone.NEUTRAL if row.why is Why.TWICE else Tone.WARN
        return Entry(
            _("Row {n}", n=row.line),
            drawing="triangle-alert" if tone is Tone.WARN else "copy",
            tone=tone,
            body=row.text,
            mark=_(REASONS[row.why]),
            mark_tone=tone,
        )

"""Lists of entries: what happened, when, and what was said; each takes as much room as its words need."""

from typing import Any, NamedTuple

from PySide6.QtCore import Qt

from advisor_app.ui.models.rows import Index, Row, RowsModel
from advisor_app.ui.theme import Tone


class Entry(NamedTuple):
    """What an entry shows: a drawing and a badge in a tone, a title, the words, a line below them.

    `stamp` says when, `mark` is a second badge (a state, a deadline); `score` is out of how many. `heading`: the
    title stands alone, above the entries of a month.
    """

    title: str
    drawing: str = ""
    tone: Tone = Tone.NEUTRAL
    badge: str = ""
    body: str = ""
    foot: str = ""
    stamp: str = ""
    mark: str = ""
    mark_tone: Tone = Tone.NEUTRAL
    score: tuple[int, int] | None = None
    heading: bool = False

    @property
    def text(self) -> str:
        """The title."""
        return self.title

    @property
    def shown(self) -> str:
        """All that is shown."""
        parts = (self.stamp, self.badge, self.title, self.mark, self.body, self.foot)
        return " · ".join(part for part in parts if part)

    @property
    def heard(self) -> str:
        """All that is shown."""
        return self.shown

    @property
    def sort(self) -> Any:
        """Entries come in their order."""
        return None


class EntriesModel(RowsModel[Row, Entry]):
    """A list of entries, in one column; `needle` is what was searched for and is to be marked."""

    HEADINGS = ("",)

    def __init__(self) -> None:
        super().__init__()
        self.needle = ""

    def entry(self, row: Row) -> Entry:
        """Return what a row shows."""
        raise NotImplementedError

    def entry_at(self, place: int) -> Entry:
        """Return the entry at a place."""
        return self.cells_at(place)[0]

    def cells(self, row: Row) -> tuple[Entry]:
        """Return the entry as the only cell of its row."""
        return (self.entry(row),)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let headings be passed over."""
        flags = super().flags(index)
        if index.isValid() and self.entry_at(index.row()).heading:
            return Qt.ItemFlag.NoItemFlags
        return flags

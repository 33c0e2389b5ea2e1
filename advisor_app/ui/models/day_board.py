"""The blocks of a day (今天): what each tile says in figures, and its lines as entries of a list."""

from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.prompts.board import BIRTHDAYS, COMPLAINTS, CONTACTS, PROMISES, Line
from advisor_app.domain.tasks import Item
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services import prompt_words
from advisor_app.services.day_board import DayBoard
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.models.tasks import Known
from advisor_app.ui.models.tasks import entry_of as item_entry
from advisor_app.ui.theme import Tone

UNLOGGED = "unlogged"
BLOCKS = (UNLOGGED, COMPLAINTS, PROMISES, CONTACTS, BIRTHDAYS)
"""The blocks in the order of their tiles and keys."""
TITLES = {
    UNLOGGED: N_("Not logged yet"),
    COMPLAINTS: N_("Complaint clocks"),
    PROMISES: N_("Promises owed"),
    CONTACTS: N_("Contacts due"),
    BIRTHDAYS: N_("Birthdays"),
}
NOTHING = {
    UNLOGGED: N_("Every appointment since the last working day has its record."),
    COMPLAINTS: N_("No complaint is near its last day."),
    PROMISES: N_("No promise falls due."),
    CONTACTS: N_("Everybody was spoken to in time."),
    BIRTHDAYS: N_("No birthday is near."),
}
DRAWINGS = {
    UNLOGGED: "notebook-pen",
    COMPLAINTS: "clock",
    PROMISES: "handshake",
    CONTACTS: "phone",
    BIRTHDAYS: "cake",
}


_RED = {
    COMPLAINTS: N_("{n} late"),
    PROMISES: N_("{n} broken"),
    CONTACTS: N_("{n} late"),
    BIRTHDAYS: N_("{n} today"),
}
_TONES = {BIRTHDAYS: (Tone.ACCENT, Tone.NEUTRAL)}
_OVERDUE = (Tone.BAD, Tone.WARN)


class Count(NamedTuple):
    """What a tile shows: how many there are, and in badges how many of them are red and how many amber."""

    total: int
    badges: tuple[tuple[str, Tone], ...]


def count(block: str, board: DayBoard, drafts: int) -> Count:
    """Return what the tile of a block shows; `drafts` are contacts that were begun."""
    if block == UNLOGGED:
        found = len(board.unlogged)
        said = (
            (found, ngettext("{n} appointment", "{n} appointments", found), Tone.WARN),
            (drafts, ngettext("{n} draft", "{n} drafts", drafts), Tone.NEUTRAL),
        )
        return Count(found + drafts, tuple((text, tone) for number, text, tone in said if number))
    lines = board.blocks[block]
    red, amber = _TONES.get(block, _OVERDUE)
    shown = ((lines.red, _RED[block], red), (lines.amber, N_("{n} soon"), amber))
    return Count(lines.total, tuple((_(text, n=number), tone) for number, text, tone in shown if number))


class BoardModel(EntriesModel[Line | Item]):
    """The lines of one block."""

    def __init__(self) -> None:
        super().__init__()
        self._board: DayBoard | None = None

    def show_block(self, block: str, board: DayBoard) -> None:
        """Show the lines of a block."""
        self._board = board
        self.set_rows(list(board.unlogged if block == UNLOGGED else board.blocks[block].lines))

    def row_at(self, place: int) -> Line | Item | None:
        """Return what stands at a place."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def place_of(self, row: Line | Item | None) -> int | None:
        """Return where the same thing stands now."""
        keys = [_key(one) for one in self.rows]
        return keys.index(_key(row)) if row is not None and _key(row) in keys else None

    def entry(self, row: Line | Item) -> Entry:
        """Return a line as an entry."""
        board = self._board
        if board is None:
            return Entry("")
        if isinstance(row, Item):
            return item_entry(row, Known(board.policy, board.bank, board.today), with_day=True)
        finding = row.finding
        red, amber = _TONES.get(row.rule, _OVERDUE)
        return Entry(
            title=board.names.get(row.customer_id) or words.NOTHING,
            drawing=DRAWINGS[row.rule],
            tone=red if row.red else amber,
            badge=words.tier(board.policy, row.tier) or "",
            body=prompt_words.why(finding.why[0], board.policy),
            mark=_due(row, board),
            mark_tone=red if row.red else amber,
        )


def _due(line: Line, board: DayBoard) -> str:
    """Return how the day of a line lies, in words: no state is told by its colour alone."""
    late = board.today - line.finding.due_on
    if late > 0:
        return ngettext("{n} day overdue", "{n} days overdue", late)
    if line.rule == CONTACTS and line.red:
        return _("never spoken")
    return words.days_until(line.finding.due_on, board.today)


def _key(row: Line | Item) -> tuple[object, ...]:
    if isinstance(row, Item):
        return row.source, row.id
    return row.customer_id, row.rule, row.finding.subject

"""What moved between tiers with the newest month, and what is about to."""

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain import book_figures as book
from advisor_app.domain.book_figures import BookFigures, Move
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.standings import standing_name
from advisor_app.ui.screens.book.figure import Counted, Line
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty

_MOST = 6
_DRAWINGS = {
    book.UP: ("arrow-up-right", "good"),
    book.DOWN: ("arrow-down-left", "bad"),
    book.NEW: ("user-plus", "accent"),
    None: ("arrow-up-down", "muted"),
}
_STATES = {
    book.UPGRADE_NEXT: ("trending-up", "good"),
    book.WATCH: ("eye", "warn"),
    book.LIFTED: ("star", "accent"),
    book.HELD: ("history", "accent"),
}


class MovementsCard(Card):
    """Movements on the left, the states of tiers on the right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Movements between tiers"), parent)
        self._desk = desk
        self.month = Label(kind="small")
        self.head.addWidget(self.month)
        self.none = Label(kind="muted", wrap=True)
        self.lines: tuple[Line, ...] = ()
        self._moves, self._states = QVBoxLayout(), QVBoxLayout()
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        for column, lines in enumerate((self._moves, self._states)):
            lines.setSpacing(2)
            grid.addLayout(lines, 0, column)
            grid.setColumnStretch(column, 1)
        self.body.addWidget(self.none)
        self.body.addLayout(grid)
        self.body.addStretch(1)

    def show_figures(self, figures: BookFigures) -> None:
        """Show what moved in a book."""
        empty(self._moves)
        empty(self._states)
        self.month.setText(words.month(figures.month) if figures.month is not None else "")
        self.none.setText(_none(figures))
        self.none.setVisible(bool(self.none.text()))
        moves = [self._move(figures, move) for move in figures.moves[:_MOST]]
        directions = [
            self._line("moves", direction, figures.moved(direction), figures, *_DRAWINGS[direction])
            for direction in (book.UP, book.DOWN, book.NEW)
            if figures.moved(direction)
        ]
        states = [
            self._line("states", state, many, figures, *_STATES[state]) for state, many in figures.states
        ]
        for line in moves:
            self._moves.addWidget(line)
        for line in (*directions, *states):
            self._states.addWidget(line)
        self._moves.addStretch(1)
        self._states.addStretch(1)
        self.lines = (*moves, *directions, *states)

    def _move(self, figures: BookFigures, move: Move) -> Line:
        direction = book.direction_of(figures.policy, move)
        return self._line("moves", book.move_value(move), move.customers, figures, *_DRAWINGS[direction])

    def _line(self, field: str, value: str, many: int, figures: BookFigures, drawing: str, ink: str) -> Line:
        line = Line(self._desk, drawing, ink)
        query = book.in_state(value) if field == "states" else book.moved(value)
        line.show_line(Counted(standing_name(figures.policy, field, value), many, query))
        return line


def _none(figures: BookFigures) -> str:
    if figures.month is None:
        return _("Movements are known once head office has computed the tiers of two months.")
    return "" if figures.moves else _("Nobody changed tier in {month}.", month=words.month(figures.month))

"""The tiles above the day's list: what else waits, in figures; one that is pressed shows its lines."""

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.day_board import DayBoard
from advisor_app.ui.models.day_board import BLOCKS, DRAWINGS, TITLES, Count, count
from advisor_app.ui.say import say
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel, Label

_BADGES = 2
_HEIGHT = 72


class Tiles(QWidget):
    """One tile for each block."""

    chosen_changed = Signal()
    """Another tile is pressed, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say(self.setAccessibleName, N_("What else waits"))
        self._board: DayBoard | None = None
        self._drafts = 0
        self.tiles: dict[str, Tile] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for number, block in enumerate(BLOCKS, 1):
            tile = self.tiles[block] = Tile(block, number)
            tile.clicked.connect(partial(self._on_clicked, block))
            row.addWidget(tile, 1)

    @property
    def chosen(self) -> str:
        """The block whose lines are looked at, empty for none."""
        return next((block for block, tile in self.tiles.items() if tile.isChecked()), "")

    def choose(self, block: str) -> None:
        """Look at a block, or at none."""
        if block != self.chosen:
            for name, tile in self.tiles.items():
                tile.setChecked(name == block)
            self.chosen_changed.emit()

    def toggle(self, number: int) -> None:
        """Look at the block with a number, 1 for the first, or at none if that was looked at."""
        block = BLOCKS[number - 1]
        self.choose("" if block == self.chosen else block)

    def show_board(self, board: DayBoard | None, drafts: int) -> None:
        """Show figures; none while nothing is known."""
        self._board, self._drafts = board, drafts
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            for tile in self.tiles.values():
                tile.show_count(None)
            self._render()

    def _on_clicked(self, block: str, *_checked: bool) -> None:
        # The button has changed its own mind already.
        for name, tile in self.tiles.items():
            tile.setChecked(name == block and tile.isChecked())
        self.chosen_changed.emit()

    def _render(self) -> None:
        for block, tile in self.tiles.items():
            tile.show_count(count(block, self._board, self._drafts) if self._board else None)


class Tile(QPushButton):
    """One block in figures."""

    def __init__(self, block: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "tile")
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._block, self._number = block, number
        self._count: Count | None = None
        self.title, self.figure = ElidedLabel(kind="small"), Label(words.NOTHING, "figure")
        self.badges = [Badge() for _badge in range(_BADGES)]
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Glyph(DRAWINGS[block]))
        head.addWidget(self.title, 1)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.figure)
        for badge in self.badges:
            foot.addWidget(badge)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addLayout(foot)
        for child in (self.title, self.figure, *self.badges):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_count(None)

    def show_count(self, found: Count | None) -> None:
        """Show figures, or that none are known yet."""
        if found is not None and found == self._count:
            return
        self._count = found
        title = _(TITLES[self._block])
        self.title.setText(_("{title} ({key})", title=title, key=self._number))
        self.figure.setText(words.NOTHING if found is None else str(found.total))
        shown = found.badges if found else ()
        for place, badge in enumerate(self.badges):
            badge.show_text(*shown[place]) if place < len(shown) else badge.show_text("")
        said = (title, self.figure.text(), *(text for text, _tone in shown))
        self.setAccessibleName(" ".join(said))

    def sizeHint(self) -> QSize:
        return QSize(150, _HEIGHT)

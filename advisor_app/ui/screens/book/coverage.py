"""How far the contact rhythm of each tier is kept: a bar of shares, and a figure for each."""

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from advisor_app import words
from advisor_app.domain import book_figures as book
from advisor_app.domain.book_figures import BookFigures, Coverage
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.standings import standing_name
from advisor_app.ui.screens.book.figure import Counted, Number
from advisor_app.ui.tiers import tier_tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty

_THICK, _DOT = 12, 9
_ALL = 100  # of what room there is, as far as rows may grow
_SERIES = {book.GOOD: 1, book.AMBER: 2, book.RED: 4, book.NEVER: 3}
"""What stands for each in bars, of the colours of charts."""
_HEADINGS = {
    book.GOOD: N_("In rhythm"),
    book.AMBER: N_("Due soon"),
    book.RED: N_("Past due"),
    book.NEVER: N_("Never spoken"),
}


class ShareBar(QWidget):
    """Shares of a whole side by side; the figures beside it say what it shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[int, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: tuple[tuple[int, int], ...]) -> None:
        """Show parts, each by the place of its colour among those of charts and its size."""
        self._parts = parts
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, _THICK)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = sum(size for _place, size in self._parts)
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(QRectF(0, 0, self.width(), _THICK), 4, 4)
        left = 0.0
        for place, size in self._parts:
            width = self.width() * size / whole if whole else 0.0
            painter.setBrush(QColor(tokens.series[place]))
            if width >= 1:
                painter.drawRoundedRect(QRectF(left, 0, max(1.0, width - 1), _THICK), 3, 3)
            left += width


class _Dot(QWidget):
    """The colour of a column."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place
        self.setFixedSize(_DOT, _DOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().series[self._place]))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)


class CoverageCard(Card):
    """All tiers with a rhythm, and together."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Contact rhythm"), parent)
        self._desk = desk
        self.numbers: tuple[Number, ...] = ()
        self.none = Label(kind="muted", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        self.body.addWidget(self.none)
        self.body.addLayout(self._grid, _ALL)
        self.body.addStretch(1)

    def show_figures(self, figures: BookFigures) -> None:
        """Show how far the rhythms of a book are kept."""
        empty(self._grid)
        self.none.setVisible(not figures.coverage)
        self.none.setText(_("The policy of the bank sets no contact rhythm for any tier."))
        self.numbers = ()
        if not figures.coverage:
            return
        for column, (standing, heading) in enumerate(_HEADINGS.items(), 3):
            self._grid.addWidget(_heading(_(heading), _SERIES[standing]), 0, column)
        for line, one in enumerate(figures.coverage, 1):
            badge = Badge()
            name = words.tier(figures.policy, one.tier) or one.tier
            self._grid.addWidget(badge, line, 0)  # before it has a text: that shows it
            badge.show_text(name, tier_tone(figures.policy, one.tier))
            every = ngettext("every {n} day", "every {n} days", one.every_days)
            self._grid.addWidget(Label(every, kind="small"), line, 1)
            self._add(line, one, name, one.tier, figures)
        line = len(figures.coverage) + 1
        self._grid.addWidget(Label(_("Together"), kind="heading"), line, 0, 1, 2)
        every_tier = Coverage(
            "", 0, *(sum(getattr(one, part) for one in figures.coverage) for part in _SERIES)
        )
        self._add(line, every_tier, _("Together"), None, figures)

    def _add(self, line: int, one: Coverage, name: str, tier: str | None, figures: BookFigures) -> None:
        bar = ShareBar()
        bar.show_parts(tuple((place, getattr(one, standing)) for standing, place in _SERIES.items()))
        self._grid.addWidget(bar, line, 2)
        called = partial(standing_name, figures.policy, "rhythms")
        for column, standing in enumerate(_SERIES, 3):
            number = Number(self._desk)
            title = (
                called(standing)
                if tier is None
                else _("{tier}: {standing}", tier=name, standing=called(standing))
            )
            number.show_counted(Counted(title, getattr(one, standing), book.in_rhythm(standing, tier=tier)))
            self._grid.addWidget(number, line, column)
            self.numbers = (*self.numbers, number)


def _heading(text: str, place: int) -> QWidget:
    """Return the heading of a column: its colour and its name, at the right as its figures are."""
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 8, 2)
    row.setSpacing(6)
    row.addStretch(1)
    row.addWidget(_Dot(place))
    row.addWidget(Label(text, kind="small"))
    return made

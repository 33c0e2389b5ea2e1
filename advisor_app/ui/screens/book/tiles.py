"""The tiles above the cards: the few figures that say how the book is, each of which opens its customers."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from advisor_app import words
from advisor_app.domain import book_figures as book
from advisor_app.domain.book_figures import BookFigures
from advisor_app.domain.customers import CustomerQuery
from advisor_app.i18n import format_number, format_percent, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.book.figure import Counted, Figure, bold

_HEIGHT, _PAD, _ROUND = 86, 14, 10
_VALUE, _SMALL = 22, 12


class Tile(Figure):
    """A figure in large, with its name above and what belongs to it below."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._value, self._note, self._ink = words.NOTHING, "", "text"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> str:
        """What stands there in large."""
        return self._value

    @property
    def note(self) -> str:
        """What stands below."""
        return self._note

    def show_tile(self, counted: Counted, value: str, note: str = "", ink: str = "text") -> None:
        """Show a figure; `ink` is the token that its value is written in."""
        self._value, self._note, self._ink = value, note, ink
        told = (
            note if value == format_number(counted.customers) else _(", ").join(filter(None, (value, note)))
        )
        self.show_counted(counted, told)

    def sizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        tokens = theme.current()
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.raised if self.isEnabled() and self.underMouse() else tokens.surface))
        painter.drawRoundedRect(room, _ROUND, _ROUND)
        inner = room.adjusted(_PAD, 10, -_PAD, -10)
        ink = getattr(tokens, self._ink)
        name = self.counted.name if self.counted else ""
        for text, size, colour, at in (
            (name, _SMALL, tokens.muted, Qt.AlignmentFlag.AlignTop),
            (self._value, _VALUE, ink if isinstance(ink, str) else ink.text, Qt.AlignmentFlag.AlignVCenter),
            (self._note, _SMALL, tokens.muted, Qt.AlignmentFlag.AlignBottom),
        ):
            font = QFont(self.font())
            font.setPixelSize(size)
            painter.setFont(bold(font) if size == _VALUE else font)
            painter.setPen(QColor(colour))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | at), shown)


class Tiles(QWidget):
    """The tiles side by side."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.customers, self.assets, self.kept, self.late, self.moved, self.quiet = (
            Tile(desk) for _ in range(6)
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for tile in (self.customers, self.assets, self.kept, self.late, self.moved, self.quiet):
            row.addWidget(tile, 1)

    def show_figures(self, figures: BookFigures) -> None:
        """Show the figures of a book."""
        every = CustomerQuery()
        left = (
            ngettext("{n} has left the bank", "{n} have left the bank", figures.left) if figures.left else ""
        )
        self.customers.show_tile(
            Counted(_("Customers"), figures.customers, every), format_number(figures.customers), left
        )
        total = sum(tier.assets_minor for tier in figures.tiers)
        currency = figures.bank.base_currency if figures.bank else None
        month = words.month(figures.tier_month) if figures.tier_month is not None else ""
        self.assets.show_tile(
            Counted(_("AUM"), figures.customers, every),
            words.money(total, currency, compact=True) or words.NOTHING,
            _("average of {month}", month=month) if month else "",
        )
        self._show_contacts(figures)
        self._show_moves(figures)
        several, rules = figures.quiet_by(book.SEVERAL), figures.policy.quiet
        self.quiet.show_tile(
            Counted(_("Going quiet"), several, book.gone_quiet(book.SEVERAL)),
            format_number(several) if figures.quiet else words.NOTHING,
            _("at least {n} signs", n=rules.signs) if figures.quiet else _("the policy does not say when"),
            "warn" if several else "text",
        )

    def _show_contacts(self, figures: BookFigures) -> None:
        awaited = sum(one.customers for one in figures.coverage)
        good = sum(one.good for one in figures.coverage)
        never = sum(one.never for one in figures.coverage)
        late = sum(one.red for one in figures.coverage) + never
        self.kept.show_tile(
            Counted(_("In contact rhythm"), good, book.in_rhythm(book.GOOD)),
            format_percent(good / awaited, 0) if awaited else words.NOTHING,
            _("{n} of {all}", n=format_number(good), all=format_number(awaited)) if awaited else "",
        )
        self.late.show_tile(
            Counted(_("Contact overdue"), late, book.in_rhythm(book.RED, book.NEVER)),
            format_number(late),
            _("{n} of them never spoken with", n=format_number(never)) if never else "",
            "bad" if late else "text",
        )

    def _show_moves(self, figures: BookFigures) -> None:
        up, down = figures.moved(book.UP), figures.moved(book.DOWN)
        known = figures.month is not None
        self.moved.show_tile(
            Counted(_("Changed tier"), up + down, book.moved(book.UP, book.DOWN)),
            _("↑{up} ↓{down}", up=format_number(up), down=format_number(down)) if known else words.NOTHING,
            words.month(figures.month) if figures.month is not None else _("no earlier month is known"),
        )

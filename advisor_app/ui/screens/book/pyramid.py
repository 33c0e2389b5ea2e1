"""The pyramid of tiers: a band for each, the highest at the top, as wide as it has customers."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.book_figures import BookFigures, TierFigure, of_tier
from advisor_app.i18n import N_, format_number, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.book.figure import Counted, Figure, bold, number_colour
from advisor_app.ui.theme import Tone
from advisor_app.ui.tiers import tier_tone
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.layouts import empty

_HEIGHT, _HIGHEST, _THICK, _LEAST = 32, 64, 0.62, 4
_SERIES = {Tone.GOLD: 2, Tone.ACCENT: 0, Tone.VIOLET: 3}
_ALL = 100  # of what room there is, as far as bands may grow
_NAME, _COUNT, _SHARE, _ASSETS, _GAP = 84, 58, 48, 96, 10


class Band(Figure):
    """One tier."""

    def __init__(
        self, desk: Desk, tier: TierFigure, figures: BookFigures, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(_HIGHEST)
        most = max(one.customers for one in figures.tiers)
        self._share = tier.customers / most
        self._tone = tier_tone(figures.policy, tier.tier)
        self._of_all = format_percent(tier.customers / figures.customers, 1)
        currency = figures.bank.base_currency if figures.bank else None
        self._assets = words.money(tier.assets_minor, currency, compact=True) or words.NOTHING
        name = (words.tier(figures.policy, tier.tier) or tier.tier) if tier.tier else _("No tier yet")
        told = _(", ").join((self._of_all, _("AUM {amount}", amount=self._assets)))
        self.show_counted(Counted(name, tier.customers, of_tier(tier.tier)), told)

    def sizeHint(self) -> QSize:
        return QSize(_NAME + _COUNT + _SHARE + _ASSETS + 5 * _GAP + 120, _HEIGHT)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        if self.counted is None:
            return
        tokens = theme.current()
        inner = room.adjusted(8, 0, -8, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(tokens.text))
        name = painter.fontMetrics().elidedText(self.counted.name, Qt.TextElideMode.ElideRight, _NAME)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | middle), name)
        numbers = _COUNT + _SHARE + _ASSETS + 3 * _GAP
        area = QRectF(
            inner.left() + _NAME + _GAP, inner.top(), inner.width() - _NAME - numbers - _GAP, inner.height()
        )
        width = max(_LEAST, area.width() * self._share)
        thick = area.height() * _THICK
        bar = QRectF(area.center().x() - width / 2, area.center().y() - thick / 2, width, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour()))
        painter.drawRoundedRect(bar, min(5.0, width / 2), 5)
        right = int(Qt.AlignmentFlag.AlignRight | middle)
        left = area.right() + _GAP
        count = QRectF(left, inner.top(), _COUNT, inner.height())
        share = QRectF(count.right() + _GAP, inner.top(), _SHARE, inner.height())
        assets = QRectF(share.right() + _GAP, inner.top(), _ASSETS, inner.height())
        painter.setPen(QColor(tokens.muted))
        painter.drawText(share, right, self._of_all)
        painter.drawText(assets, right, self._assets)
        painter.setPen(QColor(number_colour(self)))
        painter.setFont(bold(self.font()))
        painter.drawText(count, right, format_number(self.counted.customers))

    def _colour(self) -> str:
        """Return the colour of charts that is nearest to that of the tier's badge."""
        tokens = theme.current()
        return tokens.series[_SERIES[self._tone]] if self._tone in _SERIES else tokens.edge


class PyramidCard(Card):
    """All tiers of the book."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Tiers"), parent)
        self._desk = desk
        self.bands: tuple[Band, ...] = ()
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        self.body.addLayout(self._column, _ALL)
        self.body.addStretch(1)

    def show_figures(self, figures: BookFigures) -> None:
        """Show the tiers of a book."""
        empty(self._column)
        self.bands = tuple(Band(self._desk, tier, figures) for tier in figures.tiers)
        for band in self.bands:
            self._column.addWidget(band)

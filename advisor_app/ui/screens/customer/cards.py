"""A tab that is made of cards: beside each other where there is room, else one below the other."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.ui.widgets.scroll import Scroll

_WIDE = 860
_GAP = 12


class CustomerCard(Protocol):
    """A widget that shows something of one customer."""

    def show_profile(self, profile: Profile) -> None:
        """Show a customer."""

    def clear(self) -> None:
        """Forget the customer."""


class Cards(QWidget):
    """Shows the cards of one customer."""

    def __init__(self, cards: Sequence[CustomerCard], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = cards
        page = QWidget()
        self._line = QBoxLayout(QBoxLayout.Direction.TopToBottom, page)
        self._line.setContentsMargins(0, 10, 0, 10)
        self._line.setSpacing(_GAP)
        for card in cards:
            if isinstance(card, QWidget):
                self._line.addWidget(card, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(page))

    def show_profile(self, profile: Profile) -> None:
        """Show a customer."""
        for card in self._cards:
            card.show_profile(profile)

    def clear(self) -> None:
        """Forget the customer."""
        for card in self._cards:
            card.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._line.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )

"""A drop-down of values with names; it keeps what was chosen when the names or the values change."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

_WIDEST = 190


class Choice(QComboBox):
    """One of several values, or None where the first entry stands for all of them."""

    chosen = Signal()
    """Another value was chosen by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(_WIDEST)
        self.activated.connect(self._on_activated)
        self._value: Any = None

    @property
    def value(self) -> Any:
        """The value that is chosen."""
        return self._value

    def offer(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other values; what was chosen stays chosen if it is among them, otherwise the first is."""
        chosen = self._value
        self.clear()
        for value, name in options:
            self.addItem(name, value)
        self.choose(chosen)

    def choose(self, value: Any) -> None:
        """Choose a value without telling anybody."""
        values = [self.itemData(place) for place in range(self.count())]
        place = values.index(value) if value in values else 0
        self.setCurrentIndex(place)
        self._value = values[place] if values else None

    def _on_activated(self, place: int) -> None:
        value = self.itemData(place)
        if value != self._value:
            self._value = value
            self.chosen.emit()

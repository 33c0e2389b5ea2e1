"""One of a few codes, each a chip with its name; Tab comes to the chosen one, arrows go to the next."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.policy.schema import Names
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.flow import FlowLayout

_ICON, _GAP = 15, 6


class CodeChips(QWidget):
    """Chips of which one, or none yet, is chosen. `drawings` gives icons; with `in_line` they stand in one line."""

    chosen = Signal()
    """Another code was chosen by hand."""

    def __init__(
        self, drawings: Mapping[str, str], parent: QWidget | None = None, *, in_line: bool = False
    ) -> None:
        super().__init__(parent)
        self._drawings = drawings
        self._names: Names = {}
        self._value = ""
        self._marked: QPushButton | None = None  # at which Tab stops
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._layout: QLayout = QHBoxLayout() if in_line else FlowLayout()
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_GAP)
        self.setLayout(self._layout)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def value(self) -> str:
        """The code that is chosen, empty for none."""
        return self._value

    def offer(self, names: Names) -> None:
        """Offer codes by their names; what was chosen stays chosen, also if it is not among them."""
        if names == self._names:
            return
        if list(names) != list(self.chips):
            for chip in self.chips.values():
                self._group.removeButton(chip)
                chip.hide()
                chip.deleteLater()
            self.chips = {code: self._chip(code) for code in names}
            self._marked = None
        self._names = names
        self._name()
        self.choose(self._value)

    def choose(self, value: str) -> None:
        """Choose a code, or none, without telling anybody."""
        self._value = value
        wanted = self.chips.get(value)
        marked = next((chip for chip in self.chips.values() if chip.isChecked()), None)
        if wanted is marked and self._marked is not None:
            return
        # An exclusive group keeps one chosen for ever.
        self._group.setExclusive(False)
        for chip in self.chips.values():
            chip.setChecked(chip is wanted)
        self._group.setExclusive(True)
        self._marked = wanted or next(iter(self.chips.values()), None)
        for chip in self.chips.values():
            stops = chip is self._marked
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._marked is not None:
            self._marked.setFocus(event.reason())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()

    def _on_clicked(self, code: str) -> None:
        changed = code != self._value
        self.choose(code)
        if changed:
            self.chosen.emit()

    def _chip(self, code: str) -> QPushButton:
        chip = QPushButton()
        chip.setCheckable(True)
        chip.setProperty("kind", "chip")
        chip.setIconSize(QSize(_ICON, _ICON))
        if drawing := self._drawings.get(code):
            chip.setIcon(icon(drawing))
        chip.clicked.connect(partial(self._on_clicked, code))
        self._group.addButton(chip)
        self._layout.addWidget(chip)
        return chip

    def _name(self) -> None:
        for code, chip in self.chips.items():
            name = words.code(self._names, code) or code
            chip.setText(name.replace("&", "&&"))

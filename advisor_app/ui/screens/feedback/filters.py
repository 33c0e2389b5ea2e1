"""What the inbox is narrowed by: the shelf, the kind, the state, the product and words."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.feedback import FeedbackQuery, Shelf
from advisor_app.domain.policy import Policy
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.say import say
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.search_look import look_like_search

PAUSE_MS = 150
_SHELVES = {Shelf.DUE: N_("To do"), Shelf.OVERDUE: N_("Overdue"), Shelf.ALL: N_("All")}
_LEAST_LETTERS = 4


class Filters(QWidget):
    """The controls above the list; what is chosen holds at once, words after a pause."""

    changed = Signal()
    """Another query is wanted."""
    down = Signal()
    """The keys are wanted in the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._policy: Policy | None = None
        self._products: Sequence[tuple[int, str]] = ()
        self._shelf = Shelf.DUE
        self.text = QLineEdit()
        self.kind, self.status, self.product = Choice(), Choice(), Choice()
        self.shelves = {shelf: QPushButton() for shelf in _SHELVES}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self._lay_out()

    @property
    def query(self) -> FeedbackQuery:
        """What is asked for."""
        return FeedbackQuery(
            self._shelf,
            kind=self.kind.value,
            status=self.status.value,
            product_id=self.product.value,
            text=self.text.text().strip(),
        )

    @property
    def narrows(self) -> bool:
        """Whether more than the shelf is chosen."""
        return replace(self.query, shelf=Shelf.ALL) != FeedbackQuery()

    def offer(self, policy: Policy) -> None:
        """Offer the codes of a policy."""
        if policy is not self._policy:
            self._policy = policy
            self._render()

    def offer_products(self, products: Sequence[tuple[int, str]]) -> None:
        """Offer the products that feedback speaks of; without any there is nothing to choose."""
        self._products = products
        self._render()

    def flush(self) -> None:
        """Wait no longer for another letter."""
        self._pause.stop()
        self.changed.emit()

    def clear(self) -> None:
        """Take everything away but the shelf."""
        self.text.clear()
        for choice in (self.kind, self.status, self.product):
            choice.choose(None)
        self.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The field passes on what it has no use for.
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text.hasFocus():
            if self._pause.isActive():
                self.flush()
            else:
                self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text.text():
            self.text.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_shelf_clicked(self, shelf: Shelf) -> None:
        if shelf is not self._shelf:
            self._shelf = shelf
            self.flush()

    def _on_text_changed(self) -> None:
        self._pause.start()

    def _render(self) -> None:
        if self._policy is None:
            return
        codes = self._policy.codes
        for choice, names, everything in (
            (self.kind, codes.feedback_kinds, _("All kinds")),
            (self.status, codes.feedback_statuses, _("All states")),
        ):
            choice.offer([(None, everything), *((code, words.code(names, code) or code) for code in names)])
        self.product.offer([(None, _("All products")), *self._products])
        self.product.setVisible(bool(self._products))

    def _lay_out(self) -> None:
        look_like_search(self.text)
        say(self.text.setPlaceholderText, N_("Search in words, names and numbers"))
        say(self.text.setAccessibleName, N_("Search in words, names and numbers"))
        self.text.textChanged.connect(self._on_text_changed)
        chips, choices = QHBoxLayout(), QHBoxLayout()
        group = QButtonGroup(self)
        for shelf, chip in self.shelves.items():
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setChecked(shelf is self._shelf)
            say(chip.setText, _SHELVES[shelf])
            chip.clicked.connect(partial(self._on_shelf_clicked, shelf))
            group.addButton(chip)
            chips.addWidget(chip)
        chips.addStretch(1)
        for choice, name in (
            (self.kind, N_("Kind")),
            (self.status, N_("State")),
            (self.product, N_("Product")),
        ):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(_LEAST_LETTERS)
            say(choice.setAccessibleName, name)
            choice.chosen.connect(self.flush)
            choices.addWidget(choice, 1)
        self.product.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(chips)
        layout.addWidget(self.text)
        layout.addLayout(choices)

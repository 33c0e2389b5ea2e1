"""Whether a product was recommended in a contact, which makes it marketing, and which one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from advisor_app import words
from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.choice import Choice

_LEAST_LETTERS = 12


class RecommendsField(QWidget):
    """A tick, and beside it the catalogue once it is set."""

    edited = Signal(str)
    """`recommends` or `product_id`, as in `ContactEntry`, was changed by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._products: tuple[tuple[int, str], ...] = ()
        self.box, self.product = QCheckBox(), Choice()
        say(self.box.setText, N_("A product was recommended"))
        say(self.product.setAccessibleName, N_("Product"))
        self.product.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.product.setMinimumContentsLength(_LEAST_LETTERS)
        self.product.setMaximumWidth(_UNBOUND)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.box)
        row.addWidget(self.product, 1)
        row.addStretch(0)
        self.setFocusProxy(self.box)
        self.product.hide()
        self.box.clicked.connect(self._on_clicked)
        self.product.chosen.connect(self._on_chosen)

    @property
    def recommends(self) -> bool:
        """Whether a product was recommended."""
        return self.box.isChecked()

    @property
    def product_id(self) -> int | None:
        """The product, None where none is named."""
        chosen: int | None = self.product.value
        return chosen if self.recommends else None

    def offer(self, products: Sequence[tuple[int, str]]) -> None:
        """Offer the products of the catalogue, by name."""
        self._products = tuple(products)
        self._offer(self.product.value)

    def show_recommended(self, product_id: int | None, *, recommends: bool) -> None:
        """Show what is recorded, also a product that is not offered any more."""
        self.box.setChecked(recommends)
        self._offer(product_id)
        self.product.choose(product_id)
        self._show_product()

    def _on_clicked(self) -> None:
        self._show_product()
        self.edited.emit("recommends")

    def _on_chosen(self) -> None:
        self.edited.emit("product_id")

    def _offer(self, product_id: int | None) -> None:
        offered: list[tuple[int | None, str]] = [(None, words.NOTHING), *self._products]
        if product_id is not None and product_id not in dict(self._products):
            offered.append((product_id, f"#{product_id}"))
        self.product.offer(offered)

    def _show_product(self) -> None:
        self.product.setVisible(self.recommends and bool(self._products or self.product.value))


_UNBOUND = 16_777_215  # Qt's own widest

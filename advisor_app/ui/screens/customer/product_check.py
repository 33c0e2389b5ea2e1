"""Below the products: the chosen one checked for an amount, and a contact logged in which it is recommended."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.entries import amount_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.permission import OUT
from advisor_app.domain.written import Draft
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.suitability import Checked, Judged, check_product
from advisor_app.services.suitability_words import condition, why
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.lights import GREEN, RED
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.wanted import go_on
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel, Label

_AMOUNT = 180


class ProductCheck(QWidget):
    """One product and one customer; without a product it takes no room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._judged: Judged | None = None
        self._checked: Checked | None = None
        self._error: AppError | None = None
        self.name = ElidedLabel(kind="heading")
        self.amount = QLineEdit()
        self.button, self.log_button = QPushButton(), QPushButton(icon("notebook-pen", "on_accent"), "")
        self.sign, self.said = Glyph(GREEN, "good"), Label(wrap=True)
        self._build()
        self.clear()

    def show_product(self, customer_id: bytes, judged: Judged | None) -> None:
        """Let another product be checked; the same one again keeps its amount and what was said of it."""
        same = (
            judged is not None
            and self._judged is not None
            and customer_id == self._customer
            and judged.product.id == self._judged.product.id
        )
        self._customer, self._judged = customer_id, judged
        if not same:
            self.amount.clear()
            self._checked = self._error = None
        self._render()

    def clear(self) -> None:
        """Forget product and customer."""
        self._customer = self._judged = self._checked = self._error = None
        self.amount.clear()
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_check_wanted(self) -> None:
        judged, customer = self._judged, self._customer
        if judged is None or customer is None:
            return
        product, typed = judged.product, self.amount.text().strip()
        wanted = amount_of(typed, product.currency) if typed else None
        if typed and wanted is None:
            self._on_failed(
                InputError(N_("“{text}” is not an amount. Write 500000, 500,000 or 50万."), text=typed)
            )
            return
        service = partial(check_product, customer_id=customer, product_id=product.id, wanted_minor=wanted)
        then = partial(self._on_checked, customer)
        self._desk.ask(self, service, then, key="check", failed=self._on_failed)

    def _on_checked(self, customer: bytes, checked: Checked) -> None:
        judged = self._judged
        if customer == self._customer and judged and checked.product.id == judged.product.id:
            self._checked, self._error = checked, None
            self._render()
            announce(self.said, self.said.text())

    def _on_failed(self, error: AppError) -> None:
        self._checked, self._error = None, error
        self._render()
        announce(self.said, self.said.text(), urgent=True)

    def _on_edited(self) -> None:
        # What was said was said of another amount.
        if self._checked or self._error:
            self._checked = self._error = None
            self._render()

    def _on_log_clicked(self) -> None:
        if self._judged is not None and self._customer is not None:
            entry = ContactEntry(
                customers=(self._customer,),
                direction=OUT,
                recommends=True,
                product_id=self._judged.product.id,
            )
            go_on(self._desk, Draft(new_id(), entry, self._customer, 0))

    def _render(self) -> None:
        judged, checked = self._judged, self._checked
        self.setVisible(judged is not None)
        if judged is None:
            return
        self.name.setText(judged.product.name)
        allowed = (checked.verdict if checked else judged.verdict).allowed
        self.log_button.setEnabled(allowed)
        shown = checked is not None or self._error is not None
        self.sign.setVisible(shown)
        self.said.setVisible(shown)
        bad = self._error is not None or not allowed
        self.sign.draw(RED if bad else GREEN, "bad" if bad else "good")
        self.said.be("bad" if bad else "good")
        self.said.setText(self._words())

    def _words(self) -> str:
        checked = self._checked
        if self._error is not None:
            return str(self._error)
        if checked is None:
            return ""
        if not checked.verdict.allowed:
            return _("May not be recommended: {why}.", why=why(checked.verdict.refusals, checked.policy))
        return " ".join([_("May be recommended."), *map(condition, checked.verdict.conditions)])

    def _build(self) -> None:
        self.amount.setFixedWidth(_AMOUNT)
        self.log_button.setProperty("kind", "primary")
        say(self.amount.setPlaceholderText, N_("Amount, such as 50万"))
        say(self.amount.setAccessibleName, N_("Amount to be checked"))
        say(self.button.setText, N_("Check"))
        say(self.button.setToolTip, N_("Check the product for this amount, without one for its minimum"))
        say(self.log_button.setText, N_("Log a recommendation"))
        say(self.log_button.setToolTip, N_("Log a contact in which this product was recommended"))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 1)
        for widget in (self.amount, self.button, self.log_button):
            line.addWidget(widget)
        result = QHBoxLayout()
        result.setSpacing(6)
        result.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        result.addWidget(self.said, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 4, 0, 4)
        outer.setSpacing(6)
        outer.addLayout(line)
        outer.addLayout(result)
        self.amount.returnPressed.connect(self._on_check_wanted)
        self.amount.textEdited.connect(self._on_edited)
        self.button.clicked.connect(self._on_check_wanted)
        self.log_button.clicked.connect(self._on_log_clicked)

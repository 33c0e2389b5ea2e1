"""The tab of products: what may be recommended to this customer, and on demand what may not and by which rule."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.suitability import Judged, Products, allowed_products
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.products import ProductsModel, aims
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.person import Mark, grade_mark
from advisor_app.ui.screens.customer.product_check import ProductCheck
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import ElidedLabel


class ProductsTab(QWidget):
    """The catalogue as it suits one customer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._profile: Profile | None = None
        self._found: Products | None = None
        self.model = ProductsModel()
        self.list = EntryList(self.model, line=False)
        self.allowed, self.refused, self.ended = QPushButton(), QPushButton(), QPushButton()
        self.kind = Choice()
        self.grade = Badge()
        self.aims, self.dates = ElidedLabel(kind="small"), ElidedLabel(kind="small")
        self.check = ProductCheck(desk)
        self.empty = EmptyState("shield-check")
        self._build()
        self.clear()

    def show_profile(self, profile: Profile) -> None:
        """Judge the catalogue for a customer; of the same one what is shown stays until it is judged anew."""
        if self._profile is None or self._profile.person.id != profile.person.id:
            self.clear()
        self._profile = profile
        customer = profile.person.id
        service = partial(allowed_products, customer_id=customer)
        self._desk.ask(self, service, partial(self._on_judged, customer), key="products")

    def clear(self) -> None:
        """Show nobody."""
        self._profile = self._found = None
        self.allowed.setChecked(True)
        self.kind.choose(None)
        self.check.clear()
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._show()

    def _on_judged(self, customer: bytes, found: Products) -> None:
        if self._profile is not None and customer == self._profile.person.id:
            self._found = found
            self._show()

    def _on_narrowed(self) -> None:
        self._show()

    def _on_current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self._profile is not None:
            self.check.show_product(self._profile.person.id, self.model.judged_at(index.row()))

    def _on_activated(self, _index: QModelIndex) -> None:
        self.check.amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        found = self._found
        chosen, place = (
            self.model.judged_at(self.list.currentIndex().row()),
            self.list.verticalScrollBar().value(),
        )
        shown = self._shown()
        if found is None:
            self.model.clear()
        else:
            self._offer_kinds(found)
            shown = self._shown()
            self.model.show(found, shown)
        self._show_head()
        self._pages.setCurrentIndex(0 if shown else 1)
        self._say_empty()
        self.list.scroll_to(place)
        again = self.model.place_of(chosen.product.id) if chosen else None
        if again is not None:
            self.list.setCurrentIndex(self.model.index(again, 0))
        elif self._profile is not None:
            self.check.show_product(self._profile.person.id, None)

    def _shown(self) -> Sequence[Judged]:
        found = self._found
        if found is None:
            return ()
        among = (
            found.refused
            if self.refused.isChecked()
            else found.ended
            if self.ended.isChecked()
            else found.allowed
        )
        return [one for one in among if self.kind.value in (None, one.product.kind)]

    def _offer_kinds(self, found: Products) -> None:
        kinds = {one.product.kind for one in (*found.allowed, *found.refused, *found.ended)}
        names = found.policy.codes.product_kinds
        known = [kind for kind in names if kind in kinds] + sorted(kinds - names.keys())
        self.kind.offer(
            [(None, _("All kinds")), *((kind, words.code(names, kind) or kind) for kind in known)]
        )

    def _show_head(self) -> None:
        found, profile = self._found, self._profile
        self._head.setVisible(profile is not None)
        if profile is None:
            return
        mark = grade_mark(profile) or Mark(_("no risk assessment"), Tone.WARN)
        if mark.tone is Tone.ACCENT:  # the heading says it
            mark = Mark("", Tone.NEUTRAL)
        self.grade.show_text(*mark)
        counts = [len(some) for some in (found.allowed, found.refused, found.ended)] if found else ["…"] * 3
        self.allowed.setText(_("May be recommended ({n})", n=counts[0]))
        self.refused.setText(_("May not ({n})", n=counts[1]))
        self.ended.setText(_("Sale ended ({n})", n=counts[2]))
        self.ended.setVisible(bool(found and found.ended))
        self.dates.setText(_stamp(found) if found else "")
        self.aims.setText(aims(found) if found else "")
        self.aims.setVisible(bool(self.aims.text()))

    def _say_empty(self) -> None:
        if self._found is None:
            sentence, hint = "", ""
        elif not (self._found.allowed or self._found.refused or self._found.ended):
            sentence = _("There are no products in the catalogue.")
            hint = _("They appear here after a sync that brings them.")
        elif self.allowed.isChecked():
            sentence = _("Nothing here may be recommended to this customer.")
            hint = _("“May not” lists each product with the rule that is against it.")
        else:
            sentence, hint = _("Everything here may be recommended."), ""
        self.empty.sentence.setText(sentence)
        self.empty.hint.setText(hint)

    def _build(self) -> None:
        say(self.list.setAccessibleName, N_("Products"))
        say(self.kind.setAccessibleName, N_("Kind of product"))
        group = QButtonGroup(self)
        for button in (self.allowed, self.refused, self.ended):
            button.setCheckable(True)
            button.setProperty("kind", "chip")
            group.addButton(button)
            button.clicked.connect(self._on_narrowed)
        self.kind.chosen.connect(self._on_narrowed)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.activated.connect(self._on_activated)
        self._head = QWidget()
        row = QHBoxLayout(self._head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.allowed, self.refused, self.ended, self.kind, self.grade):
            row.addWidget(widget)
        row.addWidget(self.dates, 1)
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 10, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self._head)
        outer.addWidget(self.aims)
        outer.addWidget(pages, 1)
        outer.addWidget(self.check)


def _stamp(found: Products) -> str:
    """Return by which data and rules the products were judged."""
    day = words.column_day(found.data_on)
    return _("Data of {day}, rules of policy version {version}", day=day, version=found.policy.version)

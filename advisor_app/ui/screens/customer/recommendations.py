"""What head office's scorecards say of a customer: the risk of losing them, and what to recommend, for and against.

Whoever is not interested, or wants no profile, is one key away from both: each product can be declined, and the list
that is the same for everybody stands in the place of the recommendations.
"""

from functools import partial
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import prediction_words, words
from advisor_app.domain.predictions import CHURN, NEED
from advisor_app.domain.profile import Profile
from advisor_app.domain.recommendations import NO_CARD, Offer
from advisor_app.domain.records import Product
from advisor_app.domain.suitability import Verdict
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services import recommendation_words
from advisor_app.services.edit_contact import Edited
from advisor_app.services.model_cards import KnownCard, card_in_force
from advisor_app.services.open_book import Book
from advisor_app.services.predictions import Predictions, Reach, best_reach, customer_predictions
from advisor_app.services.recommendations import (
    General,
    Recommendations,
    decline,
    general_offers,
    recommendations_for,
)
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.dialogs.model_card import ModelCardDialog
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty

_REASONS = 3
_RAISED, _HIGH = 150, 250
"""From how many per cent of the average on a risk is said to be raised, and high."""


class Found(NamedTuple):
    """What was read of a customer."""

    predictions: Predictions
    recommendations: Recommendations
    reach: Reach


class OfferRow(QWidget):
    """One product that is recommended."""

    def __init__(self, offer: Offer, found: Recommendations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        product = offer.product
        self.name = Label(product.name, kind="heading")
        self.grade = Badge(offer.verdict.grade or "", Tone.ACCENT)
        kind = Label(words.code(found.policy.codes.product_kinds, product.kind) or product.kind, kind="small")
        self.declined = QPushButton(_("Not interested"))
        self.declined.setProperty("kind", "quiet")
        self.declined.setAccessibleName(_("Not interested: {product}", product=product.name))
        self.card = QPushButton(_("Scorecard"))
        self.card.setProperty("kind", "link")
        self.card.setAccessibleName(_("Scorecard of {product}", product=product.name))
        self.pros = Label("+ " + _("; ").join(recommendation_words.pros(offer, found)), wrap=True)
        self.cons = Label(
            "− " + _("; ").join(recommendation_words.cons(offer, found)), kind="muted", wrap=True
        )
        self.cons.setVisible(bool(offer.cons))
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.name, self.grade, kind):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.card)
        head.addWidget(self.declined)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.pros)
        layout.addWidget(self.cons)


class RecommendationsSection(QWidget):
    """Needs and risk of the customer who is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: Found | None = None
        self._general: General | None = None
        self._declining = False
        self.rows: tuple[OfferRow, ...] = ()
        self.stamp, self.alike = Label(kind="small"), Label(kind="small", wrap=True)
        self.nothing = Label(kind="muted", wrap=True)
        self.without_profile = QPushButton()
        self.risk, self.risk_said, self.risk_card = Badge(), Label(wrap=True), QPushButton()
        self.reach = Label(wrap=True)
        self._list, self._risk_line = QVBoxLayout(), QWidget()
        self._lay_out()
        self.clear()

    @property
    def found(self) -> Found | None:
        """What is shown, None before it has been read."""
        return self._found

    def show_profile(self, profile: Profile, *, same: bool = False) -> None:
        """Show what there is for a customer; of the `same` one it stands until it is read anew."""
        if not same:
            self.clear()
        self._customer = profile.person.id
        self._read()

    def clear(self) -> None:
        """Forget the customer."""
        self._customer = self._found = self._general = None
        self.without_profile.setChecked(False)
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer: bytes, found: Found) -> None:
        if customer == self._customer:
            self._found = found
            self._render()

    def _on_general(self, found: General) -> None:
        if found.customer_id == self._customer:
            self._general = found
            self._render()

    def _on_without_profile(self, wanted: bool) -> None:
        customer = self._customer
        if customer is None:
            return
        if wanted:
            service = partial(general_offers, customer_id=customer)
            self._desk.ask(self, service, self._on_general, key="general", failed=self._on_failed)
        else:
            self._general = None
            self._render()

    def _on_card(self, task: str, family: str | None) -> None:
        service = partial(card_in_force, task=task, family=family)
        self._desk.ask(self, service, self._on_card_read, key="card")

    def _on_card_read(self, known: KnownCard) -> None:
        ModelCardDialog(known, self.window()).open()

    def _on_declined(self, product_id: int) -> None:
        found = self._found
        if found is None:
            return
        self._declining = True
        for row in self.rows:  # once is enough
            row.declined.setEnabled(False)
        service = partial(decline, recommended=found.recommendations, product_id=product_id)
        self._desk.ask(self, service, self._on_kept, key="decline", failed=self._on_refused)

    def _on_kept(self, edited: Edited) -> None:
        self._desk.offered.emit(
            _("Not recommended for a while."), _("Undo"), partial(self._take_back, edited.mutations)
        )
        self._read()

    def _on_refused(self, error: AppError) -> None:
        self._desk.failed.emit(error)
        self._render()

    def _on_failed(self, error: AppError) -> None:
        if not isinstance(error, InputError):  # who has left meanwhile is told of by the next reading
            self._desk.failed.emit(error)

    def _on_taken_back(self, _done: None) -> None:
        self._read()

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _read(self) -> None:
        customer = self._customer
        if customer is not None:
            service, then = partial(_read, customer_id=customer), partial(self._on_read, customer)
            self._desk.ask(self, service, then, key="recommendations", failed=self._on_failed)

    def _render(self) -> None:
        empty(self._list)
        self.rows = ()
        found, general = self._found, self._general
        if found is None:
            return
        profiled = general is None
        self._render_risk(found.predictions, wanted=profiled)
        self.reach.setText(recommendation_words.reach(found.reach) if profiled else "")
        self.reach.setVisible(bool(self.reach.text()))
        recommended = found.recommendations
        self.stamp.setText(recommendation_words.stamp(recommended))
        if general is not None:
            self._render_general(general)
        else:
            self.rows = tuple(OfferRow(offer, recommended) for offer in recommended.found.offers)
            why_none = recommendation_words.why_none(recommended)
            self.nothing.setText(why_none or recommendation_words.just_now(recommended))
            self.alike.setText(recommendation_words.alike(recommended.affinity, recommended.policy))
        for row in self.rows:
            row.declined.clicked.connect(partial(self._on_declined, row.offer.product.id))
            row.card.clicked.connect(partial(self._on_card, NEED, row.offer.family))
            self._list.addWidget(row)
        if self._declining:  # the button that had the focus is gone
            self._declining = False
            for row in self.rows:
                row.show()  # what is not seen yet gets no focus
            (self.rows[0].declined if self.rows else self.without_profile).setFocus()
        self.nothing.setVisible(bool(self.nothing.text()))
        self.alike.setVisible(bool(self.rows and self.alike.text()))
        # Where head office sends no cards there is nothing to say, nor to turn off.
        self.setVisible(recommended.found.why_none != NO_CARD or bool(found.predictions.found))

    def _render_general(self, general: General) -> None:
        kinds = general.policy.codes.product_kinds
        for kind, of_kind in groupby(general.products, key=lambda one: one[0].kind):
            names = _(", ").join(_named(product, verdict) for product, verdict in of_kind)
            self._list.addWidget(Label(words.code(kinds, kind) or kind, kind="small"))
            self._list.addWidget(Label(names, wrap=True))
        self.nothing.setText(recommendation_words.why_general(general))

    def _render_risk(self, found: Predictions, *, wanted: bool) -> None:
        told = found.of(CHURN)
        self._risk_line.setVisible(wanted and bool(told))
        if not told:
            return
        [predicted] = told
        lift = predicted.lift_percent
        mark = (
            (_("High risk of leaving"), Tone.BAD)
            if lift >= _HIGH
            else (_("Raised risk of leaving"), Tone.WARN)
            if lift >= _RAISED
            else (_("No raised risk of leaving"), Tone.GOOD)
        )
        self.risk.show_text(*mark)
        reasons = predicted.reasons(_REASONS) if lift >= _RAISED else predicted.objections(_REASONS)
        said = (prediction_words.reason(one, found.currency, found.policy) for one in reasons)
        because = _("; ").join(said)
        sentence = recommendation_words.churn(predicted)
        self.risk_said.setText(
            _("{sentence} Because: {reasons}", sentence=sentence, reasons=because) if because else sentence
        )

    def _lay_out(self) -> None:
        heading = Label(kind="heading")
        say(heading.setText, N_("Needs and risk"))
        say(self.setAccessibleName, N_("Needs and risk"))
        say(self.without_profile.setText, N_("Without a profile"))
        say(self.without_profile.setToolTip, N_("Show the list that is the same for everybody"))
        self.without_profile.setCheckable(True)
        self.without_profile.setProperty("kind", "chip")
        self.without_profile.toggled.connect(self._on_without_profile)
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addWidget(self.stamp)
        head.addStretch(1)
        head.addWidget(self.without_profile)
        line = QHBoxLayout(self._risk_line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.risk)
        line.addWidget(self.risk_said, 1)
        say(self.risk_card.setText, N_("Scorecard"))
        say(self.risk_card.setAccessibleName, N_("Scorecard of the risk of leaving"))
        self.risk_card.setProperty("kind", "link")
        self.risk_card.clicked.connect(partial(self._on_card, CHURN, None))
        line.addWidget(self.risk_card)
        self._list.setSpacing(6)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(self._risk_line)
        whole.addWidget(self.reach)
        whole.addWidget(self.nothing)
        whole.addLayout(self._list)
        whole.addWidget(self.alike)


def _named(product: Product, verdict: Verdict) -> str:
    return f"{product.name} {verdict.grade}" if verdict.grade else product.name


def _read(book: Book, customer_id: bytes) -> Found:
    return Found(
        customer_predictions(book, customer_id),
        recommendations_for(book, customer_id),
        best_reach(book, customer_id),
    )

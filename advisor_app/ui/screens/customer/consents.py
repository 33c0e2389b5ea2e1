"""The consents of a customer: how they stand per channel and purpose, what is said of each, and all that was recorded.

Withdrawing takes one key, giving asks for the evidence.
"""

from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.dates import day_of
from advisor_app.domain.permission import ALL, MARKETING
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.consents import ConsentEntry, Consents, consents
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.consents import HistoryModel, MatrixModel, title
from advisor_app.ui.models.lights import shine
from advisor_app.ui.say import say
from advisor_app.ui.screens.consent.wanted import NewConsent, ask_for_consent, withdraw
from advisor_app.ui.screens.customer import person
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.entry_list import EntryList
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.light_mark import LightMark
from advisor_app.ui.widgets.table import Table

_ROW = 42
_HEAD = 36
_HISTORY = 150
_GIVE, _WITHDRAW = (Qt.Key.Key_G,), (Qt.Key.Key_W, Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ConsentsCard(Card):
    """The card of consents; it reads them when a profile is shown."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Consent"), parent)
        self._desk = desk
        self._profile: Profile | None = None
        self._found: Consents | None = None
        self.light, self.refusal = LightMark(), Label(kind="bad", wrap=True)
        self.matrix_model, self.history_model = MatrixModel(), HistoryModel()
        self.matrix = _Matrix(self.matrix_model)
        self.history = EntryList(self.history_model, line=False)
        self.history.setMinimumHeight(_HISTORY)
        self.detail = Label(kind="small", wrap=True)
        self.give_button, self.withdraw_button = QPushButton(), QPushButton()
        self.refuse_button, self.lift_button = QPushButton(), QPushButton()
        say(self.give_button.setText, N_("Give consent…  G"))
        say(self.withdraw_button.setText, N_("Withdraw  W"))
        say(self.refuse_button.setText, N_("Do not contact"))
        say(self.refuse_button.setToolTip, N_("The customer asks not to be contacted over any channel"))
        say(self.lift_button.setText, N_("Lift do-not-contact…"))
        say(self.matrix.setAccessibleName, N_("Consent per channel and purpose"))
        say(self.history.setAccessibleName, N_("All that was recorded of consent"))
        self._lay_out()
        self.matrix.give_wanted.connect(self._on_give_wanted)
        self.matrix.withdraw_wanted.connect(self._on_withdraw_wanted)
        self.matrix.selectionModel().currentChanged.connect(self._on_current_changed)
        self.give_button.clicked.connect(self._on_give_wanted)
        self.withdraw_button.clicked.connect(self._on_withdraw_wanted)
        self.refuse_button.clicked.connect(self._on_refuse_clicked)
        self.lift_button.clicked.connect(self._on_lift_clicked)

    def show_profile(self, profile: Profile) -> None:
        """Read how consent stands for a customer; of the same one what is shown stays until it is read."""
        if self._profile is None or self._profile.person.id != profile.person.id:
            self.clear()
        self._profile = profile
        customer = profile.person.id
        service = partial(consents, customer_id=customer)
        self._desk.ask(self, service, partial(self._on_read, customer), key="consents")

    def clear(self) -> None:
        """Forget the customer."""
        self._profile, self._found = None, None
        self.matrix_model.clear()
        self.history_model.set_rows(())
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.matrix_model.render()
            self.history_model.render()
            self._render()

    def _on_read(self, customer: bytes, found: Consents) -> None:
        if self._profile is None or self._profile.person.id != customer:
            return
        chosen = self._pair()
        self._found = found
        self.matrix_model.show(found)
        self.history_model.show(found)
        self.matrix.choose(self.matrix_model.place(*(chosen or ("phone", MARKETING))) or (0, 1))
        self._render()

    def _on_current_changed(self, *_indexes: object) -> None:
        self._say_detail()

    def _on_give_wanted(self, *_checked: bool) -> None:
        if pair := self._pair():
            self._ask(ConsentEntry(*pair, granted=True))

    def _on_withdraw_wanted(self, *_checked: bool) -> None:
        if self._profile and (pair := self._pair()):
            withdraw(self._desk, self, self._profile.person.id, *pair)

    def _on_refuse_clicked(self) -> None:
        if self._profile:
            withdraw(self._desk, self, self._profile.person.id, ALL, ALL)

    def _on_lift_clicked(self) -> None:
        self._ask(ConsentEntry(ALL, ALL, granted=True))

    def _ask(self, entry: ConsentEntry) -> None:
        if self._profile:
            who = NewConsent(self._profile.person.id, person.title(self._profile), entry)
            ask_for_consent(self._desk, who)

    def _pair(self) -> tuple[str, str] | None:
        return self.matrix_model.pair(self.matrix.currentIndex()) if self._found else None

    def _render(self) -> None:
        found = self._found
        refusal = found.do_not_contact if found else None
        for button in (self.give_button, self.withdraw_button):
            button.setEnabled(found is not None)
        self.give_button.setEnabled(found is not None and refusal is None)
        self.refuse_button.setVisible(found is not None and refusal is None)
        self.lift_button.setVisible(refusal is not None)
        self.refusal.setVisible(refusal is not None)
        if found is None:
            self.light.hide()
        else:
            self.light.show_light(shine(found.permissions.outlook, found.policy))
        if found and refusal:
            day = words.day(day_of(refusal.recorded_at, found.time_zone))
            about = " · ".join(filter(None, (self._source(refusal.source), refusal.evidence)))
            said = _("The customer asked on {day} not to be contacted.", day=day)
            self.refusal.setText(f"{said} {about}".strip())
        self.matrix.fit()
        self._say_detail()

    def _say_detail(self) -> None:
        """Say of the chosen cell where it comes from and how that is known."""
        found, pair = self._found, self._pair()
        if found is None or pair is None:
            self.detail.setText("")
            return
        counts, about = found.standing(*pair), title(found.policy, *pair)
        if counts is None:
            said = _("never asked")
        else:
            day = words.day(day_of(counts.recorded_at, found.time_zone))
            state = _("given") if counts.granted else _("withdrawn")
            told = _("{said} on {day}", said=state, day=day)
            said = " · ".join(filter(None, (told, self._source(counts.source), counts.evidence)))
        self.detail.setText(_("{about}: {said}", about=about, said=said))

    def _source(self, code: str | None) -> str | None:
        return words.code(self._found.policy.codes.consent_sources, code) if self._found else None

    def _lay_out(self) -> None:
        self.head.addWidget(self.light)
        self.head.addWidget(self.refuse_button)
        self.head.addWidget(self.lift_button)
        self.refuse_button.setProperty("kind", "quiet")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.detail, 1)
        buttons.addWidget(self.give_button)
        buttons.addWidget(self.withdraw_button)
        heading = Label(kind="small")
        say(heading.setText, N_("History"))
        for widget in (self.refusal, self.matrix):
            self.body.addWidget(widget)
        self.body.addLayout(buttons)
        self.body.addWidget(heading)
        self.body.addWidget(self.history, 1)
        self._render()


class _Matrix(Table):
    """A table in which single cells are chosen; letters act on the chosen one."""

    give_wanted = Signal()
    withdraw_wanted = Signal()

    def __init__(self, model: MatrixModel) -> None:
        super().__init__(_ROW, below=True)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.head.setStretchLastSection(True)
        self.head.setSectionsClickable(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._on_double_clicked)
        self.fit()

    def choose(self, place: tuple[int, int]) -> None:
        """Choose a cell."""
        index = self.model().index(*place)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def fit(self) -> None:
        """Be as high as the rows, and let the columns share the width."""
        self.setFixedHeight(_HEAD + _ROW * max(1, self.model().rowCount()))
        self.head.setSectionResizeMode(self.head.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (*_GIVE, *_OPEN):
            self.give_wanted.emit()
        elif plain and event.key() in _WITHDRAW:
            self.withdraw_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _on_double_clicked(self, _index: object) -> None:
        self.give_wanted.emit()

"""How a customer is reached and known: each value masked, each with a button that asks to see it whole."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.pursuits import detail_value
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.reveal import FIELDS
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.tips import plain_tip

_PLAIN = {"born": N_("Born"), "district": N_("District")}
_COLUMNS = 2
_ROW = 26


class ContactData(QWidget):
    """The values that are known, two to a line."""

    reveal_wanted = Signal(str)
    """The advisor asks to see one of the fields whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: Profile | None = None
        self.values: dict[str, ElidedLabel] = {}
        self._captions: dict[str, Label] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        for field, message in {**FIELDS, **_PLAIN}.items():
            self._make(field, message)
        for row in range(len(self.values) // _COLUMNS):
            self._grid.setRowMinimumHeight(row, _ROW)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(3 * column + 1, 1)

    def opener(self, field: str) -> QWidget:
        """Return the button that asks for a field."""
        return self._buttons[field]

    def show_profile(self, profile: Profile) -> None:
        """Show a customer's values, masked."""
        self._profile = profile
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _make(self, field: str, message: str) -> None:
        caption = self._captions[field] = Label(kind="small", parent=self)
        say(caption.setText, message)
        self.values[field] = ElidedLabel(parent=self)
        if field in FIELDS:
            button = self._buttons[field] = QToolButton(self)
            button.setProperty("kind", "quiet")
            button.setIcon(icon("eye"))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(partial(self.reveal_wanted.emit, field))

    def _render(self) -> None:
        if self._profile is None:
            return
        values = _values(self._profile)
        place = 0
        for field, label in self.values.items():
            parts = [self._captions[field], label, *filter(None, [self._buttons.get(field)])]
            value, button = values.get(field), self._buttons.get(field)
            has_value = getattr(self._profile.person, field, None) is not None  # which a proposed one is not
            label.setText(value or "")
            for column, part in enumerate(parts):
                if value:
                    self._grid.addWidget(part, place // _COLUMNS, 3 * (place % _COLUMNS) + column)
                part.setVisible(bool(value) and (part is not button or has_value))
            place += bool(value)
        for field, button in self._buttons.items():
            asks = _("Reveal: {what}", what=_(FIELDS[field]))
            button.setAccessibleName(asks)
            button.setToolTip(plain_tip(asks))


def proposed_beside(profile: Profile, field: str, value: str | None) -> str | None:
    """Return a value with the one that is proposed for its field, marked as not confirmed yet, beside it."""
    proposal = profile.proposed(field)
    if proposal is None:
        return value
    said = _("{value} (not confirmed)", value=detail_value(proposal, profile.policy))
    return f"{value} → {said}" if value else said


def _values(profile: Profile) -> dict[str, str | None]:
    person = profile.person
    document = " ".join(
        filter(None, (words.code(profile.policy.codes.id_kinds, person.id_kind), person.id_number))
    )
    if person.id_number and person.id_expires_on is not None:
        until = words.day(person.id_expires_on)
        expired = person.id_expires_on < profile.today
        if expired:
            document = _("{document}, expired on {day}", document=document, day=until)
        else:
            document = _("{document}, valid until {day}", document=document, day=until)
    return {
        "phone": proposed_beside(profile, "phone", person.phone),
        "email": proposed_beside(profile, "email", person.email),
        "address": proposed_beside(profile, "address", person.address),
        "id_number": proposed_beside(profile, "id_expires_on", document if person.id_number else None),
        "born": words.day(person.birth_day),
        "district": person.district,
    }

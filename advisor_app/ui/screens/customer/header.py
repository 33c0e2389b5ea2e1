"""The head of the view: who the customer is, how to reach them (masked), and what can be done with the view."""

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.lights import shine
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.start import ContactButtons
from advisor_app.ui.screens.customer import person
from advisor_app.ui.screens.customer.contact_data import ContactData, proposed_beside
from advisor_app.ui.screens.customer.reveal import RevealPanel
from advisor_app.ui.theme import Tone, icon
from advisor_app.ui.tiers import tier_tone
from advisor_app.ui.widgets.avatar import paint_avatar
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.light_mark import LightMark

_DISC = 52
_MARKS = 3
_NARROW = 660


class Header(Card):
    """The header card. Below its lines open the contact data and the question why one of them is needed."""

    pin_wanted = Signal(bool)
    """The advisor asks that the customer be pinned, or not any more."""
    prompts_wanted = Signal(bool)
    """The advisor opens or closes the panel of prompts."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # Whatever its lines would like: asking for more room than there is would turn them over for ever.
        self.setMinimumWidth(1)
        self._profile: Profile | None = None
        self._prompts_count = 0
        self._avatar = _Avatar()
        self._first_line, self._marks_line, self._below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self.name = _Line(kind="display")
        self.marks = tuple(Badge() for _mark in range(_MARKS))
        self.light = LightMark()
        self.facts = _Line(kind="muted")
        self.phone = Label(kind="muted")
        self.reveal_phone = _button("eye", N_("Reveal the phone number"))
        self.details = _button("chevron-down", N_("Contact data"), checkable=True)
        self.pin = _button("pin", N_("Pin this customer (Ctrl+D)"), checkable=True)
        self.prompts = _button("panel-right", N_("Show prompts"), checkable=True)
        self.prompts.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.contact = ContactButtons(desk)
        say(self.details.setText, N_("Contact data"))
        self.details.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.reveal = RevealPanel(desk)
        self.contact_data = ContactData()
        self.contact_data.hide()
        self.body.setSpacing(10)
        self.body.addLayout(self._lines())
        self.body.addWidget(self.contact_data)
        self.body.addWidget(self.reveal)
        self.reveal_phone.clicked.connect(partial(self._on_reveal_wanted, "phone"))
        self.contact_data.reveal_wanted.connect(self._on_reveal_wanted)
        self.details.toggled.connect(self.contact_data.setVisible)
        self.pin.clicked.connect(self.pin_wanted)
        self.prompts.clicked.connect(self.prompts_wanted)
        self.reveal.left.connect(self._on_reveal_left)
        self._opener: QWidget = self.reveal_phone

    def show_profile(self, profile: Profile) -> None:
        """Show a customer, masked; what was revealed of another one goes."""
        if self._profile is None or self._profile.person.id != profile.person.id:
            self.reveal.forget()
        self._profile = profile
        self._render()

    def clear(self) -> None:
        """Forget the customer."""
        self.reveal.forget()
        self._profile = None

    def count_prompts(self, count: int) -> None:
        """Say on the button of the panel, which may be closed, how many prompts are open."""
        self._prompts_count = count
        self.prompts.setText(str(count) if count else "")
        shown = _("Show prompts")
        self.prompts.setAccessibleName(_("{name}: {n}", name=shown, n=count) if count else shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_marks(narrow=self.width() < _NARROW)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._profile:
            self.count_prompts(self._prompts_count)
            self._render()

    def _on_reveal_wanted(self, field: str) -> None:
        if self._profile is not None:
            self._opener = self.contact_data.opener(field) if self.details.isChecked() else self.reveal_phone
            self.reveal.ask(self._profile.person.id, field)

    def _on_reveal_left(self) -> None:
        self._opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def _render(self) -> None:
        profile = self._profile
        if profile is None:
            return
        self.name.setText(person.title(profile))
        tier = profile.tier.tier if profile.tier else None
        self._avatar.show_person(profile.person.name, tier_tone(profile.policy, tier))
        marks = person.marks(profile)
        for place, badge in enumerate(self.marks):
            badge.show_text(*marks[place] if place < len(marks) else ("",))
        self.light.show_light(shine(profile.outlook(), profile.policy))
        self.facts.setText(person.facts(profile))
        self.facts.setVisible(bool(person.facts(profile)))
        phone = proposed_beside(profile, "phone", profile.person.phone) or ""
        self.phone.setText(phone)
        self.phone.setAccessibleName(_("Phone {number}", number=phone))
        self.phone.setVisible(bool(phone))
        self.reveal_phone.setVisible(profile.person.phone is not None)
        self.pin.setChecked(profile.pinned)
        self.pin.setIcon(icon("pin-off" if profile.pinned else "pin"))
        self.contact.show_profile(profile)
        self.contact_data.show_profile(profile)
        self.setAccessibleName(self.name.accessibleName())

    def _place_marks(self, *, narrow: bool) -> None:
        """Let the badges stand beside the name or, where that is narrow, below it."""
        self.contact.be_narrow(narrow=narrow)
        if narrow != (self._below.count() > 0):
            self._first_line.removeItem(self._marks_line)
            self._below.removeItem(self._marks_line)
            self._marks_line.setParent(None)
            if narrow:
                self._below.addLayout(self._marks_line)
                self._below.addStretch(1)
            else:
                self._below.takeAt(0)
                self._first_line.insertLayout(1, self._marks_line)

    def _lines(self) -> QHBoxLayout:
        for badge in self.marks:
            self._marks_line.addWidget(badge)
        self._marks_line.addWidget(self.light)
        self._marks_line.setSpacing(8)
        first = self._first_line
        first.setSpacing(8)
        first.addWidget(self.name)
        first.addLayout(self._marks_line)
        first.addStretch(1)
        for button in (self.details, self.pin, self.prompts):
            first.addWidget(button)
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self.facts)
        second.addWidget(self.phone)
        second.addWidget(self.reveal_phone)
        second.addStretch(1)
        second.addWidget(self.contact)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addLayout(first)
        lines.addLayout(self._below)
        lines.addLayout(second)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._avatar)
        row.addLayout(lines, 1)
        return row


class _Line(ElidedLabel):
    """A line that takes the room of its whole text where there is that much, and ends in … where there is not."""

    def __init__(self, kind: "str" = "") -> None:
        super().__init__(kind=kind)  # type: ignore[arg-type]  # one of the kinds of labels
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self.accessibleName()) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())


class _Avatar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_DISC, _DISC)
        self._name: str | None = None
        self._tone = Tone.NEUTRAL

    def show_person(self, name: str | None, tone: Tone) -> None:
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        paint_avatar(painter, QRectF(self.rect()), self._name, self._tone)


def _button(drawing: str, message: str, *, checkable: bool = False) -> QToolButton:
    made = QToolButton()
    made.setProperty("kind", "quiet")
    made.setIcon(icon(drawing))
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    say(made.setAccessibleName, message)
    say(made.setToolTip, message)
    return made

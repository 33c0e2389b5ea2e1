"""Getting in touch with a customer who is looked at: begin over a channel, or log what was spoken of.

The number or address goes to whatever the bank's policy names for the channel; no screen shows it.
"""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from advisor_app import words
from advisor_app.domain.permission import Reason, is_marketing
from advisor_app.domain.policy.contacts import Handler
from advisor_app.domain.profile import Profile
from advisor_app.domain.written import Draft
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.permission_words import why
from advisor_app.services.start_contact import Ways, programs_allowed, start_contact, ways_of
from advisor_app.settings import CONTACT_PROGRAMS
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.event_entries import DRAWINGS
from advisor_app.ui.models.lights import RED, shine
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.fields import options
from advisor_app.ui.screens.contact.wanted import go_on, log_contact
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.popup import Popup

_ICON = 16
_WIDTH = 380
_LONGEST = 200
_KEY = "Ctrl+L"


def ask_how(desk: Desk, ways: Ways, widget: QWidget, part: QRect) -> None:
    """Ask below a part of a widget how a contact is to be begun."""
    panel = StartPanel(desk, ways, widget)
    panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    panel.open_beside(widget, part)
    if first := next((one for one in panel.channels.values() if one.isEnabled()), None):
        first.setFocus(Qt.FocusReason.TabFocusReason)


def add_ways(menu: QMenu, desk: Desk, ways: Ways) -> None:
    """Offer in a menu to begin a contact for service over each channel; above stands the light for marketing."""
    if ways.handlers:
        light = shine(ways.lights.outlook, ways.policy)
        told = menu.addAction(icon(light.sign, light.colour), light.whole.replace("&", "&&"))
        told.setEnabled(False)
    for handler, reachable in ways.handlers:
        action = menu.addAction(_drawing(handler), _channel(ways, handler))
        action.setEnabled(reachable)
        action.triggered.connect(partial(_begin, desk, ways, handler.channel))


class ContactButtons(QWidget):
    """The two buttons: to begin a contact, and to log one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ways: Ways | None = None
        self.start_button, self.log_button = QPushButton(icon("phone"), ""), QPushButton()
        self.start_button.setIconSize(QSize(_ICON + 4, _ICON))
        say(self.start_button.setText, N_("Contact"))
        say(self.start_button.setToolTip, N_("Begin a contact; its record opens by itself"))
        self.start_button.clicked.connect(self._on_start_clicked)
        self.log_button.setProperty("kind", "primary")
        self._narrow = False
        self.be_narrow(narrow=False)
        say(self.log_button.setToolTip, N_("Log a contact (Ctrl+L)"))
        self.log_button.clicked.connect(self._on_log_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.start_button)
        row.addWidget(self.log_button)

    def show_profile(self, profile: Profile) -> None:
        """Be about a customer."""
        self._ways = ways_of(profile)
        self.start_button.setVisible(bool(profile.policy.contacts.handlers))

    def be_narrow(self, *, narrow: bool) -> None:
        """Leave out what the buttons can do without."""
        self._narrow = narrow
        self._name()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name()

    def _on_start_clicked(self) -> None:
        if self._ways is not None:
            ask_how(self._desk, self._ways, self, self.start_button.geometry())

    def _on_log_clicked(self) -> None:
        if self._ways is not None:
            log_contact(self._desk, self._ways.customer_id)

    def _name(self) -> None:
        name = _("Log a contact")
        self.log_button.setText(name if self._narrow else f"{name}  {_KEY}")
        self.log_button.setAccessibleName(name)


class StartPanel(Popup):
    """Asks over which channel, and what it is about."""

    def __init__(self, desk: Desk, ways: Ways, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._ways = desk, ways
        heading = Label(_("Contact {name}", name=ways.name or ways.number or words.NOTHING), "heading")
        self.channels: dict[str, QPushButton] = {}
        self._reachable: dict[str, bool] = {}
        row = QHBoxLayout()
        row.setSpacing(6)
        for handler, reachable in ways.handlers:
            button = QPushButton(_channel(ways, handler))
            button.setAutoDefault(True)  # so that Enter presses it
            button.clicked.connect(partial(self._on_channel_clicked, handler.channel))
            self.channels[handler.channel] = button
            self._reachable[handler.channel] = reachable
            row.addWidget(button)
        row.addStretch(1)
        self.purpose, self.reason = Choice(), QLineEdit()
        self.purpose.offer(options(ways.policy.codes.contact_purposes, ""))
        self.purpose.setAccessibleName(_("Purpose"))
        self.reason.setPlaceholderText(_("What it is about (may stay empty)"))
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setMaxLength(_LONGEST)
        self.recommends = QCheckBox(_("A product is to be recommended"))
        self.light = Label(kind="small", wrap=True)
        self.purpose.chosen.connect(self._judge)
        self.recommends.toggled.connect(self._on_recommends_toggled)
        about = QHBoxLayout()
        about.addWidget(self.purpose)
        about.addWidget(self.reason, 1)
        hint = Label(
            _("The number goes to the program for it and is not shown. A record opens by itself."), "small"
        )
        hint.setWordWrap(True)
        self.body.addStrut(_WIDTH)
        self.body.addWidget(heading)
        self.body.addLayout(about)
        self.body.addWidget(self.recommends)
        self.body.addLayout(row)
        self.body.addWidget(self.light)
        self.body.addWidget(hint)
        self._judge()

    def _on_channel_clicked(self, channel: str) -> None:
        reason = " ".join(self.reason.text().split())
        _begin(
            *(self._desk, self._ways, channel),
            purpose=self.purpose.value or "",
            reason=reason,
            recommends=self.recommends.isChecked(),
        )
        self.close()

    def _on_recommends_toggled(self, _on: bool) -> None:
        self._judge()

    def _judge(self) -> None:
        """Close the channels over which a contact of this kind is not allowed, and say why."""
        policy = self._ways.policy
        marketing = is_marketing(policy, self.purpose.value, self.recommends.isChecked())
        against: dict[Reason, None] = {}
        for handler, _there in self._ways.handlers:
            button = self.channels[handler.channel]
            light = self._ways.lights.light(handler.channel, marketing=marketing)
            against |= dict.fromkeys(light.reasons)
            button.setEnabled(self._reachable[handler.channel] and light.green)
            button.setIcon(_drawing(handler) if light.green else icon(RED, "bad"))
            button.setAccessibleDescription(why(light.reasons, policy))
        if against:
            self.light.setText(why(against, policy))
        else:
            self.light.setText(shine(self._ways.lights.outlook, policy).whole)
        self.light.be("bad" if against else "small")


def _begin(
    desk: Desk,
    ways: Ways,
    channel: str,
    *_checked: bool,
    purpose: str = "",
    reason: str = "",
    recommends: bool = False,
) -> None:
    service = partial(
        start_contact,
        customer_id=ways.customer_id,
        channel=channel,
        purpose=purpose,
        reason=reason,
        recommends=recommends,
        programs=programs_allowed(desk.settings[CONTACT_PROGRAMS]),
    )
    # Aside: a program that does not answer at once must not hold up who reads on.
    desk.ask(desk, service, partial(_on_begun, desk), failed=partial(_on_failed, desk), aside=True)


def _on_begun(desk: Desk, draft: Draft) -> None:
    go_on(desk, draft)


def _on_failed(desk: Desk, error: AppError) -> None:
    desk.failed.emit(error)


def _channel(ways: Ways, handler: Handler) -> str:
    name = words.code(ways.policy.codes.contact_channels, handler.channel) or handler.channel
    return name.replace("&", "&&")


def _drawing(handler: Handler) -> QIcon:
    drawing = DRAWINGS.get(handler.channel)
    return icon(drawing) if drawing else QIcon()

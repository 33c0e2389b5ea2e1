"""The household: who of it is in the same book, each a step away."""

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.profile import Member, Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.tiers import tier_tone
from advisor_app.ui.widgets.avatar import paint_avatar
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.scroll import Scroll

_DISC = 36
_ROW = 60


class HouseholdTab(QWidget):
    """The other members, one button each, which shows that customer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._profile: Profile | None = None
        self.title = Label(kind="title")
        self.members: list[MemberButton] = []
        note = Label(kind="small", wrap=True)
        say(note.setText, N_("Only members who are in your book are shown."))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.empty = EmptyState("house")
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addLayout(self._rows)
        layout.addWidget(note)
        layout.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(Scroll(page))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def show_profile(self, profile: Profile) -> None:
        """Show the household of a customer."""
        self._profile = profile
        self._render()

    def clear(self) -> None:
        """Forget the customer."""
        self._profile = None
        self._drop_members()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        profile = self._profile
        if profile is None:
            return
        self._drop_members()
        for member in profile.household:
            button = MemberButton(member, profile)
            button.clicked.connect(partial(self._desk.customer_wanted.emit, member.id))
            self._rows.addWidget(button)
            self.members.append(button)
        person = profile.person
        role = words.code(profile.policy.codes.household_roles, person.household_role)
        named = person.household or _("Household")
        self.title.setText(_("{household} · here as {role}", household=named, role=role) if role else named)
        if person.household_id is None:
            self.empty.sentence.setText(_("No household is recorded for this customer."))
            self.empty.hint.setText("")
        else:
            self.empty.sentence.setText(self.title.text())
            self.empty.hint.setText(_("No other member of it is in your book."))
        self._pages.setCurrentIndex(1 if self.members else 0)

    def _drop_members(self) -> None:
        for button in self.members:
            self._rows.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.members.clear()


class MemberButton(QPushButton):
    """One member: who it is, in which part, and of which tier."""

    def __init__(self, member: Member, profile: Profile) -> None:
        super().__init__()
        self._name = member.name
        self._tone = tier_tone(profile.policy, member.tier)
        self.setMinimumHeight(_ROW)
        tier = words.tier(profile.policy, member.tier)
        title = member.name or member.number or words.NOTHING
        facts = (
            words.code(profile.policy.codes.household_roles, member.role),
            words.age(member.birth_day, profile.today),
            member.name and member.number,
        )
        line = " · ".join(fact for fact in facts if fact)
        first = QHBoxLayout()
        first.addWidget(ElidedLabel(title, kind="heading"), 1)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addLayout(first)
        lines.addWidget(ElidedLabel(line, kind="small"))
        row = QHBoxLayout(self)
        row.setContentsMargins(14 + _DISC + 12, 8, 14, 8)
        row.setSpacing(12)
        row.addLayout(lines, 1)
        if tier:
            row.addWidget(Badge(tier, self._tone))
        row.addWidget(Glyph("chevron-right", "faint"))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(_(", ").join(part for part in (title, tier or "", line) if part))

    def sizeHint(self) -> QSize:
        return QSize(240, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(self.font())
        disc = QRectF(14, (self.height() - _DISC) / 2, _DISC, _DISC)
        paint_avatar(painter, disc, self._name, self._tone)

"""Two records that may be of one person, field by field beside each other, to be decided with one key."""

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from advisor_app import words
from advisor_app.domain.duplicates import Pair, Person
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.duplicates import called, evidence_names, lines
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.items import RowFrame
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty

MERGE, REPORT, APART, LATER = "merge", "report", "apart", "later"
_KEYS = {Qt.Key.Key_1: MERGE, Qt.Key.Key_2: APART, Qt.Key.Key_3: LATER}
_SIDES = (1, 2)  # the columns of the two records
_INSET = 12
_LINK = 4  # what a link has around its text
_SIGN = 13
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class PairItem(RowFrame):
    """A pair that is open. 1, 2 and 3 decide, 4 swaps two prospects; ← → go along the buttons, ↑ ↓ to other pairs."""

    decided = Signal(object, str)
    """The Pair as it is shown, and what is to be done with it."""
    customer_wanted = Signal(bytes)
    stepped = Signal(int)
    """The advisor goes to the next (+1) or the previous (-1) pair."""

    def __init__(self, pair: Pair, policy: Policy, bank: Bank | None) -> None:
        super().__init__()
        self.pair, self._policy, self._bank = pair, policy, bank
        self.setProperty("kind", "raised")
        self._badges, self._said = FlowLayout(), list[Badge]()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        for column, stretch in enumerate((2, 5, 5)):
            self._grid.setColumnStretch(column, stretch)
        self.merge, self.apart, self.later, self.swap = (_Button() for _place in range(4))
        self.merge.setProperty("kind", "primary")
        say(self.apart.setText, N_("Two people  2"))
        say(self.later.setText, N_("Later  3"))
        say(self.swap.setText, N_("Swap sides  4"))
        for quiet in (self.later, self.swap):
            quiet.setProperty("kind", "quiet")
        self.merge.clicked.connect(self._on_merge_clicked)
        self.apart.clicked.connect(partial(self._decide, APART))
        self.later.clicked.connect(partial(self._decide, LATER))
        self.swap.clicked.connect(self._on_swap_clicked)
        self.buttons = (self.merge, self.apart, self.later, self.swap)
        self.first = self.merge
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in self.buttons:
            foot.addWidget(button)
        foot.addStretch(1)
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(14, 12, 14, 12)
        column_of_all.setSpacing(10)
        column_of_all.addLayout(self._badges)
        column_of_all.addLayout(self._grid)
        column_of_all.addLayout(foot)
        self._render()

    @property
    def badges(self) -> list[str]:
        """What the badges say."""
        return [badge.text for badge in self._said]

    def show_pair(self, pair: Pair, policy: Policy, bank: Bank | None) -> None:
        """Show the pair as it is now; sides that were swapped stay so."""
        if (pair.first.id, pair.second.id) == (self.pair.second.id, self.pair.first.id):
            pair = _swapped(pair)
        if (pair, policy, bank) != (self.pair, self._policy, self._bank):
            self.pair, self._policy, self._bank = pair, policy, bank
            self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_1:
            self._on_merge_clicked()
        elif key in _KEYS:
            self._decide(_KEYS[key])
        elif key == Qt.Key.Key_4 and not self.swap.isHidden():
            self._on_swap_clicked()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._along(-1 if key == Qt.Key.Key_Left else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_merge_clicked(self) -> None:
        if self.merge.isEnabled():
            self._decide(MERGE if self.pair.mergeable else REPORT)

    def _on_swap_clicked(self) -> None:
        self.pair = _swapped(self.pair)
        self._render()

    def _on_name_clicked(self, customer_id: bytes, *_checked: bool) -> None:
        self.customer_wanted.emit(customer_id)

    def _decide(self, action: str, *_checked: bool) -> None:
        self.decided.emit(self.pair, action)

    def _along(self, by: int) -> None:
        stops = [button for button in self.buttons if not button.isHidden() and button.isEnabled()]
        place = next((place for place, button in enumerate(stops) if button.hasFocus()), 0)
        stops[(place + by) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)

    def _render(self) -> None:
        pair = self.pair
        self._show_badges(pair)
        empty(self._grid)
        shown = lines(pair, self._policy, self._bank)
        for column in _SIDES:
            side = QFrame()
            side.setProperty("kind", "card")
            self._grid.addWidget(side, 0, column, len(shown) + 3, 1)
        if pair.mergeable:
            for column, text in zip(_SIDES, (_("Stays"), _("Goes over")), strict=True):
                self._put(Label(text, "small"), 0, column)
        for column, person in zip(_SIDES, (pair.first, pair.second), strict=True):
            self._put_name(person, column)
        for row, line in enumerate(shown, 2):
            self._put(Label(line.title, "small"), row, 0)
            for column, text in zip(_SIDES, (line.first, line.second), strict=True):
                self._put_value(text, row, column, agrees=line.agrees)
        self._grid.setRowMinimumHeight(len(shown) + 2, 6)
        say(self.merge.setText, N_("Merge  1") if pair.mergeable else N_("Report to head office  1"))
        self.merge.setEnabled(pair.mergeable or not pair.reported)
        self.swap.setVisible(pair.mergeable and pair.first.is_prospect)
        self._describe(pair)

    def _show_badges(self, pair: Pair) -> None:
        empty(self._badges)
        likely, tone = (
            (_("Very likely one person"), Tone.WARN)
            if pair.certain
            else (_("Perhaps one person"), Tone.NEUTRAL)
        )
        self._said = [Badge(likely, tone, self)]
        for name in evidence_names(pair.evidence):
            self._said.append(Badge(_("The same: {evidence}", evidence=name), Tone.ACCENT, self))
        if pair.proposed:
            self._said.append(Badge(_("Proposed by head office"), Tone.VIOLET, self))
        if pair.reported:
            self._said.append(Badge(_("Reported to head office"), Tone.GOOD, self))
        for badge in self._said:
            self._badges.addWidget(badge)

    def _put_name(self, person: Person, column: int) -> None:
        link = _Button()
        link.setProperty("kind", "link")
        link.setText(called(person, self._policy).replace("&", "&&"))
        link.clicked.connect(partial(self._on_name_clicked, person.id))
        place = QHBoxLayout()
        place.setContentsMargins(_INSET - _LINK, 0 if self.pair.mergeable else 8, _INSET, 0)
        place.addWidget(link)
        if person.is_prospect:
            kind = words.code(self._policy.codes.customer_kinds, person.kind) or person.kind
            place.addWidget(Badge(kind, Tone.WARN, self))
        place.addStretch(1)
        self._grid.addWidget(_held(place), 1, column)

    def _put_value(self, text: str, row: int, column: int, *, agrees: bool) -> None:
        place = QHBoxLayout()
        place.setContentsMargins(_INSET, 0, _INSET, 0)
        place.setSpacing(6)
        place.addWidget(Label(text, wrap=True), 1)
        if agrees:
            sign = Glyph("equal", "accent", _SIGN)
            sign.setAccessibleName(_("the same"))
            place.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(_held(place), row, column)

    def _put(self, label: Label, row: int, column: int) -> None:
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(_INSET if column in _SIDES else 0, 8 if row == 0 else 0, 0, 0)
        self._grid.addWidget(label, row, column)

    def _describe(self, pair: Pair) -> None:
        """Tell a screen reader who the two are, and why they are here."""
        names = {"first": called(pair.first, self._policy), "second": called(pair.second, self._policy)}
        self.setAccessibleName(_("{first} and {second}", **names))
        self.merge.setAccessibleDescription(_("; ").join((*self.badges, _("{first} and {second}", **names))))


class _Button(QPushButton):
    """A button that leaves the arrows to its pair; Qt would go to whatever button is nearest."""

    def __init__(self) -> None:
        super().__init__()
        self.setIconSize(QSize(14, 14))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _held(layout: QHBoxLayout) -> QFrame:
    frame = QFrame()
    frame.setLayout(layout)
    return frame


def _swapped(pair: Pair) -> Pair:
    return pair._replace(first=pair.second, second=pair.first)

"""One conflict: what head office has and what was written here, field by field, to be decided with one key."""

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.written import Clash, ConflictView
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.conflicts import Decision
from advisor_app.ui.models.differences import differences
from advisor_app.ui.models.written import (
    DRAWINGS,
    WORDS,
    Wording,
    field_name,
    field_names,
    is_own,
    kind_name,
    whose,
)
from advisor_app.ui.say import say
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.items import RowFrame
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.marked_label import MarkedLabel

_KEYS: dict[int, Decision] = {Qt.Key.Key_1: "theirs", Qt.Key.Key_2: "ours"}
_SIDES = (2, 3)  # the columns of the two values to choose from
_INSET = 12
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ConflictItem(RowFrame):
    """A conflict that is open. 1 and 2 decide, ← and → go between the two sides, ↑ and ↓ to other conflicts."""

    decided = Signal(object, str)
    """The ConflictView, and "ours" or "theirs"."""
    customer_wanted = Signal(bytes)
    stepped = Signal(int)
    """The advisor goes to the next (+1) or the previous (-1) conflict."""

    def __init__(self, view: ConflictView, wording: Wording) -> None:
        super().__init__()
        self.view, self._wording = view, wording
        self.setProperty("kind", "raised")
        self._glyph = Glyph("notebook-pen", "warn", 18)
        self._lines: list[tuple[Label, ...]] = []
        self.customer = _Button()
        self.customer.setProperty("kind", "link")
        self.customer.clicked.connect(self._on_customer_clicked)
        self._what, self._words = Label(kind="muted"), ElidedLabel(kind="muted")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        for side, stretch in enumerate((0, 3, 4, 4)):
            self._grid.setColumnStretch(side, stretch)
        self.buttons: dict[Decision, QPushButton] = {"theirs": _Button(), "ours": _Button()}
        say(self.buttons["theirs"].setText, N_("Keep head office's  1"))
        say(self.buttons["ours"].setText, N_("Take mine  2"))
        self._places: list[QWidget] = []
        for decision, button in self.buttons.items():
            button.clicked.connect(partial(self._decide, decision))
            place = QWidget()
            row = QHBoxLayout(place)
            row.setContentsMargins(_INSET, 2, _INSET, 10)
            row.addWidget(button)
            row.addStretch(1)
            self._places.append(place)
        self.first = self.buttons["theirs"]  # what stands is offered first
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self._glyph, self.customer, self._what):
            head.addWidget(widget)
        head.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._grid)
        self._render()

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """What is shown line by line: the field, what was before, head office's and ours."""
        return [tuple(label.text() for label in line) for line in self._lines]

    def show_conflict(self, view: ConflictView, wording: Wording) -> None:
        """Show the conflict as it is now."""
        if (view, wording) != (self.view, self._wording):
            self.view, self._wording = view, wording
            self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _KEYS:
            self._decide(_KEYS[key])
        elif key in _RETURN and (chosen := self._focused()) is not None:
            self._decide(chosen)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            side: Decision = "theirs" if key == Qt.Key.Key_Left else "ours"
            self.buttons[side].setFocus(Qt.FocusReason.TabFocusReason)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_customer_clicked(self) -> None:
        self.customer_wanted.emit(self.view.customer_id)

    def _focused(self) -> Decision | None:
        return next((decision for decision, button in self.buttons.items() if button.hasFocus()), None)

    def _decide(self, decision: Decision, *_checked: bool) -> None:
        self.decided.emit(self.view, decision)

    def _render(self) -> None:
        view = self.view
        self._glyph.draw(DRAWINGS.get(view.entity, "file-text"), "warn")
        self.customer.setText(whose(view).replace("&", "&&"))
        self.customer.setEnabled(not is_own(view))
        when = self._wording.time(view.happened_at) if view.happened_at else ""
        self._what.setText(" · ".join(filter(None, (kind_name(view.entity), when))))
        self._words.setText(view.what or "")
        for place in self._places:
            self._grid.removeWidget(place)
        empty(self._grid)
        self._lines.clear()
        clashes = _in_order(view)
        last = len(clashes) + 1
        for column in _SIDES:
            side = QFrame()
            side.setProperty("kind", "card")
            self._grid.addWidget(side, 0, column, last + 1, 1)
        for column, title in enumerate((_("Before"), _("Head office, in force now"), _("Yours")), 1):
            self._put(Label(title, "small"), 0, column)
        for row, clash in enumerate(clashes, 1):
            self._show_clash(row, view.entity, clash)
        for column, place in zip(_SIDES, self._places, strict=True):
            self._grid.addWidget(place, last, column)
            place.raise_()
        self._describe(view)

    def _show_clash(self, row: int, entity: str, clash: Clash) -> None:
        before, *sides = (
            self._wording.value(entity, clash.field, value)
            for value in (clash.assumed, clash.theirs, clash.ours)
        )
        line = [Label(field_name(entity, clash.field), "small"), Label(before, "muted", wrap=True)]
        if clash.field in WORDS and clash.theirs and clash.ours:
            line += map(MarkedLabel, sides, differences(*sides))
        else:
            line += (Label(text, wrap=True) for text in sides)
        for column, label in enumerate(line):
            self._put(label, row, column)
        self._lines.append(tuple(line))

    def _put(self, label: Label, row: int, column: int) -> None:
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setContentsMargins(_INSET if column in _SIDES else 0, 8 if row == 0 else 0, _INSET, 0)
        self._grid.addWidget(label, row, column)

    def _describe(self, view: ConflictView) -> None:
        """Tell a screen reader at each button what it would leave in force."""
        self.setAccessibleName(
            _(
                "Conflict: {customer}, {what}",
                customer=whose(view),
                what=kind_name(view.entity),
            )
        )
        for decision, button in self.buttons.items():
            values = (
                f"{field_name(view.entity, clash.field)}: "
                + self._wording.value(view.entity, clash.field, getattr(clash, decision))
                for clash in _in_order(view)
            )
            button.setAccessibleDescription(_("; ").join(values))


class _Button(QPushButton):
    """A button that leaves the arrows to its conflict; Qt would go to whatever button is nearest."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _in_order(view: ConflictView) -> list[Clash]:
    order = field_names(view.entity)
    return sorted(view.clashes, key=lambda each: order.index(each.field) if each.field in order else 99)

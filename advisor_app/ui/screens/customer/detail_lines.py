"""What a customer told, a line each; and how that and the record itself were changed, in sentences."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout

from advisor_app import words
from advisor_app.domain.details import ADDRESS, EMAIL, PHONE, DetailRow
from advisor_app.domain.written import Revised
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.proposals import Details
from advisor_app.ui.models.pursuits import detail_facts, detail_state, detail_value, kind_name
from advisor_app.ui.models.written import Wording, field_name
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.items import RowFrame
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.tips import plain_tip

_MASKED = (PHONE, EMAIL, ADDRESS)
_NAME_WIDTH = 110


class DetailLine(RowFrame):
    """One thing that was told: what, where it stands, how it is known, and what can be done with it."""

    reveal_wanted = Signal(object)
    """The advisor asks to see its value whole."""
    withdraw_wanted = Signal(object)
    """The advisor takes it back."""

    def __init__(self) -> None:
        super().__init__()
        self._row: DetailRow | None = None
        self.kind, self.value = Label(kind="muted"), ElidedLabel()
        self.old, self.facts = ElidedLabel(kind="small"), ElidedLabel(kind="small")
        self.state = Badge()
        self.kind.setFixedWidth(_NAME_WIDTH)
        self.kind.setWordWrap(True)
        self.eye, self.withdraw_button = QToolButton(), QPushButton()
        self.eye.setProperty("kind", "quiet")
        self.eye.setIcon(icon("eye"))
        self.eye.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.eye.clicked.connect(self._on_eye_clicked)
        self.first = self.withdraw_button
        self.withdraw_button.setProperty("kind", "link")
        say(self.withdraw_button.setText, N_("Take back"))
        self.withdraw_button.clicked.connect(self._on_withdraw_clicked)
        self._lay_out()

    def show_detail(self, row: DetailRow, found: Details) -> None:
        """Show it as it is now."""
        self._row = row
        value = detail_value(row, found.policy)
        self.kind.setText(kind_name(row.kind))
        self.value.setText(value)
        self.state.show_text(*detail_state(row))
        old = (
            "" if row.old is None else _("on record: {value}", value=detail_value(row, found.policy, row.old))
        )
        self.old.setText(" · ".join(filter(None, (old, row.note))))
        self.old.setVisible(bool(self.old.accessibleName()))
        told = words.day_of(row.made_at, found.bank)
        self.facts.setText(" · ".join(filter(None, (detail_facts(row, found.policy), told))))
        self.eye.setVisible(row.kind in _MASKED)
        asks = _("Reveal: {what}", what=kind_name(row.kind))
        self.eye.setAccessibleName(asks)
        self.eye.setToolTip(plain_tip(asks))
        self.withdraw_button.setVisible(row.is_open)
        self.withdraw_button.setAccessibleDescription(f"{self.kind.text()}: {value}")

    def _on_eye_clicked(self) -> None:
        self.reveal_wanted.emit(self._row)

    def _on_withdraw_clicked(self) -> None:
        self.withdraw_wanted.emit(self._row)

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(8)
        upper.addWidget(self.value, 1)
        for widget in (self.eye, self.state, self.withdraw_button):
            upper.addWidget(widget)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.old)
        column.addWidget(self.facts)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(10)
        line.addWidget(self.kind, alignment=Qt.AlignmentFlag.AlignTop)
        line.addLayout(column, 1)


def history(found: Details) -> list[str]:
    """Return all that was told and decided, and how the record was edited, newest first, a line each."""
    told = [(row.made_at, _told(row, found)) for row in found.rows]
    edited = [(revised.at, _edited(revised, found)) for revised in found.edits]
    return [line for _at, line in sorted([*told, *edited], key=_when, reverse=True)]


def _when(line: tuple[int, str]) -> int:
    return line[0]


def _told(row: DetailRow, found: Details) -> str:
    value = detail_value(row, found.policy)
    if row.old is not None:
        value = f"{detail_value(row, found.policy, row.old)} → {value}"
    state, _tone = detail_state(row)
    decided = " ".join(filter(None, (state, words.day(row.decided_on), row.decided_reason)))
    day = words.column_time(row.made_at, found.bank)
    what = _("{kind}: {value}", kind=kind_name(row.kind), value=value)
    return " · ".join(filter(None, (day, what, detail_facts(row, found.policy), decided)))


def _edited(revised: Revised, found: Details) -> str:
    wording = Wording(found.policy, found.bank)
    say_value = partial(wording.value, "customers")
    changes = (
        _(
            "{kind}: {value}",
            kind=field_name("customers", change.field),
            value=f"{say_value(change.field, change.old)} → {say_value(change.field, change.new)}",
        )
        for change in revised.changes
    )
    pending = _("not sent yet") if revised.pending else ""
    return " · ".join(filter(None, (wording.time(revised.at), *changes, revised.advisor, pending)))

"""One booking in detail, below the table: whatever there is no room for in a row."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.profile import Profile
from advisor_app.domain.transactions import TransactionRow
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.transactions import signed
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.label import ElidedLabel, Label

_PAIRS = 3  # of label and value in a line
_FLOW = {"inflow": "in", "outflow": "out"}


class Detail(QFrame):
    """What is known of one booking; Esc leaves it."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown: tuple[TransactionRow, Profile, str] | None = None
        self._who, self._amount = ElidedLabel(kind="heading"), Label(kind="heading")
        self._memo = Label(wrap=True)
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("x"))
        self.close_button.setProperty("kind", "quiet")
        self.close_button.clicked.connect(self.left)
        say(self.close_button.setToolTip, N_("Close"))
        say(self.close_button.setAccessibleName, N_("Close the details"))
        head = QHBoxLayout()
        head.addWidget(self._who, 1)
        head.addWidget(self._amount)
        head.addWidget(self.close_button)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 10)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._memo)
        layout.addLayout(self._grid)
        self.hide()

    @property
    def row(self) -> TransactionRow | None:
        """The booking that is shown."""
        return self._shown[0] if self._shown else None

    def show_row(self, row: TransactionRow, profile: Profile, account: str) -> None:
        """Show a booking on an account of that name."""
        self._shown = (row, profile, account)
        amount = signed(row)
        who = row.counterparty or words.code(profile.policy.codes.transaction_kinds, row.kind) or row.kind
        self._who.setText(who)
        self._memo.setText(row.memo or "")
        self._memo.setVisible(bool(row.memo))
        self._amount.setText(amount.text)
        self._amount.setAccessibleName(amount.heard)
        self._amount.setProperty("flow", _FLOW.get(amount.ink, ""))
        self._amount.style().unpolish(self._amount)
        self._amount.style().polish(self._amount)
        pairs = list(_pairs(row, profile, account))
        self._fill(pairs)
        spoken = [
            who,
            amount.heard,
            *([row.memo] if row.memo else []),
            *(f"{label} {value}" for label, value in pairs),
        ]
        self.setAccessibleName(_("Details of the transaction"))
        self.setAccessibleDescription(", ".join(spoken))
        self.show()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._shown:
            self.show_row(*self._shown)

    def _fill(self, pairs: list[tuple[str, str]]) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for place, (label, value) in enumerate(pairs):
            line, column = divmod(place, _PAIRS)
            self._grid.addWidget(Label(label, "small"), line, 2 * column)
            self._grid.addWidget(ElidedLabel(value), line, 2 * column + 1)
        for column in range(_PAIRS):
            self._grid.setColumnStretch(2 * column + 1, 1)


def _pairs(row: TransactionRow, profile: Profile, account: str) -> Iterator[tuple[str, str]]:
    """Yield labels and values, of what is known only."""
    codes = profile.policy.codes
    kind = words.code(codes.transaction_kinds, row.kind)
    channel = words.code(codes.transaction_channels, row.channel)
    time = words.column_time(row.at, profile.bank) if row.at is not None else words.column_day(row.day)
    source = next(
        (one for one in profile.sources if one.entity == "transactions" and one.source_id == row.source_id),
        None,
    )
    known = (
        (_("When"), time),
        (_("Account"), account),
        (_("Balance"), words.money(row.balance_minor, row.currency)),
        (_("Kind"), " · ".join(part for part in (kind, channel) if part)),
        (_("Category"), words.code(codes.transaction_categories, row.category)),
        (_("Their account"), row.counterparty_account),
        (_("Their bank"), row.counterparty_bank),
        (_("Data as of"), words.column_day(source.as_of_day) if source else None),
    )
    yield from ((label, value) for label, value in known if value)

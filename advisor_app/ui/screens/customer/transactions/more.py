"""The filters that are asked for now and then: account, kind, category, amounts, and days of the advisor's own.

What was typed stays as it was typed; what cannot be read is marked, and a sentence below says why.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advisor_app.errors import InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui import typed
from advisor_app.ui.say import say
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.choice import Choice
from advisor_app.ui.widgets.date_field import DateField
from advisor_app.ui.widgets.flow import FlowLayout
from advisor_app.ui.widgets.label import Label

_AMOUNT_WIDTH = 108


class Bounds(NamedTuple):
    """Between which amounts (minor units, without a sign) and days; None is no bound."""

    least: int | None = None
    most: int | None = None
    since: int | None = None
    until: int | None = None


class MoreFilters(QFrame):
    """The second row of filters."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self.account, self.kind, self.category = Choice(), Choice(), Choice()
        self.least, self.most = QLineEdit(), QLineEdit()
        self.since, self.until = DateField(), DateField()
        self.wrong = Label(kind="bad", wrap=True)
        self.currency = ""
        self._own_days = QWidget()
        self._sentences: dict[QLineEdit, str] = {}
        self._build()

    @property
    def in_order(self) -> Sequence[QWidget]:
        """What it holds, as the Tab key goes through it."""
        return (self.account, self.kind, self.category, self.least, self.most, self.since, self.until)

    @property
    def used(self) -> int:
        """How many of the filters are set."""
        chosen = [one.value is not None for one in (self.account, self.kind, self.category)]
        pairs = [(self.least, self.most)]
        if not self._own_days.isHidden():
            pairs.append((self.since, self.until))
        return sum(chosen) + sum(any(field.text().strip() for field in pair) for pair in pairs)

    def offer_days(self, offered: bool) -> None:
        """Offer days of the advisor's own, or not."""
        self._own_days.setVisible(offered)

    def set_today(self, today: int) -> None:
        """Say by which day dates without a year are read."""
        self.since.today = self.until.today = today

    def bounds(self) -> Bounds | None:
        """Return what was typed, or None after saying what is wrong with it."""
        self._sentences.clear()
        least, most = (
            self._read(field, partial(typed.amount, field.text(), self.currency))
            for field in (self.least, self.most)
        )
        since = until = None
        if not self._own_days.isHidden():
            since, until = (self._read(field, field.day) for field in (self.since, self.until))
        if least is not None and most is not None and least > most:
            self._sentences[self.most] = _("The smaller amount comes first.")
        if since is not None and until is not None and since > until:
            self._sentences[self.until] = _("The first day comes first.")
        self._say_wrong()
        return None if self._sentences else Bounds(least, most, since, until)

    def reset(self) -> None:
        """Take all filters away."""
        for choice in (self.account, self.kind, self.category):
            choice.choose(None)
        for field in (self.least, self.most, self.since, self.until):
            field.clear()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.bounds()

    def _on_text_edited(self) -> None:
        # A sentence disappears as soon as it no longer holds; a new one waits until the field is left.
        if self._sentences:
            self.changed.emit()

    def _read(self, field: QLineEdit, read: Callable[[], int | None]) -> int | None:
        try:
            return read()
        except InputError as error:
            self._sentences[field] = str(error)
            return None

    def _say_wrong(self) -> None:
        for field in (self.least, self.most, self.since, self.until):
            kind = "wrong" if field in self._sentences else ""
            if field.property("kind") != kind:
                field.setProperty("kind", kind)
                field.style().unpolish(field)
                field.style().polish(field)
            field.setAccessibleDescription(self._sentences.get(field, ""))
        said = "\n".join(self._sentences.values())
        if said and said != self.wrong.text():
            announce(self, said, urgent=True)
        self.wrong.setText(said)
        self.wrong.setVisible(bool(self._sentences))

    def _build(self) -> None:
        say(self.account.setAccessibleName, N_("Account"))
        say(self.kind.setAccessibleName, N_("Kind"))
        say(self.category.setAccessibleName, N_("Category"))
        say(self.least.setAccessibleName, N_("Smallest amount"))
        say(self.least.setPlaceholderText, N_("Amount from"))
        say(self.most.setAccessibleName, N_("Largest amount"))
        say(self.most.setPlaceholderText, N_("Amount to"))
        say(self.since.setAccessibleName, N_("First day"))
        say(self.until.setAccessibleName, N_("Last day"))
        choices: Sequence[Choice] = (self.account, self.kind, self.category)
        for choice in choices:
            choice.chosen.connect(self.changed)
        for field in (self.least, self.most, self.since, self.until):
            field.setProperty("kind", "")
            field.textChanged.connect(self._on_text_edited)
            field.editingFinished.connect(self.changed)
        for field in (self.least, self.most):
            field.setFixedWidth(_AMOUNT_WIDTH)
        filters = QWidget()
        flow = FlowLayout(filters, 8)
        for choice in choices:
            flow.addWidget(choice)
        flow.addWidget(_pair(QWidget(), self.least, self.most))
        flow.addWidget(_pair(self._own_days, self.since, self.until))
        self._own_days.hide()
        self.wrong.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(filters)
        layout.addWidget(self.wrong)


def _pair(box: QWidget, first: QLineEdit, last: QLineEdit) -> QWidget:
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    row.addWidget(first)
    row.addWidget(Label("–", "muted"))
    row.addWidget(last)
    return box

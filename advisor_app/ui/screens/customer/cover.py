"""That a customer is covered (代管): by this advisor for a colleague, or by a colleague; with the handover note."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.covers import CoveredBy
from advisor_app.domain.profile import Profile
from advisor_app.i18n import gettext as _
from advisor_app.services.covers import covered_by
from advisor_app.ui.desk import Desk
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label
from advisor_app.words import NOTHING


class CoverLine(QFrame):
    """One line about the customer who is shown; for one who is not covered it takes no room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._covered: CoveredBy | None = None
        self.setProperty("kind", "bar-warn")
        self.sentence, self.note = Label(kind="heading", wrap=True), Label(wrap=True)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.sentence)
        column.addWidget(self.note)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(Glyph("users", "warn", 18))
        row.addLayout(column, 1)
        self.hide()

    def show_profile(self, profile: Profile) -> None:
        """Read whether the customer is covered."""
        customer_id = profile.person.id
        self._desk.ask(self, partial(covered_by, customer_id=customer_id), self._on_read, key="cover")

    def clear(self) -> None:
        """Show nobody."""
        self._on_read(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, covered: CoveredBy | None) -> None:
        self._covered = covered
        self._render()

    def _render(self) -> None:
        covered = self._covered
        self.setVisible(covered is not None)
        if covered is None:
            return
        values = {"name": covered.other or NOTHING, "day": words.day(covered.ends_on) or NOTHING}
        if covered.mine:
            self.sentence.setText(_("You cover this customer for {name} until {day}.", **values))
        else:
            self.sentence.setText(_("{name} covers this customer for you until {day}.", **values))
        self.note.setText(_("Handover: {note}", note=covered.note) if covered.note else "")
        self.note.setVisible(bool(covered.note))

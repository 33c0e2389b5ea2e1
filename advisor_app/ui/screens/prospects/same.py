"""Who in the book may be the person that is being typed: shown while there is still time, each a step away."""

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.domain.duplicates import Candidate, Match, Matches
from advisor_app.i18n import gettext as _
from advisor_app.services.duplicates import check
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.duplicates import evidence_names
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.words import NOTHING


class SameField(QFrame):
    """Takes no room while nobody is the same."""

    chosen = Signal(bytes)
    """Somebody in the book is to be shown instead."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self._desk = desk
        self._asked = Candidate()
        self._found: tuple[Match, ...] = ()
        self.buttons: list[QPushButton] = []
        self.sentence = Label(kind="warn", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Glyph("triangle-alert", "warn", 18))
        head.addWidget(self.sentence, 1)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(self._rows)
        self.hide()

    def look(
        self, *, name: str, birth_day: int | None, phone: str, id_number: str, besides: bytes | None
    ) -> None:
        """Look for who agrees with what is typed so far, `besides` the record that is edited."""
        candidate = Candidate(name.strip() or None, birth_day, phone or None, id_number or None)
        if candidate == self._asked:
            return
        self._asked = candidate
        service = partial(check, candidate=candidate, besides=besides)
        self._desk.ask(self, service, partial(self._on_checked, candidate), key="same")

    def clear(self) -> None:
        """Show nobody."""
        self._asked, self._found = Candidate(), ()
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_checked(self, asked: Candidate, matches: Matches) -> None:
        if asked == self._asked and matches.rows != self._found:
            self._found = matches.rows
            self._render()
            if self._found:
                announce(self, self.sentence.text(), urgent=True)

    def _render(self) -> None:
        certain = any(match.certain for match in self._found)
        self.sentence.be("bad" if certain else "warn")
        self.sentence.setText(
            _("This is somebody in your book.") if certain else _("This may be somebody in your book.")
        )
        empty(self._rows)
        self.buttons = [self._button(match) for match in self._found]
        for button in self.buttons:
            self._rows.addWidget(button)
        self.setVisible(bool(self._found))

    def _button(self, match: Match) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "row")
        agrees = _(", ").join(evidence_names(match.evidence))
        who = " · ".join(filter(None, (match.name, match.number))) or NOTHING
        said = _("{who}: {evidence}", who=who, evidence=agrees)
        button.setText(said.replace("&", "&&"))
        button.setAccessibleName(said)
        button.clicked.connect(partial(self._choose, match.customer_id))
        return button

    def _choose(self, customer_id: bytes, *_checked: bool) -> None:
        self.chosen.emit(customer_id)

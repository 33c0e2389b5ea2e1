"""Whether the bank knows the person that is being typed beyond the own book; head office is asked once typing rests."""

from functools import partial

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from advisor_app.domain.duplicates import Candidate, HeadOffice, id_form, phone_form
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.office_checks import ask_head_office
from advisor_app.settings import PROXY, SERVER
from advisor_app.ui.background import Lane
from advisor_app.ui.desk import Desk
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Kind, Label

PAUSE_MS = 1_500
"""How long typing rests before head office is asked: it may be asked so often in an hour and no more."""
_PHONE_DIGITS, _ID_CHARACTERS = 10, 8  # fewer are still being typed
_SAID: dict[HeadOffice, tuple[str, str, Kind]] = {
    HeadOffice.EXISTS: (
        N_("The bank knows this person already. Ask the branch before you go on."),
        "triangle-alert",
        "warn",
    ),
    HeadOffice.NONE: (N_("Not known to the bank beyond your book."), "circle-check", "muted"),
    HeadOffice.UNCHECKED: (
        N_("Beyond your own book head office is asked with the next sync: not checked yet."),
        "cloud-off",
        "muted",
    ),
}


class OfficeField(QWidget):
    """Takes no room while nothing was asked."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = Candidate()
        self._answers: dict[Candidate, HeadOffice] = {}
        self._glyph, self.sentence = Glyph("circle-check"), Label(wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._glyph)
        row.addWidget(self.sentence, 1)
        self._rest = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._rest.timeout.connect(self._ask)
        self.hide()

    @property
    def answer(self) -> HeadOffice | None:
        """What head office said of the person as typed, None while it was not asked."""
        return self._answers.get(self._asked)

    def look(self, candidate: Candidate) -> None:
        """Ask about a person when typing rests; what is not whole yet is left out."""
        whole = _whole(candidate)
        if whole == self._asked:
            return
        self._asked = whole
        self._render()
        if whole == Candidate() or self.answer is not None:
            self._rest.stop()
        else:
            self._rest.start()

    def clear(self) -> None:
        """Say nothing."""
        self._rest.stop()
        self._asked = Candidate()
        self._render()

    def stop(self) -> None:
        """Ask nothing more, for nobody types any more."""
        self._rest.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _ask(self) -> None:
        settings, book, asked = self._desk.settings, self._desk.book, self._asked
        job = partial(ask_head_office, book, asked, settings[SERVER] or None, proxy=settings[PROXY])
        self._desk.background.run(self, job, partial(self._on_answer, asked), key="office", lane=Lane.LINE)

    def _on_answer(self, asked: Candidate, answer: HeadOffice) -> None:
        self._answers[asked] = answer
        self._render()
        if asked == self._asked and answer is HeadOffice.EXISTS:
            announce(self, self.sentence.text(), urgent=True)

    def _render(self) -> None:
        answer = self.answer
        if answer is not None:
            text, drawing, kind = _SAID[answer]
            self.sentence.setText(_(text))
            self.sentence.be(kind)
            self._glyph.draw(drawing, kind)
        self.setVisible(answer is not None)


def _whole(candidate: Candidate) -> Candidate:
    """Return what of a candidate is typed to its end, nothing where that is not enough to ask about."""
    phone = candidate.phone and len(phone_form(candidate.phone) or "") >= _PHONE_DIGITS
    number = candidate.id_number and len(id_form(candidate.id_number) or "") >= _ID_CHARACTERS
    named = candidate.name and candidate.birth_day is not None
    if not (phone or number or named):
        return Candidate()
    return Candidate(
        candidate.name if named else None,
        candidate.birth_day if named else None,
        candidate.phone if phone else None,
        candidate.id_number if number else None,
    )

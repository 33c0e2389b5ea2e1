"""Drafts that wait to be finished: a row for each, with the customer and the time."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.dates import from_instant
from advisor_app.domain.written import Draft
from advisor_app.i18n import N_, format_time, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_form import ContactForm
from advisor_app.services.contact_people import contact_people
from advisor_app.services.drafts import drafts
from advisor_app.services.open_book import Book
from advisor_app.ui.models.event_entries import DRAWINGS
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.people import name_of
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.layouts import empty

_MOST = 3


class Waiting(NamedTuple):
    """The drafts, and the customers in them."""

    drafts: tuple[Draft, ...]
    people: tuple[CustomerRow, ...]


def waiting(book: Book) -> Waiting:
    """Return the drafts that wait to be finished, the last one first."""
    found = drafts(book)
    ids = dict.fromkeys(key for draft in found for key in draft.entry.customers)
    return Waiting(found, contact_people(book, tuple(ids)))


class DraftRows(QFrame):
    """Offers the drafts that were saved last."""

    wanted = Signal(object)
    """The Draft that the advisor goes on with."""
    discarded = Signal(object)
    """The Draft that the advisor does not want any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self._waiting = Waiting((), ())
        self._form: ContactForm | None = None
        self.rows: list[DraftRow] = []
        self.title = Label(kind="small")
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 6, 6)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addLayout(self._column)
        self.hide()

    @property
    def count(self) -> int:
        """How many drafts wait."""
        return len(self._waiting.drafts)

    def show_drafts(self, waiting: Waiting, form: ContactForm) -> None:
        """Show drafts."""
        self._waiting, self._form = waiting, form
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        empty(self._column)
        self.rows = []
        form, number = self._form, self.count
        if form is None:
            return
        self.title.setText(ngettext("{n} draft is not finished", "{n} drafts are not finished", number))
        names = {row.id: name_of(row) for row in self._waiting.people}
        for draft in self._waiting.drafts[:_MOST]:
            row = DraftRow(draft, _about(draft, names, form), _saved(draft, form))
            row.open_button.clicked.connect(partial(self.wanted.emit, draft))
            row.discard_button.clicked.connect(partial(self.discarded.emit, draft))
            self._column.addWidget(row)
            self.rows.append(row)


class DraftRow(QWidget):
    """One draft."""

    def __init__(self, draft: Draft, about: str, saved: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about, self.saved = ElidedLabel(about), Label(saved, "small")
        self.open_button, self.discard_button = QPushButton(), QToolButton()
        self.open_button.setProperty("kind", "link")
        say(self.open_button.setText, N_("Go on"))
        self.open_button.setAccessibleName(f"{_('Go on')}: {about}, {saved}")
        self.discard_button.setProperty("kind", "quiet")
        self.discard_button.setIcon(icon("trash-2"))
        self.discard_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.discard_button.setAccessibleName(f"{_('Discard the draft')}: {about}")
        say(self.discard_button.setToolTip, N_("Discard the draft"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Glyph(DRAWINGS.get(draft.entry.channel, "pencil")))
        row.addWidget(self.about, 1)
        for widget in (self.saved, self.open_button, self.discard_button):
            row.addWidget(widget)


def _about(draft: Draft, names: dict[bytes, str], form: ContactForm) -> str:
    """Return with whom, how, and the first words."""
    entry = draft.entry
    who = _(", ").join(names.get(key, "…") for key in entry.customers) or _("no customer yet")
    channel = words.code(form.policy.codes.contact_channels, entry.channel or None)
    said = " ".join((entry.note or entry.line or entry.next_step).split())
    return " · ".join(part for part in (who, channel, said) if part)


def _saved(draft: Draft, form: ContactForm) -> str:
    at = from_instant(draft.saved_at, form.time_zone)
    return format_time(at)

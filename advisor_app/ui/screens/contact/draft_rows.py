"""Drafts that wait to be finished: a row for each, with the customer and the time."""

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.customers import CustomerRow
from advisor_app.domain.dates import from_instant
from advisor_app.domain.written import Correction, Draft
from advisor_app.i18n import N_, format_time, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_form import ContactForm
from advisor_app.services.contact_people import contact_people
from advisor_app.services.corrections import corrections, drop_correction, keep_correction
from advisor_app.services.drafts import discard_draft, drafts, save_draft
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
    """The drafts of new contacts, corrections that were begun, the last saved first, and the customers in them."""

    items: tuple[Draft | Correction, ...]
    people: tuple[CustomerRow, ...]


def waiting(book: Book) -> Waiting:
    """Return what waits to be finished."""
    found: list[Draft | Correction] = [*drafts(book), *corrections(book)]
    found.sort(key=lambda item: item.saved_at, reverse=True)
    ids = dict.fromkeys(key for item in found for key in item.entry.customers)
    return Waiting(tuple(found), contact_people(book, tuple(ids)))


def discard(book: Book, item: Draft | Correction) -> None:
    """Remove what waits."""
    if isinstance(item, Draft):
        discard_draft(book, item.id)
    else:
        drop_correction(book, item.interaction_id)


def restore(book: Book, item: Draft | Correction) -> None:
    """Let what was removed wait again."""
    if isinstance(item, Draft):
        save_draft(book, item.entry, item.id)
    else:
        keep_correction(book, item.interaction_id, item.shown, item.entry)


class DraftRows(QFrame):
    """Offers the drafts that were saved last."""

    wanted = Signal(object)
    """The Draft or Correction that the advisor goes on with."""
    discarded = Signal(object)
    """The Draft or Correction that the advisor does not want any more."""

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
        return len(self._waiting.items)

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
        for item in self._waiting.items[:_MOST]:
            row = DraftRow(item, _about(item, names, form), _saved(item, form))
            row.open_button.clicked.connect(partial(self.wanted.emit, item))
            row.discard_button.clicked.connect(partial(self.discarded.emit, item))
            self._column.addWidget(row)
            self.rows.append(row)


class DraftRow(QWidget):
    """One draft."""

    def __init__(
        self, item: Draft | Correction, about: str, saved: str, parent: QWidget | None = None
    ) -> None:
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
        row.addWidget(Glyph(DRAWINGS.get(item.entry.channel, "pencil")))
        row.addWidget(self.about, 1)
        for widget in (self.saved, self.open_button, self.discard_button):
            row.addWidget(widget)


def _about(item: Draft | Correction, names: dict[bytes, str], form: ContactForm) -> str:
    """Return with whom, how, and the first words."""
    entry = item.entry
    what = _("Correction") if isinstance(item, Correction) else None
    who = _(", ").join(names.get(key, "…") for key in entry.customers) or _("no customer yet")
    channel = words.code(form.policy.codes.contact_channels, entry.channel or None)
    said = " ".join((entry.note or entry.line or entry.next_step).split())
    return " · ".join(part for part in (what, who, channel, said) if part)


def _saved(item: Draft | Correction, form: ContactForm) -> str:
    return format_time(from_instant(item.saved_at, form.time_zone))

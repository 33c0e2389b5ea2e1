"""Who covers for whom (代管), above the customers: until when, how many, and what was handed over."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.covers import DEPUTY, CoverView
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.covers import Covers, covers
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.items import Items, RowFrame
from advisor_app.ui.widgets.label import Label
from advisor_app.words import NOTHING


class CoverBar(QFrame):
    """The covers of this advisor, on either side; without any it takes no room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.list = Items(_key, CoverLine, CoverLine.show_cover, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.addWidget(self.list)
        self.hide()
        desk.book_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read the covers again: one may have begun, or be over."""
        self._desk.ask(self, covers, self._on_read, key="covers")

    def _on_read(self, found: Covers) -> None:
        self.list.show_rows(found.rows)
        self.setVisible(bool(found.rows))


class CoverLine(RowFrame):
    """One cover; the handover note unfolds."""

    def __init__(self, cover: CoverView) -> None:
        super().__init__()
        self._cover = cover
        self.setProperty("kind", "bar-warn")
        self.sentence, self.closing = Label(kind="heading", wrap=True), Label(wrap=True)
        self.note = Label(wrap=True)
        self.note.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.note.hide()
        self.button = QPushButton()
        self.button.setProperty("kind", "link")
        self.button.setCheckable(True)
        say(self.button.setText, N_("Handover note"))
        self.button.toggled.connect(self.note.setVisible)
        self.first = self.button
        column = QVBoxLayout()
        column.setSpacing(2)
        for widget in (self.sentence, self.closing, self.note):
            column.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 14, 8)
        row.setSpacing(10)
        row.addWidget(Glyph("users", "warn", 18))
        row.addLayout(column, 1)
        row.addWidget(self.button)
        self._render()

    def show_cover(self, cover: CoverView) -> None:
        """Show the cover as it is now."""
        self._cover = cover
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        cover = self._cover
        self.sentence.setText(_sentence(cover))
        closes = cover.side == DEPUTY and cover.open
        self.closing.setText(
            _("From the day after, they are closed on this device, with or without a connection.")
        )
        self.closing.setVisible(closes)
        self.note.setText(cover.note or "")
        self.button.setVisible(bool(cover.note))


def _sentence(cover: CoverView) -> str:
    first, last = (words.day(day) or NOTHING for day in (cover.starts_on, cover.ends_on))
    if not cover.open and cover.side == DEPUTY:
        return _("From {first} to {last} you cover for {name}.", first=first, last=last, name=cover.other)
    if not cover.open:
        return _("From {first} to {last} {name} covers for you.", first=first, last=last, name=cover.other)
    if cover.side == DEPUTY:
        return ngettext(
            "Until {last} you cover {n} customer of {name}.",
            "Until {last} you cover {n} customers of {name}.",
            cover.customers,
            last=last,
            name=cover.other,
        )
    return ngettext(
        "Until {last} {name} covers {n} customer of yours.",
        "Until {last} {name} covers {n} customers of yours.",
        cover.customers,
        last=last,
        name=cover.other,
    )


def _key(cover: CoverView) -> bytes:
    return cover.id

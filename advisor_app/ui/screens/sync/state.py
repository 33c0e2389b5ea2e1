"""How things stand with head office: when both last agreed, what goes on now, what went wrong, what comes next."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from advisor_app import words
from advisor_app.i18n import N_, format_number, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.sync_state import SyncState
from advisor_app.services.sync_trouble import held
from advisor_app.ui.models.written import Wording
from advisor_app.ui.say import say
from advisor_app.ui.sync_rhythm import SyncRhythm
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl

_GLYPH = 34
_REFRESH_MS = 10_000  # of “in 5 minutes”


class StateCard(Card):
    """The state of `sync`, and the buttons that start and cancel it."""

    def __init__(self, sync: "SyncControl", rhythm: SyncRhythm) -> None:
        super().__init__()
        self._sync, self._rhythm = sync, rhythm
        self._state: SyncState | None = None
        self._wording: Wording | None = None
        self._progress = (0, 0, 0)
        self._glyph = Glyph("cloud-check", "muted", _GLYPH)
        self.title, self.sentence, self.next = (
            Label(kind="title"),
            Label(wrap=True),
            Label(kind="muted", wrap=True),
        )
        self._bar = QProgressBar(textVisible=False)
        say(self._bar.setAccessibleName, N_("Progress of the sync"))
        self.start_button = QPushButton(icon("refresh-cw", "on_accent"), "")
        self.start_button.setIconSize(QSize(22, 16))
        self.start_button.setProperty("kind", "primary")
        self.start_button.clicked.connect(self._on_start_clicked)
        self.cancel_button = QPushButton()
        say(self.cancel_button.setText, N_("Cancel"))
        self.cancel_button.clicked.connect(sync.cancel)
        self._clock = QTimer(self, interval=_REFRESH_MS)
        self._clock.timeout.connect(self._render)
        words_ = QVBoxLayout()
        words_.setSpacing(4)
        for widget in (self.title, self._bar, self.sentence, self.next):
            words_.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._glyph)
        row.addLayout(words_, 1)
        row.addWidget(self.start_button)
        row.addWidget(self.cancel_button)
        self.body.addLayout(row)
        sync.started.connect(self._on_started)
        sync.progressed.connect(self._on_progressed)
        sync.finished.connect(self._on_ended)
        sync.failed.connect(self._on_ended)
        rhythm.planned.connect(self._render)
        self._render()

    def show_state(self, state: SyncState, wording: Wording) -> None:
        """Show how fresh the book is."""
        self._state, self._wording = state, wording
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()
        self._render()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def _on_start_clicked(self) -> None:
        if not self._sync.running:
            self._sync.start()

    def _on_started(self) -> None:
        self._progress = (0, 0, 0)
        had_focus = self.start_button.hasFocus()
        self._render()
        if had_focus:
            self.cancel_button.setFocus()

    def _on_progressed(self, rows: int, total: int, size: int) -> None:
        self._progress = (rows, total, size)
        self._render()

    def _on_ended(self) -> None:
        had_focus = self.cancel_button.hasFocus()
        self._render()
        if had_focus:
            self.start_button.setFocus()

    def _render(self) -> None:
        running, error = self._sync.running, self._sync.trouble
        self._bar.setVisible(running)
        self.cancel_button.setVisible(running)
        self.start_button.setVisible(not running)
        self.start_button.setText(_("Try again") if error and not held(error) else _("Synchronise now"))
        if running:
            self._render_running()
        elif error:
            self._glyph.draw("cloud-alert", "warn")
            sentence = "" if held(error) else str(error)  # what is held has a bar of its own
            self._say(_(error.title), sentence, " · ".join(filter(None, (self._last(), self._next()))))
        elif self._state is None:
            self._say("", "", "")
        elif self._state.completed_at is None:
            self._glyph.draw("cloud-off", "warn")
            self._say(self._last(), _("The book is empty until the first sync."), self._next())
        else:
            self._glyph.draw("cloud-check", "good")
            self._say(self._last(), self._when(self._state.completed_at), self._next())

    def _render_running(self) -> None:
        rows, total, size = self._progress
        self._glyph.draw("refresh-cw", "accent")
        self._bar.setRange(0, total)
        self._bar.setValue(min(rows, total))
        places = {"rows": format_number(rows), "size": format_number(size / 1_000_000, 1)}
        came = _("{rows} rows, {size} MB so far", **places) if rows else _("Asking head office…")
        self._say(_("Synchronising…"), came, _("You can go on working meanwhile."))

    def _say(self, title: str, sentence: str, following: str) -> None:
        for label, text in ((self.title, title), (self.sentence, sentence), (self.next, following)):
            label.setText(text.strip())
            label.setVisible(bool(text.strip()))

    def _last(self) -> str:
        if self._state is None or self._state.completed_at is None:
            return _("Never synchronised")
        when = words.ago(self._state.completed_at, time.time_ns() // 1_000)
        return _("Synchronised {when}", when=when)

    def _when(self, at: int) -> str:
        return (
            _("Head office and this device agreed at {time}.", time=self._wording.time(at))
            if self._wording
            else ""
        )

    def _next(self) -> str:
        due = self._rhythm.due_in
        if due is None:
            return ""
        minutes = round(due / 60)
        if minutes < 1:
            return _("The next round begins in less than a minute.")
        return ngettext(
            "The next round begins in about {n} minute.",
            "The next round begins in about {n} minutes.",
            minutes,
        )

"""The end of the day in a card: contacts to log, prompts that are left, what waits for head office, and tomorrow."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from advisor_app import words
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services.close_day import DayEnd
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.tasks import Known
from advisor_app.ui.say import say
from advisor_app.ui.screens.calendar.items_view import ItemsView
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label


class DayEndCard(Card):
    """How the day stands before going home."""

    left = Signal()
    """Esc in the list."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Close the day"), parent)
        self._end: DayEnd | None = None
        self._open = self._unlogged = 0
        self.prompts, self.unlogged, self.own, self.sync = (Label(wrap=True) for _line in range(4))
        heading, self.none = Label(kind="heading"), Label(kind="muted", wrap=True)
        say(heading.setText, N_("Tomorrow"))
        say(self.none.setText, N_("Nothing is planned for tomorrow."))
        self.tomorrow = ItemsView(desk, grouped=False)
        say(self.tomorrow.setAccessibleName, N_("Tomorrow"))
        self.tomorrow.left.connect(self.left)
        for label in (self.unlogged, self.prompts, self.own, self.sync, heading, self.none):
            self.body.addWidget(label)
        self.body.addWidget(self.tomorrow, 1)
        self.body.addStretch(0)

    def show_end(self, end: DayEnd) -> None:
        """Show how the day stands."""
        self._end = end
        self.tomorrow.items.set_items(end.tomorrow, Known(end.policy, end.bank, end.today))
        self._render()

    def show_left(self, open_prompts: int, unlogged: int) -> None:
        """Show how many prompts of the day's list are left, and how many contacts are not logged."""
        self._open, self._unlogged = open_prompts, unlogged
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.tomorrow.items.render()
            self._render()

    def _render(self) -> None:
        end = self._end
        if end is None:
            return
        left = ngettext("{n} prompt of today is left", "{n} prompts of today are left", self._open)
        self.prompts.setText(left if self._open else _("All prompts of today are settled."))
        waits = ngettext(
            "{n} contact is not logged yet (1)", "{n} contacts are not logged yet (1)", self._unlogged
        )
        self.unlogged.be("warn" if self._unlogged else "")
        self.unlogged.setText(waits if self._unlogged else _("Every contact is logged."))
        self.own.be("warn" if end.refused or end.conflicts else "")
        self.own.setText(_own(end))
        since = words.ago(end.completed_at, end.read_at) if end.completed_at is not None else words.NOTHING
        self.sync.setText(_("Synchronised {since}; F5 does it now.", since=since))
        self.none.setVisible(not end.tomorrow)
        self.tomorrow.setVisible(bool(end.tomorrow))


def _own(end: DayEnd) -> str:
    """Return what of the advisor's own work is not settled with head office."""
    parts = (
        ngettext("{n} record waits to be sent", "{n} records wait to be sent", end.waiting)
        if end.waiting
        else "",
        ngettext("{n} was refused", "{n} were refused", end.refused) if end.refused else "",
        ngettext("{n} clash asks for a decision", "{n} clashes ask for a decision", end.conflicts)
        if end.conflicts
        else "",
    )
    return " · ".join(filter(None, parts)) or _("All your work is at head office.")

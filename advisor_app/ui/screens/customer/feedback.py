"""The tab of feedback: what the customer said of the bank, the newest first."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.feedback import FeedbackModel
from advisor_app.ui.say import say
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList


class FeedbackTab(QWidget):
    """All feedback of one customer, which the profile holds whole."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._customer: bytes | None = None
        self.model = FeedbackModel()
        self.list = EntryList(self.model, line=False)
        say(self.list.setAccessibleName, N_("Feedback"))
        self.empty = EmptyState("message-square")
        say(self.empty.sentence.setText, N_("No feedback of this customer is known."))
        say(
            self.empty.hint.setText,
            N_(
                "Surveys, call-backs, reviews, praise and complaints appear here after a sync that brings them."
            ),
        )
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 8, 0, 0)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.empty)
        self.clear()

    def show_profile(self, profile: Profile) -> None:
        """Show a customer; the same one again keeps the place in the list."""
        same = self._customer == profile.person.id
        place, row = self.list.verticalScrollBar().value(), self.list.currentIndex().row()
        self._customer = profile.person.id
        self._show(profile)
        if same:
            self.list.setCurrentIndex(self.model.index(row, 0))
            self.list.scroll_to(place)
        else:
            self.list.scrollToTop()

    def clear(self) -> None:
        """Show nobody."""
        self._customer = None
        self._show(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.model.render()

    def _show(self, profile: Profile | None) -> None:
        self.model.show(profile)
        self._pages.setCurrentWidget(self.list if self.model.rows or profile is None else self.empty)

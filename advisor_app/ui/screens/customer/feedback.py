"""The tab of feedback: what the customer said of the bank, the newest first; Enter leads to it in the inbox."""

from PySide6.QtCore import QEvent, QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from advisor_app.domain.profile import FeedbackEntry, Profile
from advisor_app.i18n import N_
from advisor_app.services.feedback import today
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.feedback import FeedbackModel
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.say import say
from advisor_app.ui.screens.feedback.wanted import record_feedback
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.entry_list import EntryList


class FeedbackTab(QWidget):
    """All feedback of one customer, which the profile holds whole."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: bytes | None = None
        self.model = FeedbackModel()
        self.list = EntryList(self.model, line=False)
        say(self.list.setAccessibleName, N_("Feedback"))
        self.empty = EmptyState("message-square")
        say(self.empty.sentence.setText, N_("No feedback of this customer is known."))
        say(
            self.empty.hint.setText,
            N_(
                "Surveys, call-backs, reviews, praise and complaints appear here once they are recorded or synced."
            ),
        )
        self.record_button = QPushButton()
        say(self.record_button.setText, N_("Record feedback"))
        self.record_button.clicked.connect(self._on_record_clicked)
        self.list.activated.connect(self._on_activated)
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.record_button)
        self._pages = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._pages, 1)
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

    def _on_record_clicked(self) -> None:
        if self._customer is not None:
            record_feedback(self._desk, self._customer)

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, FeedbackEntry):
            self._desk.feedback_wanted.emit(row.id)

    def _show(self, profile: Profile | None) -> None:
        self.model.show(profile, today(profile.bank) if profile else 0)
        self._pages.setCurrentWidget(self.list if self.model.rows or profile is None else self.empty)

"""The tabs of a customer. Each gets the profile when it is first looked at, so that showing a customer is quick."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.details import DetailsTab
from advisor_app.ui.screens.customer.feedback import FeedbackTab
from advisor_app.ui.screens.customer.holdings import HoldingsTab
from advisor_app.ui.screens.customer.household import HouseholdTab
from advisor_app.ui.screens.customer.overview import OverviewTab
from advisor_app.ui.screens.customer.products import ProductsTab
from advisor_app.ui.screens.customer.pursuits import PursuitsTab
from advisor_app.ui.screens.customer.timeline import TimelineTab
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from advisor_app.ui.widgets.card import Card

TITLES = (
    N_("Overview"),
    N_("Holdings"),
    N_("Transactions"),
    N_("Timeline"),
    N_("Feedback"),
    N_("Household"),
    N_("Pursuits"),
    N_("Details"),
    N_("Products"),
)
KEY = "Alt+{}"
"""What chooses a tab, with the number of its place."""
_LOWEST = 340


class CustomerTabs(Card):
    """A bar of tabs and the page of the one that is chosen; Alt+1 to Alt+9 choose too."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setMinimumHeight(_LOWEST)
        self._profile: Profile | None = None
        self._stale: set[int] = set()
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideRight)
        self.bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self.bar.setAccessibleName, N_("Parts of the customer's profile"))
        self.overview = OverviewTab(desk)
        self.household, self.timeline = HouseholdTab(desk), TimelineTab(desk)
        self._others = (
            HoldingsTab(desk),
            TransactionsTab(desk),
            self.timeline,
            FeedbackTab(desk),
            self.household,
            PursuitsTab(desk),
            DetailsTab(desk),
            ProductsTab(desk),
        )
        self._pages = QStackedWidget()
        # What one page asks for must not make all of them wider than the view.
        self._pages.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        for place, page in enumerate((self.overview, *self._others)):
            self.bar.addTab("")
            self._pages.addWidget(page)
            shortcut = QShortcut(QKeySequence(KEY.format(place + 1)), self)
            shortcut.activated.connect(partial(self._on_key, place))
        self._name_tabs()
        self.body.setSpacing(0)
        self.body.addWidget(self.bar)
        self.body.addWidget(self._pages, 1)
        self.bar.currentChanged.connect(self._on_tab_changed)

    def show_profile(self, profile: Profile, *, same: bool = False) -> None:
        """Hand a profile to the tab that is looked at, later to the others; `same` for the customer shown before."""
        self._profile = profile
        self.overview.show_profile(profile, same=same)
        self._stale = {place + 1 for place in range(len(self._others))}
        self._hand_over(self.bar.currentIndex())

    def show_history(self, customer_id: bytes, text: str) -> None:
        """Go to what passed with a customer, narrowed to a text unless that is empty."""
        self.timeline.look_for(customer_id, text)
        self._on_key(1 + self._others.index(self.timeline))

    def clear(self) -> None:
        """Forget the customer."""
        self._profile = None
        self._stale.clear()
        for page in (self.overview, *self._others):
            page.clear()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._name_tabs()

    def _on_tab_changed(self, place: int) -> None:
        self._hand_over(place)
        self._pages.setCurrentIndex(place)

    def _on_key(self, place: int) -> None:
        self.bar.setCurrentIndex(place)
        self.bar.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _hand_over(self, place: int) -> None:
        if self._profile is not None and place in self._stale:
            self._stale.remove(place)
            self._others[place - 1].show_profile(self._profile)

    def _name_tabs(self) -> None:
        for place, title in enumerate(TITLES):
            self.bar.setTabText(place, _(title))
            self.bar.setTabToolTip(place, f"{_(title)} ({KEY.format(place + 1)})")

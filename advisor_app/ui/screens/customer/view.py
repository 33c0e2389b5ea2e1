"""One customer seen whole (客户全景): header, key figures, tabs, and the panel of prompts beside them.

A customer is read once, and the profile handed to every part; a tab gets it when it is first looked at. Of two
customers asked for quickly the later one stays.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from advisor_app.domain.figures import Figures
from advisor_app.domain.profile import Profile
from advisor_app.errors import AppError, InputError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.customer_figures import customer_figures
from advisor_app.services.shortlist import pin
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.file_drop import FileDrop
from advisor_app.ui.screens.contact.wanted import take_files
from advisor_app.ui.screens.customer import person
from advisor_app.ui.screens.customer.cover import CoverLine
from advisor_app.ui.screens.customer.header import Header
from advisor_app.ui.screens.customer.kpis import Kpis
from advisor_app.ui.screens.customer.prompts import PromptsPanel
from advisor_app.ui.screens.customer.tabs import CustomerTabs
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.scroll import Scroll
from advisor_app.ui.widgets.skeleton import Skeleton

WIDE = 1_180
"""From this width on the prompts stand beside the customer unless they were closed."""
_CHOOSE = (
    N_("Choose a customer"),
    N_("In the list, or with Ctrl+K: by name, pinyin, number or the last digits of the phone."),
)
_GONE = (N_("This customer is not in your book any more."), N_("Choose another one in the list."))
_FAILED = (N_("This customer cannot be shown just now."), N_("Choose the customer again, or another one."))
_GAP = 10
_PATIENCE_MS = 250  # then another customer's data must not stand there any longer


class CustomerView(QWidget):
    """The customer that was chosen, or what to do to choose one."""

    pin_toggled = Signal(bytes, bool)
    """A customer was pinned, or is not any more."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: bytes | None = None
        self._profile: Profile | None = None
        self._why_nobody = _CHOOSE
        self._prompts_open = {True: True, False: False}  # in a wide view, in a narrow one
        self.header = Header(desk)
        self.cover = CoverLine(desk)
        self.kpis = Kpis()
        self.tabs = CustomerTabs(desk)
        self.prompts = PromptsPanel(desk)
        self.nobody = EmptyState("user-round")
        self._late = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._late.timeout.connect(self._on_late)
        self.column = Scroll(self._stacked())
        self._pages = QStackedWidget()
        self._shown, self._waiting = self._customer_page(), _waiting_page()
        for page in (self.nobody, self._waiting, self._shown):
            self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
        self.header.pin_wanted.connect(self._on_pin_wanted)
        self.header.prompts_wanted.connect(self._on_prompts_wanted)
        self.prompts.counted.connect(self.header.count_prompts)
        self.prompts.close_wanted.connect(partial(self._on_prompts_wanted, False))
        FileDrop(self, N_("Drop an e-mail or files here to log a contact"), self._on_files_dropped)
        desk.book_changed.connect(self.refresh)
        self.clear()

    @property
    def customer_id(self) -> bytes | None:
        """The customer who was asked for last, None where nobody was."""
        return self._wanted

    @property
    def profile(self) -> Profile | None:
        """What is shown, None while nobody is."""
        return self._profile

    def show_customer(self, customer_id: bytes) -> None:
        """Show a customer; what was revealed of another one goes at once."""
        if customer_id == self._wanted and self._profile is not None:
            return
        self.header.reveal.forget()
        self._wanted = customer_id
        self._late.start()
        self._read(customer_id)

    def clear(self) -> None:
        """Show nobody."""
        self._wanted = None
        self._show_nobody(_CHOOSE)

    def refresh(self) -> None:
        """Read the customer again, who may have changed or left; tab and scrolling stay as they are."""
        if self._wanted is not None:
            self._read(self._wanted)

    def toggle_pin(self) -> None:
        """Pin the customer who is shown, or take the pin away."""
        if self._profile is not None:
            self._on_pin_wanted(not self._profile.pinned)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_prompts()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say_nobody()

    def _on_read(self, profile: Profile) -> None:
        if profile.person.id != self._wanted:
            return
        self._late.stop()
        same = self._profile is not None and self._profile.person.id == profile.person.id
        self._profile = profile
        self.header.show_profile(profile)
        self.cover.show_profile(profile)
        self.kpis.show_profile(profile, same=same)
        self.tabs.show_profile(profile, same=same)
        self.prompts.show_profile(profile)
        if not same:
            self.column.verticalScrollBar().setValue(0)
        self._pages.setCurrentWidget(self._shown)
        self.setAccessibleName(person.title(profile))
        self._desk.ask(
            self,
            partial(customer_figures, customer_id=profile.person.id),
            partial(self._on_figures_read, profile.person.id),
            key="figures",
            failed=self._on_figures_failed,
        )

    def _on_figures_read(self, customer_id: bytes, figures: Figures) -> None:
        if self._profile is not None and self._profile.person.id == customer_id:
            self.kpis.show_figures(figures)
            self.tabs.overview.show_figures(figures)

    def _on_figures_failed(self, error: AppError) -> None:
        if not isinstance(error, InputError):  # who has left meanwhile is told of by the next reading
            self._desk.failed.emit(error)

    def _on_failed(self, error: AppError) -> None:
        if isinstance(error, InputError):
            self._show_nobody(_GONE)
        else:
            self._show_nobody(_FAILED)
            self._desk.failed.emit(error)

    def _on_late(self) -> None:
        if self._profile is not None and self._profile.person.id != self._wanted:
            self._profile = None
            self._pages.setCurrentWidget(self._waiting)

    def _on_files_dropped(self, paths: tuple[Path, ...]) -> None:
        if self._wanted is not None:
            take_files(self._desk, paths, self._wanted)

    def _on_pin_wanted(self, pinned: bool) -> None:
        if self._profile is None:
            return
        customer_id = self._profile.person.id
        self._desk.ask(
            self,
            partial(pin, customer_id=customer_id, pinned=pinned),
            partial(self._on_pinned, customer_id, pinned),
            failed=self._on_pin_failed,
        )

    def _on_pinned(self, customer_id: bytes, pinned: bool, _nothing: None) -> None:
        self.pin_toggled.emit(customer_id, pinned)
        self._desk.book_changed.emit()

    def _on_pin_failed(self, error: AppError) -> None:
        if self._profile is not None:
            self.header.show_profile(self._profile)
        self._desk.failed.emit(error)

    def _on_prompts_wanted(self, wanted: bool) -> None:
        self._prompts_open[self._is_wide] = wanted
        self._place_prompts()
        if not wanted:
            self.header.prompts.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _is_wide(self) -> bool:
        return self.width() >= WIDE

    def _place_prompts(self) -> None:
        there = self._prompts_open[self._is_wide]
        self.prompts.setVisible(there)
        self.header.prompts.setChecked(there)

    def _read(self, customer_id: bytes) -> None:
        service = partial(show_customer, customer_id=customer_id)
        self._desk.ask(self, service, self._on_read, key="customer", failed=self._on_failed)

    def _show_nobody(self, why: tuple[str, str]) -> None:
        """Forget the customer, and show why there is none: a sentence and a hint, as message ids."""
        self._why_nobody = why
        self._late.stop()
        self._profile = None
        for part in (self.header, self.cover, self.kpis, self.tabs, self.prompts):
            part.clear()
        self._say_nobody()
        self._pages.setCurrentWidget(self.nobody)

    def _say_nobody(self) -> None:
        sentence, hint = self._why_nobody
        self.nobody.sentence.setText(_(sentence))
        self.nobody.hint.setText(_(hint))

    def _stacked(self) -> QWidget:
        column = QWidget()
        stacked = QVBoxLayout(column)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.setSpacing(_GAP)
        stacked.addWidget(self.header)
        stacked.addWidget(self.cover)
        stacked.addWidget(self.kpis)
        stacked.addWidget(self.tabs, 1)
        return column

    def _customer_page(self) -> QWidget:
        page = QWidget()
        beside = QHBoxLayout(page)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(_GAP)
        beside.addWidget(self.column, 1)
        beside.addWidget(self.prompts)
        return page


def _waiting_page() -> QWidget:
    page = Card()
    page.body.addWidget(Skeleton(0.3, 0.6, 0.45))
    page.body.addStretch(1)
    return page

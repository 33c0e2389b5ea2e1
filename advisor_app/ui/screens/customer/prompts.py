"""The panel of prompts beside a customer: what to do now, with the reason, done and put off by key as in the list."""

from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from advisor_app.domain.profile import Profile
from advisor_app.domain.prompts.types import Prompt
from advisor_app.i18n import N_
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import customer_prompts, prompt_day
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer.wanted import show_advice
from advisor_app.ui.screens.today.detail import PromptDetail
from advisor_app.ui.screens.today.prompts_view import PromptsView
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState

WIDTH = 300


class PromptsPanel(Card):
    """What the advisor should do now for the customer; it can be closed."""

    close_wanted = Signal()
    """The advisor closes the panel."""
    counted = Signal(int)
    """So many prompts are open for the customer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Prompts"), parent)
        self._desk = desk
        self._profile: Profile | None = None
        self.setFixedWidth(WIDTH)
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setIcon(icon("x"))
        say(close.setAccessibleName, N_("Hide prompts"))
        say(close.setToolTip, N_("Hide prompts"))
        close.clicked.connect(self.close_wanted)
        past = QToolButton()
        past.setProperty("kind", "quiet")
        past.setIcon(icon("history"))
        say(past.setAccessibleName, N_("What was advised"))
        say(past.setToolTip, N_("What was advised (Ctrl+Shift+H)"))
        past.clicked.connect(self._on_past_clicked)
        self.head.addWidget(past)
        self.head.addWidget(close)
        self.list, self.detail = PromptsView(desk), PromptDetail(framed=False)
        self.list.prompts.be_narrow(narrow=True)
        say(self.list.setAccessibleName, N_("Prompts"))
        self.empty = EmptyState("sparkles")
        say(self.empty.sentence.setText, N_("No prompts for this customer"))
        say(self.empty.hint.setText, N_("Nothing is due and no contact is overdue."))
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.detail)
        self.body.addWidget(self.empty, 1)
        self.list.chosen_changed.connect(self._on_chosen)
        self.detail.wanted.connect(self.list.press)
        self.clear()

    def show_profile(self, profile: Profile) -> None:
        """Read the prompts of a customer; of the same one what is shown stays until they are read."""
        if self._profile is None or self._profile.person.id != profile.person.id:
            self.clear()
        self._profile = profile
        service = partial(_read, customer_id=profile.person.id)
        self._desk.ask(self, service, partial(self._on_read, profile), key="prompts")

    def clear(self) -> None:
        """Forget the customer."""
        self._profile = None
        self.counted.emit(0)
        self.list.prompts.set_rows([])
        self.list.hide()
        self.detail.hide()
        self.empty.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.list.prompts.render()
            self._on_chosen()

    def _on_read(self, profile: Profile, found: tuple[tuple[Prompt, ...], int]) -> None:
        if profile is not self._profile:
            return
        prompts, today = found
        before, place = self.list.chosen, self.list.currentIndex().row()
        self.list.prompts.show_prompts(prompts, profile.policy, today)
        self.counted.emit(len(prompts))
        self.list.setVisible(bool(prompts))
        self.empty.setVisible(not prompts)
        self.list.keep_chosen(before, place)

    def _on_past_clicked(self) -> None:
        if self._profile is not None:
            show_advice(self._desk, self._profile.person.id)

    def _on_chosen(self) -> None:
        profile = self._profile
        if profile is not None:
            self.detail.show_prompt(self.list.chosen, profile.person.name, profile.policy)


def _read(book: Book, customer_id: bytes) -> tuple[tuple[Prompt, ...], int]:
    return customer_prompts(book, customer_id), prompt_day(book)

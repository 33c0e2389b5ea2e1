"""The workbench of duplicates: pairs that may be one person, most likely ones first, each decided with one key."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from advisor_app.domain.duplicates import Pair, pair_id
from advisor_app.errors import AppError
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.services import duplicates
from advisor_app.services.duplicates import Duplicates, duplicates_list
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.duplicates import called
from advisor_app.ui.say import say
from advisor_app.ui.screens.duplicates.checks import ChecksCard
from advisor_app.ui.screens.duplicates.pair import APART, LATER, MERGE, REPORT, PairItem
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.items import Items
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.scroll import Scroll
from advisor_app.ui.widgets.sheet import Sheet

AT_ONCE = 20
"""How many pairs are shown; the others follow as these are decided."""
_AROUND = 12
_SERVICES = {MERGE: duplicates.merge, APART: duplicates.keep_apart, REPORT: duplicates.report}


class DuplicatesSheet(Sheet):
    """The panel over the customers. What was put off stays away until it is opened again."""

    def __init__(self, desk: Desk, area: QWidget) -> None:
        super().__init__(N_("Possible duplicates"), "merge", area)
        self._desk = desk
        self._found: Duplicates | None = None
        self._later: set[bytes] = set()
        self._deciding = False
        self.save_button.hide()
        self._why, self._more = Label(kind="small", wrap=True), Label(kind="small")
        say(
            self._why.setText,
            N_(
                "Never by name alone. What was recorded of a prospect goes over to the one who stays; it can be"
                " undone, also after a sync. Two customers are the core system's, so they can only be reported."
            ),
        )
        self.checks = ChecksCard()
        self.checks.customer_wanted.connect(self._on_customer_wanted)
        self.pairs = Items(_key, self._make, self._show_again, 12)
        self.nobody = EmptyState("circle-check")
        say(self.nobody.sentence.setText, N_("Nobody is in your book twice."))
        say(self.nobody.hint.setText, N_("Identity numbers, phone numbers, and names with birthdays differ."))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(12)
        for widget in (self._why, self.checks, self.pairs, self._more):
            column.addWidget(widget)
        column.addStretch(1)
        self._page = Scroll(page)
        self.body.addWidget(self._page, 1)
        self.body.addWidget(self.nobody, 1)
        self.nobody.hide()
        desk.book_changed.connect(self._on_book_changed)
        desk.background.crashed.connect(self._on_crashed)

    def open(self, _wanted: object) -> None:
        """Come up with all that is not decided."""
        self._later.clear()
        self.appear(self.close_button)
        self._read()

    def save(self) -> None:
        """Merge (or report) the pair in which the focus is."""
        focused = QApplication.focusWidget()
        for item in self.pairs.items:
            if focused is not None and item.isAncestorOf(focused):
                item.merge.click()
                return

    def leave(self) -> None:
        """Close; what is not decided waits."""
        self.vanish()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _read(self) -> None:
        self._desk.ask(self, duplicates_list, self._on_found, key="pairs")

    def _on_found(self, found: Duplicates) -> None:
        self._deciding = False
        waited = self._found is None or not self.pairs.items
        self._found = found
        self._render()
        if waited and self.close_button.hasFocus() and self.pairs.items:
            self.pairs.items[0].first.setFocus()
        self._follow_focus()

    def _on_decided(self, pair: Pair, action: str) -> None:
        if action == LATER:
            self._later.add(_key(pair))
            self._render()
        elif not self._deciding:
            self._deciding = True
            service = partial(_decide, action=action, pair=pair)
            then = partial(self._on_done, self._told(pair, action))
            self._desk.ask(self, service, then, failed=self._on_failed)

    def _on_done(self, told: str, mutations: tuple[bytes, ...]) -> None:
        self._deciding = False
        self._desk.book_changed.emit()
        self._desk.offered.emit(told, _("Undo"), partial(self._take_back, mutations))

    def _on_failed(self, error: AppError) -> None:
        self._deciding = False
        self._desk.failed.emit(error)
        self._read()

    def _on_crashed(self, _error: BaseException) -> None:
        self._deciding = False  # whatever it was, the panel must not be stuck

    def _on_book_changed(self) -> None:
        if self.is_open:
            self._read()

    def _on_stepped(self, item: PairItem, by: int) -> None:
        self.pairs.step(item, by)
        self._follow_focus()

    def _on_customer_wanted(self, customer_id: bytes) -> None:
        self._desk.customer_wanted.emit(customer_id)

    def _take_back(self, mutations: tuple[bytes, ...]) -> None:
        self._desk.ask(self, partial(undo, mutations=mutations), self._on_taken_back)

    def _on_taken_back(self, _nothing: None) -> None:
        self._desk.book_changed.emit()
        self._desk.told.emit(_("Taken back."))

    def _told(self, pair: Pair, action: str) -> str:
        first, second = (called(person, self._known.policy) for person in (pair.first, pair.second))
        if action == MERGE:
            return _("What was recorded of {second} is now with {first}.", first=first, second=second)
        if action == APART:
            return _("{first} and {second} stay two people.", first=first, second=second)
        return _("Head office hears of it with the next sync.")

    def _render(self) -> None:
        if self._found is None:
            return
        open_pairs = [pair for pair in self._found.pairs if _key(pair) not in self._later]
        rest = len(open_pairs) - AT_ONCE
        self.checks.show_checks(self._found.checks)
        self.pairs.show_rows(open_pairs[:AT_ONCE])
        self._more.setText(ngettext("{n} more follows.", "{n} more follow.", rest) if rest > 0 else "")
        self._more.setVisible(rest > 0)
        anything = bool(open_pairs or self._found.checks)
        self._page.setVisible(anything)
        self.nobody.setVisible(not anything)
        self._say_state()

    def _follow_focus(self) -> None:
        """Bring the pair with the focus into view."""
        focused = QApplication.focusWidget()
        for item in self.pairs.items:
            if focused is not None and item.isAncestorOf(focused):
                self._page.ensureWidgetVisible(item, 0, _AROUND)

    def _say_state(self) -> None:
        put_off = len(self._later)
        self.state.setText(
            ngettext("{n} pair is put off until later.", "{n} pairs are put off until later.", put_off)
            if put_off
            else _("↑ ↓ to other pairs, ← → along the buttons")
        )

    def _make(self, pair: Pair) -> PairItem:
        found = self._known
        item = PairItem(pair, found.policy, found.bank)
        item.decided.connect(self._on_decided)
        item.customer_wanted.connect(self._on_customer_wanted)
        item.stepped.connect(partial(self._on_stepped, item))
        return item

    def _show_again(self, item: PairItem, pair: Pair) -> None:
        item.show_pair(pair, self._known.policy, self._known.bank)

    @property
    def _known(self) -> Duplicates:
        if self._found is None:
            raise RuntimeError("pairs are shown with the words for them")
        return self._found


def _decide(book: Book, action: str, pair: Pair) -> tuple[bytes, ...]:
    service: Callable[..., tuple[bytes, ...]] = _SERVICES[action]
    return service(book, pair.first.id, pair.second.id, pair.evidence)


def _key(pair: Pair) -> bytes:
    return pair_id(*sorted((pair.first.id, pair.second.id)))

"""The book as a whole (管户总览): tiers, movements, contact rhythm, who goes quiet; each figure opens its customers."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.book_figures import BookFigures
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.book_figures import book_figures
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.book.coverage import CoverageCard
from advisor_app.ui.screens.book.movements import MovementsCard
from advisor_app.ui.screens.book.pyramid import PyramidCard
from advisor_app.ui.screens.book.quiet import QuietCard
from advisor_app.ui.screens.book.tiles import Tiles
from advisor_app.ui.widgets.empty import EmptyState
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.scroll import Scroll

_EDGE, _GAP = 16, 12


class BookScreen(QWidget):
    """The figures of the whole book."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: BookFigures | None = None
        self._stale = True
        self.about = Label(kind="muted")
        self.tiles, self.pyramid, self.movements = Tiles(desk), PyramidCard(desk), MovementsCard(desk)
        self.coverage, self.quiet = CoverageCard(desk), QuietCard(desk)
        self.empty = EmptyState("users")
        self._pages = QStackedWidget()
        self._lay_out()
        desk.book_changed.connect(self._on_book_changed)

    @property
    def found(self) -> BookFigures | None:
        """The figures that are shown, None before they have been read."""
        return self._found

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()
        self._take_focus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_book_changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    def _on_read(self, found: BookFigures) -> None:
        if found == self._found:
            return
        waited, self._found = self._found is None, found
        self._render()
        if waited and self.isVisible():
            self._take_focus()

    def _read(self) -> None:
        self._stale = False
        refines = self._found is not None
        self._desk.ask(self, lambda book: book_figures(book, refines=refines), self._on_read, key="book")

    def _take_focus(self) -> None:
        """Let keys begin at the first figure, or hear of it as soon as there is one."""
        there = self._found is not None and self._found.bank is not None
        (self.tiles.customers if there else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _render(self) -> None:
        found = self._found
        if found is None:
            return
        if found.bank is None or not found.customers:
            self.about.setText("")
            self._pages.setCurrentWidget(self.empty)
            return
        self.about.setText(_("data of {day}", day=words.day(found.bank.as_of)))
        for part in (self.tiles, self.pyramid, self.movements, self.coverage, self.quiet):
            part.show_figures(found)
        self._pages.setCurrentIndex(0)

    def _lay_out(self) -> None:
        say(self.setAccessibleName, N_("The book"))
        title, keys = Label(kind="title"), Label(kind="small")
        say(title.setText, N_("The book"))
        say(keys.setText, N_("Enter opens the customers of a figure, Shift+Enter makes a call list of them"))
        head = QHBoxLayout()
        head.setContentsMargins(_EDGE, 0, _EDGE, 0)
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self.about)
        head.addStretch(1)
        head.addWidget(keys)
        say(self.empty.sentence.setText, N_("There is nobody in your book yet"))
        say(self.empty.hint.setText, N_("Synchronise first (F5)."))
        # The cards stand there while they are still empty: to lay them out takes as long as to fill them.
        self._pages.addWidget(self._figures())
        self._pages.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 14, 0, 0)
        whole.setSpacing(_GAP)
        whole.addLayout(head)
        whole.addWidget(self._pages, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _figures(self) -> QWidget:
        """Return the page of the figures, which can be scrolled where the window is small."""
        inner = QWidget()
        columns = QHBoxLayout()
        columns.setSpacing(_GAP)
        for width, upper, above, lower, below in (
            (6, self.pyramid, 4, self.coverage, 3),
            (5, self.movements, 0, self.quiet, 1),
        ):
            column = QVBoxLayout()
            column.setSpacing(_GAP)
            column.addWidget(upper, above)
            column.addWidget(lower, below)
            columns.addLayout(column, width)
        page = QVBoxLayout(inner)
        page.setContentsMargins(_EDGE, 0, _EDGE, _GAP)
        page.setSpacing(_GAP)
        page.addWidget(self.tiles)
        page.addLayout(columns, 1)
        return Scroll(inner)

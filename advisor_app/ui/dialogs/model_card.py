"""The model card of a scorecard: what it is for and what not, how well it ranked, which values give which points."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.services.model_cards import KnownCard
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.scroll import Scroll

_SIZE = (720, 560)


class ModelCardDialog(Dialog):
    """Shows all parts of a card one below the other."""

    def __init__(self, known: KnownCard, parent: QWidget | None = None) -> None:
        super().__init__(N_("Scorecard"), "info", "accent", parent, width=_SIZE[0])
        self.known = known
        page = QWidget()
        self._page = QVBoxLayout(page)
        self._page.setContentsMargins(0, 0, 12, 0)
        self._page.setSpacing(8)
        scroll = Scroll(page)
        # Read with the arrow keys: nothing inside takes the focus.
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(scroll.setAccessibleName, N_("Scorecard"))
        self.body.addWidget(scroll, 1)
        self.resize(self.width(), _SIZE[1])
        self._render()
        scroll.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        empty(self._page)
        self.heading.setText(self.known.title)
        for part in self.known.parts():
            heading = Label(part.heading, kind="muted" if part.points else "heading")
            heading.setContentsMargins(0, 8, 0, 0)
            self._page.addWidget(heading)
            for paragraph in part.paragraphs:
                self._page.addWidget(Label(paragraph, wrap=True))
            if part.columns:
                self._page.addWidget(_table(part.columns, part.rows))
        self._page.addStretch(1)


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    for line, cells in enumerate((columns, *rows)):
        for column, cell in enumerate(cells):
            label = Label(cell, kind="" if line else "small")
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(label, line, column, side)
    return table

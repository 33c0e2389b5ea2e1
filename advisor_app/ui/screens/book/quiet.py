"""Who is going quiet: how many show each sign, and those with several, the largest assets first."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from advisor_app.domain import book_figures as book
from advisor_app.domain.book_figures import BookFigures, QuietCustomer
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.quiet import QuietModel
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.models.standings import sign_text, standing_name
from advisor_app.ui.say import say
from advisor_app.ui.screens.book.figure import Counted, Line
from advisor_app.ui.screens.calls.wanted import list_of
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.table import Table

_ROW, _FEWEST, _WIDTHS = 32, 4, {0: 130, 2: 96}


class QuietCard(Card):
    """Signs above the customers who show several."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Going quiet"), parent)
        self._desk = desk
        self._figures: BookFigures | None = None
        self.to_call = QPushButton(icon("list-checks", "accent"), "")
        self.to_call.setProperty("kind", "link")
        say(self.to_call.setText, N_("Call list …"))
        say(self.to_call.setToolTip, N_("Make a call list of all who are going quiet"))
        self.to_call.clicked.connect(self._on_to_call)
        self.to_call.hide()
        self.head.addWidget(self.to_call)
        self.lines = {sign: Line(desk) for sign in book.SIGNS}
        self.none = Label(kind="muted", wrap=True)
        self.model, self.table = QuietModel(), Table(_ROW)
        self.table.setModel(self.model)
        self.table.setMinimumHeight(_FEWEST * _ROW)
        self.table.set_widths(_WIDTHS, rest=1)
        say(self.table.setAccessibleName, N_("Who shows several signs"))
        self.table.activated.connect(self._on_activated)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for line in self.lines.values():
            lines.addWidget(line)
        self.body.addLayout(lines)
        self.body.addWidget(self.none)
        self.body.addWidget(self.table, 1)

    def show_figures(self, figures: BookFigures) -> None:
        """Show who goes quiet in a book."""
        self._figures = figures
        for sign, line in self.lines.items():
            name = standing_name(figures.policy, "quiet", sign)
            counted = Counted(name, figures.quiet_by(sign), book.gone_quiet(sign))
            line.show_line(counted, sign_text(figures.policy, sign))
            line.setVisible(bool(figures.quiet))
        self.model.show_figures(figures)
        self.none.setText(
            _("Nobody shows several signs of going quiet.")
            if figures.quiet
            else _("The policy of the bank does not say when a customer goes quiet.")
        )
        self.none.setVisible(not figures.quietest)
        self.table.setVisible(bool(figures.quietest))
        self.to_call.setVisible(bool(figures.quiet_by(book.SEVERAL)))

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, QuietCustomer):
            self._desk.customer_wanted.emit(row.id)

    def _on_to_call(self) -> None:
        if self._figures is not None:
            name = standing_name(self._figures.policy, "quiet", book.SEVERAL)
            list_of(self._desk, book.gone_quiet(book.SEVERAL), name)

"""Who may leave: how many, and the likeliest of them with the reasons; Enter opens a customer, or all of them."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QPushButton, QWidget

from advisor_app.domain.insight_figures import LEAVING, counted_by
from advisor_app.i18n import N_, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.services.watch_list import Watched, WatchList
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.insight_names import insight_name
from advisor_app.ui.models.rows import ROW_ROLE
from advisor_app.ui.models.watched import WatchedModel
from advisor_app.ui.say import say
from advisor_app.ui.screens.book.figure import Counted, Line
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.table import Table

_ROW, _SHOWN, _WIDTHS = 32, 6, {0: 170, 2: 104, 3: 88, 4: 124}


class WatchCard(Card):
    """The watch list of the book; its customers are named here, so that it is not saved outside the book."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Who may leave"), parent)
        self._desk = desk
        self.about, self.nothing = Label(kind="small", wrap=True), Label(kind="muted", wrap=True)
        self.to_call = QPushButton(icon("list-checks", "accent"), "")
        self.to_call.setProperty("kind", "link")
        say(self.to_call.setText, N_("Call list …"))
        say(self.to_call.setToolTip, N_("Make a call list of all who may leave"))
        self.everybody = Line(desk, "trending-down", "warn")
        self.to_call.clicked.connect(self._on_to_call)
        self.model, self.table = WatchedModel(), Table(_ROW)
        self.table.setModel(self.model)
        self.table.set_widths(_WIDTHS, rest=1)
        say(self.table.setAccessibleName, N_("Who may leave"))
        self.table.activated.connect(self._on_activated)
        self.head.addWidget(self.to_call)
        for part in (self.about, self.nothing, self.everybody, self.table):
            self.body.addWidget(part)
            part.hide()
        self.to_call.hide()

    def show_list(self, found: WatchList) -> None:
        """Show who may leave; where nobody is named, why."""
        known = found.version is not None and found.percent is not None
        self.about.setText(_about(found) if known else "")
        self.about.setVisible(known)
        self.nothing.setText(_nothing(found))
        self.nothing.setVisible(not found.watched)
        for part in (self.everybody, self.table, self.to_call):
            part.setVisible(bool(found.watched))
        self.model.show_list(found)
        if found.watched and found.percent is not None:
            query = counted_by(LEAVING, found.percent)
            name = insight_name(found.policy, query.insights[0])
            self.everybody.show_line(Counted(name, found.customers, query))
        rows = min(_SHOWN, max(1, len(found.watched)))
        self.table.setFixedHeight(rows * _ROW + self.table.horizontalHeader().sizeHint().height() + 2)

    def _on_to_call(self) -> None:
        self.everybody.make_list()

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Watched):
            self._desk.customer_wanted.emit(row.customer.id)


def _about(found: WatchList) -> str:
    """Return what is predicted, for whom it is, and by which card."""
    values = {"percent": format_percent(found.policy.predictions.churn_percent / 100, 0)}
    said = _("loses {percent} of the assets or leaves within {days} days", days=found.horizon_days, **values)
    usual = "" if found.average is None else _("on average {share}", share=format_percent(found.average, 1))
    card = _("card {version}", version=found.version)
    return " · ".join(filter(None, (said, usual, card)))


def _nothing(found: WatchList) -> str:
    if found.percent is None:
        return _("The policy of the bank does not say from when on a customer is watched.")
    if found.version is None:
        return _("Head office has sent no scorecard for this yet.")
    return _("Nobody is expected to leave more often than the policy watches for.")

"""The cards of key figures: in one row, or in two where there is not the room for one."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_app.domain.figures import Figures
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.screens.customer import key_figures
from advisor_app.ui.screens.customer.key_figures import KeyFigure
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.label import ElidedLabel, Label
from advisor_app.ui.widgets.skeleton import Skeleton

_NARROWEST = 158
_GAP = 10
_FLOWS = {1: "in", -1: "out", 0: ""}


class KpiCard(QFrame):
    """One key figure; a skeleton stands for one that is still being computed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.title = ElidedLabel(kind="small")
        self.figure = ElidedLabel(kind="figure")
        self.badge = Badge()
        self.note = ElidedLabel(kind="small")
        self.extra = ElidedLabel(kind="small")
        self._waiting = Skeleton(0.7, 0.5)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.badge)
        foot.addWidget(self.note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(4)
        for widget in (self.title, self.figure, self._waiting):
            layout.addWidget(widget)
        layout.addLayout(foot)
        layout.addWidget(self.extra)
        layout.addStretch(1)
        self.setMinimumHeight(96)
        self._waiting.hide()

    def show_figure(self, figure: KeyFigure | None) -> None:
        """Show a figure, or that it is on its way."""
        self._waiting.setVisible(figure is None)
        self.figure.setVisible(figure is not None)
        self.note.setVisible(figure is not None and bool(figure.note))
        if figure is None:
            self.badge.show_text("")
            self.extra.hide()
            self.setAccessibleName(self.title.accessibleName())
            return
        self.title.setText(figure.title)
        self.figure.setText(figure.figure)
        self.badge.show_text(figure.badge, figure.tone)
        self.note.setText(figure.note)
        self.extra.setText(figure.extra)
        self.extra.setVisible(bool(figure.extra))
        _tint(self.figure, figure.flow)
        _tint(self.note, figure.note_flow)
        said = (figure.title, figure.figure, figure.badge, figure.note, figure.extra)
        self.setAccessibleName(" ".join(part for part in said if part))


class Kpis(QWidget):
    """The cards of one customer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.aum, self.assets, self.net_inflow = KpiCard(), KpiCard(), KpiCard()
        self.maturity, self.contact = KpiCard(), KpiCard()
        say(self.setAccessibleName, N_("Key figures"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._cards = (self.aum, self.assets, self.net_inflow, self.maturity, self.contact)
        self._profile: Profile | None = None
        self._figures: Figures | None = None
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._arrange(len(self._cards))

    def show_profile(self, profile: Profile, *, same: bool = False) -> None:
        """Show what the profile tells at once; of the `same` customer the flows stand until they are read anew."""
        self._profile = profile
        if not same:
            self._figures = None
        self._render()

    def show_figures(self, figures: Figures) -> None:
        """Show what had to be added up."""
        self._figures = figures
        self._render()

    def clear(self) -> None:
        """Forget the customer."""
        self._profile = self._figures = None
        for card in self._cards:
            card.show_figure(KeyFigure(""))

    def minimumSizeHint(self) -> QSize:
        # What one long row asks for must not keep it from becoming two.
        return QSize(2 * _NARROWEST + _GAP, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fitting = (self.width() + _GAP) // (_NARROWEST + _GAP)
        self._arrange(5 if fitting >= 5 else 3 if fitting >= 3 else 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        if self._profile is None:
            return
        self.aum.show_figure(key_figures.aum(self._profile))
        self.assets.show_figure(key_figures.assets(self._profile))
        self.maturity.show_figure(key_figures.maturity(self._profile))
        self.contact.show_figure(key_figures.contact(self._profile))
        if self._figures is None:
            self.net_inflow.title.setText(key_figures.net_inflow_title(self._profile))
            self.net_inflow.show_figure(None)
        else:
            self.net_inflow.show_figure(key_figures.net_inflow(self._figures))

    def _arrange(self, columns: int) -> None:
        """Stand the cards in so many columns; a last row that is not full is filled by wider cards."""
        if columns == self._columns:
            return
        self._columns = columns
        wide = 6  # divisible by 2 and 3
        rows = [self._cards[start : start + columns] for start in range(0, len(self._cards), columns)]
        for place, row in enumerate(rows):
            span = wide // len(row) if len(rows) > 1 else 1
            for column, card in enumerate(row):
                self._grid.addWidget(card, place, column * span, 1, span)
        for column in range(wide):
            self._grid.setColumnStretch(column, 1 if len(rows) > 1 or column < columns else 0)


def _tint(label: Label, flow: int) -> None:
    if label.property("flow") != _FLOWS[flow]:
        label.setProperty("flow", _FLOWS[flow])
        label.style().unpolish(label)
        label.style().polish(label)

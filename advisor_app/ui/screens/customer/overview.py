"""The overview: tier, three charts, what else is known and the habits, in two columns or, where narrow, in one."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from advisor_app.domain.figures import Figures
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.charts import ChartView
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.assessment.wanted import assess
from advisor_app.ui.screens.customer import key_figures, person, pictures
from advisor_app.ui.screens.customer.anomalies import AnomaliesCard
from advisor_app.ui.screens.customer.glance import Fact, glance
from advisor_app.ui.screens.customer.habits import HabitsSection
from advisor_app.ui.screens.customer.pictures import Picture
from advisor_app.ui.screens.customer.promises import PromisesSection
from advisor_app.ui.screens.customer.recommendations import RecommendationsSection
from advisor_app.ui.screens.customer.tier_card import TierCard
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.scroll import Scroll
from advisor_app.ui.widgets.tips import plain_tip

_HEIGHT = 224
_WIDE = 680
"""From this width on there are two columns."""


class OverviewTab(Scroll):
    """AUM, allocation, spending and facts of one customer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        page = QWidget()
        super().__init__(page, parent)
        self.aum = ChartSection(desk, N_("AUM of 12 months, monthly averages"))
        self.allocation = ChartSection(desk, N_("Allocation of assets"))
        self.spending = ChartSection(desk, N_("Spending by category, 12 months"))
        self.facts = FactsSection()
        self._profile: Profile | None = None
        self._figures: Figures | None = None
        self._columns = 0
        self.promises, self.tier, self.habits = PromisesSection(desk), TierCard(desk), HabitsSection(desk)
        self.recommendations = RecommendationsSection(desk)
        self.anomalies = AnomaliesCard(desk)
        self._desk = desk
        self.facts.assess_button.clicked.connect(self._on_assess_clicked)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 10, 6, 8)
        whole.setSpacing(6)
        whole.addWidget(self.promises)
        whole.addWidget(self.anomalies)
        whole.addWidget(self.tier)
        whole.addSpacing(6)
        self._grid = QGridLayout()
        whole.addLayout(self._grid, 1)
        whole.addSpacing(10)
        whole.addWidget(self.recommendations)
        whole.addSpacing(10)
        whole.addWidget(self.habits)
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(16)
        self._arrange(2)

    def show_profile(self, profile: Profile, *, same: bool = False) -> None:
        """Show what the profile tells at once; of the `same` customer the spending stands until it is read anew."""
        self._profile = profile
        if not same:
            self._figures = None
            self.verticalScrollBar().setValue(0)
        self.promises.show_customer(profile.person.id)
        self.anomalies.show_profile(profile, same=same)
        self.tier.show_profile(profile, same=same)
        self.recommendations.show_profile(profile, same=same)
        self.habits.show_profile(profile, same=same)
        self._render()

    def show_figures(self, figures: Figures) -> None:
        """Show what had to be added up."""
        self._figures = figures
        self._render_spending()

    def clear(self) -> None:
        """Forget the customer."""
        self._profile = self._figures = None
        for section in (self.aum, self.allocation, self.spending):
            section.wait()
        self.facts.show_facts(())
        self.facts.assess_button.hide()
        self.promises.clear()
        self.anomalies.clear()
        self.tier.clear()
        self.habits.clear()
        self.recommendations.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.viewport().width() >= _WIDE else 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_assess_clicked(self) -> None:
        if self._profile is not None:
            assess(self._desk, self._profile.person.id)

    def _render(self) -> None:
        if self._profile is None:
            return
        left_out = self._profile.totals().left_out
        self.aum.show_picture(pictures.aum(self._profile), _("Head office has computed no AUM yet."))
        self.allocation.show_picture(
            pictures.allocation(self._profile),
            key_figures.without(left_out) or _("No assets at this bank are known."),
        )
        self.facts.show_facts(glance(self._profile))
        self.facts.assess_button.setVisible(person.needs_assessment(self._profile))
        self._render_spending()

    def _render_spending(self) -> None:
        if self._profile is None or self._figures is None:
            self.spending.wait()
        else:
            picture = pictures.spending(self._profile, self._figures)
            self.spending.show_picture(picture, _("No spending in the last 12 months."))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, section in enumerate((self.aum, self.allocation, self.spending, self.facts)):
            self._grid.addWidget(section, place // columns, place % columns)
        for row in range(4):
            self._grid.setRowStretch(row, row * columns < 4)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2 if columns == 2 else 0)


class ChartSection(QWidget):
    """A heading with the unit, and below it the chart or the sentence why there is none."""

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        heading = Label(kind="heading")
        say(heading.setText, title)
        self.unit = Label(kind="small")
        self.chart = ChartView(desk.background, _HEIGHT)
        say(self.chart.setAccessibleName, title)
        self.nothing = Label(kind="muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMinimumHeight(_HEIGHT // 2)
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addWidget(self.unit)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.chart, 1)
        layout.addWidget(self.nothing, 1)
        self._turn(there=True)

    def wait(self) -> None:
        """Show that a chart is on its way."""
        self.unit.setText("")
        self.chart.show_chart(None)
        self.chart.setToolTip("")
        self._turn(there=True)

    def show_picture(self, picture: Picture | None, otherwise: str) -> None:
        """Show a chart, or the sentence `otherwise` where there is nothing to draw."""
        if picture is None:
            self.wait()
            self.nothing.setText(otherwise)
            self._turn(there=False)
            return
        self.unit.setText(picture.unit)
        self.chart.show_chart(picture.chart, picture.words)
        self.chart.setToolTip(plain_tip("\n".join(picture.lines)))
        self._turn(there=True)

    def _turn(self, *, there: bool) -> None:
        self.chart.setVisible(there)
        self.nothing.setVisible(not there)


class FactsSection(QWidget):
    """Captions and values."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[tuple[Label, Label]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        heading = Label(kind="heading")
        say(heading.setText, N_("At a glance"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.assess_button = QPushButton()
        self.assess_button.setProperty("kind", "link")
        say(self.assess_button.setText, N_("Take the assessment…"))
        self.assess_button.hide()
        head = QHBoxLayout()
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self.assess_button)
        layout.addLayout(head)
        layout.addLayout(self._grid)
        layout.addStretch(1)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What is shown, caption and value."""
        return [(caption.text(), value.text()) for caption, value in self._lines if not value.isHidden()]

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show facts in lines, which are made once and used again."""
        while len(self._lines) < len(facts):
            caption, value = Label(kind="small"), Label(wrap=True)
            row = len(self._lines)
            self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
            self._lines.append((caption, value))
        for place, (caption, value) in enumerate(self._lines):
            there = place < len(facts)
            if there:
                caption.setText(facts[place].caption)
                value.setText(facts[place].value)
                value.be(facts[place].kind)
            caption.setVisible(there)
            value.setVisible(there)

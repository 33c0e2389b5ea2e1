"""The card of a customer's opportunities: the open ones by their next step, then how the last ones ended."""

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.pipeline import OpportunityRow
from advisor_app.domain.policy.pursuits import OPEN_STAGES
from advisor_app.domain.profile import Profile
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.opportunities import Pipeline, pipeline_of
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.pursuits import about, ended, next_step, stage_name, stage_tone
from advisor_app.ui.say import say
from advisor_app.ui.screens.opportunities.wanted import add_opportunity, open_opportunity
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.badge import Badge
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.items import Items, RowFrame
from advisor_app.ui.widgets.label import ElidedLabel, Label

_ENDED = 5


class OpportunitiesCard(Card):
    """All open opportunities of one customer and the last that ended; a press opens one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(N_("Opportunities"), parent)
        self._desk = desk
        self._customer: bytes | None = None
        self._found: Pipeline | None = None
        self.add_button = QPushButton(icon("plus"), "")
        self.add_button.setProperty("kind", "quiet")
        say(self.add_button.setText, N_("Add an opportunity"))
        self.add_button.clicked.connect(self._on_add_clicked)
        self.head.addWidget(self.add_button)
        self.none = Label(kind="muted", wrap=True)
        say(
            self.none.setText,
            N_(
                "None yet. Record a need with a product, an amount and the next step, and it shows on the board."
            ),
        )
        self.list = Items(_key, self._make, self._show_again, 4)
        self.body.addWidget(self.list)
        self.body.addWidget(self.none)
        self.body.addStretch(1)

    def show_profile(self, profile: Profile) -> None:
        """Read the opportunities of a customer; of the same one what is shown stays until they are read."""
        if profile.person.id != self._customer:
            self.clear()
            self._customer = profile.person.id
        service = partial(pipeline_of, customer_id=profile.person.id)
        self._desk.ask(self, service, partial(self._on_read, profile.person.id), key="opportunities")

    def clear(self) -> None:
        """Forget the customer."""
        self._customer = self._found = None
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_read(self, customer_id: bytes, found: Pipeline) -> None:
        if customer_id == self._customer:
            self._found = found
            self._render()

    def _on_add_clicked(self) -> None:
        if self._customer is not None:
            add_opportunity(self._desk, self._customer)

    def _render(self) -> None:
        rows = self._found.rows if self._found else ()
        open_ones = [row for row in rows if row.stage in OPEN_STAGES]
        self.list.show_rows([*open_ones, *[row for row in rows if row.stage not in OPEN_STAGES][:_ENDED]])
        self.none.setVisible(self._found is not None and not rows)

    def _make(self, row: OpportunityRow) -> "OpportunityLine":
        line = OpportunityLine()
        line.button.clicked.connect(partial(self._open, row.id))
        self._show_again(line, row)
        return line

    def _open(self, opportunity_id: bytes, *_checked: bool) -> None:
        open_opportunity(self._desk, opportunity_id)

    def _show_again(self, line: "OpportunityLine", row: OpportunityRow) -> None:
        if self._found is not None:
            line.show_opportunity(row, self._found)


class OpportunityLine(RowFrame):
    """One opportunity: its stage, what it is about, and what is next or how it ended."""

    def __init__(self) -> None:
        super().__init__()
        self.stage, self.about, self.next = Badge(), Label(kind="muted"), ElidedLabel(kind="small")
        self.button = self.first = QPushButton()
        self.button.setProperty("kind", "link")
        upper = QHBoxLayout()
        upper.setSpacing(8)
        upper.addWidget(self.stage)
        upper.addWidget(self.button)
        upper.addStretch(1)
        upper.addWidget(self.about)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        column.addLayout(upper)
        column.addWidget(self.next)

    def show_opportunity(self, row: OpportunityRow, found: Pipeline) -> None:
        """Show the opportunity as it is now."""
        self.stage.show_text(stage_name(row.stage), stage_tone(row.stage))
        self.button.setText(row.title.replace("&", "&&"))
        self.about.setText(about(row, found.policy))
        step, late = next_step(row, found.today)
        said = step if row.stage in OPEN_STAGES else ended(row, found.policy)
        pending = _("not sent yet") if row.pending else ""
        self.next.setText(" · ".join(filter(None, (said, row.campaign, pending))) or words.NOTHING)
        self.next.be("bad" if late else "small")
        self.button.setAccessibleDescription(f"{self.stage.text}, {self.about.text()}, {said}")


def _key(row: OpportunityRow) -> bytes:
    return row.id

"""A card with a chart and the figures of one of its steps, each of which opens the customers whom it counts.

The arrows beside the title, the arrow keys on the chart or a click on a column choose the step.
"""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.charts import ChartView
from advisor_app.ui.charts.axes import LEFT, RIGHT
from advisor_app.ui.charts.bars import Bars
from advisor_app.ui.charts.columns import Columns
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.book.figure import Line
from advisor_app.ui.screens.insights.export import ExportButton, Saved
from advisor_app.ui.screens.insights.picture import titled
from advisor_app.ui.screens.insights.topics import NOTHING, TITLES, Topic
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.tips import plain_tip

_HEIGHT, _HIGHEST, _BAR, _GROWS = 190, 300, 42, 100
_BACK, _ON = Qt.Key.Key_Left, Qt.Key.Key_Right


class TopicCard(Card):
    """One topic of the book over time."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(TITLES[name], parent)
        self._desk, self._name = desk, name
        self._topic: Topic | None = None
        self._place, self._saved = 0, Saved()
        self.lines: tuple[Line, ...] = ()
        self.unit, self.about = Label(kind="small"), Label(kind="small", wrap=True)
        self.nothing = Label(kind="muted", wrap=True)
        self.chart = ChartView(desk.background, _HEIGHT)
        self.chart.setMaximumHeight(_HIGHEST)
        say(self.chart.setAccessibleName, TITLES[name])
        self.back, self.on = (
            _arrow("chevron-left", N_("Earlier")),
            _arrow("chevron-right", N_("Further ahead")),
        )
        self.step, self.told = Label(kind="heading"), Label(kind="muted")
        self.export = ExportButton(desk, name, TITLES[name], self._image)
        self._foot, self._column = QWidget(), QVBoxLayout()
        self._lay_out()
        self.back.clicked.connect(partial(self._on_step, -1))
        self.on.clicked.connect(partial(self._on_step, 1))

    @property
    def topic(self) -> Topic | None:
        """What is shown, None where there is nothing."""
        return self._topic

    @property
    def place(self) -> int:
        """Which step is looked at."""
        return self._place

    def show_topic(self, topic: Topic | None, saved: Saved) -> None:
        """Show a topic; where it has as many steps as before, the one in the same place is looked at."""
        kept = bool(topic and self._topic and len(self._topic.steps) == len(topic.steps))
        self._topic, self._saved = topic, saved
        for part in (self.chart, self._foot, self.about):
            part.setVisible(topic is not None)
        self.nothing.setVisible(topic is None)
        self.nothing.setText(_(NOTHING[self._name]))
        self.unit.setText(topic.unit if topic else "")
        self.export.show_table(topic.table if topic else (), saved)
        if topic is not None:
            self.about.setText(topic.about)
            self.about.setVisible(bool(topic.about))
            self._place = self._place if kept else topic.first
            self._show_step()

    def choose(self, place: int) -> None:
        """Look at a step."""
        if self._topic is not None and 0 <= place < len(self._topic.steps) and place != self._place:
            self._place = place
            self._show_step()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.chart.hasFocus() and event.key() in (_BACK, _ON):
            self._on_step(1 if event.key() == _ON else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.chart.mapFrom(self, event.position().toPoint())
        room = self.chart.width() - LEFT - RIGHT
        if self._topic and self.chart.rect().contains(at) and room > 0:
            self.choose((at.x() - LEFT) * len(self._topic.steps) // room)
        else:
            super().mousePressEvent(event)

    def _on_step(self, by: int) -> None:
        self.choose(self._place + by)

    def _show_step(self) -> None:
        topic = self._topic
        if topic is None:
            return
        step, many = topic.steps[self._place], len(topic.steps)
        entries, chart = step.entries(), topic.chart
        if isinstance(chart, Columns) and many > 1:
            chart = replace(chart, marked=self._place)
        elif isinstance(chart, Bars):
            self.chart.setMaximumHeight(max(_HEIGHT, _BAR * len(chart.bars)))
        told = "\n".join(" ".join(row) for row in topic.table[1:])
        self.chart.show_chart(chart, _("; ").join(told.split("\n")))
        self.chart.setToolTip(plain_tip(told))
        for part in (self.step, self.back, self.on):
            part.setVisible(many > 1)
        self.step.setText(step.name)
        self.told.setText(step.told)
        self.back.setEnabled(self._place > 0)
        self.on.setEnabled(self._place < many - 1)
        while len(self.lines) < len(entries):
            line = Line(self._desk)
            self._column.addWidget(line)
            # Whatever comes last into a window is last in the order of Tab.
            QWidget.setTabOrder(self.lines[-1] if self.lines else self.on, line)
            self.lines = (*self.lines, line)
        for place, line in enumerate(self.lines):
            there = place < len(entries)
            if there:
                line.show_line(*entries[place])
            line.setVisible(there)

    def _image(self) -> bytes:
        """Return the chart as a PNG that says what it is of, empty while it is not drawn."""
        if not self.chart.drawn:
            return b""
        about = " · ".join(filter(None, (self.unit.text(), self._saved.about)))
        return titled(self.chart.image(), _(TITLES[self._name]), about)

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.head.addWidget(self.unit)
        self.head.addWidget(self.export)
        stepper = QHBoxLayout()
        stepper.setSpacing(4)
        stepper.setContentsMargins(0, 0, 8, 0)
        for stepped in (self.back, self.step, self.on):
            stepper.addWidget(stepped)
        stepper.addStretch(1)
        stepper.addWidget(self.told)
        self._column.setSpacing(0)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(2)
        foot.addLayout(stepper)
        foot.addLayout(self._column)
        self.body.addWidget(self.about)
        self.body.addWidget(self.nothing)
        # A chart grows with its card, but not beyond what it is good for.
        self.body.addWidget(self.chart, _GROWS)
        self.body.addWidget(self._foot)
        self.body.addStretch(1)
        for part in (self.chart, self._foot, self.about):
            part.hide()


def _arrow(drawing: str, said: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setIcon(icon(drawing))
    say(button.setAccessibleName, said)
    say(button.setToolTip, said)
    return button

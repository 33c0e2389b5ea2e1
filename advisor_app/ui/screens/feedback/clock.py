"""The clock of a complaint: the day that it is on, the last day, and what the law asks besides."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain import complaints
from advisor_app.domain.complaints import Clock, Urgency
from advisor_app.domain.feedback import FeedbackDetail
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.feedback import FeedbackWhole
from advisor_app.ui import theme
from advisor_app.ui.models.inbox import TONES, time_left
from advisor_app.ui.say import say
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Kind, Label

_HIGH = 6
_GLYPHS = {
    Urgency.NONE: ("circle-check", "muted"),
    Urgency.RUNNING: ("clock", "accent"),
    Urgency.SOON: ("clock", "warn"),
    Urgency.OVERDUE: ("triangle-alert", "bad"),
}
_KINDS: dict[Urgency, Kind] = {Urgency.SOON: "warn", Urgency.OVERDUE: "bad"}


class ClockPanel(QFrame):
    """Shows the clock; of feedback that is no complaint there is nothing to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "raised")
        self._glyph = Glyph("clock", "accent", 18)
        self.day, self.left = Label(kind="heading"), Label()
        self.last, self.extension = Label(kind="small", wrap=True), Label(wrap=True)
        self.bar, self._rules = ClockBar(), Label(kind="small", wrap=True)
        say(
            self._rules.setText,
            N_(
                "Whoever the complaint is about does not handle it. The customer is not asked for documents that"
                " the bank already holds."
            ),
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._glyph)
        head.addWidget(self.day)
        head.addStretch(1)
        head.addWidget(self.left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        for widget in (self.bar, self.last, self.extension, self._rules):
            layout.addWidget(widget)

    def show_clock(self, whole: FeedbackWhole) -> None:
        """Show the clock of a complaint."""
        detail = whole.detail
        clock = whole.judged.clock(detail.row)
        self.setVisible(clock is not None)
        if clock is None:
            return
        running = clock.urgency is not Urgency.NONE
        self._glyph.draw(*_GLYPHS[clock.urgency])
        self.bar.show_clock(clock)
        days = clock.due_on - detail.row.received_on
        if running:
            told = _("Day {n} of {days}", n=clock.day, days=days)
            over = _("Day {n} ({days} allowed)", n=clock.day, days=days)
            self.day.setText(over if clock.late else told)
            self.left.setText(time_left(clock))
        else:
            ended = detail.row.answered_on is not None
            self.day.setText(
                _("Ended on day {n} ({days} allowed)", n=clock.day, days=days) if ended else _("Ended")
            )
            self.left.setText(
                _("after the last day") if clock.late else _("answered in time") if ended else ""
            )
        self.left.be(_KINDS.get(clock.urgency, "bad" if clock.late else "muted"))
        self.last.setText(_last_day(detail, clock))
        said, kind = _extension(detail, whole.judged.policy.complaints.extension_days)
        self.extension.setText(said)
        self.extension.be(kind)
        self.extension.setVisible(bool(said))
        self._rules.setVisible(running)


class ClockBar(QWidget):
    """How much of the time has gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._share, self._tone = 0.0, Tone.ACCENT

    def show_clock(self, clock: Clock) -> None:
        """Show where a clock stands."""
        whole = clock.day + clock.left
        self._share = min(max(clock.day / whole, 0), 1) if whole > 0 else 1.0
        self._tone = TONES[clock.urgency]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, _HIGH)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = theme.current()
        for share, colour in ((1.0, tokens.line), (self._share, tokens.tone(self._tone).text)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(0, 0, self.width() * share, _HIGH), _HIGH / 2, _HIGH / 2)


def _last_day(detail: FeedbackDetail, clock: Clock) -> str:
    last = _("Last day {day}", day=words.day(clock.due_on) or words.NOTHING)
    parts = [last, _("calendar days")]
    if detail.row.complex:
        parts.append(_("complex"))
    return " · ".join(parts)


def _extension(detail: FeedbackDetail, days: int) -> tuple[str, Kind]:
    """Return what is to be said of more time."""
    row, reason = detail.row, detail.extension_reason or words.NOTHING
    if row.extension == complaints.ASKED:
        return _("More time is asked for: {reason}", reason=reason), "muted"
    if row.extension == complaints.REFUSED:
        return _("Head office gives no more time: {reason}", reason=reason), "warn"
    if row.extension != complaints.APPROVED:
        return "", ""
    if complaints.to_be_told(row.complaint):
        return _("Head office gave {days} more days. Tell the complainant.", days=days), "warn"
    told = words.day(row.told_on)
    if told is None:
        return _("Head office gave {days} more days.", days=days), "muted"
    return _(
        "Head office gave {days} more days; the complainant was told on {day}.", days=days, day=told
    ), "muted"

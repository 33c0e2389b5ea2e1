"""What surveys of the last twelve months add up to, in one line: NPS and satisfaction, each with its n."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from advisor_app.domain.surveys import Share
from advisor_app.i18n import format_percent
from advisor_app.i18n import gettext as _
from advisor_app.services.feedback_figures import FeedbackFigures
from advisor_app.ui.widgets.label import ElidedLabel


class FiguresLine(ElidedLabel):
    """The line; without any answers it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(kind="small", parent=parent)
        self._found: FeedbackFigures | None = None

    def show_figures(self, found: FeedbackFigures) -> None:
        """Show figures."""
        self._found = found
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _render(self) -> None:
        if self._found is None:
            return
        nps, csat = self._found.surveys.nps, self._found.surveys.csat
        parts = (
            _("NPS {figure} of {n}", figure=_points(nps), n=f"{nps.n:,}") if nps.n else "",
            _("satisfied {figure} of {n}", figure=_percent(csat), n=f"{csat.n:,}") if csat.n else "",
        )
        said = " · ".join(part for part in parts if part)
        self.setText(_("12 months: {figures}", figures=said) if said else "")


def _points(share: Share) -> str:
    shown = f"{(share.value or 0) * 100:+.0f}"
    if share.low is None or share.high is None:
        return shown
    return _(
        "{figure} ({low} to {high})",
        figure=shown,
        low=f"{share.low * 100:+.0f}",
        high=f"{share.high * 100:+.0f}",
    )


def _percent(share: Share) -> str:
    shown = format_percent(share.value or 0, 0)
    if share.low is None or share.high is None:
        return shown
    low, high = format_percent(share.low, 0), format_percent(share.high, 0)
    return _("{figure} ({low} to {high})", figure=shown, low=low, high=high)

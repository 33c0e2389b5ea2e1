"""The light for marketing beside a name: its sign and a few words; the reason is the tool tip."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from advisor_app.ui.models.lights import Shine
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.tips import plain_tip


class LightMark(QWidget):
    """One light; before anything is shown it takes no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.sign, self.label = Glyph("circle-check", "good", 15), Label(kind="good")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(4)
        row.addWidget(self.sign)
        row.addWidget(self.label)
        self.hide()

    @property
    def text(self) -> str:
        """The few words."""
        return self.label.text()

    def show_light(self, shine: Shine) -> None:
        """Show a light, with the reason for whoever points at it or cannot see it."""
        self.sign.draw(shine.sign, shine.colour)
        self.label.be("bad" if shine.colour == "bad" else "good")
        self.label.setText(shine.short)
        self.label.setAccessibleName(shine.whole)
        self.setAccessibleName(shine.whole)
        self.setToolTip(plain_tip(shine.whole))
        self.show()

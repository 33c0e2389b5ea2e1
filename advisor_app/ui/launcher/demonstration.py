"""The bar that says that the people of a book are invented, and whether anything protects it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label


class DemonstrationBar(QFrame):
    """Shown on every screen of such a book."""

    def __init__(self, *, bare: bool) -> None:
        super().__init__()
        self.setProperty("kind", "bar-warn")
        label = Label(kind="warn", wrap=True)
        unprotected = N_("Demonstration data · the key lies beside them, unprotected")
        say(label.setText, unprotected if bare else N_("Demonstration data · encrypted on this machine"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(Glyph("triangle-alert", "warn", 16))
        row.addWidget(label, 1)

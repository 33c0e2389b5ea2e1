"""The panel of prompts beside a customer. This version computes none, and says so."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.empty import EmptyState

WIDTH = 280


class PromptsPanel(Card):
    """What the advisor should do now for the customer; it can be closed."""

    close_wanted = Signal()
    """The advisor closes the panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Prompts"), parent)
        self.setFixedWidth(WIDTH)
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setIcon(icon("x"))
        say(close.setAccessibleName, N_("Hide prompts"))
        say(close.setToolTip, N_("Hide prompts"))
        close.clicked.connect(self.close_wanted)
        self.head.addWidget(close)
        empty = EmptyState("sparkles")
        say(empty.sentence.setText, N_("No prompts yet"))
        say(
            empty.hint.setText,
            N_(
                "This version does not compute prompts. Once it does, what to do next for this customer"
                " will stand here, with the reason."
            ),
        )
        self.body.addWidget(empty)

"""What every dialog of ours has: an icon and a title, a body, and a row of buttons that ends in Close."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.say import say
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label


class Dialog(QDialog):
    """A dialog that goes when it is closed. `title` is a message id, `drawing` an icon and its colour.

    `width` is the least that its content gets; `body` holds what is said, `buttons` the row below it.
    """

    def __init__(
        self, title: str, drawing: str, colour: str, parent: QWidget | None = None, *, width: int = 400
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        say(self.setWindowTitle, title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 22, 24, 18)
        outer.setSpacing(14)
        outer.addStrut(width)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Glyph(drawing, colour, 22))
        self.heading = Label(kind="title", wrap=True)
        say(self.heading.setText, title)
        head.addWidget(self.heading, 1)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        outer.addLayout(self.body, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addStretch(1)
        self.close_button = QPushButton()
        say(self.close_button.setText, N_("Close"))
        self.close_button.setProperty("kind", "primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        self.buttons.addWidget(self.close_button)
        outer.addLayout(self.buttons)

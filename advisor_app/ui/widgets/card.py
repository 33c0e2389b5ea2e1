"""A card: a framed surface, with a title where it has one."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label


class Card(QFrame):
    """A framed surface. `title` is a message id; `head` is the row of the title, `body` what lies below."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, kind: str = "card") -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 14, 16, 14)
        outer.setSpacing(10)
        self.head = QHBoxLayout()
        self.body = QVBoxLayout()
        if title:
            heading = Label(kind="heading")
            say(heading.setText, title)
            say(self.setAccessibleName, title)
            self.head.addWidget(heading)
            self.head.addStretch(1)
            outer.addLayout(self.head)
        outer.addLayout(self.body, 1)

"""What is installed and whose book this is: what support asks for first."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from advisor_app import __version__, words
from advisor_app.i18n import N_
from advisor_app.paths import resources
from advisor_app.services.open_book import Book
from advisor_app.ui.say import say
from advisor_app.ui.widgets.card import Card
from advisor_app.ui.widgets.label import Label

_OPEN_SOURCE = "Qt · PySide6 · SQLCipher · SQLAlchemy · matplotlib · Babel · HTTPX · msgspec · Lucide"


class About(Card):
    """Facts to read and to copy."""

    def __init__(self, book: Book, parent: QWidget | None = None) -> None:
        super().__init__(N_("About"), parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        about = book.header.about
        advisor = " · ".join(filter(None, (about.get("advisor_name"), book.header.advisor)))
        self._fact(N_("Version"), __version__)
        self._fact(N_("Bank"), about.get("bank", words.NOTHING))
        self._fact(N_("Client advisor"), advisor)
        self._fact(N_("Device"), book.header.device)
        self._fact(N_("Head office"), about.get("server", words.NOTHING))
        self._fact(N_("Folder of the book"), str(book.directory))
        self._fact(N_("Encryption"), f"{book.header.cipher} · {book.header.suite}")
        licence = self._fact(N_("Licence"), "")
        say(licence.setText, N_("MIT; the file LICENSE comes with the program."))
        self._fact(N_("Built with"), _OPEN_SOURCE)
        self._fact(N_("Licence of the icons"), str(resources() / "icons" / "LICENSE"))
        self.body.addLayout(self._grid)

    def _fact(self, name: str, value: str) -> Label:
        row = self._grid.rowCount()
        title = Label(kind="muted")
        say(title.setText, name)
        fact = Label(value, wrap=True)
        fact.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        say(fact.setAccessibleDescription, name)
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(fact, row, 1)
        return fact

"""Looking a customer up by name, pinyin or number in a field of a form: what is found opens below it.

The panel lies over the form in the same window, so that the focus never leaves the field.
"""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from advisor_app.domain.customers import CustomerQuery, CustomerRow
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.services.find_customers import Found, find_customers
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import say
from advisor_app.ui.screens.contact.people import HEIGHT, PersonButton
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.layouts import empty
from advisor_app.ui.widgets.search_look import look_like_search

_MOST = 6
_PAUSE_MS = 120
_GAP = 4
_WIDTH = 340
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PersonSearch(QLineEdit):
    """A field to look customers up with; `over` is what the panel of those found lies on."""

    found = Signal(object)
    """The CustomerRow that was chosen."""

    def __init__(self, desk: Desk, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._logged = False
        self._place = 0
        self.panel = _Panel(over)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        look_like_search(self)
        say(self.setPlaceholderText, N_("Add a customer: name, pinyin or number"))
        say(self.setAccessibleName, N_("Add a customer"))
        self.textChanged.connect(self._on_text_changed)

    def close_panel(self) -> None:
        """Put away what was found."""
        self._pause.stop()
        self.panel.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = self.panel.rows if self.panel.isVisible() else []
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if rows and step:
            self._mark((self._place + step) % len(rows))
        elif event.key() in _RETURN and not event.modifiers():
            if rows and not self._pause.isActive():
                self._choose(rows[self._place].row)
            elif self.text().strip():
                self._ask()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.close_panel()

    def _on_text_changed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self._logged = False
            self.close_panel()

    def _on_found(self, text: str, found: Found) -> None:
        self._logged = True
        if text != self.text().strip() or not self.hasFocus():
            return
        self.panel.show_people(found)
        for button in self.panel.rows:
            button.clicked.connect(partial(self._choose, button.row))
        self.panel.open_below(self)
        if found.rows:
            self._mark(0)

    def _ask(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        service = partial(find_customers, query=CustomerQuery(text, limit=_MOST), refines=self._logged)
        self._desk.ask(self, service, partial(self._on_found, text), key="people")

    def _mark(self, place: int) -> None:
        self._place = place
        for each, button in enumerate(self.panel.rows):
            button.mark(marked=each == place)
        announce(self, self.panel.rows[place].accessibleName())

    def _choose(self, row: CustomerRow, *_checked: bool) -> None:
        self.close_panel()
        self.clear()
        self.found.emit(row)


class _Panel(QFrame):
    """The customers that were found, one below the other."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("kind", "floating")
        self.rows: list[PersonButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 4, 4, 4)
        self._column.setSpacing(0)
        over.installEventFilter(self)
        self.hide()

    def show_people(self, found: Found) -> None:
        """Show the customers that were found, or that there are none."""
        empty(self._column)
        self.rows = [PersonButton(row, found.policy) for row in found.rows]
        for button in self.rows:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._column.addWidget(button)
        if not self.rows:
            nobody = Label(_("Nobody of that name in your book."), "muted")
            nobody.setContentsMargins(8, 6, 8, 6)
            self._column.addWidget(nobody)

    def open_below(self, field: QWidget) -> None:
        """Open below a field, or above it where there is no room."""
        area = self._over
        high = len(self.rows) * HEIGHT + 10 if self.rows else self.sizeHint().height()
        wide = min(max(_WIDTH, field.width()), area.width())
        place = field.mapTo(area, QPoint(0, field.height() + _GAP))
        if place.y() + high > area.height():
            place.setY(max(0, field.mapTo(area, QPoint(0, 0)).y() - high - _GAP))
        self.setGeometry(max(0, min(place.x(), area.width() - wide)), place.y(), wide, high)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.hide()
        return super().eventFilter(watched, event)

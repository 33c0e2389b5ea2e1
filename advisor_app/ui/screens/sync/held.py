"""A sync that would take much of the book away: what it is about, and two steps to let it."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from advisor_app.i18n import N_, format_number, format_percent
from advisor_app.i18n import gettext as _
from advisor_app.services.sync_trouble import Held
from advisor_app.ui.say import say
from advisor_app.ui.widgets.bar import Bar
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label


class HeldBar(Bar):
    """Is there while a removal is held. Only who has typed its number can confirm it."""

    confirmed = Signal()
    """The customers may go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bar-warn", parent)
        self._what: Held | None = None
        self._frame.layout().setContentsMargins(16, 12, 16, 12)  # type: ignore[union-attr]
        self.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self.title, self.sentence, self._ask = Label(kind="heading", wrap=True), Label(wrap=True), Label()
        self.begin_button, self.confirm_button, self.leave_button = (
            QPushButton(),
            QPushButton(),
            QPushButton(),
        )
        say(self.begin_button.setText, N_("Let them go…"))
        say(self.confirm_button.setText, N_("Confirm and synchronise"))
        say(self.leave_button.setText, N_("Leave it"))
        self.field = QLineEdit()
        self.field.setFixedWidth(90)
        self._ask.setBuddy(self.field)
        self._second = QWidget()
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        for widget in (self._ask, self.field, self.confirm_button, self.leave_button):
            second.addWidget(widget)
        second.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        first = QHBoxLayout()
        first.addWidget(self.begin_button)
        first.addStretch(1)
        column.addLayout(first)
        column.addWidget(self._second)
        self.row.addWidget(Glyph("triangle-alert", "warn", 22))
        self.row.addLayout(column, 1)
        self.begin_button.clicked.connect(self._on_begin_clicked)
        self.leave_button.clicked.connect(self._on_leave_clicked)
        self.confirm_button.clicked.connect(self._on_confirmed)
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_confirmed)
        self._step_back()

    def show_held(self, what: Held | None) -> None:
        """Show what is held, or nothing; another number than before must be confirmed anew."""
        if what != self._what:
            self._what = what
            self._step_back()
            self._render()
        self.setVisible(what is not None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_begin_clicked(self) -> None:
        self.begin_button.hide()
        self._second.show()
        self.field.setFocus()

    def _on_leave_clicked(self) -> None:
        self._step_back()
        self.begin_button.setFocus()

    def _on_typed(self, text: str) -> None:
        self.confirm_button.setEnabled(self._what is not None and text.strip() == str(self._what.customers))

    def _on_confirmed(self) -> None:
        if self.confirm_button.isEnabled():
            self._step_back()
            self.confirmed.emit()

    def _step_back(self) -> None:
        self.field.clear()
        self.confirm_button.setEnabled(False)
        self._second.hide()
        self.begin_button.show()

    def _render(self) -> None:
        if (what := self._what) is None:
            return
        numbers = {"customers": format_number(what.customers), "total": format_number(what.total)}
        share = format_percent(what.customers / what.total if what.total else 1.0, 0)
        self.title.setText(
            _(
                "Head office wants to take {customers} of your {total} customers ({share}) out of your book",
                share=share,
                **numbers,
            )
        )
        self.sentence.setText(
            _(
                "That is more than goes without being asked, so nothing was changed. Ask head office whether it is"
                " meant. Your unsent work for these customers goes to head office first."
            )
        )
        self._ask.setText(_("Type {n} to confirm:", n=what.customers))
        self.field.setAccessibleName(_("Type {n} to confirm:", n=what.customers))

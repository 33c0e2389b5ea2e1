"""What stands in the panel of a recorded contact: its fields, what it has already, and its history."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_app import words
from advisor_app.domain.contacts import ContactEntry
from advisor_app.errors import AppError
from advisor_app.i18n import gettext as _
from advisor_app.services.edit_contact import Editable
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.dropped import Taken
from advisor_app.ui.screens.contact.form import ContactFields
from advisor_app.ui.screens.contact.history import History
from advisor_app.ui.screens.contact.merging import filled
from advisor_app.ui.screens.contact.opened import VOID, Opened, changed, resumed
from advisor_app.ui.screens.contact.recorded import Recorded
from advisor_app.ui.widgets.label import Label
from advisor_app.ui.widgets.scroll import Scroll

_SIDE = 20


class EditPage(QWidget):
    """A contact that is shown, and perhaps typed over. `over` is what panels of its fields may lie on."""

    edited = Signal()
    """Something was typed."""

    def __init__(self, desk: Desk, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: Opened | None = None
        self._shown = ContactEntry()
        self._resumed = False
        self.notice = Label(kind="warn", wrap=True)
        self.fields, self.recorded, self.history = ContactFields(desk, over), Recorded(desk), History()
        self.fields.settle.asks = False
        self.fields.edited.connect(self._on_field_edited)
        self._lay_out()

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._opened is not None and self.fields.entry != self._shown

    @property
    def editable(self) -> Editable | None:
        """The contact as it was shown, against which what was typed is judged."""
        return self._opened.editable if self._opened else None

    @property
    def entry(self) -> ContactEntry:
        """The contact with what was typed over it; a field may show a text otherwise than it is recorded."""
        base = self._opened.editable.entry if self._opened else ContactEntry()
        return replace(base, **changed(self._shown, self.fields.entry))

    @property
    def wrong(self) -> int:
        """How many fields are said to be wrong."""
        return sum(bool(field.errors) for field in self.fields.fields.values())

    def show_opened(self, opened: Opened) -> None:
        """Show a contact, with a correction that was begun before."""
        self.fields.offer(opened.form)
        self.fields.light.without = opened.editable.detail.id
        self.fields.show_errors(())
        self.fields.show_entry(opened.editable.entry)
        self._shown = self.fields.entry
        self._resumed = False
        if opened.kept is not None and opened.correctable:
            editable, typed = resumed(opened.editable, opened.kept)
            opened = opened._replace(editable=editable)
            self.fields.show_entry(typed)
            self._resumed = self.fields.entry != self._shown
        self._opened = opened
        self._show()
        self.fields.note.moveCursor(QTextCursor.MoveOperation.End)
        self.page.verticalScrollBar().setValue(0)

    def show_again(self, opened: Opened) -> None:
        """Show the same contact after something else changed; what is being typed stays, and is judged as before."""
        if self._opened is not None and self.is_changed:
            entry = self._opened.editable.entry
            self._opened = opened._replace(editable=replace(opened.editable, entry=entry))
            self._show()
        else:
            self.show_opened(opened._replace(kept=None))

    def take(self, taken: Taken) -> None:
        """Add what files hold."""
        self.fields.show_entry(filled(self.fields.entry, taken.entry))
        self.fields.show_taken(taken)
        self.edited.emit()

    def show_errors(self, errors: tuple[AppError, ...]) -> None:
        """Say what is wrong beside each field, with the focus on the first."""
        if first := self.fields.show_errors(errors):
            first.setFocus(Qt.FocusReason.TabFocusReason)
            self.page.ensureWidgetVisible(first, 0, 60)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say_notice()

    def _on_field_edited(self, _name: str) -> None:
        self.edited.emit()

    def _show(self) -> None:
        if self._opened is None:
            return
        form, shown, changes, wording, _kept = self._opened
        correctable = self._opened.correctable
        self.fields.customers.fix(fixed=True)
        self.fields.lock(locked=not correctable)
        self.recorded.show_recorded(shown.promises, shown.files, form.today, settle=correctable)
        self.history.show_changes(changes, wording)
        self._say_notice()

    def _say_notice(self) -> None:
        if self._opened is None:
            return
        detail = self._opened.editable.detail
        said = []
        if detail.status == VOID:
            said.append(_("This contact is withdrawn: {reason}", reason=detail.void_reason or words.NOTHING))
        elif not detail.own:
            who = detail.advisor or _("somebody else")
            said.append(
                _("Logged by {advisor}. What you correct is kept in its history as yours.", advisor=who)
            )
        if self._resumed and self._opened.correctable:
            said.append(_("Your changes from before stand in the form; they are not saved yet."))
        self.notice.setText("\n".join(said))
        self.notice.setVisible(bool(said))

    def _lay_out(self) -> None:
        below = QVBoxLayout()
        below.setContentsMargins(_SIDE, 0, _SIDE, 0)
        below.setSpacing(14)
        below.addWidget(self.recorded)
        below.addWidget(self.history)
        self.notice.setContentsMargins(_SIDE, 0, _SIDE, 0)
        inner = QVBoxLayout(page := QWidget())
        inner.setContentsMargins(0, 0, 0, 16)
        inner.setSpacing(12)
        inner.addWidget(self.notice)
        inner.addWidget(self.fields)
        inner.addLayout(below)
        inner.addStretch(1)
        self.page = Scroll(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.page)

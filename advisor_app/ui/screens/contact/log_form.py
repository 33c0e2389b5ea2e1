"""The line and the fields together: what is typed in the one fills the others, except where the advisor was first."""

from dataclasses import fields, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_app.domain.contacts import ContactEntry
from advisor_app.errors import AppError
from advisor_app.services.contact_form import ContactForm, Understood
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.contact.form import ContactFields
from advisor_app.ui.screens.contact.merging import Sources, filled
from advisor_app.ui.screens.contact.quick import QuickLine
from advisor_app.ui.widgets.scroll import Scroll


class LogForm(QWidget):
    """A contact that is being typed; `entry` is what stands there."""

    edited = Signal()
    """Something was typed or understood."""
    complete = Signal()
    """Enter in the line, and nothing is missing that the form knows of."""

    def __init__(self, desk: Desk, over: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sources = Sources(ContactEntry())
        self._resuming = False
        self.quick, self.fields = QuickLine(desk), ContactFields(desk, over)
        self.page = Scroll(self.fields)
        upper = QVBoxLayout()
        upper.setContentsMargins(20, 0, 20, 10)
        upper.addWidget(self.quick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper)
        layout.addWidget(self.page, 1)
        self.setFocusProxy(self.quick)
        self.quick.understood.connect(self._on_understood)
        self.quick.confirmed.connect(self._on_confirmed)
        self.fields.edited.connect(self._on_field_edited)
        self.fields.customer_added.connect(self._on_customer_added)
        self.fields.customer_removed.connect(self._on_customer_removed)

    @property
    def entry(self) -> ContactEntry:
        """What is typed."""
        return replace(self.fields.entry, line=self.quick.text)

    def offer(self, form: ContactForm) -> None:
        """Work by these rules."""
        self.quick.offer(form)
        self.fields.offer(form)

    def begin(self, entry: ContactEntry, context: tuple[bytes, ...] = ()) -> None:
        """Begin with an entry, new or from a draft; `context` is whom the form was opened from."""
        self._sources = Sources(entry, context)
        self._resuming = bool(entry.line.strip())
        self.fields.show_errors(())
        self.fields.show_entry(self._sources.entry(entry))
        self.quick.show_text(entry.line)
        self.page.verticalScrollBar().setValue(0)

    def add(self, found: ContactEntry) -> None:
        """Add what was found elsewhere, as in a mail; what is typed stays."""
        before = self.entry
        after = filled(before, found)
        changed = {
            each.name for each in fields(after) if getattr(before, each.name) != getattr(after, each.name)
        }
        self._sources.by_hand |= changed - {"customers"}
        for key in after.customers:
            if key not in before.customers:
                self._sources.add(key)
        self.fields.show_entry(after)
        self.edited.emit()

    def show_errors(self, errors: tuple[AppError, ...]) -> None:
        """Say what is wrong beside each field, with the focus on the first."""
        first = self.fields.show_errors(errors)
        if first is not None:
            self._go_to(first)

    def _on_understood(self, answer: Understood | None) -> None:
        said, named = (answer.entry if answer else None), self.quick.customers
        if said and self._resuming:
            self._sources.resume(said, named)
        self._resuming = False
        self._sources.hear(said, named)
        for person in answer.people if answer else ():
            self.fields.customers.learn(person.candidates)
        self.fields.show_entry(self._sources.entry(self.fields.entry))
        self.edited.emit()

    def _on_confirmed(self) -> None:
        """Go to what is missing."""
        entry, form = self.entry, self.fields
        if self.quick.choices:
            self.quick.choices[0].setFocus(Qt.FocusReason.TabFocusReason)
            return
        for missing, field in (
            (not entry.customers, form.customers),
            (not entry.channel, form.channel),
            (not entry.direction, form.direction),
            (not (entry.note.strip() or entry.outcome or entry.files), form.note),
        ):
            if missing:
                self._go_to(field)
                return
        self.complete.emit()

    def _on_field_edited(self, name: str) -> None:
        if name != "customers":
            self._sources.by_hand.add(name)
        self.edited.emit()

    def _on_customer_added(self, key: bytes) -> None:
        self._sources.add(key)

    def _on_customer_removed(self, key: bytes) -> None:
        self._sources.remove(key)

    def _go_to(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.TabFocusReason)
        self.page.ensureWidgetVisible(field, 0, 60)

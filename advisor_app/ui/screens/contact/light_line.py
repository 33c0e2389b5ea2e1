"""The light of the contact that is being typed: whether it may be, and why not, before anybody saves it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from advisor_app.domain.contacts import ContactEntry
from advisor_app.errors import AppError
from advisor_app.i18n import gettext as _
from advisor_app.services.contact_permissions import EntryLight, entry_light
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.lights import GREEN, RED, WARNING
from advisor_app.ui.widgets.announce import announce
from advisor_app.ui.widgets.glyph import Glyph
from advisor_app.ui.widgets.label import Label

_DEPENDS_ON = (*("customers", "channel", "direction", "purpose", "recommends", "product_id", "day", "time"),)


class LightLine(QWidget):
    """A line with the sign of the light and what it says; without anything to judge it takes no room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entry = ContactEntry()
        self._light: EntryLight | None = None
        self._refused = False
        self.without = b""
        """The contact that is being corrected."""
        self.sign, self.label = Glyph(GREEN, "good"), Label(kind="small", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.sign)
        row.addWidget(self.label, 1)
        self.hide()
        desk.book_changed.connect(self._on_book_changed)

    @property
    def is_red(self) -> bool:
        """Whether what is typed would be refused."""
        return bool(self._light and self._light.refusals)

    @property
    def is_refused(self) -> bool:
        """Whether what is typed was refused, and has not been changed since."""
        return self._refused and self.is_red

    def take(self, errors: Sequence[AppError]) -> list[AppError]:
        """Return the errors but those that this line says already, which it says aloud."""
        said = {str(refusal) for refusal in self._light.refusals} if self._light else set()
        others = [error for error in errors if str(error) not in said]
        self._refused = len(others) < len(errors)
        if self._refused:
            announce(self.label, self.label.text(), urgent=True)
        return others

    def judge(self, entry: ContactEntry, *, anew: bool = False) -> None:
        """Judge what is typed, where anything that the light depends on is another."""
        if anew or any(getattr(entry, name) != getattr(self._entry, name) for name in _DEPENDS_ON):
            self._entry, self._refused = entry, False
            service = partial(entry_light, entry=entry, without=self.without)
            self._desk.ask(self, service, self._on_judged, key="light", failed=_ignore)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_book_changed(self) -> None:
        if self._entry.customers:
            self.judge(self._entry, anew=True)

    def _on_judged(self, light: EntryLight | None) -> None:
        was_red, self._light = self.is_red, light
        self._render()
        if self.is_red and not was_red and self.isVisible():
            announce(self.label, self.label.text())

    def _render(self) -> None:
        light = self._light
        self.setVisible(light is not None)
        if light is None:
            return
        red = bool(light.refusals)
        if red:
            said = "\n".join(map(str, light.refusals))
        elif light.warnings:
            said = "\n".join(map(str, light.warnings))
        elif light.marketing:
            said = _("Marketing: the light is green.")
        else:
            said = _("Service: no consent to marketing is needed.")
        amber = bool(light.warnings)
        tone = "bad" if red else "warn" if amber else "good" if light.marketing else "muted"
        self.sign.draw(RED if red else WARNING if amber else GREEN, tone)
        self.label.be("bad" if red else "warn" if amber else "small")
        self.label.setText(said)


def _ignore(_error: AppError) -> None:
    """A book that is empty is told of when the form opens."""

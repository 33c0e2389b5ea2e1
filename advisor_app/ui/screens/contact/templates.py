"""The menu of beginnings for a note."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from advisor_app.domain.policy.contacts import NoteTemplate
from advisor_app.i18n import N_, current_language
from advisor_app.ui.say import say
from advisor_app.ui.theme import icon


class TemplatesButton(QToolButton):
    """Offers the templates of the policy by their names."""

    chosen = Signal(object)
    """The NoteTemplate that was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._templates: tuple[NoteTemplate, ...] = ()
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("kind", "quiet")
        self.setIcon(icon("layout-template"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self.setText, N_("Templates"))
        self.hide()

    def offer(self, templates: Sequence[NoteTemplate]) -> None:
        """Offer templates; without any there is no button."""
        if self._templates != tuple(templates) or not self._menu.actions():
            self._templates = tuple(templates)
            self._render()
        self.setVisible(bool(templates))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._render()

    def _on_triggered(self, template: NoteTemplate) -> None:
        self.chosen.emit(template)

    def _render(self) -> None:
        self._menu.clear()
        for template in self._templates:
            name = template.name.in_language(current_language()).replace("&", "&&")
            self._menu.addAction(name).triggered.connect(partial(self._on_triggered, template))

"""One segment in the panel: a button to look at it, one to give it another name, one to delete it."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from advisor_app.domain.customers import Segment
from advisor_app.errors import AppError
from advisor_app.i18n import N_
from advisor_app.i18n import gettext as _
from advisor_app.ui.screens.customers.name_field import NameField
from advisor_app.ui.theme import icon
from advisor_app.ui.widgets.tips import plain_tip

_NAME_WIDTH = 190


class SegmentRow(QWidget):
    """Shows a segment; `chosen` marks the one that the list shows."""

    chosen = Signal()
    renamed = Signal(str)
    """It is to have this name; answer with `refuse` where it cannot."""
    deleted = Signal()

    def __init__(self, segment: Segment, *, chosen: bool = False) -> None:
        super().__init__()
        self.segment = segment
        self.look = QPushButton()
        self.look.setCheckable(True)
        self.look.setChecked(chosen)
        self.look.setProperty("kind", "row")
        text = self.fontMetrics().elidedText(segment.name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self.look.setText(text.replace("&", "&&"))
        self.look.setAccessibleName(segment.name)
        self.look.setToolTip(plain_tip(segment.name) if text != segment.name else "")
        self.rename, self.delete = _tool("pencil"), _tool("trash-2")
        self.field = NameField(N_("Rename"))
        self.field.hide()
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(self.look, 1)
        line.addWidget(self.rename)
        line.addWidget(self.delete)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line)
        layout.addWidget(self.field)
        self.look.clicked.connect(self.chosen)
        self.rename.clicked.connect(self._on_rename)
        self.delete.clicked.connect(self.deleted)
        self.field.named.connect(self.renamed)
        self.field.given_up.connect(self.stop_renaming)
        self._say()

    def refuse(self, error: AppError) -> None:
        """Say why the segment cannot have the name."""
        self.field.refuse(error)

    def stop_renaming(self) -> None:
        """Show the name again, with the focus where renaming began."""
        self.field.hide()
        self._line.show()
        self.rename.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()

    def _on_rename(self) -> None:
        self._line.hide()
        self.field.start(self.segment.name)
        self.field.show()
        self.field.field.setFocus()
        self.field.field.selectAll()

    def _say(self) -> None:
        name = self.segment.name
        self.rename.setAccessibleName(_("Rename “{name}”", name=name))
        self.rename.setToolTip(_("Rename"))
        self.delete.setAccessibleName(_("Delete “{name}”", name=name))
        self.delete.setToolTip(_("Delete"))


def _tool(drawing: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setIcon(icon(drawing))
    button.setIconSize(QSize(15, 15))
    return button

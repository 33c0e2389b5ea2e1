"""The keys of the workbench, made from the table that binds them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from advisor_app.i18n import N_
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.keys import GROUPS, Key, shown
from advisor_app.ui.say import say
from advisor_app.ui.widgets.label import Label


class ShortcutsDialog(Dialog):
    """Lists every key with what it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(N_("Keys"), "keyboard", "accent", parent, width=520)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for group in GROUPS:
            heading = Label(kind="heading")
            say(heading.setText, group.title)
            heading.setContentsMargins(0, 8, 0, 0)
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for key in group.keys:
                row = grid.rowCount()
                what = Label()
                say(what.setText, key.description)
                grid.addLayout(_caps(key), row, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(what, row, 1)
        self.body.addLayout(grid)


def _caps(key: Key) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for sequence in key.sequences:
        row.addWidget(Label(shown(sequence), "key"))
    return row

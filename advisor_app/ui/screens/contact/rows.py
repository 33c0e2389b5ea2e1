"""In which lines the fields of a contact stand, and how they share the width."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advisor_app.ui.screens.contact.fields import Field

ROWS: tuple[Mapping[str, int], ...] = (
    {"customers": 1},
    {"channel": 1},
    {"direction": 0, "purpose": 1, "outcome": 1},
    {"call_outcome": 1},
    {"recommends": 1},
    {"note": 1},
    {"settle": 1},
    {"day": 2, "time": 1, "duration": 1},
    {"next_step": 3, "next_step_on": 2},
    {"participants": 1},
    {"promises": 1},
    {"files": 1},
)
"""The fields of each line, with their shares of its width."""
_GAP, _BESIDE = 12, 12


def lay_out(page: QWidget, fields: Mapping[str, Field], below: Mapping[str, QWidget]) -> None:
    """Place the fields on a page line by line; `below` are what stands below the line of a field."""
    layout = QVBoxLayout(page)
    layout.setContentsMargins(20, 4, 20, 16)
    layout.setSpacing(_GAP)
    for row in ROWS:
        line = QHBoxLayout()
        line.setSpacing(_BESIDE)
        for name, stretch in row.items():
            line.addWidget(fields[name], stretch, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        for name in row:
            if name in below:
                layout.addWidget(below[name])
    layout.addStretch(1)

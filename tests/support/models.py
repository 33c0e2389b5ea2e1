"""What tests of item models share: the texts of a model, and all that can be got out of it in any role."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt

from advisor_app.ui.models.rows import CELL_ROLE, ROW_ROLE, SORT_ROLE

_ROLES = [*range(32), CELL_ROLE, ROW_ROLE, SORT_ROLE]


def column(model: QAbstractItemModel, place: int, role: int = Qt.ItemDataRole.DisplayRole) -> list[Any]:
    """Return what a column shows, row by row."""
    return [model.index(row, place).data(role) for row in range(model.rowCount())]


def everything(model: QAbstractItemModel) -> Iterator[str]:
    """Yield every text that any cell gives in any role, with all that lies inside of rows and cells."""
    for row in range(model.rowCount()):
        for place in range(model.columnCount()):
            for role in _ROLES:
                yield from _texts(model.index(row, place).data(role))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)

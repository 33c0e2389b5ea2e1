"""All that widgets say, seen or heard: texts, tips, hints, names for screen readers, tabs, headers, cells."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTabBar, QWidget

_GETTERS = (
    "text",
    "title",
    "placeholderText",
    "toPlainText",
    "toolTip",
    "statusTip",
    "accessibleName",
    "accessibleDescription",
    "windowTitle",
    "prefix",
    "suffix",
    "format",
)
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_ROWS = 40


def said(window: QWidget) -> Iterator[tuple[str, str]]:
    """Yield (which widget, text) for every text of the window and its parts, dialogs and popups, that are shown."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        where = f"{type(widget).__module__}.{type(widget).__qualname__}".removeprefix("advisor_app.ui.")
        for text in _of_widget(widget):
            if isinstance(text, str) and text.strip():
                yield where, text


def _of_widget(widget: QWidget) -> Iterator[object]:
    for name in _GETTERS:
        getter = getattr(widget, name, None)
        if callable(getter) and not (name == "format" and not hasattr(widget, "minimum")):
            yield getter()
        elif isinstance(getter, str):
            yield getter
    for action in widget.actions():
        yield from _of_action(action)
    if isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield from (widget.tabText(place), widget.tabToolTip(place))
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model():
        yield from _of_model(widget.model())


def _of_action(action: QAction) -> Iterator[str]:
    yield from (action.text(), action.toolTip())


def _of_model(model: QAbstractItemModel) -> Iterator[object]:
    root = QModelIndex()
    # QAbstractListModel hides its one column.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
    rows = min(model.rowCount(root), _ROWS)
    for column in range(columns):
        for role in _ROLES:
            yield model.headerData(column, Qt.Orientation.Horizontal, role)
    for row in range(rows):
        for column in range(columns):
            for role in _ROLES:
                yield model.data(model.index(row, column, root), role)

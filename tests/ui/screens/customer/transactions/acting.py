"""What a hand does at the tab of transactions, and what stands in it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from advisor_app.ui.models.transactions import Column
from advisor_app.ui.screens.customer.transactions import TransactionsTab
from tests.support.models import column
from tests.support.rich_book import ZENG_TRANSACTIONS

KEY = Qt.Key


SALARIES = ZENG_TRANSACTIONS // 10
"""Each tenth booking of 曾国藩 is his salary, one a day from today on backwards."""


def typed(tab: TransactionsTab, text: str) -> None:
    tab.filters.text.setText(text)
    QTest.keyClick(tab.filters.text, KEY.Key_Return)


def left(field: QWidget, text: str) -> None:
    """Type into a field and leave it."""
    field.setText(text)  # type: ignore[attr-defined]
    field.editingFinished.emit()  # type: ignore[attr-defined]


def picked(choice: QWidget, value: object) -> None:
    """Choose a value by hand."""
    choice.choose(value)  # type: ignore[attr-defined]
    choice.chosen.emit()  # type: ignore[attr-defined]


def focused() -> QWidget:
    """Return what has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def days(tab: TransactionsTab) -> list[str]:
    return column(tab.model, Column.DAY)


# Pages -----------------------------------------------------------------------------------------------------

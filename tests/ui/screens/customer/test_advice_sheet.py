"""What was advised of a customer: up by key, day by day, in both languages, copied; a day that cannot be is told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from advisor_app.data.audit import utc_now
from advisor_app.services.prompts import customer_prompts
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.advice_sheet import AdviceSheet
from advisor_app.ui.screens.customers.screen import CustomersScreen
from tests.ui.screens.forms import press, settled
from tests.ui.screens.today.test_report_sheet import window  # noqa: F401  # a fixture

Key, Held = Qt.Key, Qt.KeyboardModifier
DAY = 86_400_000_000


@pytest.fixture
def advised(desk: Desk) -> bytes:
    """Return a customer of whom something was shown today and five days ago."""
    with desk.book.store.read() as tx:
        every = list(tx.exec_driver_sql("SELECT id FROM customers").scalars())
    now = utc_now()
    return next(
        key
        for key in every
        if customer_prompts(desk.book, key, now=now) and customer_prompts(desk.book, key, now=now - 5 * DAY)
    )


def opened(qtbot: QtBot, desk: Desk, window: MainWindow, customer: bytes) -> AdviceSheet:  # noqa: F811
    window.show_screen("customers")
    [screen] = window.findChildren(CustomersScreen)
    screen.show_customer(customer)
    settled(qtbot, desk)
    press(Key.Key_H, Held.ControlModifier | Held.ShiftModifier)
    settled(qtbot, desk)
    [sheet] = window.findChildren(AdviceSheet)
    assert sheet.is_open
    return sheet


def test_it_comes_by_key_and_goes_through_the_days(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,  # noqa: F811
    advised: bytes,
) -> None:
    sheet = opened(qtbot, desk, window, advised)
    today = sheet.day.text()
    assert "结果一致" in sheet.text.toPlainText()
    assert (sheet.earlier_button.isEnabled(), sheet.later_button.isEnabled()) == (True, False)
    sheet.earlier_button.click()
    settled(qtbot, desk)
    assert sheet.day.text() < today
    assert (sheet.earlier_button.isEnabled(), sheet.later_button.isEnabled()) == (False, True)
    speak("en")
    assert "the same came out" in sheet.text.toPlainText()
    press(Key.Key_Return, Held.ControlModifier)
    assert QGuiApplication.clipboard().text() == sheet.text.toPlainText()
    press(Key.Key_Escape)
    assert not sheet.is_open


def test_a_day_that_is_none_or_has_not_come_is_told_and_the_other_stays(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,  # noqa: F811
    advised: bytes,
) -> None:
    sheet = opened(qtbot, desk, window, advised)
    shown, failed = sheet.text.toPlainText(), list[object]()
    desk.failed.connect(failed.append)
    for wrong in ("gestern", "2999-01-01"):
        sheet.day.setText(wrong)
        sheet.day.editingFinished.emit()
        settled(qtbot, desk)
        assert sheet.text.toPlainText() == shown
    assert len(failed) == 2
    sheet.day.setText("2020-01-01")
    sheet.day.editingFinished.emit()
    settled(qtbot, desk)
    assert "据现有数据倒推" in sheet.text.toPlainText()

"""What the window says of sync: rounds that nobody asked for are quiet, what asks for a decision never is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from advisor_app.domain.contacts import ContactEntry
from advisor_app.paths import resources
from advisor_app.services.log_contact import log_contact
from advisor_app.sync.client import HeldBack
from advisor_app.sync.transport import NoConnection
from advisor_app.ui.desk import Desk
from advisor_app.ui.dialogs.base import Dialog
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import SYNC
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.edit_sheet import EditSheet
from advisor_app.ui.screens.sync.screen import SyncScreen
from tests.support.factories import NOON, Book
from tests.support.head_office_says import arrived, clash, refuse
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync
from tests.support.writing import log, row_of


@pytest.fixture
def sync() -> ScriptedSync:
    return ScriptedSync()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, sync: ScriptedSync, tmp_path: Path) -> Iterator[MainWindow]:
    window = MainWindow(desk, sync, tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settled(qtbot, desk)
    yield window
    for dialog in window.findChildren(Dialog):
        dialog.close()


def settled(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.busy)


def cut() -> NoConnection:
    return NoConnection("The connection to head office broke. What has arrived is kept.")


def held(customers: int = 340) -> HeldBack:
    message = "Head office would take {customers} of your {total} customers out of your book."
    return HeldBack(message, customers=customers, total=1_210)


def sync_button(window: MainWindow) -> QToolButton:
    button = window.findChild(QToolButton, SYNC)
    assert isinstance(button, QToolButton)
    return button


def test_a_round_that_nobody_asked_for_fails_in_the_status_bar_alone(
    qtbot: QtBot, desk: Desk, window: MainWindow, sync: ScriptedSync
) -> None:
    for _ in range(3):
        sync.start(asked=False)
        sync.fail(cut())
    settled(qtbot, desk)
    shown: object = window.messages.message
    assert shown is None
    assert not window.toast.isVisible()
    assert "无法连接总行" in window.status.sync.text
    sync.start()
    sync.fail(cut())
    shown = window.messages.message
    assert isinstance(shown, NoConnection)  # the control: who asked is told
    settled(qtbot, desk)


def publish(desk: Desk, version: int, text: str) -> None:
    Book(desk.book.store).add("policies", id=version, text=text, published_at=NOON)


def test_a_policy_that_is_refused_is_told_once_and_leads_to_where_it_stands(
    qtbot: QtBot, desk: Desk, window: MainWindow, sync: ScriptedSync
) -> None:
    whole = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    publish(desk, 1, whole)
    sync.start(asked=False)
    sync.end(rows=1)
    settled(qtbot, desk)
    assert not window.toast.isVisible()  # the control: one that is used is not spoken of
    publish(
        desk, 2, whole.replace("version = 1\n", "version = 2\n", 1).replace("per_day = 10", "per_day = 0")
    )
    sync.start(asked=False)
    sync.end(rows=1)
    qtbot.waitUntil(window.toast.isVisible)
    assert window.toast.text == "第 2 版策略未启用，沿用上一份有效策略。"
    window.toast.action.click()
    assert isinstance(window.findChild(SyncScreen), SyncScreen)
    window.toast.hide()
    sync.start(asked=False)
    sync.end(rows=1)
    settled(qtbot, desk)
    assert not window.toast.isVisible()


def test_a_round_that_nobody_asked_for_succeeds_without_a_word(
    qtbot: QtBot, desk: Desk, window: MainWindow, sync: ScriptedSync
) -> None:
    sync.start(asked=False)
    sync.end(rows=12, sent=3)
    assert not window.toast.isVisible()
    sync.start()
    sync.end(rows=12, sent=3)
    assert window.toast.text == "数据已是最新：上传 3 项，收到 12 条。"
    settled(qtbot, desk)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"conflicts": 2, "refused": 1}, "有 2 条记录在别处也被修改，需要您决定。"),
        ({"refused": 1}, "总行拒收 1 条记录。"),
    ],
)
def test_what_asks_for_a_decision_is_said_whoever_asked(
    qtbot: QtBot, desk: Desk, window: MainWindow, sync: ScriptedSync, result: dict[str, int], told: str
) -> None:
    sync.start(asked=False)
    sync.end(rows=0, **result)
    assert window.toast.text == told
    settled(qtbot, desk)


def test_a_removal_that_is_held_leads_to_its_screen_only_whoever_asked_for_the_sync(
    qtbot: QtBot, desk: Desk, window: MainWindow, sync: ScriptedSync
) -> None:
    sync.start(asked=False)
    sync.fail(held())
    settled(qtbot, desk)
    assert window.findChildren(SyncScreen) == []
    assert "340" in window.toast.text
    assert window.findChildren(Dialog) == []
    assert window.messages.message is None
    sync.start()
    sync.fail(held())
    settled(qtbot, desk)
    [screen] = window.findChildren(SyncScreen)
    assert screen.isVisible()
    assert screen.held.isVisible()
    assert window.findChildren(Dialog) == []


def test_a_removal_that_stays_held_is_told_once_unless_its_numbers_change_or_somebody_asks(
    qtbot: QtBot, desk: Desk, window: MainWindow, sync: ScriptedSync
) -> None:
    told: list[str] = []
    desk.told.connect(told.append)
    for customers in (340, 340, 340, 351, 340, 351):
        sync.start(asked=False)
        sync.fail(held(customers))
        settled(qtbot, desk)
    assert ["340" in told[0], "351" in told[1], len(told)] == [True, True, 2]
    assert window.status.sync.text  # where it stays in sight
    sync.start()
    sync.fail(held())
    settled(qtbot, desk)
    assert len(told) == 3
    [screen] = window.findChildren(SyncScreen)
    assert screen.held.isVisible()


def test_what_waits_and_what_is_to_be_decided_is_always_in_sight(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People
) -> None:
    status = window.status.outbox
    assert not status.isVisible()
    assert sync_button(window).accessibleDescription() == ""
    store = desk.book.store
    old = log(store, people.zeng, "原文")
    arrived(store)
    clash(store, old, {"note": "甲"}, {"note": "乙"})
    refuse(store, log(store, people.zeng, "不收"), "value_invalid")
    for note in ("一", "二", "三"):
        log(store, people.zeng, note)
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert (status.waiting.text(), status.decisions.text()) == ("3 项待上传", "1 项冲突 · 1 项被拒收")
    assert sync_button(window).accessibleDescription() == "1 项冲突 · 1 项被拒收"
    speak("en")
    assert (status.waiting.text(), status.decisions.text()) == ("3 to be sent", "1 conflict · 1 refused")
    for button in (status.waiting, status.decisions):
        window.show_screen("customers")
        button.click()
        assert window.findChildren(SyncScreen)[0].isVisible()
    settled(qtbot, desk)
    arrived(store)
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert not status.waiting.isVisible()
    assert status.decisions.isVisible()


def test_a_key_leads_to_the_screen(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert window.findChildren(SyncScreen)[0].isVisible()
    assert sync_button(window).isChecked()
    settled(qtbot, desk)


def test_refused_work_is_corrected_in_its_form_and_goes_again(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People
) -> None:
    entry = ContactEntry((people.zeng,), "phone", "out", note="总行不收这一条")
    [contact] = log_contact(desk.book, entry).interactions
    refuse(desk.book.store, contact, "value_invalid")
    window.show_screen(SYNC)
    settled(qtbot, desk)
    [screen] = window.findChildren(SyncScreen)
    [item] = screen.refused.list.items
    item.correct.click()
    settled(qtbot, desk)
    [sheet] = window.findChildren(EditSheet)
    assert sheet.isVisible()
    sheet.form.fields.note.setPlainText("更正过的记录")
    sheet.form.fields.edited.emit("note")
    qtbot.keyClick(sheet.form.fields.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, desk)
    settled(qtbot, desk)
    assert not sheet.isVisible()
    assert window.toast.text == "已更正，将随下次同步重新上传总行。"
    assert not screen.refused.isVisible()
    assert [row.what for row in screen.waiting.model.rows] == ["更正过的记录"]
    assert row_of(desk.book.store, contact).note == "更正过的记录"


def test_a_prospect_whom_the_bank_knows_is_told_of_also_when_nobody_asked(
    qtbot: QtBot, desk: Desk, window: MainWindow, sync: ScriptedSync
) -> None:
    sync.start(asked=False)
    sync.end(rows=3, sent=1)
    assert not window.toast.isVisible()
    sync.start(asked=False)
    sync.end(rows=3, sent=1, known=1)
    assert window.toast.text == "有 1 位新潜在客户在本行已有记录，请询问网点。"
    settled(qtbot, desk)

"""What the list offers for a row without opening it: a contact begun or logged, a pin, by mouse and by key."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery
from advisor_app.paths import resources
from advisor_app.services.drafts import drafts
from advisor_app.ui import keys
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import CUSTOMERS
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from advisor_app.ui.screens.contact.start import StartPanel
from advisor_app.ui.screens.customers.pane import ListPane
from tests.support.factories import Book
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync
from tests.support.seen import said
from tests.ui.screens.customers.conftest import Settle

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
PHONE = "13800138000"
DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path, settle: Settle) -> Iterator[MainWindow]:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_screen(CUSTOMERS)
    settle()
    yield window
    if popup := QApplication.activePopupWidget():
        popup.close()


@pytest.fixture
def pane(window: MainWindow) -> ListPane:
    """Return the pane of the window, with the list in focus and nobody chosen."""
    [pane] = window.findChildren(ListPane)
    pane.list.setFocus()
    return pane


@pytest.fixture
def opener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file into which the machine's opener writes what it is given."""
    said, folder = tmp_path / "opened", tmp_path / "bin"
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(f'#!/bin/sh\necho "$1" >> "{said}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return said


def right_click(qtbot: QtBot, pane: ListPane, customer: bytes, settle: Settle) -> QMenu:
    """Press and release the right button on a row, as a platform does, and return the menu that opens."""
    at = pane.list.rect_of(customer).center()
    qtbot.mouseClick(pane.list.viewport(), Qt.MouseButton.RightButton, pos=at)
    whole = pane.list.viewport().mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, whole)
    QApplication.sendEvent(pane.list.viewport(), event)
    settle()
    return opened_menu()


def opened_menu() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entries(menu: QMenu) -> list[tuple[str, bool]]:
    """Return the entries of a menu, each with whether it can be chosen."""
    return [(action.text(), action.isEnabled()) for action in menu.actions() if not action.isSeparator()]


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def viewed(desk: Desk) -> int:
    with desk.book.store.read() as tx:
        found: int = tx.exec_driver_sql(
            "SELECT count(*) FROM audit WHERE action = 'customer.view'"
        ).scalar_one()
    return found


def test_a_right_click_offers_what_can_be_done_and_opens_nobody(
    qtbot: QtBot, desk: Desk, pane: ListPane, people: People, settle: Settle
) -> None:
    menu = right_click(qtbot, pane, people.qiu, settle)
    [heading, (light, enabled), *others] = entries(menu)
    assert light.startswith("不可营销：")
    assert not enabled
    assert [heading, *others] == [
        ("仇英 · C0003", False),
        ("电话", True),
        ("短信", True),
        ("电子邮件", False),
        ("记录联系", True),
        ("置顶", True),
    ]
    assert menu.accessibleName() == "仇英 · C0003"
    assert not any("6789" in text for _, text in said(menu))
    qtbot.wait(250)  # longer than a row must stay chosen before it is opened
    settle()
    assert (viewed(desk), pane.list.opened) == (0, None)
    menu.close()
    qtbot.mouseClick(
        pane.list.viewport(), Qt.MouseButton.LeftButton, pos=pane.list.rect_of(people.qiu).center()
    )
    settle()
    assert viewed(desk) == 1  # the control


def test_it_speaks_the_language_that_is_on(
    qtbot: QtBot, pane: ListPane, people: People, settle: Settle
) -> None:
    speak("en")
    menu = right_click(qtbot, pane, people.zeng, settle)
    assert "arketing" in entries(menu)[1][0]
    assert [text for text, _ in entries(menu)][2:] == ["Phone", "SMS", "E-mail", "Log a contact", "Pin"]
    menu.close()


def test_somebody_without_name_or_number_to_call_is_offered_the_rest(
    qtbot: QtBot, pane: ListPane, people: People, settle: Settle
) -> None:
    menu = right_click(qtbot, pane, people.nobody, settle)
    assert [text for text, enabled in entries(menu) if enabled] == ["记录联系", "置顶"]
    assert entries(menu)[0] == ("C0005", False)
    menu.close()


def test_beside_the_rows_there_is_no_menu(pane: ListPane, settle: Settle) -> None:
    pane.model.find(CustomerQuery("仇英"), begins=True)
    settle()
    at = QPoint(20, pane.list.viewport().height() - 5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, pane.list.viewport().mapToGlobal(at))
    QApplication.sendEvent(pane.list.viewport(), event)
    settle()
    assert QApplication.activePopupWidget() is None


@pytest.mark.linux
def test_a_call_is_begun_from_the_menu_and_its_record_opens(
    qtbot: QtBot, desk: Desk, window: MainWindow, pane: ListPane, people: People, opener: Path, settle: Settle
) -> None:
    choose(right_click(qtbot, pane, people.zeng, settle), "电话")
    settle()
    assert opener.read_text() == f"tel:{PHONE}\n"
    [sheet] = window.findChildren(LogSheet)
    assert sheet.isVisible()
    entry = sheet.form.entry
    assert (entry.customers, entry.channel, entry.direction) == ((people.zeng,), "phone", "out")
    assert entry.time
    assert [draft.entry.channel for draft in drafts(desk.book)] == ["phone"]
    assert not any(PHONE in text for _, text in said(window))


def test_a_contact_is_logged_from_the_menu(
    qtbot: QtBot, window: MainWindow, pane: ListPane, people: People, settle: Settle
) -> None:
    choose(right_click(qtbot, pane, people.ouyang, settle), "记录联系")
    settle()
    [sheet] = window.findChildren(LogSheet)
    assert sheet.isVisible()
    assert sheet.form.entry.customers == (people.ouyang,)


def test_the_menu_pins_and_takes_the_pin_away(
    qtbot: QtBot, pane: ListPane, people: People, window: MainWindow, settle: Settle
) -> None:
    for text, pinned, told in (("置顶", True, "已置顶“仇英”。"), ("取消置顶", False, "已取消置顶“仇英”。")):
        choose(right_click(qtbot, pane, people.qiu, settle), text)
        settle()
        settle()
        place = pane.model.place(people.qiu)
        assert place is not None
        assert pane.model.row(place).pinned is pinned
        assert window.toast.text == told


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, SHIFT)],
    ids=["menu", "shift-f10"],
)
def test_the_menu_opens_by_key_and_is_used_by_key(
    qtbot: QtBot,
    window: MainWindow,
    pane: ListPane,
    people: People,
    settle: Settle,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
) -> None:
    pane.list.mark(people.qiu)
    qtbot.keyClick(pane.list, key, modifiers)
    settle()
    # Some platforms send a wish for the menu beside the key: there is still one menu.
    centre = pane.list.rect_of(people.qiu).center()
    QApplication.sendEvent(
        pane.list.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, centre, centre)
    )
    settle()
    menu = opened_menu()
    assert pane.list.findChildren(QMenu) == [menu]
    active = menu.activeAction()
    assert active is not None
    assert active.text() == "电话"
    qtbot.keyClick(menu, Qt.Key.Key_Up)
    qtbot.keyClick(menu, Qt.Key.Key_Up)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    settle()
    [sheet] = window.findChildren(LogSheet)
    assert sheet.form.entry.customers == (people.qiu,)


def test_escape_leaves_the_menu_for_the_list(
    qtbot: QtBot, pane: ListPane, people: People, settle: Settle
) -> None:
    pane.list.mark(people.qiu)
    qtbot.keyClick(pane.list, Qt.Key.Key_F10, SHIFT)
    settle()
    qtbot.keyClick(opened_menu(), Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert pane.list.hasFocus()
    assert pane.list.currentIndex().row() == pane.model.place(people.qiu)


@pytest.mark.linux
def test_a_key_asks_how_as_the_head_of_the_customer_does(
    qtbot: QtBot, window: MainWindow, pane: ListPane, people: People, opener: Path, settle: Settle
) -> None:
    pane.list.mark(people.zeng)
    qtbot.keyClick(pane.list, Qt.Key.Key_T, CTRL)
    settle()
    panel = QApplication.activePopupWidget()
    assert isinstance(panel, StartPanel)
    assert panel.channels["phone"].hasFocus()
    row = pane.list.rect_of(people.zeng)
    assert panel.y() > pane.list.viewport().mapToGlobal(row.bottomLeft()).y()
    panel.reason.setText("存单到期")
    qtbot.keyClick(panel.channels["sms"], Qt.Key.Key_Return)
    settle()
    assert opener.read_text() == f"sms:{PHONE}\n"
    [sheet] = window.findChildren(LogSheet)
    assert (sheet.form.entry.customers, sheet.form.entry.channel) == ((people.zeng,), "sms")
    assert sheet.subtitle.accessibleName() == "存单到期"


def test_where_the_policy_names_no_way_the_key_says_so(
    qtbot: QtBot, desk: Desk, window: MainWindow, pane: ListPane, people: People, settle: Settle
) -> None:
    without = DEFAULT[: DEFAULT.index("[[contacts.handlers]]")]
    rest = DEFAULT[DEFAULT.rindex("[[contacts.handlers]]") :]
    text = without + rest[rest.index("\n[") :] if "\n[" in rest else without
    Book(desk.book.store).add("policies", id=2, text=text.replace("version = 1", "version = 2", 1))
    pane.list.mark(people.zeng)
    qtbot.keyClick(pane.list, Qt.Key.Key_T, CTRL)
    settle()
    assert QApplication.activePopupWidget() is None
    assert window.toast.text == "本行策略没有规定发起联系的方式。"
    menu = right_click(qtbot, pane, people.zeng, settle)
    assert [text for text, _ in entries(menu)] == ["曾国藩 · C0001", "记录联系", "置顶"]
    menu.close()


def test_the_key_is_in_the_table_and_means_nothing_else() -> None:
    listed = [sequence for group in keys.GROUPS for key in group.keys for sequence in key.sequences]
    assert listed.count(keys.BEGIN_CONTACT) == 1
    assert "Shift+F10" in listed

"""What was typed is not lost: kept while typing, when the form closes and with the desk, and offered again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.data import vault
from advisor_app.data.opening import DATABASE
from advisor_app.data.store import Store
from advisor_app.domain.contacts import ContactEntry
from advisor_app.services.drafts import drafts, save_draft
from advisor_app.services.open_book import Book
from advisor_app.settings import Settings
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.log_sheet import LogSheet
from tests.support.rich_book import People
from tests.ui.conftest import Kept
from tests.ui.screens.contact.conftest import (
    CTRL,
    Open,
    Press,
    Settle,
    compose,
    draft_entries,
    focused,
    logged,
    sheet_of,
)

LINE = "@曾国藩 #电话 谈了大额存单到期"


def type_line(press: Press, settle: Settle, text: str = LINE) -> None:
    press(Qt.Key.Key_L, CTRL)
    compose(focused(), text)
    settle()


@pytest.fixture
def another_desk(rich: Kept, tmp_path: Path, settings: Settings) -> Callable[[], Desk]:
    """Return what opens a desk on one and the same store, as unlocking does."""
    folder = tmp_path / "same"
    shutil.copytree(rich.folder, folder)

    def another_desk() -> Desk:
        header = vault.load(folder)
        store = Store(folder / DATABASE, rich.secrets, actor=header.advisor, device=header.device)
        return Desk(Book(folder, header, rich.secrets, store), settings)

    return another_desk


def test_the_last_word_survives_the_end_of_the_window(
    qtbot: QtBot, another_desk: Callable[[], Desk], open_window: Open, people: People
) -> None:
    first = another_desk()
    window = open_window(first)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    compose(focused(), LINE)
    qtbot.waitUntil(lambda: not first.background.busy)
    sheet_of(window).form.fields.note.setPlainText("最后一句")
    window.close()
    first.close()
    first.book.store.close()

    second = another_desk()
    window = open_window(second)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: not second.background.busy)
    sheet = sheet_of(window)
    [row] = sheet.drafts.rows
    assert row.about.accessibleName() == "曾国藩 · 电话 · 最后一句"
    assert sheet.drafts.title.text() == "有 1 份草稿尚未完成"
    qtbot.keyClick(row.open_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not second.background.busy)
    entry = sheet.form.entry
    assert (entry.customers, entry.channel, entry.note, entry.line) == (
        (people.zeng,), "phone", "最后一句", LINE,
    )  # fmt: skip
    assert not sheet.drafts.isVisible()
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not second.background.busy)
    assert [contact[6] for contact in logged(second)] == ["最后一句"]
    assert draft_entries(second) == []
    window.close()
    second.close()
    second.book.store.close()


def test_a_form_in_which_nothing_was_typed_leaves_no_draft(
    qtbot: QtBot, another_desk: Callable[[], Desk], open_window: Open, people: People
) -> None:
    desk = another_desk()
    window = open_window(desk)
    desk.customer_wanted.emit(people.zeng)
    qtbot.waitUntil(lambda: not desk.background.busy)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: not desk.background.busy)
    assert sheet_of(window).form.entry.customers == (people.zeng,)
    window.close()
    desk.close()
    assert draft_entries(desk) == []
    desk.book.store.close()


def test_a_contact_that_was_logged_just_before_the_end_is_no_draft(
    qtbot: QtBot, another_desk: Callable[[], Desk], open_window: Open
) -> None:
    desk = another_desk()
    window = open_window(desk)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    compose(focused(), LINE)
    qtbot.waitUntil(lambda: not desk.background.busy)
    sheet_of(window).save()
    qtbot.waitUntil(lambda: len(logged(desk)) == 1)
    window.close()
    desk.close()
    assert len(logged(desk)) == 1
    assert draft_entries(desk) == []
    desk.book.store.close()


def test_it_is_kept_every_few_seconds(
    qtbot: QtBot, desk: Desk, sheet: LogSheet, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet._keep_soon.setInterval(20)
    compose(sheet.form.quick.field, LINE)
    qtbot.waitUntil(lambda: [entry.line for entry in draft_entries(desk)] == [LINE])
    qtbot.waitUntil(lambda: sheet.state.accessibleName().startswith("草稿已于"))
    sheet.form.fields.note.setPlainText("又一句")
    qtbot.waitUntil(lambda: [entry.note for entry in draft_entries(desk)] == ["又一句"])


def test_what_is_cleared_again_is_no_draft(qtbot: QtBot, desk: Desk, sheet: LogSheet, settle: Settle) -> None:
    compose(sheet.form.quick.field, "谈")
    settle()
    sheet.keep()
    settle()
    assert len(draft_entries(desk)) == 1
    sheet.form.quick.field.clear()
    settle()
    sheet.leave()
    settle()
    assert draft_entries(desk) == []


def test_escape_keeps_a_draft_and_says_so(
    desk: Desk, window: MainWindow, press: Press, settle: Settle
) -> None:
    before = focused()
    type_line(press, settle)
    press(Qt.Key.Key_Escape)
    assert not sheet_of(window).isVisible()
    assert focused() is before
    assert window.toast.text == "已存为草稿。"
    assert [entry.line for entry in draft_entries(desk)] == [LINE]
    window.toast.action.click()
    settle()
    assert sheet_of(window).isVisible()
    assert sheet_of(window).form.entry.note == "谈了大额存单到期"
    compose(sheet_of(window).form.quick.field, "了")
    settle()
    press(Qt.Key.Key_Escape)
    assert [entry.note for entry in draft_entries(desk)] == ["谈了大额存单到期了"]


def test_escape_from_an_empty_form_says_nothing(
    desk: Desk, window: MainWindow, press: Press, settle: Settle
) -> None:
    press(Qt.Key.Key_L, CTRL)
    press(Qt.Key.Key_Escape)
    assert not window.toast.isVisible()
    assert draft_entries(desk) == []


def test_what_is_discarded_comes_back_with_undo(
    desk: Desk, window: MainWindow, press: Press, settle: Settle
) -> None:
    type_line(press, settle)
    sheet_of(window).keep()
    settle()
    sheet_of(window).discard_button.click()
    settle()
    assert draft_entries(desk) == []
    assert window.toast.text == "已放弃。"
    window.toast.action.click()
    settle()
    assert sheet_of(window).form.entry.line == LINE


def test_a_draft_in_the_list_is_discarded_with_undo(
    desk: Desk, window: MainWindow, people: People, press: Press, settle: Settle
) -> None:
    for note in ("第一", "第二"):
        save_draft(desk.book, ContactEntry(customers=(people.qiu,), channel="sms", note=note))
    press(Qt.Key.Key_L, CTRL)
    listed = sheet_of(window).drafts
    assert [row.about.accessibleName() for row in listed.rows] == ["仇英 · 短信 · 第二", "仇英 · 短信 · 第一"]
    listed.rows[0].discard_button.click()
    settle()
    assert [entry.note for entry in draft_entries(desk)] == ["第一"]
    assert len(listed.rows) == 1
    window.toast.action.click()
    settle()
    assert sorted(entry.note for entry in draft_entries(desk)) == ["第一", "第二"]
    assert len(listed.rows) == 2


def test_the_list_goes_as_soon_as_something_is_typed(
    desk: Desk, window: MainWindow, people: People, press: Press, settle: Settle
) -> None:
    save_draft(desk.book, ContactEntry(customers=(people.qiu, people.zeng), note="改天再说"))
    press(Qt.Key.Key_L, CTRL)
    listed = sheet_of(window).drafts
    assert listed.isVisible()
    speak("en")
    assert listed.title.text() == "1 draft is not finished"
    compose(focused(), "x")
    settle()
    assert not listed.isVisible()


def test_a_draft_that_is_gone_on_with_keeps_what_stood_in_the_form(
    desk: Desk, window: MainWindow, people: People, press: Press, settle: Settle
) -> None:
    save_draft(desk.book, ContactEntry(customers=(people.qiu,), note="从前的"))
    type_line(press, settle, "#电话 现在的")
    sheet = sheet_of(window)
    sheet.go_on(drafts(desk.book)[0])
    settle()
    assert sheet.form.entry.note == "从前的"
    assert sorted(entry.note for entry in draft_entries(desk)) == ["从前的", "现在的"]


def test_a_draft_keeps_the_day_that_was_meant_when_it_was_written(
    desk: Desk, sheet: LogSheet, people: People, settle: Settle
) -> None:
    entry = ContactEntry(
        customers=(people.zeng,), channel="phone", direction="out", note="谈了", next_step="回访",
        next_step_on="2026-11-20", line="@曾国藩 #电话 谈了 明天回访",
    )  # fmt: skip
    sheet._begin(entry, (), sheet._keeper)
    settle()
    assert sheet.form.entry == entry
    assert not sheet.used


def test_a_draft_that_is_cleared_just_before_the_end_goes(
    desk: Desk, sheet: LogSheet, settle: Settle
) -> None:
    compose(sheet.form.quick.field, "谈")
    settle()
    sheet.keep()
    settle()
    assert len(draft_entries(desk)) == 1
    sheet.form.quick.field.clear()
    desk.closing.emit()
    assert draft_entries(desk) == []

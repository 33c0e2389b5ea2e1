"""Importing contacts in the window: the file, how it is read, how far it is, what was not taken, and again."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.data.apply import driver
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.import_sheet import ContactImportSheet
from advisor_app.ui.screens.notes.screen import NotesScreen

HEADER = "key,customer,channel,direction,happened_at,note\n"
CALLS = "Call ID,Number,Direction,Date,Time,Duration,Result,Remark\n7,C0001,x,2026-11-20,10:15:30,5:30,,问\n"


@pytest.fixture
def sheet(qtbot: QtBot, desk: Desk) -> ContactImportSheet:
    area = QWidget()
    qtbot.addWidget(area)
    area.resize(1200, 800)
    area.show()
    return ContactImportSheet(desk, area)


def imported(desk: Desk) -> list[str]:
    with desk.book.store.read() as tx:
        query = "SELECT note FROM interactions WHERE note LIKE '导入%' ORDER BY note"
        return [row[0] for row in driver(tx).execute(query)]


def table(folder: Path, *lines: str) -> Path:
    path = folder / "contacts.csv"
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_list_is_imported_and_what_was_rejected_is_shown_with_its_reason(
    qtbot: QtBot, desk: Desk, sheet: ContactImportSheet, tmp_path: Path, qtmodeltester: ModelTester
) -> None:
    path = table(
        tmp_path,
        "1,C0001,phone,in,2026-11-20T10:00,导入一",
        "2,C9999,phone,in,2026-11-20T10:00,导入二",
        "3,C0002,pigeon,in,2026-11-20T10:00,导入三",
    )
    sheet.open(path)
    assert sheet.open_button.text() == "contacts.csv"
    with qtbot.waitSignal(desk.book_changed):
        sheet.save()
    assert imported(desk) == ["导入一"]
    assert "1" in sheet.summary.text()
    assert "2" in sheet.summary.text()
    assert [row.line for row in sheet.model.rows] == [3, 4]
    assert sheet.rejects.isVisible()
    qtmodeltester.check(sheet.model, force_py=False)
    said = sheet.model.data(sheet.model.index(0, 0))
    speak("en")
    assert "records" in sheet.summary.text()
    assert sheet.model.data(sheet.model.index(0, 0)) != said
    speak("zh_CN")


def test_rejected_records_are_saved_and_that_changes_nothing(
    qtbot: QtBot, desk: Desk, sheet: ContactImportSheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(
        tmp_path, "1,C0001,phone,in,2026-11-20T10:00,导入一", "2,C9999,phone,in,2026-11-20T10:00,导入二"
    )
    sheet.open(path)
    with qtbot.waitSignal(desk.book_changed):
        sheet.save()
    wanted = tmp_path / "later.txt"

    def chosen(dialog: Any) -> None:
        dialog.fileSelected.emit(str(wanted))

    monkeypatch.setattr(QFileDialog, "open", chosen)
    with qtbot.waitSignal(desk.told):
        sheet.rejects_button.click()
    assert imported(desk) == ["导入一"]
    assert "2,C9999,phone,in,2026-11-20T10:00,导入二" in wanted.read_text(encoding="utf-8")
    assert "1" in sheet.summary.text()


def test_the_mapping_that_ships_can_be_chosen_and_mails_need_none(
    qtbot: QtBot, desk: Desk, sheet: ContactImportSheet, tmp_path: Path
) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(CALLS, encoding="utf-8")
    sheet.open(path)
    assert sheet.fields["mapping"].isVisible()
    names = [sheet.mapping.itemText(place) for place in range(sheet.mapping.count())]
    assert names == ["本系统的格式", "电话系统的通话清单", "自有映射…"]
    sheet.save()
    qtbot.waitUntil(lambda: not sheet.running)
    assert "contacts" not in sheet.wrong.text()
    assert sheet.wrong.isVisible()  # it is not in our own format, and nothing was begun
    sheet.mapping.choose("phone_system")
    sheet.save()
    qtbot.waitUntil(lambda: bool(sheet.model.rows))
    assert not sheet.wrong.isVisible()
    sheet.take((tmp_path / "a.mbox",))
    assert not sheet.fields["mapping"].isVisible()
    assert not sheet.rejects.isVisible()


def test_without_a_file_there_is_nothing_to_import(sheet: ContactImportSheet) -> None:
    sheet.open(None)
    assert not sheet.save_button.isEnabled()
    sheet.save()
    assert not sheet.running
    assert not sheet.bar.isVisible()


def test_the_records_lead_to_the_import(qtbot: QtBot, desk: Desk) -> None:
    screen = NotesScreen(desk)
    qtbot.addWidget(screen)
    with qtbot.waitSignal(desk.form_wanted) as asked:
        screen.import_button.click()
    assert asked.args == ["contact_import", None]

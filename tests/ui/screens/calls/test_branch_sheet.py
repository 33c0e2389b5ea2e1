"""A list from the branch: pasted or opened, matched while it is looked at, made by key, and of any search."""

from pathlib import Path

from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery
from advisor_app.services.call_lists import call_lists, calls_of_list
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.screens.calls.branch_sheet import BranchListSheet
from advisor_app.ui.screens.calls.screen import CallsScreen
from advisor_app.ui.screens.calls.wanted import list_of
from advisor_app.ui.screens.customers.pane import ListPane
from tests.support.rich_book import People
from tests.ui.screens.calls.conftest import Lists, Press, Settle

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(window: MainWindow) -> BranchListSheet:
    [sheet] = window.findChildren(BranchListSheet)
    assert sheet.is_open
    return sheet


def own_lists(desk: Desk) -> dict[str, list[bytes]]:
    rows = call_lists(desk.book).rows
    return {
        str(row.title): [call.customer_id for call in calls_of_list(desk.book, row.id).calls]
        for row in rows
        if not row.campaign
    }


def test_a_table_is_pasted_matched_and_made_by_key(
    qtbot: QtBot,
    desk: Desk,
    window: MainWindow,
    screen: CallsScreen,
    people: People,
    press: Press,
    settle: Settle,
    qtmodeltester: ModelTester,
) -> None:
    screen.queue.setFocus()
    press(Qt.Key.Key_B, CTRL)
    sheet = opened(window)
    assert QApplication.focusWidget() is sheet.paste
    QApplication.clipboard().setText("姓名\t客户号\n仇英\tC0003\n某人\tX1 13800138000\n欧阳修\tC0004")
    sheet.paste.paste()
    qtbot.waitUntil(lambda: sheet.found is not None)
    settle()
    assert sheet.summary.text() == "找到 2 名客户。"
    assert sheet.column.currentText() == "客户号 · 2 个客户号"
    assert [sheet.model.entry_at(place)[:1] for place in range(sheet.model.rowCount())] == [("第 3 行",)]
    assert (sheet.model.entry_at(0).body, sheet.model.entry_at(0).mark) == (
        "某人  X1 138****8000",
        "不在您的管户中",
    )
    qtmodeltester.check(sheet.model, force_py=False)
    press(Qt.Key.Key_Return, CTRL)
    assert [str(error) for error in sheet.fields["title"].errors] == ["请给名单起个名称。"]
    assert QApplication.focusWidget() is sheet.name
    sheet.name.setText("网点周五")
    offers: list[object] = []
    desk.offered.connect(lambda _told, _name, action: offers.append(action))
    press(Qt.Key.Key_Return, CTRL)
    assert not sheet.is_open
    assert own_lists(desk)["网点周五"] == [people.qiu, people.ouyang]
    assert "网点周五" in [screen.lists_model.entry_at(place).title for place in range(3)]
    offers[-1]()  # type: ignore[operator]
    settle()
    assert "网点周五" not in own_lists(desk)


def test_a_workbook_fills_the_form_and_a_bad_one_says_why(
    desk: Desk, window: MainWindow, screen: CallsScreen, people: People, tmp_path: Path, settle: Settle
) -> None:
    book = Workbook()
    for row in (("推荐人", "客户"), ("C0001", "C0003"), ("C0002", "C0004")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "滨江.xlsx")
    screen.new_button.click()
    settle()
    sheet = opened(window)
    sheet.take((tmp_path / "滨江.xlsx",))
    settle()
    assert (sheet.name.text(), sheet.column.value) == ("滨江", 0)
    assert "请核对所选的列" in sheet.summary.text()
    sheet.column.setCurrentIndex(1)
    sheet.column.activated.emit(1)
    settle()
    assert getattr(sheet.found, "customers", ()) == (people.qiu, people.ouyang)
    (tmp_path / "坏.xlsx").write_bytes(b"x")
    sheet.take((tmp_path / "坏.xlsx",))
    settle()
    assert sheet.found is None
    [error] = sheet.fields["table"].errors
    assert "坏.xlsx 已损坏" in str(error)
    sheet.leave()


def test_customers_of_a_search_become_a_list(
    desk: Desk, window: MainWindow, people: People, settle: Settle
) -> None:
    list_of(desk, CustomerQuery(text="曾"), "姓曾")
    settle()
    sheet = opened(window)
    assert (sheet.name.text(), sheet.summary.text()) == ("姓曾", "找到 2 名客户。")
    assert not sheet.fields["table"].isVisible()
    sheet.save()
    settle()
    assert set(own_lists(desk)["姓曾"]) == {people.zeng, people.child}


def test_the_panel_of_segments_offers_it_for_what_is_looked_for(
    qtbot: QtBot, desk: Desk, window: MainWindow, lists: Lists, settle: Settle
) -> None:
    window.show_screen("customers")
    settle()
    [pane] = window.findChildren(ListPane)
    pane._look_at(CustomerQuery(text="曾"))
    settle()
    pane.segment_button.click()
    with qtbot.waitSignal(desk.form_wanted) as wanted:
        pane.segments.to_call.click()
    settle()
    assert wanted.args is not None
    assert wanted.args[0] == "branch_list"
    assert opened(window).name.text() == "曾"
    assert not pane.segments.isVisible()

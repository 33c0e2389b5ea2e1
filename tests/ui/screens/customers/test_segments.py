"""Segments: kept under a name, chosen, renamed, deleted and brought back; a name that cannot be is refused."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import Among, CustomerQuery, CustomerSort
from advisor_app.services.segments import save_segment, segments
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.pane import ListPane
from advisor_app.ui.screens.customers.segments import SegmentsPanel
from tests.ui.screens.customers.conftest import Settle
from tests.ui.screens.customers.test_model import titles

QUERY = CustomerQuery("王", tiers=("gold",), sort=CustomerSort.NAME, reverse=True, among=Among.PINNED)


@pytest.fixture
def open_panel(qtbot: QtBot, pane: ListPane) -> Callable[[], SegmentsPanel]:
    def open_it() -> SegmentsPanel:
        pane.segment_button.click()
        assert pane.segments.isVisible()
        return pane.segments

    return open_it


@pytest.fixture(autouse=True)
def _closed(pane: ListPane) -> object:
    yield
    pane.segments.close()


def names(panel: SegmentsPanel) -> list[str]:
    return [row.segment.name for row in panel.rows]


def test_what_is_looked_for_is_kept_and_chosen_again(
    qtbot: QtBot, desk: Desk, pane: ListPane, settle: Settle, open_panel: Callable[[], SegmentsPanel]
) -> None:
    pane._look_at(QUERY)
    panel = open_panel()
    field = panel.new_name.field
    field.setFocus()
    field.setText("金卡姓王")
    with qtbot.waitSignal(desk.told) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert told.args == ["已保存客群“金卡姓王”。"]
    assert [(segment.name, segment.query) for segment in segments(desk.book)] == [("金卡姓王", QUERY)]
    assert (names(panel), field.text()) == (["金卡姓王"], "")
    pane._look_at(CustomerQuery())
    settle()
    qtbot.mouseClick(panel.rows[0].look, Qt.MouseButton.LeftButton)
    settle()
    assert not panel.isVisible()
    assert pane.query == QUERY
    assert pane.search.text() == "王"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "客群需要一个名称。"), ("重点", "已有名为“重点”的客群。请换一个名称。")],
)
def test_a_name_that_cannot_be_is_refused_beside_the_field(
    qtbot: QtBot,
    desk: Desk,
    pane: ListPane,
    settle: Settle,
    open_panel: Callable[[], SegmentsPanel],
    name: str,
    sentence: str,
) -> None:
    save_segment(desk.book, "重点", CustomerQuery())
    errors: list[object] = []
    desk.failed.connect(errors.append)
    panel = open_panel()
    panel.new_name.field.setText(name)
    qtbot.keyClick(panel.new_name.field, Qt.Key.Key_Return)
    settle()
    assert panel.new_name.sentence == sentence
    assert panel.new_name.field.property("kind") == "wrong"
    assert panel.new_name.field.accessibleDescription() == sentence
    assert errors == []
    speak("en")
    assert panel.new_name.sentence != sentence
    qtbot.keyClicks(panel.new_name.field, "a")
    assert panel.new_name.sentence == ""
    assert len(segments(desk.book)) == 1


def test_a_segment_gets_another_name(
    qtbot: QtBot, desk: Desk, pane: ListPane, settle: Settle, open_panel: Callable[[], SegmentsPanel]
) -> None:
    for name in ("重点", "其他"):
        save_segment(desk.book, name, QUERY)
    pane.refresh()
    settle()
    panel = open_panel()
    row = panel.rows[0]
    qtbot.mouseClick(row.rename, Qt.MouseButton.LeftButton)
    field = row.field.field
    assert QApplication.focusWidget() is field
    assert field.selectedText() == "重点"
    field.setText("其他")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert row.field.sentence == "已有名为“其他”的客群。请换一个名称。"
    field.setText("重点客户")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert names(panel) == ["重点客户", "其他"]
    assert [(s.name, s.query) for s in segments(desk.book)] == [("重点客户", QUERY), ("其他", QUERY)]


def test_escape_gives_up_renaming_but_not_the_panel(
    qtbot: QtBot, desk: Desk, pane: ListPane, settle: Settle, open_panel: Callable[[], SegmentsPanel]
) -> None:
    save_segment(desk.book, "重点", QUERY)
    pane.refresh()
    settle()
    panel = open_panel()
    [row] = panel.rows
    row.rename.click()
    qtbot.keyClick(row.field.field, Qt.Key.Key_Escape)
    assert not row.field.isVisible()
    assert panel.isVisible()
    qtbot.keyClick(panel.new_name.field, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_change_of_the_book_leaves_a_name_that_is_being_typed(
    qtbot: QtBot, desk: Desk, pane: ListPane, settle: Settle, open_panel: Callable[[], SegmentsPanel]
) -> None:
    save_segment(desk.book, "重点", QUERY)
    pane.refresh()
    settle()
    [row] = open_panel().rows
    row.rename.click()
    row.field.field.setText("重点客")
    desk.book_changed.emit()
    settle()
    assert row.field.isVisible()
    row.field.field.setText("重点")  # as it was: taken, and the field goes
    qtbot.keyClick(row.field.field, Qt.Key.Key_Return)
    settle()
    assert not row.field.isVisible()
    assert pane.segments.rows == [row]


def test_choosing_the_segment_that_is_looked_at_keeps_its_mark(
    qtbot: QtBot, desk: Desk, pane: ListPane, settle: Settle, open_panel: Callable[[], SegmentsPanel]
) -> None:
    save_segment(desk.book, "全部", CustomerQuery())
    pane.refresh()
    settle()
    [row] = open_panel().rows
    row.look.click()
    assert row.look.isChecked()
    assert pane.list.hasFocus()


def test_a_deleted_segment_comes_back(
    qtbot: QtBot, desk: Desk, pane: ListPane, settle: Settle, open_panel: Callable[[], SegmentsPanel]
) -> None:
    first = save_segment(desk.book, "重点", QUERY)
    second = save_segment(desk.book, "其他", CustomerQuery())
    pane.refresh()
    settle()
    panel = open_panel()
    qtbot.mouseClick(panel.rows[0].delete, Qt.MouseButton.LeftButton)
    settle()
    assert (names(panel), segments(desk.book)) == (["其他"], (second,))
    assert panel.undo_text.text() == "已删除“重点”。"
    assert QApplication.focusWidget() is panel.undo
    qtbot.keyClick(panel.undo, Qt.Key.Key_Space)
    settle()
    assert segments(desk.book) == (first, second)
    assert names(panel) == ["重点", "其他"]
    assert not panel.undo.isVisible()


def test_the_segment_that_is_looked_at_is_marked(desk: Desk, pane: ListPane, settle: Settle) -> None:
    save_segment(desk.book, "重点", QUERY)
    save_segment(desk.book, "全部", CustomerQuery())
    pane.refresh()
    settle()
    assert [row.look.isChecked() for row in pane.segments.rows] == [False, True]
    pane._look_at(QUERY)
    settle()
    assert [row.look.isChecked() for row in pane.segments.rows] == [True, False]
    assert titles(pane.model) == []


def test_a_long_name_is_shortened_and_still_said_whole(desk: Desk, pane: ListPane, settle: Settle) -> None:
    name = "江城" * 20
    save_segment(desk.book, name, QUERY)
    pane.refresh()
    settle()
    [row] = pane.segments.rows
    assert row.look.text().endswith("…")
    assert (row.look.accessibleName(), row.look.toolTip()) == (name, name)
    assert row.delete.accessibleName() == f"删除“{name}”"

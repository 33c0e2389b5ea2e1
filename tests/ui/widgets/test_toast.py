"""A toast says what was done, offers to undo it, and goes by itself."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advisor_app.ui.widgets import toast as module
from advisor_app.ui.widgets.toast import Toast


@pytest.fixture
def area(qtbot: QtBot, themed: object) -> QWidget:
    area = QWidget()
    area.resize(600, 400)
    qtbot.addWidget(area)
    area.show()
    qtbot.waitExposed(area)
    return area


def test_it_lies_at_the_bottom_and_takes_no_focus(qtbot: QtBot, area: QWidget) -> None:
    toast = Toast(area)
    area.setFocus()
    toast.toast("已置顶")
    assert toast.isVisible()
    assert toast.text == "已置顶"
    assert not toast.action.isVisible()
    assert area.hasFocus()
    area.resize(700, 300)
    assert toast.geometry().bottom() < 300 <= toast.geometry().bottom() + 40
    assert abs(toast.geometry().center().x() - 350) <= 1
    toast.hide()


def test_it_goes_by_itself(qtbot: QtBot, area: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHOWN_MS", 20)
    toast = Toast(area)
    toast.toast("已置顶")
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_what_was_done_is_undone_once(qtbot: QtBot, area: QWidget) -> None:
    undone: list[str] = []
    toast = Toast(area)
    toast.toast("已置顶", "撤销", lambda: undone.append("pin"))
    qtbot.mouseClick(toast.action, Qt.MouseButton.LeftButton)
    assert undone == ["pin"]
    assert not toast.isVisible()
    toast.action.click()
    assert undone == ["pin"]


def test_a_new_sentence_takes_the_place_of_the_old_one(area: QWidget) -> None:
    toast = Toast(area)
    toast.toast("一", "撤销", lambda: None)
    toast.toast("二")
    assert toast.text == "二"
    assert not toast.action.isVisible()
    toast.hide()


def test_it_lies_beside_a_panel_or_over_it_where_that_leaves_no_room(qtbot: QtBot, area: QWidget) -> None:
    toast = Toast(area)
    toast.toast("已置顶")
    toast.keep_clear(200)
    assert toast.geometry().right() < area.width() - 200
    toast.keep_clear(500)
    assert abs(toast.geometry().center().x() - area.width() // 2) <= 1
    toast.keep_clear(0)
    assert abs(toast.geometry().center().x() - area.width() // 2) <= 1
    toast.hide()

"""The pane as an advisor uses it: search, shelves, filters, order, empty states, and all of it by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import Among, CustomerQuery, CustomerSort
from advisor_app.services.shortlist import pin
from advisor_app.services.show_customer import show_customer
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.blank import Why
from advisor_app.ui.screens.customers.pane import ListPane
from tests.support.rich_book import People
from tests.ui.screens.customers.conftest import CROWD, RICH, Settle
from tests.ui.screens.customers.test_model import searches_logged, titles


def type_text(pane: ListPane, text: str) -> None:
    """Commit a text as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(pane.search, event)


def search(qtbot: QtBot, pane: ListPane, settle: Settle, text: str) -> list[str]:
    """Type a text into the empty field, wait for the answer and return the titles of the rows."""
    pane.search.empty()
    type_text(pane, text)
    qtbot.waitUntil(lambda: pane.query.text == text)
    settle()
    return titles(pane.model)


def on_the_screen(pane: ListPane) -> object:
    return pane._stack.currentWidget()


def test_at_first_everybody_is_there_the_largest_first(pane: ListPane) -> None:
    assert titles(pane.model)[:4] == ["曾国藩", "单于丹", "仇英", "王一"]
    assert pane.heading.count == RICH
    assert on_the_screen(pane) is pane.list


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("国藩", ["曾国藩"]),
        ("单于", ["单于丹"]),
        ("zeng", ["曾国藩", "曾小凡"]),
        ("zgf", ["曾国藩"]),
        ("qiuying", ["仇英"]),
        ("chanyu", ["单于丹"]),
        ("cyd", ["单于丹"]),
        ("8000", ["曾国藩"]),
        ("C0003", ["仇英"]),
        ("c000", ["曾国藩", "单于丹", "仇英", "欧阳修", "C0005", "解缙", "曾小凡"]),
        ("1380", []),
    ],
)
def test_customers_are_found(
    qtbot: QtBot, pane: ListPane, settle: Settle, text: str, found: list[str]
) -> None:
    assert sorted(search(qtbot, pane, settle, text)) == sorted(found)
    assert pane.heading.count == len(found)


def test_letters_of_one_search_are_logged_once(
    qtbot: QtBot, desk: Desk, pane: ListPane, settle: Settle
) -> None:
    counts = [searches_logged(desk)]
    for letter in "zen":
        qtbot.keyClicks(pane.search, letter)
        pane.search.flush()
        settle()
        counts.append(searches_logged(desk))
    pane.filters.changed.emit({"tiers": ("private",)})
    settle()
    counts.append(searches_logged(desk))
    pane.heading.sort.sort_chosen.emit(CustomerSort.NAME, False)
    settle()
    counts.append(searches_logged(desk))
    assert counts == [1, 2, 2, 2, 3, 3]


def test_the_count_of_many_arrives_later(
    qtbot: QtBot, desk: Desk, pane: ListPane, crowd: list[bytes], settle: Settle
) -> None:
    desk.book_changed.emit()
    settle()
    assert pane.model.rowCount() < RICH + CROWD
    qtbot.waitUntil(lambda: pane.heading.count == RICH + CROWD)
    assert search(qtbot, pane, settle, "周") == ["周周"] * 50
    qtbot.waitUntil(lambda: pane.heading.count == CROWD)


def test_shelves_hold_who_was_pinned_and_who_was_shown(
    qtbot: QtBot, desk: Desk, pane: ListPane, people: People, settle: Settle
) -> None:
    pin(desk.book, people.qiu, True)
    for customer in (people.ouyang, people.zeng):
        show_customer(desk.book, customer)
    everybody, pinned, recent = pane.shelves.chips
    qtbot.mouseClick(pinned, Qt.MouseButton.LeftButton)
    settle()
    assert titles(pane.model) == ["仇英"]
    qtbot.mouseClick(recent, Qt.MouseButton.LeftButton)
    settle()
    assert titles(pane.model) == ["曾国藩", "欧阳修"]
    assert not pane.heading.sort.isEnabled()
    qtbot.mouseClick(everybody, Qt.MouseButton.LeftButton)
    settle()
    assert pane.model.rowCount() == RICH
    assert pane.heading.sort.isEnabled()


def test_the_order_is_chosen_and_turned_round(pane: ListPane, settle: Settle) -> None:
    chosen = pane.heading.sort
    assert chosen.text() == "管理资产"
    number = next(action for action in chosen.menu().actions() if action.text() == "客户号")
    number.trigger()
    settle()
    assert titles(pane.model)[:3] == ["曾国藩", "单于丹", "仇英"]
    chosen.menu().actions()[-1].trigger()
    settle()
    assert titles(pane.model)[:2] == ["王六", "王五"]
    assert pane.query == CustomerQuery(sort=CustomerSort.NUMBER, reverse=True)
    assert (chosen.text(), chosen.accessibleName()) == ("客户号", "排序：客户号，倒序")


def test_control_d_pins_and_takes_the_pin_away(
    qtbot: QtBot, desk: Desk, pane: ListPane, people: People, settle: Settle
) -> None:
    told: list[str] = []
    desk.told.connect(told.append)
    pane.list.mark(people.qiu)
    pane.list.setFocus()
    for pinned in (True, False):
        with qtbot.waitSignal(desk.book_changed):
            qtbot.keyClick(pane.list, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        settle()
        assert pane.model.row(2).pinned is pinned
    assert told == ["已置顶“仇英”。", "已取消置顶“仇英”。"]
    assert pane.list.currentIndex().row() == 2


class TestWithNobodyToShow:
    def test_nobody_fits_and_all_is_cleared(self, qtbot: QtBot, pane: ListPane, settle: Settle) -> None:
        pane.filters.changed.emit({"tiers": ("gold",)})
        assert search(qtbot, pane, settle, "曾") == []
        assert on_the_screen(pane) is pane.blank
        assert (pane.blank.why, pane.blank.sentence.text()) == (Why.NOBODY_FITS, "没有符合条件的客户")
        qtbot.mouseClick(pane.blank.button, Qt.MouseButton.LeftButton)
        settle()
        assert pane.query == CustomerQuery()
        assert (pane.search.text(), pane.model.rowCount()) == ("", RICH)

    @pytest.mark.parametrize(
        ("shelf", "why"), [(Among.PINNED, Why.NONE_PINNED), (Among.RECENT, Why.NONE_RECENT)]
    )
    def test_a_shelf_is_empty(
        self, qtbot: QtBot, pane: ListPane, settle: Settle, shelf: Among, why: Why
    ) -> None:
        pane.shelves.shelf_chosen.emit(shelf)
        settle()
        assert (on_the_screen(pane), pane.blank.why) == (pane.blank, why)
        qtbot.mouseClick(pane.blank.button, Qt.MouseButton.LeftButton)
        settle()
        assert pane.model.rowCount() == RICH

    def test_the_book_is_empty(self, qtbot: QtBot, bare_desk: Desk) -> None:
        pane = ListPane(bare_desk)
        qtbot.addWidget(pane)
        qtbot.waitUntil(lambda: not bare_desk.background.busy)
        assert (on_the_screen(pane), pane.blank.why) == (pane.blank, Why.EMPTY_BOOK)
        assert pane.blank.button.text() == "立即同步"
        with qtbot.waitSignal(pane.sync_wanted):
            qtbot.mouseClick(pane.blank.button, Qt.MouseButton.LeftButton)

    def test_while_the_rows_are_read_their_outlines_stand_there(self, qtbot: QtBot, desk: Desk) -> None:
        pane = ListPane(desk)
        qtbot.addWidget(pane)
        assert on_the_screen(pane) is pane._skeleton
        assert pane._skeleton.accessibleName() == "正在读取客户"
        qtbot.waitUntil(lambda: on_the_screen(pane) is pane.list)


def test_everything_is_done_by_keyboard(
    qtbot: QtBot, desk: Desk, pane: ListPane, people: People, settle: Settle
) -> None:
    """Search, go down, open, come back, clear; tick a filter; remove it by its chip."""

    def press(key: Qt.Key) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        qtbot.keyClick(widget, key)
        settle()

    opened: list[bytes] = []
    pane.customer_opened.connect(opened.append)
    pane.focus_search()
    qtbot.keyClicks(pane.search, "zeng")
    press(Qt.Key.Key_Down)
    assert pane.list.hasFocus()
    assert titles(pane.model) == ["曾国藩", "曾小凡"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert opened == [people.child]
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert pane.search.hasFocus()
    assert pane.search.selectedText() == "zeng"
    press(Qt.Key.Key_Escape)
    assert pane.model.rowCount() == RICH
    press(Qt.Key.Key_Tab)
    assert pane.filter_button.hasFocus()
    press(Qt.Key.Key_Space)
    assert pane.filters.isVisible()
    assert QApplication.focusWidget() is next(iter(pane.filters.boxes)), "the first box has the focus"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    assert pane.query.tiers == ("wealth",)
    assert titles(pane.model) == ["单于丹"]
    press(Qt.Key.Key_Escape)
    assert not pane.filters.isVisible()
    pane.filter_button.setFocus()
    for _ in range(3):  # the shelf that is chosen, the segments, the chip
        press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is pane.filter_chips.chips[0]
    press(Qt.Key.Key_Space)
    assert pane.query == CustomerQuery()
    assert pane.search.hasFocus()
    press(Qt.Key.Key_Return)
    assert pane.list.hasFocus()
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Return)
    assert opened[-1] == people.zeng


def test_enter_in_the_search_opens_the_first_that_fits(
    qtbot: QtBot, pane: ListPane, people: People, settle: Settle
) -> None:
    with qtbot.waitSignal(pane.customer_opened) as opened:
        qtbot.keyClicks(pane.search, "chanyu")
        qtbot.keyClick(pane.search, Qt.Key.Key_Return)
    assert opened.args == [people.shanyu]


def test_letters_typed_in_the_list_begin_a_search(qtbot: QtBot, pane: ListPane, settle: Settle) -> None:
    pane.list.setFocus()
    qtbot.keyClicks(pane.list, "q")
    assert pane.search.hasFocus()
    qtbot.keyClicks(pane.search, "iu")
    pane.search.flush()
    settle()
    assert titles(pane.model) == ["仇英"]


def test_escape_in_the_list_clears_the_search(qtbot: QtBot, pane: ListPane, settle: Settle) -> None:
    search(qtbot, pane, settle, "仇")
    pane.list.setFocus()
    qtbot.keyClick(pane.list, Qt.Key.Key_Escape)
    settle()
    assert (pane.search.text(), pane.model.rowCount()) == ("", RICH)


def test_a_change_of_the_book_keeps_what_is_looked_for(
    qtbot: QtBot, desk: Desk, pane: ListPane, people: People, settle: Settle
) -> None:
    search(qtbot, pane, settle, "曾")
    pane.list.mark(people.child)
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM customer_search WHERE customer_id = ?", (people.zeng,))
    desk.book_changed.emit()
    settle()
    assert titles(pane.model) == ["曾小凡"]
    assert pane.list.currentIndex().row() == 0
    assert pane.heading.count == 1


def test_language_and_theme_change_at_run_time(
    qtbot: QtBot, qapp: QApplication, pane: ListPane, people: People, settle: Settle
) -> None:
    pane.filters.changed.emit({"tiers": ("private", "wealth")})
    settle()
    chips = [chip.text() for chip in pane.filter_chips.chips]
    index = pane.model.index(0)
    sentence = Qt.ItemDataRole.AccessibleTextRole
    assert (chips, index.data(sentence)[:7]) == (["私行", "财富"], "曾国藩，私行，")
    light = pane.grab().toImage()
    speak("en")
    theme.apply(qapp, "dark")
    assert [chip.text() for chip in pane.filter_chips.chips] == ["Private", "Wealth"]
    assert index.data(sentence).startswith("曾国藩, Private, ")
    assert pane.heading.sort.text() == "AUM"
    assert pane.filter_button.accessibleName() == "Filters, 2 active"
    assert pane.grab().toImage() != light


def test_every_input_has_a_name(pane: ListPane) -> None:
    inputs = (pane.search, pane.list, pane.filter_button, pane.segment_button, pane.heading.sort)
    assert [widget.accessibleName() for widget in inputs] == [
        "搜索客户",
        "客户",
        "筛选",
        "客群",
        "排序：管理资产",
    ]


def test_a_query_is_the_same_after_a_walk_through_all_parts(pane: ListPane, settle: Settle) -> None:
    query = CustomerQuery("王", tiers=("gold",), sort=CustomerSort.NAME, reverse=True, among=Among.PINNED)
    pane._look_at(query)
    settle()
    assert pane.model.query == query
    assert pane.search.text() == "王"
    assert pane.shelves.chips[1].isChecked()
    pane._look_at(replace(query, text=""))
    settle()
    assert pane.search.text() == ""

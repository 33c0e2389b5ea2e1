"""The book as a whole: each figure is told, opens exactly its customers, and can be made a call list; by key alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain import book_figures as book
from advisor_app.domain.customers import CustomerQuery
from advisor_app.services.find_customers import count_customers
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import BOOK
from advisor_app.ui.say import speak
from advisor_app.ui.screens.book.figure import Figure
from advisor_app.ui.screens.book.screen import BookScreen
from advisor_app.ui.screens.calls.branch_sheet import BranchListSheet
from advisor_app.ui.screens.customers.screen import CustomersScreen
from tests.support import factories
from tests.support.factories import NOON, TODAY
from tests.support.rich_book import DAY, People
from tests.support.scripted_sync import ScriptedSync
from tests.ui.screens.forms import focused, press, settled

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
NOVEMBER, OCTOBER, AUGUST = TODAY - 23, TODAY - 54, TODAY - 115


@pytest.fixture
def known(desk: Desk, people: People) -> People:
    """Write the tiers of two months, and let two customers show signs of going quiet."""
    add = factories.Book(desk.book.store).add
    for customer, before, now, state in (
        (people.zeng, "wealth", "private", "normal"),
        (people.shanyu, "gold", "wealth", "normal"),
        (people.qiu, "wealth", "gold", "watch"),
        (people.ouyang, None, "mass", "upgrade_next"),
    ):
        for month, tier in ((OCTOBER, before), (NOVEMBER, now)):
            if tier is not None:
                values = {"tier": tier, "state": state, "currency": "CNY", "reason": "{}"}
                add("tier_months", customer_id=customer, month=month, **values)
    for customer, assets in ((people.qiu, 400_000_00), (people.ouyang, 80_000_00)):
        add("aum_months", customer_id=customer, month=AUGUST, average_minor=assets)
        add("interactions", customer_id=customer, happened_at=NOON - 250 * DAY, outcome="met", status=None)
    return people


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, known: People, tmp_path: Path) -> MainWindow:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_screen(BOOK)
    settled(qtbot, desk)
    return window


@pytest.fixture
def screen(window: MainWindow) -> BookScreen:
    [found] = window.findChildren(BookScreen)
    return found


@pytest.fixture
def listed(qtbot: QtBot, desk: Desk, window: MainWindow) -> Callable[[], set[str]]:
    """Return what tells the names in the list of customers that is seen."""

    def names() -> set[str]:
        settled(qtbot, desk)
        [screen] = window.findChildren(CustomersScreen)
        assert screen.isVisible()
        model = screen.pane.model
        return {model.row(place).name or model.row(place).number or "" for place in range(model.rowCount())}

    return names


def figures(screen: BookScreen) -> list[Figure]:
    return [one for one in screen.findChildren(Figure) if one.isVisible()]


def figure(screen: BookScreen, name: str) -> Figure:
    [found] = [one for one in figures(screen) if one.counted is not None and one.counted.name == name]
    return found


def test_each_figure_counts_those_whom_it_opens(desk: Desk, screen: BookScreen) -> None:
    shown = figures(screen)
    assert len(shown) > 30
    assert any(one.counted and one.counted.query.quiet and one.counted.customers for one in shown)
    for one in shown:
        assert one.counted is not None
        assert count_customers(desk.book, one.counted.query) == one.counted.customers, one.counted
        assert one.isEnabled() == (one.counted.customers > 0)


def test_the_tiles_say_how_the_book_is(screen: BookScreen) -> None:
    tiles = screen.tiles
    assert (tiles.customers.value, tiles.customers.note) == ("32", "其中 1 位已销户")
    # 曾国藩 820 万, 单于丹 88 万, 仇英 12 万 and 欧阳修 8,000
    assert (tiles.assets.value, tiles.assets.note) == ("¥920.80万", "2026年11月月均")
    assert tiles.moved.value == "↑2 ↓1"
    assert tiles.quiet.value == "2"
    assert "层级变动客户" in tiles.moved.accessibleName()


def test_bands_stand_from_the_highest_tier_down(screen: BookScreen) -> None:
    names = [band.counted.name for band in screen.pyramid.bands if band.counted]
    assert names == ["私行", "财富", "金卡", "大众", "尚无层级"]
    assert screen.pyramid.bands[0].accessibleName() == "私行，1 位客户，3.1%，管理资产¥820.00万"


def test_enter_opens_the_customers_of_a_figure(
    screen: BookScreen, listed: Callable[[], set[str]], window: MainWindow
) -> None:
    figure(screen, "层级上升").setFocus()
    press(Key.Key_Return)
    assert listed() == {"曾国藩", "单于丹"}
    [customers] = window.findChildren(CustomersScreen)
    assert [chip.text() for chip in customers.pane.filter_chips.chips] == ["层级上升"]
    assert focused() is customers.pane.list


def test_movements_name_both_tiers(screen: BookScreen, listed: Callable[[], set[str]]) -> None:
    figure(screen, "财富 → 金卡").click()
    assert listed() == {"仇英"}


def test_a_click_opens_those_of_a_tier_and_standing(
    qtbot: QtBot, screen: BookScreen, listed: Callable[[], set[str]]
) -> None:
    late = [one for one in screen.coverage.numbers if one.isEnabled()]
    assert late
    one = late[0]
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert one.counted is not None
    assert len(listed()) == one.counted.customers


def test_shift_enter_makes_a_call_list(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: BookScreen
) -> None:
    figure(screen, "层级上升").setFocus()
    press(Key.Key_Return, SHIFT)
    settled(qtbot, desk)
    [sheet] = window.findChildren(BranchListSheet)
    assert sheet.is_open
    assert sheet.name.text() == "层级上升"
    sheet.save()
    settled(qtbot, desk)
    with desk.book.store.read() as tx:
        called = tx.exec_driver_sql(
            "SELECT k.name FROM calls AS c JOIN customers AS k ON k.id = c.customer_id ORDER BY k.name"
        ).fetchall()
    assert {name for (name,) in called} == {"曾国藩", "单于丹"}


def test_the_quiet_are_named_with_their_signs_and_opened(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: BookScreen, known: People
) -> None:
    model = screen.quiet.model
    said = [[cell.heard for cell in model.cells_at(place)] for place in range(model.rowCount())]
    assert [row[0] for row in said] == ["仇英 · C0003", "欧阳修 · C0004"]
    assert "资产 ↓ 70%" in said[0][1]
    assert "2026-05-08" in said[0][1]  # 200 days before 24 November
    assert "2026-03-19" in said[1][1]  # 250 days
    screen.quiet.table.setFocus()
    screen.quiet.table.selectRow(1)
    press(Key.Key_Return)
    settled(qtbot, desk)
    [customers] = window.findChildren(CustomersScreen)
    assert customers.view.customer_id == known.ouyang


def test_the_quiet_become_a_call_list(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: BookScreen
) -> None:
    with qtbot.waitSignal(desk.form_wanted) as wanted:
        screen.quiet.to_call.click()
    assert wanted.args[1].query == book.gone_quiet(book.SEVERAL)
    settled(qtbot, desk)


def test_the_table_of_the_quiet_is_a_sound_model(screen: BookScreen, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(screen.quiet.model, force_py=False)


def test_keys_begin_at_the_first_figure_and_arrows_go_on(screen: BookScreen) -> None:
    assert screen.tiles.customers.hasFocus()
    press(Key.Key_Right)
    assert screen.tiles.assets.hasFocus()
    press(Key.Key_Left)
    assert screen.tiles.customers.hasFocus()
    reached = set()
    for _step in range(len(figures(screen)) + 12):
        reached.add(focused())
        press(Key.Key_Tab)
    assert {one for one in figures(screen) if one.isEnabled()} <= reached
    assert screen.quiet.table in reached


def test_a_menu_offers_both(qtbot: QtBot, desk: Desk, screen: BookScreen) -> None:
    one = figure(screen, "降级关注")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), one.mapToGlobal(QPoint(1, 1)))
    QApplication.sendEvent(one, event)
    [menu] = [menu for menu in one.findChildren(QMenu) if menu.isVisible()]
    assert [action.text() for action in menu.actions()] == ["查看这些客户", "将这些客户生成联系名单…"]
    with qtbot.waitSignal(desk.customers_wanted) as wanted:
        menu.actions()[0].trigger()
    assert wanted.args == [book.in_state(book.WATCH)]
    menu.close()
    settled(qtbot, desk)


def test_nobody_opens_nothing(qtbot: QtBot, desk: Desk, screen: BookScreen) -> None:
    nobody = next(one for one in figures(screen) if one.counted and not one.counted.customers)
    assert not nobody.isEnabled()
    with qtbot.assertNotEmitted(desk.customers_wanted), qtbot.assertNotEmitted(desk.form_wanted):
        nobody.click()
        nobody.make_list()


def test_what_is_written_is_counted_at_once(
    qtbot: QtBot, desk: Desk, screen: BookScreen, known: People
) -> None:
    assert figure(screen, "久未沟通").counted == (
        "久未沟通",
        count_customers(desk.book, book.gone_quiet(book.NO_CONTACT)),
        book.gone_quiet(book.NO_CONTACT),
    )
    before = screen.tiles.quiet.counted
    factories.Book(desk.book.store).add(
        "interactions", customer_id=known.ouyang, happened_at=NOON, outcome="met", status=None
    )
    desk.book_changed.emit()
    settled(qtbot, desk)
    after = screen.tiles.quiet.counted
    assert before is not None
    assert after == before._replace(customers=1)


def test_it_speaks_the_other_language(screen: BookScreen) -> None:
    speak("en")
    assert screen.tiles.moved.accessibleName().startswith("Changed tier, 3 customers")
    assert [line.counted.name for line in screen.movements.lines if line.counted][:2] == [
        "Gold → Wealth",
        "Wealth → Private",
    ]
    assert screen.about.text() == "data of 24 Nov 2026"
    assert screen.quiet.model.cells_at(0)[1].text.startswith("spoken")


def test_without_months_of_tiers_movements_are_not_known_yet(
    qtbot: QtBot, desk: Desk, people: People
) -> None:
    screen = BookScreen(desk)
    qtbot.addWidget(screen)
    screen.show()
    settled(qtbot, desk)
    assert screen.movements.none.isVisible()
    assert "两个月" in screen.movements.none.text()
    assert screen.tiles.moved.value == "—"
    assert not screen.tiles.moved.isEnabled()


def test_an_empty_book_says_what_to_do(qtbot: QtBot, bare_desk: Desk) -> None:
    screen = BookScreen(bare_desk)
    qtbot.addWidget(screen)
    screen.show()
    settled(qtbot, bare_desk)
    assert screen.empty.isVisible()
    assert "同步" in screen.empty.hint.text()


def test_a_query_of_the_book_can_be_narrowed_further(
    qtbot: QtBot, desk: Desk, window: MainWindow, screen: BookScreen, listed: Callable[[], set[str]]
) -> None:
    desk.customers_wanted.emit(replace(book.moved(book.UP, book.DOWN), text="仇"))
    assert listed() == {"仇英"}
    [customers] = window.findChildren(CustomersScreen)
    assert customers.pane.search.text() == "仇"
    customers.pane._look_at(CustomerQuery())
    settled(qtbot, desk)
    assert customers.pane.filter_chips.chips == ()

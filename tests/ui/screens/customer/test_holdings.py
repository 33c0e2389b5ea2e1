"""The tab of holdings, as it is looked at and used with the keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.holdings import Column
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.holdings import HoldingsTab
from tests.support.factories import TODAY, Book
from tests.support.rich_book import People
from tests.ui.screens.customer.conftest import ProfileOf

KEY = Qt.Key


@pytest.fixture
def tab(qtbot: QtBot, desk: Desk) -> Iterator[HoldingsTab]:
    tab = HoldingsTab(desk)
    qtbot.addWidget(tab)
    tab.resize(1000, 600)
    with qtbot.waitExposed(tab):
        tab.show()
    tab.activateWindow()
    yield tab
    tab.close()


def chosen(tab: HoldingsTab) -> str:
    return str(tab.model.index(tab.table.currentIndex().row(), 0).data())


def test_nothing_with_the_bank_is_said_in_a_sentence(
    tab: HoldingsTab, people: People, profile_of: ProfileOf
) -> None:
    tab.show_profile(profile_of(people.prospect))
    assert tab.empty.isVisible()
    assert tab.empty.sentence.text() == "该客户在本行没有任何持有。"
    assert not tab.ladder.isVisible()
    tab.show_profile(profile_of(people.zeng))
    assert not tab.empty.isVisible()
    assert tab.table.isVisible()


def test_the_sums_are_those_of_the_profile(tab: HoldingsTab, people: People, profile_of: ProfileOf) -> None:
    profile = profile_of(people.zeng)
    tab.show_profile(profile)
    assert (tab.assets.text(), tab.debts.text()) == ("¥6,465,010.00", "¥1,640,000.00")
    assert profile.totals()[:2] == (6_465_010_00, 1_640_000_00)
    assert tab.left_out.accessibleName() == "缺汇率，未计入：JPY"
    tab.show_profile(profile_of(people.ouyang))
    assert not tab.debts.isVisible()
    assert tab.left_out.accessibleName() == ""


def test_the_ladder_leads_to_the_position(
    qtbot: QtBot, tab: HoldingsTab, people: People, profile_of: ProfileOf
) -> None:
    tab.show_profile(profile_of(people.zeng))
    names = [step.accessibleName() for step in tab.ladder.steps]
    assert names[0] == "半年期定期, ¥50,000.00, 2026-10-15, 40 天前"
    assert [name.split(",")[0] for name in names] == [
        "半年期定期",
        "一年期定期",
        "三年期大额存单",
        "稳健一号",
    ]
    tab.ladder.steps[2].setFocus()
    QTest.keyClick(tab.ladder.steps[2], KEY.Key_Space)
    assert chosen(tab) == "三年期大额存单"
    assert tab.table.hasFocus()


def test_a_narrow_ladder_says_how_many_more_there_are(
    tab: HoldingsTab, people: People, profile_of: ProfileOf
) -> None:
    tab.show_profile(profile_of(people.zeng))
    tab.resize(500, 600)
    QApplication.processEvents()
    assert (len(tab.ladder.steps), tab.ladder.rest.text()) == (2, "另有 2 项")
    tab.resize(1000, 600)
    QApplication.processEvents()
    assert len(tab.ladder.steps) == 4
    assert not tab.ladder.rest.isVisible()


def test_closed_ones_are_one_press_away(
    tab: HoldingsTab, people: People, profile_of: ProfileOf, written: Book
) -> None:
    tab.show_profile(profile_of(people.ouyang))
    assert not tab.closed.isVisible()
    for days in (3, 30):
        written.add("holdings", customer_id=people.ouyang, name=f"旧{days}", closed_on=TODAY - days)
    tab.show_profile(profile_of(people.ouyang))
    assert tab.closed.text() == "显示已结清（2）"
    before = tab.model.rowCount()
    tab.closed.setFocus()
    QTest.keyClick(tab.closed, KEY.Key_Space)
    assert tab.model.rowCount() == before + 3  # with the heading
    tab.show_profile(profile_of(people.zeng))
    assert not tab.closed.isChecked()


def test_keys_lead_from_the_head_to_the_rows_and_sort(
    qtbot: QtBot, tab: HoldingsTab, people: People, profile_of: ProfileOf
) -> None:
    tab.show_profile(profile_of(people.zeng))
    head = tab.table.head
    head.setFocus()
    for _ in range(5):
        QTest.keyClick(head, KEY.Key_Right)
    QTest.keyClick(head, KEY.Key_Return)
    assert head.sorted_by == (Column.UNTIL, True)
    assert head.accessibleName() == "到期日"
    QTest.keyClick(head, KEY.Key_Tab)
    assert tab.table.hasFocus()
    QTest.keyClick(tab.table, KEY.Key_Down)
    QTest.keyClick(tab.table, KEY.Key_Down)
    assert tab.table.currentIndex().row() > 0
    QTest.keyClick(tab.table, KEY.Key_Backtab)
    assert head.hasFocus()


def test_sorting_keeps_the_chosen_position(tab: HoldingsTab, people: People, profile_of: ProfileOf) -> None:
    tab.show_profile(profile_of(people.zeng))
    place = next(
        p for p, line in enumerate(tab.model.rows) if line.position and line.position.name == "成长基金"
    )
    tab.table.setCurrentIndex(tab.model.index(place, 0))
    for column in (Column.POSITION, Column.VALUE, Column.VALUE):
        tab.table.head.choose(column)
        assert chosen(tab) == "成长基金"


def test_the_same_customer_again_stays_where_it_was(
    tab: HoldingsTab, people: People, profile_of: ProfileOf, written: Book
) -> None:
    tab.resize(1000, 330)
    tab.show_profile(profile_of(people.zeng))
    QApplication.processEvents()
    tab.table.head.choose(Column.UNTIL)
    place = next(
        p for p, line in enumerate(tab.model.rows) if line.position and line.position.name == "成长基金"
    )
    tab.table.setCurrentIndex(tab.model.index(place, 0))
    tab.table.verticalScrollBar().setValue(150)
    written.add("holdings", customer_id=people.zeng, name="新", value_minor=1)
    tab.show_profile(profile_of(people.zeng))
    assert chosen(tab) == "成长基金"
    assert tab.table.verticalScrollBar().value() == 150
    assert tab.table.head.sorted_by == (Column.UNTIL, True)


def test_copying_takes_what_is_shown_and_masked(
    tab: HoldingsTab, people: People, profile_of: ProfileOf
) -> None:
    tab.show_profile(profile_of(people.zeng))
    place = next(p for p, line in enumerate(tab.model.rows) if line.position and line.position.number)
    tab.table.setCurrentIndex(tab.model.index(place, 0))
    tab.table.setFocus()
    QTest.keyClick(tab.table, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().text().split("\t")
    assert copied[0].startswith("活期账户 621700*********")
    assert len(copied) == len(Column)


def test_language_and_theme_change_at_run_time(
    tab: HoldingsTab, people: People, profile_of: ProfileOf, themed: QApplication
) -> None:
    tab.show_profile(profile_of(people.zeng))
    light = tab.grab().toImage()
    speak("en")
    assert tab.model.index(0, 0).data() == "Deposits and accounts"
    assert tab.ladder.steps[0].accessibleName() == "半年期定期, ¥50,000.00, 2026-10-15, 40 days ago"
    assert tab.left_out.accessibleName() == "Without a rate, left out: JPY"
    assert tab.table.accessibleName() == "Positions"
    theme.apply(themed, "dark")
    assert tab.grab().toImage() != light


def test_columns_give_way_in_a_narrow_window(tab: HoldingsTab, people: People, profile_of: ProfileOf) -> None:
    tab.show_profile(profile_of(people.zeng))
    hidden = {}
    for width in (1000, 700, 600):
        tab.resize(width, 600)
        QApplication.processEvents()
        hidden[width] = {column for column in Column if tab.table.isColumnHidden(column)}
    assert hidden == {1000: set(), 700: {Column.FROM}, 600: {Column.FROM, Column.GRADE}}


def test_clearing_leaves_nothing(tab: HoldingsTab, people: People, profile_of: ProfileOf) -> None:
    tab.show_profile(profile_of(people.zeng))
    tab.clear()
    assert tab.model.rowCount() == 0
    assert not tab.ladder.isVisible()
    assert not tab.assets.isVisible()

"""The board: cards by stage, moved by keys and undone, a form where a stage asks for more; the list and the figures."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.pipeline import OpportunityEntry
from advisor_app.services.opportunities import pipeline_of, save_opportunity
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.opportunities.models import ListModel, StageModel
from advisor_app.ui.screens.opportunities.screen import OpportunitiesScreen
from advisor_app.ui.screens.opportunities.wanted import OpportunityWanted
from tests.support.rich_book import People
from tests.support.seen import said
from tests.ui.screens.forms import CTRL, Offer, focused, press, settled


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, people: People) -> OpportunitiesScreen:
    """Return the board of four opportunities, 承接 chosen."""
    for customer, title, kind, amount, stage, reason in (
        (people.zeng, "承接", "wealth", "50万", "prospect", ""),
        (people.shanyu, "养老", "", "", "contacted", ""),
        (people.qiu, "成了", "fund", "8万", "won", ""),
        (people.ouyang, "没成", "", "", "lost", "price"),
    ):
        save_opportunity(desk.book, OpportunityEntry(customer, title, None, kind, stage, amount, reason))
    screen = OpportunitiesScreen(desk)
    screen.resize(1200, 720)
    qtbot.addWidget(screen)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    settled(qtbot, desk)
    return screen


def board(screen: OpportunitiesScreen) -> list[list[str]]:
    return [[row.title for row in column.list.cards.rows] for column in screen.board.columns]


def offered(desk: Desk) -> list[Offer]:
    found: list[Offer] = []
    desk.offered.connect(lambda *offer: found.append(offer))
    return found


def asked(desk: Desk) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    desk.form_wanted.connect(lambda name, wanted: found.append((name, wanted)))
    return found


def test_cards_stand_in_their_stage_with_figures(screen: OpportunitiesScreen) -> None:
    assert board(screen) == [["承接"], ["养老"], [], ["成了"], ["没成"]]
    assert focused() is screen.board.columns[0].list
    first = screen.board.columns[0]
    assert (first.name.text, first.count.text()) == ("线索", "1")
    assert first.amount.accessibleName() == "¥50.00万 · 预期 ¥5.00万"
    assert screen.board.columns[1].amount.accessibleName() == "¥0.00 · 1 项未填金额"
    assert screen.summary.won.value.text() == "50%"
    assert screen.summary.won.note.accessibleName().startswith("共 2 项，区间 ")
    assert screen.summary.months[0].note.accessibleName() == "成交 1 项，未成交 1 项"


def test_keys_take_a_card_on_and_it_can_be_undone(
    screen: OpportunitiesScreen, desk: Desk, qtbot: QtBot
) -> None:
    offers = offered(desk)
    press(Qt.Key.Key_Right, CTRL)
    settled(qtbot, desk)
    assert board(screen)[:2] == [[], ["承接", "养老"]]
    assert focused() is screen.board.columns[1].list
    assert screen.board.columns[1].list.chosen is not None
    assert screen.board.columns[1].list.chosen.title == "承接"
    press(Qt.Key.Key_Right, CTRL)
    settled(qtbot, desk)
    assert board(screen)[2] == ["承接"]
    offers[-1][2]()
    settled(qtbot, desk)
    assert board(screen)[1:3] == [["承接", "养老"], []]
    press(Qt.Key.Key_W)
    settled(qtbot, desk)
    assert "承接" in board(screen)[3]


def test_what_a_stage_asks_for_is_asked_in_the_form(
    screen: OpportunitiesScreen, desk: Desk, qtbot: QtBot
) -> None:
    forms = asked(desk)
    press(Qt.Key.Key_Right)
    assert focused() is screen.board.columns[1].list
    row = screen.board.columns[1].list.chosen
    assert row is not None
    press(Qt.Key.Key_W)  # without an amount
    settled(qtbot, desk)
    press(Qt.Key.Key_L)
    settled(qtbot, desk)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_N)
    assert forms == [
        ("opportunity", OpportunityWanted(row.id, stage="won")),
        ("opportunity", OpportunityWanted(row.id, stage="lost")),
        ("opportunity", OpportunityWanted(row.id)),
        ("opportunity", OpportunityWanted()),
    ]
    assert board(screen)[1] == ["养老"]


def test_arrows_pass_over_empty_columns_and_stop_at_the_ends(screen: OpportunitiesScreen) -> None:
    for place in (1, 3, 4, 4):
        press(Qt.Key.Key_Right)
        assert focused() is screen.board.columns[place].list
    for place in (3, 1, 0, 0):
        press(Qt.Key.Key_Left)
        assert focused() is screen.board.columns[place].list


def test_a_search_narrows_board_and_list_but_not_the_figures(screen: OpportunitiesScreen, desk: Desk) -> None:
    screen.search.setText("养")
    assert board(screen) == [[], ["养老"], [], [], []]
    assert screen.board.columns[0].count.text() == "1"
    screen.as_list.click()
    assert [row.title for row in screen.table_model.rows] == ["养老"]
    screen.search.setText("单于丹")
    assert [row.title for row in screen.table_model.rows] == ["养老"]
    screen.search.clear()
    assert len(screen.table_model.rows) == 4


def test_the_list_says_how_each_stands(screen: OpportunitiesScreen, desk: Desk) -> None:
    forms = asked(desk)
    screen.as_list.click()
    cells = [[cell.text for cell in screen.table_model.cells_at(place)] for place in range(4)]
    assert cells[0][:5] == ["线索", "曾国藩", "承接", "理财产品", "¥500,000.00"]
    assert cells[3][0] == "未成交"
    assert cells[3][5].endswith("利率或费用")
    screen.table.selectRow(0)
    screen.table.setFocus()
    screen.table.activated.emit(screen.table.model().index(0, 0))
    assert forms[0][0] == "opportunity"


def test_everything_is_said_in_english_too(screen: OpportunitiesScreen) -> None:
    speak("en")
    texts = [text for _, text in said(screen)]
    own = {"承接", "养老", "成了", "没成", "曾国藩", "单于丹", "仇英", "欧阳修"}
    chinese = [text for text in texts if any("\u4e00" <= c <= "\u9fff" for c in text)]
    assert not [text for text in chinese if not any(name in text for name in own)]
    card = screen.board.columns[4].list.cards.cells_at(0)[0]
    assert "Rate or fees" in card.heard
    assert "not sent yet" in card.heard


def test_an_empty_book_says_what_to_do(qtbot: QtBot, desk: Desk) -> None:
    screen = OpportunitiesScreen(desk)
    qtbot.addWidget(screen)
    screen.show()
    settled(qtbot, desk)
    assert screen.empty.isVisible()
    forms = asked(desk)
    screen.empty.button.click()
    assert forms == [("opportunity", OpportunityWanted())]


def test_the_models_keep_the_rules_of_models(
    screen: OpportunitiesScreen, desk: Desk, qtmodeltester: ModelTester
) -> None:
    found = pipeline_of(desk.book)
    stage, table = StageModel(), ListModel()
    stage.show(found, [found.rows[0]])
    table.show(found, found.rows)
    qtmodeltester.check(stage, force_py=False)
    qtmodeltester.check(table, force_py=False)

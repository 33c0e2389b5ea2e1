"""The book over time: figures by step, each of which opens exactly its customers; by key, and saved by permission."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.data.reads import policies
from advisor_app.domain.insights import FLOWS, RFM, VERSION, Flows, Rfm
from advisor_app.domain.insights.flows import Flow
from advisor_app.services.find_customers import count_customers
from advisor_app.ui.charts.axes import LEFT, RIGHT
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.navigation import INSIGHTS
from advisor_app.ui.say import speak
from advisor_app.ui.screens.book.figure import Figure
from advisor_app.ui.screens.customers.screen import CustomersScreen
from advisor_app.ui.screens.insights.screen import InsightsScreen
from advisor_app.ui.widgets.card import Card
from tests.services.test_predictions import card, knows, publish
from tests.support import factories
from tests.support.factories import TODAY
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync
from tests.ui.screens.forms import press, settled

Key = Qt.Key
NOVEMBER, OCTOBER = TODAY - 23, TODAY - 54


@pytest.fixture
def known(desk: Desk, people: People) -> People:
    """Write the tiers of two months, flows and segments."""
    add = factories.Book(desk.book.store).add
    for customer, before, now, came in (
        (people.zeng, "wealth", "private", 900_000_00),
        (people.shanyu, "gold", "wealth", 200_000_00),
        (people.qiu, "wealth", "gold", 0),
    ):
        for month, tier in ((OCTOBER, before), (NOVEMBER, now)):
            values = {"tier": tier, "state": "normal", "currency": "CNY", "reason": "{}"}
            add("tier_months", customer_id=customer, month=month, average_minor=100_000_00, **values)
        flows = Flows("CNY", (Flow(NOVEMBER, came, 100_000_00),)).to_json()
        rfm = Rfm("CNY", 9, 100_000_00, 5, 5, 5, "champion", 3).to_json()
        for kind, facts in ((FLOWS, flows), (RFM, rfm)):
            add("insights", customer_id=customer, kind=kind, data_on=TODAY, version=VERSION, facts=facts)
    return people


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, known: People, tmp_path: Path) -> MainWindow:
    window = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_screen(INSIGHTS)
    settled(qtbot, desk)
    return window


@pytest.fixture
def screen(window: MainWindow) -> InsightsScreen:
    [found] = window.findChildren(InsightsScreen)
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


def counted(screen: InsightsScreen, card: str) -> list[tuple[str, int]]:
    lines = [line for line in screen.cards[card].lines if not line.isHidden()]
    return [(line.counted.name, line.counted.customers) for line in lines if line.counted]


def test_each_figure_counts_those_whom_it_opens(desk: Desk, screen: InsightsScreen) -> None:
    assert screen.whole
    shown = [one for one in screen.findChildren(Figure) if not one.isHidden() and one.counted]
    assert len(shown) > 20
    for one in shown:
        assert one.counted is not None
        assert count_customers(desk.book, one.counted.query) == one.counted.customers, one.counted


def test_the_newest_month_is_looked_at_first_and_arrows_go_back(qtbot: QtBot, screen: InsightsScreen) -> None:
    card = screen.cards["assets"]
    assert card.step.text() == "2026年11月"
    assert counted(screen, "assets") == [
        ("2026年11月为私行", 1),
        ("2026年11月为财富", 1),
        ("2026年11月为金卡", 1),
    ]
    card.chart.setFocus()
    press(Key.Key_Left)
    assert card.step.text() == "2026年10月"
    assert counted(screen, "assets") == [("2026年10月为财富", 2), ("2026年10月为金卡", 1)]
    assert not card.back.isEnabled()
    press(Key.Key_Left)
    assert card.place == 0
    qtbot.mouseClick(card.on, Qt.MouseButton.LeftButton)
    assert card.step.text() == "2026年11月"


def test_a_click_on_a_column_chooses_it(qtbot: QtBot, screen: InsightsScreen) -> None:
    card = screen.cards["maturities"]
    assert card.topic is not None
    room = card.chart.width() - LEFT - RIGHT
    at = QPoint(int(LEFT + room * 2.5 / len(card.topic.steps)), card.chart.height() // 2)
    qtbot.mouseClick(card.chart, Qt.MouseButton.LeftButton, pos=at)
    assert card.place == 2


def test_enter_opens_the_customers_and_the_list_says_why(
    screen: InsightsScreen, listed: Callable[[], set[str]], window: MainWindow
) -> None:
    up, down = screen.cards["moves"].lines
    assert (up.counted and up.counted.customers, down.counted and down.counted.customers) == (2, 1)
    up.setFocus()
    press(Key.Key_Return)
    assert listed() == {"曾国藩", "单于丹"}
    [customers] = window.findChildren(CustomersScreen)
    assert [chip.text() for chip in customers.pane.filter_chips.chips] == ["2026年11月升级"]


def test_flows_and_segments_are_those_of_head_office(
    screen: InsightsScreen, listed: Callable[[], set[str]]
) -> None:
    assert counted(screen, "flows") == [("2026年11月净流入", 2), ("2026年11月净流出", 1)]
    assert counted(screen, "segments") == [("核心客户", 3)]
    screen.cards["flows"].lines[1].click()
    assert listed() == {"仇英"}


def test_the_language_changes_all_of_it(qtbot: QtBot, desk: Desk, screen: InsightsScreen) -> None:
    speak("en")
    settled(qtbot, desk)
    assert screen.cards["assets"].step.text() == "Nov 2026"
    assert counted(screen, "moves")[0] == ("Moved up in Nov 2026", 2)


def test_a_table_and_a_picture_are_saved(
    qtbot: QtBot, desk: Desk, screen: InsightsScreen, tmp_path: Path
) -> None:
    card = screen.cards["assets"]
    qtbot.waitUntil(lambda: card.chart.drawn, timeout=20_000)
    with qtbot.waitSignal(desk.told):
        card.export.save("table", str(tmp_path / "assets.csv"))
    lines = (tmp_path / "assets.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "月,金卡,财富,私行"
    assert lines[1].startswith('2026年10月,"¥100,000.00","¥200,000.00"')
    with qtbot.waitSignal(desk.told):
        card.export.save("picture", str(tmp_path / "assets.png"))
    picture, chart = QImage(str(tmp_path / "assets.png")), card.chart.image()
    # Beside the chart there are its title, and what it is of.
    assert picture.width() > chart.width() > 100
    assert picture.height() > chart.height()
    head = picture.copy(16, 10, 200, 22)
    assert len({head.pixel(x, y) for x in range(head.width()) for y in range(head.height())}) > 2
    assert card.export.file_name("png") == "各层级管理资产 2026-11-24.png"


def test_without_permission_there_is_nothing_to_press(
    qtbot: QtBot, desk: Desk, screen: InsightsScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not screen.cards["assets"].export.isHidden()
    assert not screen.products.export.isHidden()
    with desk.book.store.read() as tx:
        policy = policies.in_force(tx)
    closed = replace(policy, insights=replace(policy.insights, exports=()))
    monkeypatch.setattr(policies, "in_force", lambda _connection: closed)
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert screen.cards["assets"].export.isHidden()
    assert screen.products.export.isHidden()


def test_a_campaign_is_told_by_shares_of_those_who_were_called(
    qtbot: QtBot, desk: Desk, known: People, screen: InsightsScreen, listed: Callable[[], set[str]]
) -> None:
    add = factories.Book(desk.book.store).add
    campaign = add("campaigns", title="年末回馈", opens_on=TODAY - 5, closes_on=TODAY + 30, status=None)
    outcomes = ("won", "declined", None, "skipped")
    for place, (customer, outcome) in enumerate(
        zip((known.zeng, known.shanyu, known.qiu, known.ouyang), outcomes, strict=True)
    ):
        values = {"list_id": campaign, "position": place, "interaction_id": None}
        add("calls", customer_id=customer, outcome=outcome, **values)
    desk.book_changed.emit()
    settled(qtbot, desk)
    cells = screen.campaigns.cells[:5]
    assert [cell.counted.customers for cell in cells if cell.counted] == [4, 2, 2, 1, 1]
    # Of two who were called one was won: the interval of Wilson is 9.5 to 90.5 per cent.
    told = [cell.said.whole for cell in cells]
    assert told == ["4", "2", "2 100% 34–100%", "1 50% 9–91%", "1 50% 9–91%"]
    cells[-1].click()
    assert listed() == {"曾国藩"}


def test_a_bare_book_says_what_to_do(qtbot: QtBot, bare_desk: Desk) -> None:
    screen = InsightsScreen(bare_desk)
    qtbot.addWidget(screen)
    screen.show()
    settled(qtbot, bare_desk)
    assert screen.empty.isVisible()


def test_what_head_office_has_not_computed_is_said(qtbot: QtBot, latin_desk: Desk) -> None:
    screen = InsightsScreen(latin_desk)
    qtbot.addWidget(screen)
    screen.resize(700, 600)
    screen.show()
    settled(qtbot, latin_desk)
    for name in ("assets", "moves", "flows", "segments"):
        card = screen.cards[name]
        assert card.topic is None
        assert card.nothing.text()
        assert card.chart.isHidden()
    assert not screen.campaigns.cells


def test_tab_goes_from_card_to_card_as_they_stand(
    qtbot: QtBot, desk: Desk, known: People, screen: InsightsScreen
) -> None:
    publish(factories.Book(desk.book.store), "churn", None, card("churn", "visits_90"))
    knows(factories.Book(desk.book.store), known.zeng, visits_90=30, aum_minor=1_000_000_00)
    desk.book_changed.emit()
    settled(qtbot, desk)
    cards = screen.findChildren(Card)
    at: QWidget | None = screen.cards["assets"].chart
    assert at is not None
    at.setFocus()
    met: list[str] = []
    for _step in range(400):
        at = QApplication.focusWidget()
        inside = [one for one in cards if at is not None and one.isAncestorOf(at)]
        if not inside:
            break
        if not met or met[-1] != inside[0].accessibleName():
            met.append(inside[0].accessibleName())
        press(Key.Key_Tab)
    assert met == [
        *("各层级管理资产", "资金流入与流出", "未来到期", "层级变动", "流失预警"),
        *("产品覆盖", "各年开户客户", "按活跃与资产分群（RFM）"),
    ]

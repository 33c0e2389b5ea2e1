"""Cards and charts on the screen: what the book has, where it has nothing a sentence, and room for both."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.services.customer_figures import customer_figures
from advisor_app.services.show_customer import show_customer
from advisor_app.ui import theme
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.kpis import Kpis
from advisor_app.ui.screens.customer.overview import OverviewTab
from tests.support.factories import TODAY
from tests.support.rich_book import ZENG_TRANSACTIONS, People

IN, OUT = 26_000_00, (-420_00, -6_800_00, -36_00, -88_50)


@pytest.fixture
def kpis(qtbot: QtBot, themed: QApplication) -> Kpis:
    kpis = Kpis()
    qtbot.addWidget(kpis)
    kpis.resize(900, 100)
    return kpis


@pytest.fixture
def overview(qtbot: QtBot, desk: Desk) -> Iterator[OverviewTab]:
    overview = OverviewTab(desk)
    qtbot.addWidget(overview)
    overview.resize(900, 500)
    overview.show()
    qtbot.waitExposed(overview)
    yield overview
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)


def net_inflow_of_november() -> int:
    """Add up what the book's writer wrote for the first account: one booking a day, the newest today."""
    days = range(min(ZENG_TRANSACTIONS, TODAY - 20_758 + 1))
    spent = (-88_50, -420_00, -6_800_00, -36_00)
    return sum(IN if back % 10 == 0 else spent[back % 4] for back in days)


def test_the_cards_say_what_the_book_adds_up_to(desk: Desk, people: People, kpis: Kpis) -> None:
    kpis.show_profile(show_customer(desk.book, people.zeng))
    assert kpis.aum.figure.accessibleName() == "¥820.00万"
    assert kpis.contact.badge.text == "节奏正常"
    assert kpis.maturity.note.accessibleName() == "三年期大额存单"
    assert kpis.net_inflow.figure.isHidden()
    kpis.show_figures(customer_figures(desk.book, people.zeng))
    net = net_inflow_of_november()
    assert kpis.net_inflow.figure.accessibleName() == f"+¥{net / 1_000_000:.2f}万"
    assert kpis.net_inflow.figure.property("flow") == "in"
    assert "净流入 +¥" in kpis.net_inflow.accessibleName()


def test_the_flows_of_the_same_customer_stand_until_read_anew(desk: Desk, people: People, kpis: Kpis) -> None:
    profile = show_customer(desk.book, people.zeng)
    kpis.show_profile(profile)
    kpis.show_figures(customer_figures(desk.book, people.zeng))
    kpis.show_profile(profile, same=True)
    assert not kpis.net_inflow.figure.isHidden()
    kpis.show_profile(show_customer(desk.book, people.shanyu))
    assert kpis.net_inflow.figure.isHidden()


@pytest.mark.parametrize(("width", "rows"), [(900, 1), (560, 2), (330, 3)])
def test_cards_stand_in_as_many_rows_as_they_need(
    qtbot: QtBot, kpis: Kpis, desk: Desk, people: People, width: int, rows: int
) -> None:
    kpis.show_profile(show_customer(desk.book, people.zeng))
    kpis.resize(width, 400)
    kpis.show()
    qtbot.waitExposed(kpis)
    cards = (kpis.aum, kpis.assets, kpis.net_inflow, kpis.maturity, kpis.contact)
    qtbot.waitUntil(lambda: len({card.y() for card in cards}) == rows)
    assert all(card.geometry().right() < width for card in cards)
    assert not any(
        one.geometry().intersects(other.geometry()) for one in cards for other in cards if one is not other
    )


def test_money_is_coloured_as_the_setting_says(
    qtbot: QtBot, kpis: Kpis, desk: Desk, people: People, qapp: QApplication
) -> None:
    kpis.show()
    kpis.show_profile(show_customer(desk.book, people.zeng))
    kpis.show_figures(customer_figures(desk.book, people.zeng))
    label = kpis.net_inflow.figure
    assert label.palette().windowText().color().name() == theme.current().inflow
    theme.apply(qapp, "light", "green")
    assert label.palette().windowText().color().name() == theme.choose("light").outflow


def test_charts_are_drawn_with_their_figures_in_words(
    qtbot: QtBot, desk: Desk, people: People, overview: OverviewTab
) -> None:
    overview.show_profile(show_customer(desk.book, people.zeng))
    overview.show_figures(customer_figures(desk.book, people.zeng))
    sections = (overview.aum, overview.allocation, overview.spending)
    qtbot.waitUntil(lambda: all(section.chart.drawn for section in sections), timeout=20_000)
    assert overview.aum.unit.text() == "万元"
    assert "2026年11月 ¥820.00万" in overview.aum.chart.accessibleDescription()
    assert "理财产品 30.9% ¥200.00万" in overview.allocation.chart.accessibleDescription()
    assert overview.spending.chart.accessibleDescription().startswith("教育 ¥")
    assert overview.aum.chart.toolTip().split("\n")[-1] == "2026年11月 ¥820.00万"
    assert all(section.chart.accessibleName() for section in sections)
    assert ("负债", "住房贷款 ¥1,640,000.00 · 3.45% · 至 2051年7月16日") in overview.facts.lines


def test_without_data_sentences_stand_where_charts_would(
    desk: Desk, people: People, overview: OverviewTab
) -> None:
    overview.show_profile(show_customer(desk.book, people.prospect))
    overview.show_figures(customer_figures(desk.book, people.prospect))
    said = {section.nothing.text() for section in (overview.aum, overview.allocation, overview.spending)}
    assert said == {"总行尚未计算管理资产。", "没有已知的本行资产。", "近 12 个月没有消费。"}
    assert not overview.aum.chart.isVisible()
    overview.show_profile(show_customer(desk.book, people.nobody))
    assert overview.allocation.nothing.text() == "不含 CZK（无汇率）"
    assert overview.spending.chart.isVisible()  # its figures are still to come


def test_where_it_is_narrow_there_is_one_column(
    qtbot: QtBot, desk: Desk, people: People, overview: OverviewTab
) -> None:
    overview.show_profile(show_customer(desk.book, people.zeng))
    assert overview.aum.y() == overview.allocation.y()
    overview.resize(500, 500)
    qtbot.waitUntil(lambda: overview.allocation.y() > overview.aum.geometry().bottom())
    assert overview.facts.geometry().right() <= overview.viewport().width()


def test_the_overview_follows_the_language(
    qtbot: QtBot, desk: Desk, people: People, overview: OverviewTab
) -> None:
    overview.show_profile(show_customer(desk.book, people.zeng))
    overview.show_figures(customer_figures(desk.book, people.zeng))
    qtbot.waitUntil(lambda: overview.aum.chart.drawn, timeout=20_000)
    chinese = overview.aum.chart.image()
    speak("en")
    qtbot.waitUntil(lambda: overview.aum.chart.drawn, timeout=20_000)
    assert overview.aum.chart.image() != chinese
    assert overview.aum.unit.text() == "¥ million"
    assert overview.facts.lines[0][0] == "Risk grade"

"""The tab of products: what may be recommended first, the rest with its rule, a check for an amount, and offline."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.contacts import ContactEntry
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.contact.wanted import NewContact
from advisor_app.ui.screens.customer.products import ProductsTab
from tests.support.factories import TODAY, Book
from tests.support.rich_book import People
from tests.ui.screens.customer.conftest import ProfileOf, Settle


@pytest.fixture
def tab(
    qtbot: QtBot,
    themed: QApplication,
    desk: Desk,
    people: People,
    profile_of: ProfileOf,
    written: Book,
    settle: Settle,
) -> ProductsTab:
    """Return the tab on 曾国藩, who tolerates R3 for three years and can spare the money for half a year."""
    own = {"issuer": "江城银行", "placement": "public"}
    written.add("products", code="D1", name="一年定期", kind="term_deposit", rate="0.0125", term_days=365)
    written.add("products", code="P9", name="往期", risk_grade="R2", closes_on=TODAY - 3, **own)
    written.add("products", code="P8", name="长期", risk_grade="R2", term_days=365, benchmark="0.03", **own)
    tab = ProductsTab(desk)
    qtbot.addWidget(tab)
    tab.resize(900, 600)
    tab.show_profile(profile_of(people.zeng))
    settle()
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.list.setFocus()
    return tab


def shown(tab: ProductsTab) -> list[str]:
    return [tab.model.entry_at(place).shown for place in range(tab.model.rowCount())]


def test_what_may_be_recommended_stands_there_by_kind(tab: ProductsTab) -> None:
    assert shown(tab) == [
        "1 只产品 · 定期存款",
        "1.25% · 一年定期 · 365 天 · 自营",
        "1 只产品 · 理财产品",
        "R2 · 稳健一号 · 须双录 · 90 天 · 自营",
    ]
    assert tab.allowed.text() == "可推荐（2）"
    assert tab.dates.text() == "数据截至 2026-11-24，按策略第 1 版"
    assert tab.aims.text().startswith("投资目的：资产增值")
    speak("en")
    assert shown(tab)[3] == "R2 · 稳健一号 · recorded sale · 90 days · Own"
    assert tab.allowed.text() == "May be recommended (2)"


def test_what_may_not_is_listed_on_demand_with_the_rule(qtbot: QtBot, tab: ProductsTab) -> None:
    qtbot.mouseClick(tab.refused, Qt.MouseButton.LeftButton)
    assert shown(tab) == [
        "1 只产品 · 理财产品",
        "业绩基准 3.00% · R2 · 长期 · ✗ 资金锁定 365 天，客户可能 183 天内要用 · 365 天 · 江城银行 · 自营",
        "1 只产品 · 基金",
        "R4 · 成长基金 · ✗ 产品风险 R4 超出客户 C3 的承受能力（2026年8月16日评估） · 90 天 · 自营",
    ]
    qtbot.mouseClick(tab.ended, Qt.MouseButton.LeftButton)
    assert [entry.split(" · ")[1] for entry in shown(tab)] == ["理财产品", "往期"]
    tab.kind.choose("fund")
    tab.kind.chosen.emit()
    assert tab.empty.isVisible()


def test_a_product_is_checked_for_an_amount_by_keys_alone(
    qtbot: QtBot, tab: ProductsTab, settle: Settle
) -> None:
    qtbot.keyClick(tab.list, Qt.Key.Key_Down)
    assert tab.check.name.text() == "稳健一号"
    qtbot.keyClick(tab.list, Qt.Key.Key_Return)
    qtbot.waitUntil(tab.check.amount.hasFocus)
    qtbot.keyClicks(tab.check.amount, "500,000")
    qtbot.keyClick(tab.check.amount, Qt.Key.Key_Return)
    settle()
    assert tab.check.said.text() == "可以推荐。 销售过程须录音录像（双录）。"
    assert tab.check.said.property("kind") == "good"
    qtbot.keyClicks(tab.check.amount, "x")
    assert not tab.check.said.isVisible()
    qtbot.keyClick(tab.check.amount, Qt.Key.Key_Return)
    assert "不是金额" in tab.check.said.text()
    assert tab.check.said.property("kind") == "bad"
    assert tab.check.log_button.isEnabled()  # of the product itself nothing worse is known


def test_an_amount_that_is_too_large_a_part_is_refused(
    qtbot: QtBot,
    tab: ProductsTab,
    people: People,
    written: Book,
    profile_of: ProfileOf,
    settle: Settle,
) -> None:
    written.add(
        "products",
        code="P7",
        name="混合",
        risk_grade="R3",
        placement="public",
        notice_days=3,
        minimum_minor=100_00,
        benchmark="0.09",
    )
    tab.show_profile(profile_of(people.zeng))
    settle()
    place = next(n for n in range(tab.model.rowCount()) if tab.model.entry_at(n).title == "混合")
    tab.list.setCurrentIndex(tab.model.index(place, 0))
    tab.check.amount.setText("9亿")
    qtbot.mouseClick(tab.check.button, Qt.MouseButton.LeftButton)
    settle()
    assert tab.check.said.text().startswith("不可推荐：将占资产的 100%，R3 产品最多 50%")
    assert not tab.check.log_button.isEnabled()


def test_a_recommendation_is_logged_in_the_form_of_contacts(
    qtbot: QtBot, desk: Desk, tab: ProductsTab, people: People
) -> None:
    wanted: list[NewContact] = []
    desk.log_wanted.connect(wanted.append)
    tab.list.setCurrentIndex(tab.model.index(3, 0))
    product = tab.model.judged_at(3)
    assert product is not None
    qtbot.mouseClick(tab.check.log_button, Qt.MouseButton.LeftButton)
    [asked] = wanted
    assert asked.draft is not None
    assert asked.draft.entry == ContactEntry(
        (people.zeng,), direction="out", recommends=True, product_id=product.product.id
    )


def test_whoever_was_never_assessed_is_offered_deposits(
    tab: ProductsTab, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    assert tab.grade.text == ""
    tab.show_profile(profile_of(people.ouyang))
    settle()
    assert [entry.split(" · ")[1] for entry in shown(tab)] == ["定期存款", "一年定期"]
    assert tab.grade.text == "没有风险评估"
    assert tab.aims.text() == ""
    tab.clear()
    assert shown(tab) == []


def test_the_chosen_product_stays_when_the_book_changes(
    tab: ProductsTab, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    tab.list.setCurrentIndex(tab.model.index(3, 0))
    tab.check.amount.setText("5万")
    tab.show_profile(profile_of(people.zeng))
    settle()
    assert tab.list.currentIndex().row() == 3
    assert tab.check.amount.text() == "5万"


def test_the_model_keeps_to_the_rules(tab: ProductsTab, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(tab.model, force_py=False)

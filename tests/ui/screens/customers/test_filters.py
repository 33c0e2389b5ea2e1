"""Filters: what can be ticked and how many have it, what is ticked already, and the chips that tell of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery
from advisor_app.services.book_facets import book_facets
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.facet_names import kind_name, name_of
from advisor_app.ui.screens.customers.filters import FilterPanel
from advisor_app.ui.screens.customers.pane import ListPane
from advisor_app.ui.widgets.label import Label
from tests.ui.screens.customers.conftest import Settle
from tests.ui.screens.customers.test_model import titles


def box(panel: FilterPanel, name: str) -> QCheckBox:
    [found] = [box for box in panel.boxes if box.text() == name]
    return found


def test_what_occurs_in_the_book_is_offered_with_numbers(pane: ListPane) -> None:
    offered = [box.accessibleName() for box in pane.filters.boxes]
    assert offered[:6] == [
        "大众，1 位客户",
        "金卡，1 位客户",
        "财富，1 位客户",
        "私行，1 位客户",
        "营业部，3 位客户",
        "滨江支行，1 位客户",
    ]
    assert {"活期账户，5 位客户", "理财产品，2 位客户", "定期存款，1 位客户", "住房贷款，1 位客户"} <= set(
        offered
    )


def test_ticks_narrow_the_list_at_once(qtbot: QtBot, pane: ListPane, settle: Settle) -> None:
    steps: tuple[tuple[str, list[str]], ...] = (
        ("财富", ["单于丹"]),
        ("金卡", ["单于丹", "仇英"]),
        ("理财产品", ["单于丹"]),
        ("滨江支行", []),
        ("理财产品", ["仇英"]),
    )
    for name, left in steps:
        box(pane.filters, name).click()
        settle()
        assert titles(pane.model) == left
    assert pane.query.tiers == ("gold", "wealth")
    assert pane.filter_button.text() == "3"
    pane.filters._clear.click()
    settle()
    assert pane.query == CustomerQuery()
    assert not any(box.isChecked() for box in pane.filters.boxes)


def test_a_chip_stands_for_each_filter_and_takes_it_away(
    qtbot: QtBot, pane: ListPane, settle: Settle
) -> None:
    pane.filters.changed.emit({"tiers": ("gold", "wealth"), "product_kinds": ("wealth",)})
    settle()
    chips = pane.filter_chips.chips
    assert [chip.text() for chip in chips] == ["金卡", "财富", "理财产品"]
    assert chips[2].accessibleName() == "去掉筛选“理财产品”"
    qtbot.mouseClick(chips[2], Qt.MouseButton.LeftButton)
    settle()
    assert (pane.query.tiers, pane.query.product_kinds) == (("gold", "wealth"), ())
    assert not box(pane.filters, "理财产品").isChecked()
    pane.filters.changed.emit({"tiers": ()})
    assert not pane.filter_chips.isVisible()


def test_a_filter_that_nobody_fits_any_more_can_be_taken_away(pane: ListPane, settle: Settle) -> None:
    pane._look_at(CustomerQuery(tiers=("prospect",), branch_ids=(77,)))
    settle()
    assert [chip.text() for chip in pane.filter_chips.chips] == ["潜在", "77"]
    gone = box(pane.filters, "潜在")
    assert (gone.isChecked(), gone.accessibleName()) == (True, "潜在，0 位客户")
    gone.click()
    settle()
    assert pane.query.tiers == ()


def test_the_panel_speaks_both_languages(pane: ListPane) -> None:
    speak("en")
    names = [box.text() for box in pane.filters.boxes]
    assert names[:4] == ["Mass", "Gold", "Wealth", "Private"]
    assert [
        label.text() for label in pane.filters.findChildren(Label) if label.property("kind") == "heading"
    ] == [
        "Tier",
        "Branch",
        "Product",
        "Contact rhythm",
        "Movements between tiers",
        "State of the tier",
        "Going quiet",
        "Insights",
    ]


def test_an_empty_book_offers_nothing_and_says_so(qtbot: QtBot, bare_desk: Desk) -> None:
    pane = ListPane(bare_desk)
    qtbot.addWidget(pane)
    qtbot.waitUntil(lambda: not bare_desk.background.busy)
    assert pane.filters.boxes == ()
    assert not pane.filters._nothing.isHidden()


def test_names_are_never_taken_for_shortcuts_or_markup(qtbot: QtBot, desk: Desk) -> None:
    facets = book_facets(desk.book)
    branch = facets.branches[0]._replace(name="R&D <b>支行")
    panel = FilterPanel(pane := QLabel())
    qtbot.addWidget(pane)
    panel.show_facets(facets._replace(branches=(branch,)))
    assert "R&&D <b>支行" in [box.text() for box in panel.boxes]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("current", "活期账户"),
        ("fund", "基金"),
        ("mortgage", "住房贷款"),
        ("debit", "借记卡"),
        ("new", "new"),
    ],
)
def test_every_kind_of_position_has_its_name(desk: Desk, kind: str, name: str) -> None:
    facets = book_facets(desk.book)
    assert kind_name(facets.policy, kind) == name
    assert name_of(facets, "product_kinds", kind) == name


def test_how_customers_stand_narrows_the_list_too(pane: ListPane, settle: Settle) -> None:
    overdue = box(pane.filters, "联系已超期")
    assert overdue.accessibleName() == ""  # nothing is counted that nobody asked for
    overdue.click()
    settle()
    assert pane.query.rhythms == ("red",)
    assert titles(pane.model) == ["仇英"]  # gold, every 180 days, last met 200 days ago
    box(pane.filters, "资产下降").click()
    settle()
    assert pane.filter_button.text() == "2"
    assert titles(pane.model) == []

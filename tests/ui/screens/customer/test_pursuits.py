"""The tabs of pursuits and details: opportunities of the customer, what was told, taken back, revealed, its history."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.domain.details import DetailEntry
from advisor_app.domain.pipeline import OpportunityEntry
from advisor_app.domain.prospects import ProspectEntry
from advisor_app.services.opportunities import save_opportunity
from advisor_app.services.proposals import propose
from advisor_app.services.prospects import add_prospect
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.contact_data import ContactData
from advisor_app.ui.screens.customer.opportunities import OpportunitiesCard
from advisor_app.ui.screens.customer.proposals import ProposalsCard
from advisor_app.ui.screens.customer.tabs import CustomerTabs
from advisor_app.ui.screens.opportunities.wanted import OpportunityWanted
from advisor_app.ui.screens.prospects.wanted import DetailWanted, ProspectWanted
from tests.support.rich_book import People
from tests.support.seen import said
from tests.ui.screens.forms import Offer, settled

RAW = "13900001111"


@pytest.fixture
def card(qtbot: QtBot, desk: Desk, people: People) -> ProposalsCard:
    """Return the card of 曾国藩, who has a new phone and a goal."""
    for entry in (
        DetailEntry(people.zeng, "goal", "子女留学", day="2030-09-01", amount="80万", source="customer"),
        DetailEntry(people.zeng, "phone", RAW, source="customer", note="旧号停用"),
    ):
        propose(desk.book, entry)
    card = ProposalsCard(desk)
    card.resize(700, 500)
    qtbot.addWidget(card)
    desk.book_changed.connect(lambda: card.show_profile(show_customer(desk.book, people.zeng)))
    card.show_profile(show_customer(desk.book, people.zeng))
    card.show()
    settled(qtbot, desk)
    return card


def asked(desk: Desk) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    desk.form_wanted.connect(lambda name, wanted: found.append((name, wanted)))
    return found


def test_what_was_told_shows_at_once_masked_and_marked(card: ProposalsCard) -> None:
    phone, goal = card.list.items
    assert (phone.kind.text(), phone.value.accessibleName()) == ("手机", "139****1111")
    assert phone.state.text == "待上传"
    assert phone.old.accessibleName().startswith("原记录：")
    assert "旧号停用" in phone.old.accessibleName()
    assert "¥80.00万" in goal.facts.accessibleName()
    assert not goal.eye.isVisible()
    assert RAW not in " ".join(text for _, text in said(card))
    speak("en")
    assert card.list.items[0].state.text == "not sent yet"


def test_a_value_is_revealed_for_a_reason(card: ProposalsCard, desk: Desk, qtbot: QtBot) -> None:
    card.list.items[0].eye.click()
    card.reveal.reason.setText("回访核对号码")
    card.reveal.confirm.click()
    settled(qtbot, desk)
    assert card.reveal.value.text() == RAW
    card.clear()
    assert not card.reveal.revealed


def test_taking_back_is_undone_and_stays_in_the_history(
    card: ProposalsCard, desk: Desk, qtbot: QtBot
) -> None:
    offers: list[Offer] = []
    desk.offered.connect(lambda *offer: offers.append(offer))
    card.list.items[0].withdraw_button.click()
    settled(qtbot, desk)
    assert [line.kind.text() for line in card.list.items] == ["目标"]
    card.history_button.click()
    lines = [text for _, text in said(card.past)]
    assert any("手机：" in line and "139****1111" in line and "已收回" in line for line in lines)
    assert RAW not in " ".join(lines)
    offers[-1][2]()
    settled(qtbot, desk)
    assert len(card.list.items) == 2


def test_the_contact_data_show_the_proposed_value_beside_the_one_on_record(
    qtbot: QtBot, desk: Desk, people: People
) -> None:
    data = ContactData()
    qtbot.addWidget(data)
    data.show()
    propose(desk.book, DetailEntry(people.zeng, "phone", RAW, source="customer"))
    profile = show_customer(desk.book, people.zeng)
    data.show_profile(profile)
    assert data.values["phone"].accessibleName() == f"{profile.person.phone} → 139****1111（待确认）"
    propose(desk.book, DetailEntry(people.nobody, "phone", RAW, source="customer"))
    data.show_profile(show_customer(desk.book, people.nobody))
    assert data.values["phone"].accessibleName() == "139****1111（待确认）"
    assert not data.opener("phone").isVisible()


def test_a_prospect_is_edited_and_told_of(qtbot: QtBot, desk: Desk, people: People) -> None:
    key = add_prospect(desk.book, ProspectEntry("王五", phone=RAW, source="referral")).customer_id
    card, forms = ProposalsCard(desk), asked(desk)
    qtbot.addWidget(card)
    card.show_profile(show_customer(desk.book, key))
    card.show()
    settled(qtbot, desk)
    assert [(line.kind.text(), line.value.accessibleName()) for line in card.list.items] == [
        ("获客来源", "客户转介")
    ]
    card.edit_button.click()
    card.add_button.click()
    assert forms == [("prospect", ProspectWanted(key)), ("detail", DetailWanted(key, "life_event"))]
    card.show_profile(show_customer(desk.book, people.qiu))
    settled(qtbot, desk)
    assert not card.edit_button.isVisible()
    assert card.none.isVisible()


def test_opportunities_of_the_customer(qtbot: QtBot, desk: Desk, people: People) -> None:
    entry = OpportunityEntry(people.zeng, "承接", None, "wealth", "qualified", "50万", next_step="签约")
    (key,) = save_opportunity(desk.book, entry).mutations
    save_opportunity(desk.book, OpportunityEntry(people.zeng, "没成", stage="lost", reason="price"))
    save_opportunity(desk.book, OpportunityEntry(people.qiu, "别人的"))
    card, forms = OpportunitiesCard(desk), asked(desk)
    qtbot.addWidget(card)
    card.show_profile(show_customer(desk.book, people.zeng))
    card.show()
    settled(qtbot, desk)
    first, last = card.list.items
    assert (first.stage.text, first.button.text(), first.about.text()) == (
        "意向明确",
        "承接",
        "¥50.00万 · 理财产品",
    )
    assert first.next.accessibleName() == "签约 · 待上传"
    assert "利率或费用" in last.next.accessibleName()
    first.button.click()
    card.add_button.click()
    assert forms == [
        ("opportunity", OpportunityWanted(key)),
        ("opportunity", OpportunityWanted(customer_id=people.zeng)),
    ]
    card.clear()
    assert card.list.items == []


def test_the_tabs_are_gone_to_by_key(qtbot: QtBot, desk: Desk, people: People) -> None:
    tabs = CustomerTabs(desk)
    tabs.resize(1000, 600)
    qtbot.addWidget(tabs)
    tabs.show()
    tabs.activateWindow()
    qtbot.waitUntil(tabs.isActiveWindow)
    tabs.show_profile(show_customer(desk.book, people.zeng))
    for key, name in ((Qt.Key.Key_7, "商机与任务"), (Qt.Key.Key_8, "资料与同意")):
        qtbot.keyClick(tabs, key, Qt.KeyboardModifier.AltModifier)
        assert tabs.bar.tabText(tabs.bar.currentIndex()) == name
    settled(qtbot, desk)

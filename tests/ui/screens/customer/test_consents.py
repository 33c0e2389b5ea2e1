"""The card of consents: how they stand, withdrawn by one key and taken back, given by a form, do-not-contact."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.services.consents import ConsentEntry, consents, record_consent
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.rows import CELL_ROLE
from advisor_app.ui.say import speak
from advisor_app.ui.screens.consent.wanted import FORM, NewConsent
from advisor_app.ui.screens.customer.consents import ConsentsCard
from tests.support.rich_book import People
from tests.support.seen import said
from tests.ui.screens.customer.conftest import ProfileOf, Settle

Offer = tuple[str, str, Callable[[], object]]
GIVEN = ConsentEntry("email", "marketing", granted=True, source="phone", evidence="录音 13911112222")


@pytest.fixture
def card(
    qtbot: QtBot, themed: QApplication, desk: Desk, people: People, profile_of: ProfileOf, settle: Settle
) -> ConsentsCard:
    """Return the card on 曾国藩, who gave consent for phone and WeChat and withdrew that for SMS."""
    card = ConsentsCard(desk)
    qtbot.addWidget(card)

    def show() -> None:
        card.show_profile(profile_of(people.zeng))

    desk.book_changed.connect(show)
    show()
    settle()
    card.show()
    card.activateWindow()
    qtbot.waitUntil(card.isActiveWindow)
    card.matrix.setFocus()
    return card


def shown(card: ConsentsCard) -> list[list[str]]:
    model = card.matrix_model
    return [[cell.text for cell in model.cells_at(place)] for place in range(model.rowCount())]


def choose(card: ConsentsCard, channel: str, purpose: str) -> None:
    place = card.matrix_model.place(channel, purpose)
    assert place is not None
    card.matrix.choose(place)


def test_it_shows_how_consent_stands_for_each_channel_and_purpose(card: ConsentsCard) -> None:
    assert shown(card) == [
        ["电话", "—", "✓ 已给予", "—"],
        ["电子邮件", "—", "—", "—"],
        ["短信", "—", "✗ 已撤回", "—"],
        ["微信", "—", "✓ 已给予", "—"],
        ["手机银行", "—", "—", "—"],
    ]
    headings = [
        card.matrix_model.headerData(column, Qt.Orientation.Horizontal)
        for column in range(card.matrix_model.columnCount())
    ]
    assert headings == ["渠道", "服务", "营销", "画像分析"]
    spoken = card.matrix_model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "2026-11-24已给予"
    assert card.matrix_model.index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "从未征询"
    assert card.detail.text() == "电话 · 营销：2026年11月24日已给予 · 网点书面"
    assert card.history_model.rowCount() == 3
    speak("en")
    assert shown(card)[2] == ["SMS", "—", "✗ withdrawn", "—"]
    assert card.detail.text() == "Phone · Marketing: given on 24 Nov 2026 · Form at a branch"


def test_the_models_keep_to_the_rules(card: ConsentsCard, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(card.matrix_model, force_py=False)
    qtmodeltester.check(card.history_model, force_py=False)


def test_a_consent_is_withdrawn_by_one_key_and_taken_back(
    qtbot: QtBot, desk: Desk, card: ConsentsCard, people: People, settle: Settle
) -> None:
    record_consent(desk.book, people.zeng, GIVEN)
    desk.book_changed.emit()
    settle()
    choose(card, "email", "marketing")
    assert card.detail.text().endswith("录音 139****2222")
    assert not any("13911112222" in text for _, text in said(card))
    assert card.light.text == "可营销"
    offers: list[Offer] = []
    desk.offered.connect(lambda *offer: offers.append(offer))
    qtbot.keyClick(card.matrix, Qt.Key.Key_W)
    settle()
    cell = card.matrix_model.index(1, 2).data(CELL_ROLE)
    assert (cell.text, cell.ink) == ("✗ 已撤回", "bad")
    assert card.matrix_model.pair(card.matrix.currentIndex()) == ("email", "marketing")
    [(told, name, undo)] = offers
    assert (told, name) == ("同意已撤回。", "撤销")
    undo()
    settle()
    assert shown(card)[1][2] == "✓ 已给予"


def test_the_form_comes_up_for_the_chosen_cell(
    qtbot: QtBot, desk: Desk, card: ConsentsCard, people: People, settle: Settle
) -> None:
    wanted: list[tuple[str, object]] = []
    desk.form_wanted.connect(lambda name, what: wanted.append((name, what)))
    choose(card, "email", "profiling")
    for key in (Qt.Key.Key_G, Qt.Key.Key_Return):
        qtbot.keyClick(card.matrix, key)
    qtbot.mouseClick(card.give_button, Qt.MouseButton.LeftButton)
    asked = NewConsent(people.zeng, "曾国藩", ConsentEntry("email", "profiling", granted=True))
    assert wanted == [(FORM, asked)] * 3


def test_do_not_contact_turns_all_red_and_is_lifted_by_a_form(
    qtbot: QtBot, desk: Desk, card: ConsentsCard, people: People, settle: Settle
) -> None:
    wanted: list[object] = []
    desk.form_wanted.connect(lambda _name, what: wanted.append(what))
    assert not card.refuse_button.isHidden()
    assert card.lift_button.isHidden()
    qtbot.mouseClick(card.refuse_button, Qt.MouseButton.LeftButton)
    settle()
    assert consents(desk.book, people.zeng).do_not_contact is not None
    assert card.light.text == "不可营销"
    assert "要求勿联系" in card.light.accessibleName()
    assert card.refusal.text().startswith("客户于")
    assert not card.give_button.isEnabled()
    assert card.refuse_button.isHidden()
    assert card.history_model.entry_at(0).title == "勿联系"
    assert card.history_model.entry_at(0).badge == "已要求"
    qtbot.mouseClick(card.lift_button, Qt.MouseButton.LeftButton)
    assert wanted == [NewConsent(people.zeng, "曾国藩", ConsentEntry("all", "all", granted=True))]


def test_who_never_said_anything_has_an_empty_table(
    card: ConsentsCard, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    card.show_profile(profile_of(people.nobody))
    settle()
    assert {text for row in shown(card) for text in row[1:]} == {"—"}
    assert card.history_model.rowCount() == 0
    card.clear()
    assert card.matrix_model.rowCount() == 0
    assert card.light.isHidden()
    assert not card.withdraw_button.isEnabled()

"""The card of unusual activity: what was seen, the calm script, the answers by key, and taking them back."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_app.domain.anomalies import Evidence
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.anomalies import AT_ONCE, AnomaliesCard
from advisor_app.ui.theme import Tone
from tests.support.factories import TODAY, Book
from tests.support.rich_book import People
from tests.ui.screens.customer.conftest import ProfileOf, Settle

EVIDENCE = Evidence(8_000_000, "CNY", 1, 8_000_000, 1, "family", 50, 20_000, 500_000)


@pytest.fixture
def card(qtbot: QtBot, desk: Desk) -> Iterator[AnomaliesCard]:
    card = AnomaliesCard(desk)
    qtbot.addWidget(card)
    card.resize(900, 300)
    yield card
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)


def found(desk: Desk, customer: bytes, number: int, kind: str = "new_payee", text: str = "") -> None:
    Book(desk.book.store).add(
        "anomalies",
        id=bytes([number]) * 16,
        customer_id=customer,
        account_id=None,
        kind=kind,
        day=TODAY - number,
        found_on=TODAY,
        evidence=text or EVIDENCE.to_json(),
        policy_version=1,
    )


def kinds(card: AnomaliesCard) -> list[str]:
    return [line.kind.text for line in card.list.items]


def test_nothing_unusual_takes_no_room(
    card: AnomaliesCard, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    card.show_profile(profile_of(people.zeng))
    settle()
    assert card.isHidden()


def test_what_was_seen_is_said_beside_what_is_usual(
    card: AnomaliesCard, desk: Desk, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    found(desk, people.zeng, 1)
    found(desk, people.zeng, 2, "size")
    card.show_profile(profile_of(people.zeng))
    settle()
    assert not card.isHidden()
    assert kinds(card) == ["新收款人", "金额异常"]
    first = card.list.items[0]
    assert "¥8.00万" in first.text.text()
    assert "50笔" in first.text.text()
    assert first.state.text() == "尚未核实"
    assert "密码" in card.script.text()
    speak("en")
    assert kinds(card) == ["New payee", "Unusual amount"]
    assert "never paid before" in card.list.items[0].text.text()


@pytest.mark.parametrize(("answer", "said"), [("explained", "客户已说明"), ("escalated", "反欺诈")])
def test_an_answer_by_key_stands_there_and_can_be_taken_back(
    qtbot: QtBot,
    card: AnomaliesCard,
    desk: Desk,
    people: People,
    profile_of: ProfileOf,
    settle: Settle,
    answer: str,
    said: str,
) -> None:
    found(desk, people.zeng, 1)
    profile = profile_of(people.zeng)
    desk.book_changed.connect(lambda: card.show_profile(profile, same=True))
    card.show_profile(profile)
    settle()
    card.show()
    (line,) = card.list.items
    offers: list[Callable[[], object]] = []
    desk.offered.connect(lambda _told, _undo, back: offers.append(back))
    button = line.explained_button if answer == "explained" else line.escalate_button
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: said in line.state.text())
    settle()
    assert line.explained_button.isHidden()
    # The customer has explained it, and still it may be escalated; what is escalated is in nobody's hands here.
    assert line.escalate_button.isHidden() is (answer == "escalated")
    assert card.call_button.isHidden()
    assert card.script.isHidden()
    offers[0]()
    qtbot.waitUntil(lambda: line.state.text() == "尚未核实")
    settle()
    assert not line.explained_button.isHidden()


def test_those_without_an_answer_are_always_shown(
    card: AnomaliesCard, desk: Desk, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    from advisor_app.services.anomalies import answer_anomaly

    for number in range(1, 7):
        found(desk, people.zeng, number)
    for number in (1, 2):
        answer_anomaly(desk.book, bytes([number]) * 16, "explained")
    card.show_profile(profile_of(people.zeng))
    settle()
    assert [line.row.answer for line in card.list.items] == [None] * 4
    assert len(card.list.items) > AT_ONCE
    card.more_button.click()
    assert [line.row.answer for line in card.list.items] == [None] * 4 + ["explained"] * 2
    assert card.list.items[-1].kind.tone is Tone.NEUTRAL


def test_what_the_bank_has_corrected_since_asks_for_nothing(
    card: AnomaliesCard, desk: Desk, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    found(desk, people.zeng, 1, "size", EVIDENCE._replace(withdrawn_on=TODAY).to_json())
    found(desk, people.zeng, 2)
    card.show_profile(profile_of(people.zeng))
    settle()
    waits, corrected = card.list.items
    assert kinds(card) == ["新收款人", "金额异常"]
    assert corrected.state.text() == "银行已于2026年11月24日更正，无需再核实"
    assert corrected.kind.tone is Tone.NEUTRAL
    assert (corrected.explained_button.isHidden(), corrected.escalate_button.isHidden()) == (True, True)
    assert (waits.explained_button.isHidden(), waits.escalate_button.isHidden()) == (False, False)


def test_another_customer_shows_nothing_of_the_one_before(
    card: AnomaliesCard, desk: Desk, people: People, profile_of: ProfileOf, settle: Settle
) -> None:
    found(desk, people.zeng, 1)
    card.show_profile(profile_of(people.zeng))
    settle()
    card.show_profile(profile_of(people.shanyu))
    assert card.isHidden()
    assert kinds(card) == []
    settle()
    assert card.isHidden()

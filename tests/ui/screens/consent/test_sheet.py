"""The form of a consent: by keys alone, each fault beside its field, and nothing lost when it is left."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_app.services.consents import ConsentEntry, consents, record_consent
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.say import speak
from advisor_app.ui.screens.consent.sheet import ConsentSheet
from advisor_app.ui.screens.consent.wanted import NewConsent, ask_for_consent
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import Open, Settle, open_window, settle

__all__ = ["open_window", "settle"]

CTRL = Qt.KeyboardModifier.ControlModifier
Offer = tuple[str, str, Callable[[], object]]
WANTED = ConsentEntry("email", "marketing", granted=True)


@pytest.fixture
def window(open_window: Open, desk: Desk) -> MainWindow:
    return open_window(desk)


@pytest.fixture
def sheet(desk: Desk, window: MainWindow, people: People, settle: Settle) -> ConsentSheet:
    """Return the form, up for the consent of 曾国藩 to marketing by e-mail."""
    ask_for_consent(desk, NewConsent(people.zeng, "曾国藩", WANTED))
    settle()
    [sheet] = window.findChildren(ConsentSheet)
    return sheet


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_it_is_filled_and_saved_by_keys(
    qtbot: QtBot, desk: Desk, sheet: ConsentSheet, people: People, settle: Settle
) -> None:
    assert sheet.entry == WANTED
    assert (sheet.channel.currentText(), sheet.purpose.currentText()) == ("电子邮件", "营销")
    assert focused() is sheet.evidence
    qtbot.keyClicks(sheet.evidence, "A-17")
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    settle()
    assert sheet.fields["source"].error.text() == "请说明是在哪里取得的。"
    assert not sheet.fields["evidence"].errors
    assert focused() is sheet.source
    assert sheet.state.text() == "有 1 处需要修改"
    qtbot.keyClick(sheet.source, Qt.Key.Key_Down)
    assert not sheet.fields["source"].errors
    qtbot.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    settle()
    assert sheet.isHidden()
    record = consents(desk.book, people.zeng).records[0].consent
    assert (record.channel, record.purpose, record.granted) == ("email", "marketing", 1)
    assert (record.source, record.evidence) == ("branch_form", "A-17")


def test_what_was_typed_is_not_lost_when_the_form_is_left(
    qtbot: QtBot, desk: Desk, sheet: ConsentSheet, people: People, settle: Settle
) -> None:
    offers: list[Offer] = []
    desk.offered.connect(lambda *offer: offers.append(offer))
    qtbot.keyClicks(sheet.evidence, "A-17")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    settle()
    assert sheet.isHidden()
    [(_told, _name, again)] = offers
    again()
    settle()
    assert not sheet.isHidden()
    assert sheet.entry == WANTED._replace(evidence="A-17")
    sheet.leave()
    ask_for_consent(desk, NewConsent(people.qiu, "仇英", WANTED))
    settle()
    assert (sheet.subtitle.accessibleName(), sheet.evidence.text()) == ("仇英", "")
    sheet.leave()
    # The second when it was left again; the third time nothing was typed.
    assert len(offers) == 2


def test_for_everything_at_once_it_is_do_not_contact(
    desk: Desk, sheet: ConsentSheet, people: People, settle: Settle
) -> None:
    def answers() -> list[str]:
        return [sheet.granted.itemText(place) for place in range(sheet.granted.count())]

    assert answers() == ["已同意", "已撤回同意"]
    sheet.leave()
    ask_for_consent(desk, NewConsent(people.zeng, "曾国藩", ConsentEntry("all", "all", granted=False)))
    settle()
    assert answers() == ["可以再次联系", "要求勿联系"]
    speak("en")
    assert answers() == ["may be contacted again", "is not to be contacted"]
    assert sheet.entry == ConsentEntry("all", "all", granted=False)
    sheet.save()
    settle()
    assert consents(desk.book, people.zeng).do_not_contact is not None


def test_consent_while_not_to_be_contacted_is_refused_beside_the_answer(
    qtbot: QtBot, desk: Desk, sheet: ConsentSheet, people: People, settle: Settle
) -> None:
    record_consent(desk.book, people.zeng, ConsentEntry("all", "all", granted=False))
    qtbot.keyClicks(sheet.evidence, "A-17")
    sheet.source.choose("phone")
    sheet.save()
    settle()
    assert not sheet.isHidden()
    assert "已要求勿联系" in sheet.fields["granted"].error.text()

"""Unusual activity in the list of today: answered by key, not simply done, and taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.domain.anomalies import RULE, Evidence
from advisor_app.domain.prompts.types import Prompt
from advisor_app.services.anomalies import unusual_activity
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.today.screen import TodayScreen
from tests.support.factories import TODAY, Book
from tests.support.rich_book import People
from tests.ui.screens.forms import press, settled
from tests.ui.screens.today.conftest import opened

Key = Qt.Key
EVIDENCE = Evidence(8_000_000, "CNY", 1, 8_000_000, 1, "family", 50, 20_000, 500_000)


@pytest.fixture
def screen(qtbot: QtBot, desk: Desk, people: People, tmp_path: Path) -> TodayScreen:
    """Return the list of today with a large transfer to a new payee, which is chosen."""
    Book(desk.book.store).add(
        "anomalies",
        id=b"a" * 16,
        customer_id=people.zeng,
        account_id=None,
        kind="new_payee",
        day=TODAY - 1,
        found_on=TODAY,
        evidence=EVIDENCE.to_json(),
        policy_version=1,
    )
    window = opened(qtbot, desk, tmp_path)
    [screen] = window.findChildren(TodayScreen)
    rows = screen.list.prompts.rows
    place = next(at for at, row in enumerate(rows) if isinstance(row, Prompt) and row.rule == RULE)
    screen.list.setCurrentIndex(screen.list.prompts.index(place, 0))
    screen.list.setFocus()
    return screen


def answer(desk: Desk, people: People) -> str | None:
    return unusual_activity(desk.book, people.zeng).lines[0].answer


def is_listed(screen: TodayScreen) -> bool:
    return any(isinstance(row, Prompt) and row.rule == RULE for row in screen.list.prompts.rows)


def buttons(screen: TodayScreen) -> set[Key]:
    return {key for key, button in screen.detail.buttons.items() if not button.isHidden()}


@pytest.mark.parametrize(("key", "said"), [(Key.Key_Y, "explained"), (Key.Key_H, "escalated")])
def test_it_is_answered_by_key_and_taken_back(
    qtbot: QtBot, screen: TodayScreen, desk: Desk, people: People, key: Key, said: str
) -> None:
    assert buttons(screen) == {Key.Key_C, Key.Key_L, Key.Key_S, Key.Key_X, Key.Key_Y, Key.Key_H}
    offers: list[Callable[[], object]] = []
    desk.offered.connect(lambda _told, _undo, back: offers.append(back))
    press(key)
    qtbot.waitUntil(lambda: len(offers) == 1, timeout=20_000)
    assert answer(desk, people) == said
    qtbot.waitUntil(lambda: not is_listed(screen), timeout=20_000)
    offers[0]()
    qtbot.waitUntil(lambda: is_listed(screen), timeout=20_000)
    assert answer(desk, people) is None
    settled(qtbot, desk)


def test_it_cannot_be_done_without_an_answer(
    qtbot: QtBot, screen: TodayScreen, desk: Desk, people: People
) -> None:
    press(Key.Key_D)
    settled(qtbot, desk)
    assert unusual_activity(desk.book, people.zeng).lines[0].outcome is None


def test_any_other_prompt_is_done_and_not_answered(
    qtbot: QtBot, screen: TodayScreen, desk: Desk, people: People
) -> None:
    rows = screen.list.prompts.rows
    place = next(at for at, row in enumerate(rows) if isinstance(row, Prompt) and row.rule != RULE)
    screen.list.setCurrentIndex(screen.list.prompts.index(place, 0))
    assert buttons(screen) == {Key.Key_C, Key.Key_L, Key.Key_D, Key.Key_S, Key.Key_X}
    before = len(rows)
    press(Key.Key_Y)
    press(Key.Key_H)
    settled(qtbot, desk)
    assert len(screen.list.prompts.rows) == before

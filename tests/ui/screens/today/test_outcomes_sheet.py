"""What prompts were good for: opened by key over Today, in both languages, with and without anything to show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.data.apply import write_rows
from advisor_app.domain.records import Retained
from advisor_app.domain.retention import CONTROL
from advisor_app.services import close_day
from advisor_app.services.prompts import prompts_today, settle_prompt
from advisor_app.services.tasks import TaskForm
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.models.prompt_outcomes import ArmsModel, RulesModel
from advisor_app.ui.say import speak
from advisor_app.ui.screens.today.outcomes_sheet import OutcomesSheet
from tests.support.factories import TODAY
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync
from tests.ui.screens.forms import press, settled

Key = Qt.Key


def _never(_form: TaskForm, now: int) -> int:
    return now + 1


@pytest.fixture(autouse=True)
def before_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time to close the day be one that never comes, whenever the tests run."""
    monkeypatch.setattr(close_day, "closes_at", _never)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, tmp_path: Path) -> Iterator[MainWindow]:
    found = MainWindow(desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(found)
    found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    settled(qtbot, desk)
    yield found
    speak("zh_CN")


def opened(qtbot: QtBot, desk: Desk, window: MainWindow) -> OutcomesSheet:
    press(Key.Key_F)
    settled(qtbot, desk)
    [sheet] = window.findChildren(OutcomesSheet)
    return sheet


def matured(desk: Desk, customer: bytes, arm: str, parts: tuple[int, int, int]) -> None:
    """Write what became of an amount, as head office sends it."""
    row = Retained(customer, 1, TODAY - 60, sum(parts), "CNY", arm, *parts, TODAY - 30)
    with desk.book.store.write() as tx:
        write_rows(tx, "retention", Retained._fields, [row])


def texts(model: RulesModel | ArmsModel, row: int) -> list[str]:
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_the_figures_of_each_rule_come_up_by_key_and_go_by_esc(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    first = prompts_today(desk.book, refines=True).groups[0].prompts[0]
    settle_prompt(desk.book, first, "done")
    sheet = opened(qtbot, desk, window)
    assert sheet.is_open
    rules = {row.rule: row for row in sheet.rules.rows}
    assert rules[first.rule].done == 1
    place = [row.rule for row in sheet.rules.rows].index(first.rule)
    name, done, put_off, dismissed, share, weight = texts(sheet.rules, place)
    assert (done, put_off, dismissed, share) == ("1", "0", "0", "100%")
    # (100 × 1 + 60 × 20) × 100 ÷ (21 × 60) is 103 per cent.
    assert weight == "↑ 103 %"
    assert name == prompts_today(desk.book, refines=True).policy.prompts.triggers[first.rule].name.zh
    heard = sheet.rules.index(place, 4).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "21%" in heard
    assert not sheet.arms_table.isVisible()
    assert sheet.no_money.isVisible()
    press(Key.Key_Escape)
    assert not sheet.is_open


def test_the_ledger_says_what_became_of_the_money_and_follows_the_book(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People
) -> None:
    matured(desk, people.qiu, "action", (60_000_00, 30_000_00, 10_000_00))
    sheet = opened(qtbot, desk, window)
    assert texts(sheet.arms, 0) == ["已行动", "1", "¥10.00万", "60%", "30%", "10%", "100%"]
    assert sheet.arms.rowCount() == 1
    assert "2026年12月1日" in sheet.compared.text()
    matured(desk, people.shanyu, CONTROL, (0, 0, 20_000_00))
    matured(desk, people.zeng, "none", (20_000_00, 0, 0))
    desk.book_changed.emit()
    settled(qtbot, desk)
    assert [texts(sheet.arms, row)[0] for row in range(sheet.arms.rowCount())] == [
        "已行动",
        "未行动",
        "对照组",
    ]
    speak("en")
    assert texts(sheet.arms, 2)[0] == "control arm"
    assert "from 1 Dec 2026 on" in sheet.compared.text()
    assert "looked at for 30 days" in sheet._about.text()


def test_the_tables_are_sound_models(
    qtbot: QtBot, desk: Desk, window: MainWindow, people: People, qtmodeltester: ModelTester
) -> None:
    sheet = opened(qtbot, desk, window)
    qtmodeltester.check(sheet.rules, force_py=False)
    qtmodeltester.check(sheet.arms, force_py=False)


def test_tab_stays_within_and_ctrl_enter_does_nothing(qtbot: QtBot, desk: Desk, window: MainWindow) -> None:
    sheet = opened(qtbot, desk, window)
    assert sheet.close_button.hasFocus()
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet.is_open
    press(Key.Key_Tab)
    assert sheet.rules_table.hasFocus()


def test_an_empty_book_has_nothing_to_show(qtbot: QtBot, bare_desk: Desk, tmp_path: Path) -> None:
    area = MainWindow(bare_desk, ScriptedSync(), tmp_path / "window.ini")  # type: ignore[arg-type]
    qtbot.addWidget(area)
    area.show()
    bare_desk.form_wanted.emit("prompt_outcomes", None)
    settled(qtbot, bare_desk)
    [sheet] = area.findChildren(OutcomesSheet)
    assert sheet.no_rules.isVisible()
    assert sheet.no_money.isVisible()
    assert not sheet.compared.isVisible()

"""The policy on the screen of sync: which is in force, and one that is refused with its line, in both languages."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from advisor_app.paths import resources
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.sync.policy import RefusedPolicy
from advisor_app.ui.screens.sync.screen import SyncScreen
from tests.support.stores import insert_row
from tests.ui.screens.sync.conftest import Open

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
BROKEN = DEFAULT.replace("version = 1\n", "version = 4\n").replace("amber_percent = 80", "amber_percent = 0")
[LINE] = [number for number, said in enumerate(BROKEN.splitlines(), 1) if said == "amber_percent = 0"]


def arrive(desk: Desk, version: int, text: str) -> None:
    with desk.book.store.write() as tx:
        insert_row(tx, "policies", id=version, text=text, published_at=version)


def refused(screen: SyncScreen) -> list[str]:
    return [
        label.text()
        for row in screen.policy.findChildren(RefusedPolicy)
        if row.isVisible()
        for label in row.findChildren(QLabel)
        if label.text()
    ]


def test_the_one_in_force_is_named_and_nothing_is_refused(open_screen: Open) -> None:
    screen = open_screen()
    assert screen.policy.in_force.text().startswith("第 1 版“")
    assert refused(screen) == []
    assert not screen.policy.hint.isVisible()
    speak("en")
    assert screen.policy.in_force.text().startswith("Version 1 “")


def test_a_refused_one_is_told_with_line_and_reason_until_a_good_one_comes(
    qtbot: QtBot, desk: Desk, open_screen: Open
) -> None:
    arrive(desk, 4, BROKEN)
    screen = open_screen()
    assert refused(screen) == [
        f"第 4 版策略未被采用。第 {LINE} 行：rhythm.amber_percent 应在 1 到 100 之间，现为 0。"
    ]
    assert screen.policy.in_force.text().startswith("第 1 版“")
    assert screen.policy.badge.isVisible()
    assert screen.policy.hint.isVisible()
    speak("en")
    assert refused(screen) == [
        f"Version 4 of the policy is refused. Line {LINE}: rhythm.amber_percent must lie between 1 and 100; it is 0."
    ]
    arrive(desk, 5, DEFAULT.replace("version = 1\n", "version = 5\n"))
    desk.book_changed.emit()
    qtbot.waitUntil(lambda: not desk.background.busy)
    assert refused(screen) == []
    assert screen.policy.in_force.text().startswith("Version 5 “")
    assert not screen.policy.badge.isVisible()

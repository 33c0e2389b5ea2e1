"""The screen of sync on a real desk, with a sync that does what the test says."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.ui.desk import Desk
from advisor_app.ui.outbox_watch import OutboxWatch
from advisor_app.ui.screens.sync.screen import SyncScreen
from advisor_app.ui.sync_rhythm import SyncRhythm
from tests.support.scripted_sync import ScriptedSync

Open = Callable[[], SyncScreen]


@pytest.fixture
def sync() -> ScriptedSync:
    return ScriptedSync()


@pytest.fixture
def rhythm(desk: Desk, sync: ScriptedSync) -> Iterator[SyncRhythm]:
    """Return a rhythm that the test may start."""
    made = SyncRhythm(desk, sync, OutboxWatch(desk, sync), clock=lambda: 0.0, chance=lambda: 0.5)  # type: ignore[arg-type]
    yield made
    made.stop()


@pytest.fixture
def open_screen(qtbot: QtBot, desk: Desk, sync: ScriptedSync, rhythm: SyncRhythm) -> Open:
    """Return what opens the screen, and waits until it has read."""

    def open_screen() -> SyncScreen:
        screen = SyncScreen(desk, sync, rhythm)  # type: ignore[arg-type]
        qtbot.addWidget(screen)
        screen.resize(1280, 800)
        screen.show()
        screen.activateWindow()
        qtbot.waitUntil(screen.isActiveWindow)
        qtbot.waitUntil(lambda: not desk.background.busy)
        return screen

    return open_screen

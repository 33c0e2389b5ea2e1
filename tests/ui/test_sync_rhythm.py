"""Sync by itself: by a clock of the test's own, through every order of events, and once on a real desk."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_app.domain import pace
from advisor_app.domain.policy.schema import SYNC_UNSAID
from advisor_app.errors import AppError, InputError
from advisor_app.services.outbox_state import OutboxState
from advisor_app.sync.client import HeldBack
from advisor_app.sync.transport import NoConnection
from advisor_app.ui.desk import Desk
from advisor_app.ui.outbox_watch import OutboxWatch
from advisor_app.ui.sync_rhythm import SyncRhythm
from tests.support.rich_book import People
from tests.support.scripted_sync import ScriptedSync
from tests.support.writing import log

RULE = replace(SYNC_UNSAID, every_minutes=15, jitter_percent=20)
REGULAR = 15 * 60.0


class _Outbox(QObject):
    known = Signal(object)

    def waits(self, count: int) -> None:
        self.known.emit(OutboxState(count, (), 0, 0))


class _Desk:
    def ask(self, owner: QObject, service: object, then: Callable[[Any], None], **options: object) -> None:
        then(RULE)


class Scene:
    """A rhythm with a clock, a sync and an outbox that do what a test says."""

    def __init__(self, chance: float = 0.5) -> None:
        self.now = 1_000.0
        self.sync, self.outbox = ScriptedSync(), _Outbox()
        self.rhythm = SyncRhythm(
            _Desk(),  # type: ignore[arg-type]
            self.sync,  # type: ignore[arg-type]
            self.outbox,  # type: ignore[arg-type]
            clock=lambda: self.now,
            chance=lambda: chance,
        )

    def wait(self, seconds: float) -> None:
        """Let time pass; the timer rings if it would have."""
        due = self.rhythm.due_in
        self.now += seconds
        if due is not None and due <= seconds:
            self.rhythm._timer.stop()
            self.rhythm._timer.timeout.emit()

    def opened(self) -> "Scene":
        """Begin, and let the first round go well."""
        self.rhythm.start()
        self.wait(pace.OPENING)
        assert self.sync.running
        self.sync.end(rows=0)
        return self


@pytest.fixture
def scene(qapp: QApplication) -> Any:
    made = Scene()
    yield made
    made.rhythm.stop()


def busy(seconds: int) -> NoConnection:
    error = NoConnection(
        "Head office is busy and asks to be tried again in {seconds} seconds.", seconds=seconds
    )
    error.retry_after = seconds
    return error


def cut() -> NoConnection:
    return NoConnection("The connection to head office broke. What has arrived is kept.")


def test_nothing_begins_before_it_is_let(scene: Scene) -> None:
    scene.outbox.waits(3)
    scene.wait(100_000)
    assert (scene.sync.starts, scene.rhythm.due_in) == (0, None)


def test_the_first_round_comes_soon_the_next_ones_by_policy_and_none_was_asked_for(scene: Scene) -> None:
    scene.opened()
    assert scene.rhythm.due_in == REGULAR
    scene.wait(REGULAR - 1)
    assert scene.sync.starts == 1
    scene.wait(1)
    assert scene.sync.starts == 2
    assert not scene.sync.asked


def test_what_is_written_goes_soon_and_all_together(scene: Scene) -> None:
    scene.opened()
    for count in (1, 2, 3):
        scene.outbox.waits(count)
        assert scene.rhythm.due_in == pace.SOON
        scene.wait(pace.SOON - 1)
    assert scene.sync.starts == 1
    scene.wait(1)
    assert scene.sync.starts == 2
    scene.outbox.waits(4)  # while the sync runs
    scene.sync.end(rows=0)
    scene.outbox.waits(1)  # of which it took three
    assert scene.rhythm.due_in == pace.SOON


def test_what_waits_already_hastens_nothing(scene: Scene) -> None:
    scene.opened()
    scene.outbox.waits(2)
    scene.wait(pace.SOON)
    scene.sync.cancel()
    scene.outbox.waits(2)
    assert scene.rhythm.due_in == REGULAR


def test_failures_are_answered_with_patience_and_a_success_ends_it(scene: Scene) -> None:
    scene.opened()
    pauses = []
    for _ in range(7):
        scene.sync.start(asked=False)
        scene.sync.fail(cut())
        pauses.append(scene.rhythm.due_in)
        scene.outbox.waits(len(pauses))  # what is written meanwhile does not hurry it
        assert scene.rhythm.due_in == pauses[-1]
    assert pauses == [30, 60, 120, 240, 480, 900, 900]
    scene.sync.start()
    scene.sync.end(rows=1)
    assert scene.rhythm.due_in == REGULAR


def test_head_office_is_left_alone_while_it_asks_for_that(scene: Scene) -> None:
    scene.opened()
    scene.sync.start(asked=False)
    scene.sync.fail(busy(3_000))
    assert (scene.rhythm.due_in or 0) >= 3_000
    scene.rhythm.network_came_back()
    assert (scene.rhythm.due_in or 0) >= 3_000
    scene.wait(2_999)
    assert scene.sync.starts == 2


def test_a_network_that_is_back_hastens_what_failed_without_one_and_nothing_else(scene: Scene) -> None:
    scene.opened()
    scene.rhythm.network_came_back()
    assert scene.rhythm.due_in == REGULAR
    for _ in range(5):
        scene.sync.start(asked=False)
        scene.sync.fail(cut())
    scene.rhythm.network_came_back()
    assert (scene.rhythm.due_in or 0) <= pace.RECONNECT
    scene.wait(pace.RECONNECT)
    assert scene.sync.running
    scene.sync.fail(InputError("There is nothing to undo."))
    scene.rhythm.network_came_back()
    assert (scene.rhythm.due_in or 0) > pace.RECONNECT


def test_what_is_held_for_a_person_is_not_asked_for_again_and_again(scene: Scene) -> None:
    scene.opened()
    for _ in range(3):
        scene.sync.start(asked=False)
        scene.sync.fail(HeldBack("Head office would take {customers} of your {total}.", customers=9, total=9))
        assert scene.rhythm.due_in == REGULAR


def test_a_timer_that_rings_early_waits_on(scene: Scene) -> None:
    scene.opened()
    scene.now += 60
    scene.rhythm._timer.timeout.emit()
    assert scene.sync.starts == 1
    assert scene.rhythm.due_in == REGULAR - 60


def test_after_the_end_nothing_begins(scene: Scene) -> None:
    scene.opened()
    scene.rhythm.stop()
    assert scene.rhythm.due_in is None
    scene.outbox.waits(5)
    scene.sync.start()
    scene.sync.end(rows=1)
    scene.rhythm.network_came_back()
    scene.wait(100_000)
    assert scene.sync.starts == 2


events = st.one_of(
    st.tuples(st.just("wait"), st.floats(0, 4_000)),
    st.tuples(st.just("write"), st.integers(1, 50)),
    st.tuples(st.just("end"), st.booleans()),
    st.tuples(st.just("fail"), st.sampled_from([None, 0, 10, 700, 3_600])),
    st.tuples(st.just("hold"), st.none()),
    st.tuples(st.just("ask"), st.none()),
    st.tuples(st.just("network"), st.none()),
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(events, max_size=40), st.floats(0, 1, exclude_max=True))
def test_whatever_happens_a_round_is_always_to_come_and_never_too_soon(
    qapp: QApplication, sequence: list[tuple[str, Any]], chance: float
) -> None:
    scene = Scene(chance)
    scene.rhythm.start()
    alone_until = 0.0
    for what, value in sequence:
        if what == "wait":
            before = scene.sync.starts
            scene.wait(value)
            if scene.sync.starts > before:
                assert scene.sync.starts == before + 1
                assert scene.now >= alone_until
        elif what == "write":
            scene.outbox.waits(value)
        elif what == "network":
            scene.rhythm.network_came_back()
        elif what == "ask" and not scene.sync.running:
            scene.sync.start()
        elif scene.sync.running:
            if what == "end":
                scene.sync.end(rows=0, stopped=value)
                alone_until = 0.0
            elif what == "hold":
                scene.sync.fail(
                    HeldBack("Head office would take {customers} of your {total}.", customers=9, total=9)
                )
            elif what == "fail":
                error: AppError = cut() if value is None else busy(value)
                scene.sync.fail(error)
                if value is not None:  # the newest word of head office counts
                    alone_until = scene.now + value
        if scene.sync.running:
            assert scene.rhythm.due_in is None
        else:
            assert scene.rhythm.due_in is not None
            assert scene.rhythm.due_in <= max(REGULAR, alone_until - scene.now) * 1.2 + 1e-6
    scene.rhythm.stop()


def test_on_a_real_desk_a_contact_that_is_logged_is_sent_soon(
    qtbot: QtBot, desk: Desk, people: People
) -> None:
    sync = ScriptedSync()
    watch = OutboxWatch(desk, sync)  # type: ignore[arg-type]
    now = 0.0
    rhythm = SyncRhythm(desk, sync, watch, clock=lambda: now, chance=lambda: 0.5)  # type: ignore[arg-type]
    rhythm.start()
    qtbot.waitUntil(lambda: rhythm.due_in is not None)
    assert rhythm.due_in == pace.OPENING / 2
    sync.start(asked=False)
    sync.end(rows=0)
    qtbot.waitUntil(lambda: not desk.background.busy)
    with desk.book.store.read() as tx:
        minutes = tx.exec_driver_sql("SELECT count(*) FROM policies").scalar_one()
    assert minutes == 0  # so the policy is the one that ships with the program: every 15 minutes
    assert rhythm.due_in == REGULAR
    log(desk.book.store, people.zeng, "谈了")
    desk.book_changed.emit()
    qtbot.waitUntil(lambda: rhythm.due_in == pace.SOON)
    assert watch.state is not None
    assert watch.state.waiting == 1
    rhythm.stop()


def test_what_a_failed_round_has_sent_is_no_longer_shown_as_waiting(
    qtbot: QtBot, desk: Desk, people: People
) -> None:
    sync = ScriptedSync()
    watch = OutboxWatch(desk, sync)  # type: ignore[arg-type]
    changes: list[int] = []
    log(desk.book.store, people.zeng, "谈了")
    watch.read()
    qtbot.waitUntil(lambda: watch.state is not None)
    desk.book_changed.connect(lambda: changes.append(1))
    sync.start(asked=False)
    sync.fail(cut())
    qtbot.waitUntil(lambda: not desk.background.busy)
    assert changes == []
    sync.start(asked=False)
    with desk.book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM outbox")
    sync.fail(cut())
    qtbot.waitUntil(lambda: changes == [1])
    qtbot.waitUntil(lambda: not desk.background.busy)
    assert watch.state is not None
    assert watch.state.waiting == 0

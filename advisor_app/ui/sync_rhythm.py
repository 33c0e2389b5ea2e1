"""Sync by itself: regularly, soon after something was written or the network is back, ever later while it fails.

When the next round begins is worked out in `domain.pace`. Only a clock that cannot be set counts.
"""

import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from advisor_app.domain import pace
from advisor_app.domain.policy.schema import Sync
from advisor_app.errors import AppError
from advisor_app.services.outbox_state import OutboxState
from advisor_app.services.sync_state import sync_rule
from advisor_app.services.sync_trouble import held, out_of_reach, retry_after
from advisor_app.ui.desk import Desk
from advisor_app.ui.lock import seconds
from advisor_app.ui.outbox_watch import OutboxWatch

if TYPE_CHECKING:
    from advisor_app.ui.sync_process import SyncControl

_EARLY = 0.05  # seconds by which a timer may ring before its time


class SyncRhythm(QObject):
    """Starts the rounds of `sync` that nobody asks for, from `start` to `stop`."""

    planned = Signal()
    """When the next round begins has changed."""

    def __init__(
        self,
        desk: Desk,
        sync: "SyncControl",
        outbox: OutboxWatch,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = seconds,
        chance: Callable[[], float] = random.random,
    ) -> None:
        super().__init__(parent)
        self._desk, self._sync = desk, sync
        self._clock, self._chance = clock, chance
        self._goes = False
        self._rule: Sync | None = None
        self._waiting = 0
        self._failures = 0
        self._unreachable = False
        self._regular = self._soon = self._not_before = -1.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)
        sync.started.connect(self._on_started)
        sync.finished.connect(self._on_finished)
        sync.failed.connect(self._on_failed)
        outbox.known.connect(self._on_outbox)

    @property
    def due_in(self) -> float | None:
        """In how many seconds the next round begins, None while none is planned."""
        return max(0.0, self._due() - self._clock()) if self._timer.isActive() else None

    def start(self) -> None:
        """Begin, with a first round soon."""
        self._goes = True
        self._desk.ask(self, sync_rule, self._on_opening_rule, key="rule", aside=True)

    def stop(self) -> None:
        """Start nothing any more."""
        self._goes = False
        self._timer.stop()

    def network_came_back(self) -> None:
        """Try soon what failed because head office was out of reach."""
        if self._unreachable and not self._sync.running:
            self._soon = self._clock() + pace.RECONNECT * (0.5 + self._chance() / 2)
            self._plan()

    def _on_opening_rule(self, rule: Sync) -> None:
        self._rule = rule
        self._regular = self._clock() + pace.OPENING * self._chance()
        if not self._sync.running:
            self._plan()

    def _on_rule(self, rule: Sync) -> None:
        self._rule = rule

    def _on_started(self) -> None:
        self._timer.stop()

    def _on_finished(self, result: Mapping[str, Any]) -> None:
        self._failures, self._unreachable, self._not_before = 0, False, -1.0
        if not result.get("stopped"):
            self._waiting = 0  # what waits after it was written meanwhile
        self._end(lambda rule: pace.regular(rule, self._chance()))
        self._desk.ask(self, sync_rule, self._on_rule, key="rule", aside=True)

    def _on_failed(self, error: AppError) -> None:
        asked = retry_after(error)
        self._failures += 1
        self._unreachable = out_of_reach(error)
        if asked is not None:
            self._not_before = self._clock() + asked
        if held(error):  # until a person has decided, another try would be held too
            self._failures = 0
            self._end(lambda rule: pace.regular(rule, self._chance()))
        else:
            self._end(lambda rule: pace.retry(rule, self._failures, self._chance(), asked))

    def _on_outbox(self, state: OutboxState) -> None:
        more, self._waiting = state.waiting > self._waiting, state.waiting
        if more and not self._failures and not self._sync.running:
            self._soon = self._clock() + pace.SOON
            self._plan()

    def _on_time(self) -> None:
        if self._clock() < self._due() - _EARLY:
            self._plan()
        elif not self._sync.running:
            self._sync.start(asked=False)

    def _end(self, pause: Callable[[Sync], float]) -> None:
        """Plan the next round after one that has ended."""
        if self._rule is not None:
            self._regular, self._soon = self._clock() + pause(self._rule), -1.0
            self._plan()

    def _due(self) -> float:
        due = self._regular if self._soon < 0 else min(self._regular, self._soon)
        return max(due, self._not_before)

    def _plan(self) -> None:
        if self._goes and self._rule is not None:
            self._timer.start(max(0, round((self._due() - self._clock()) * 1000)))
            self.planned.emit()

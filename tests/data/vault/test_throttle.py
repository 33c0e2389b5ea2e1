"""Five failures, then ten minutes, whatever is restarted or set meanwhile."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.data import vault
from advisor_app.data.errors import ThrottledError, WrongPassphraseError
from advisor_app.data.vault.throttle import FAILURES, WAIT_SECONDS, Throttle
from tests.support.stores import ADVISOR, CHEAP, DEVICE, OTHER_PASSPHRASE, PASSPHRASE, MemoryKeyStore


class Clock:
    """A monotonic clock: seconds since the machine started."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def throttled(key_store: MemoryKeyStore, clock: Clock) -> bool:
    """Try once, as a program that was just started; tell whether waiting is due."""
    try:
        Throttle(key_store, "s", clock).begin()
    except ThrottledError:
        return True
    return False


def test_the_sixth_attempt_waits_ten_minutes() -> None:
    key_store, clock = MemoryKeyStore(), Clock()
    assert [throttled(key_store, clock) for _ in range(6)] == [False] * 5 + [True]
    clock.now += WAIT_SECONDS - 1
    assert throttled(key_store, clock)
    clock.now += 1
    assert [throttled(key_store, clock) for _ in range(6)] == [False] * 5 + [True]


def test_success_forgets_the_failures() -> None:
    key_store, clock = MemoryKeyStore(), Clock()
    for _ in range(20):
        assert not throttled(key_store, clock)
        Throttle(key_store, "s", clock).succeed()


def test_a_reboot_does_not_shorten_the_wait() -> None:
    key_store, clock = MemoryKeyStore(), Clock(now=100_000)
    while not throttled(key_store, clock):
        pass
    clock.now = 30
    assert throttled(key_store, clock)
    clock.now = WAIT_SECONDS - 1
    assert throttled(key_store, clock)
    clock.now = WAIT_SECONDS
    assert not throttled(key_store, clock)


@given(
    uptime=st.floats(0, 1e6),
    steps=st.lists(st.tuples(st.floats(0, 700), st.booleans()), max_size=8),
)
def test_no_course_of_events_ends_the_wait_early(uptime: float, steps: list[tuple[float, bool]]) -> None:
    """Real time only moves on; the machine's clock moves with it, and begins again at each reboot."""
    key_store, clock = MemoryKeyStore(), Clock(uptime)
    while not throttled(key_store, clock):
        pass
    real = 0.0
    for seconds, reboot in steps:
        clock.now = 0.0 if reboot else clock.now
        clock.now += seconds
        real += seconds
        if not throttled(key_store, clock):
            assert real >= WAIT_SECONDS - 1e-3
            break


def test_setting_the_wall_clock_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    key_store = MemoryKeyStore()
    for _ in range(FAILURES):
        Throttle(key_store, "s").begin()
    for shift in (400 * 86400, -400 * 86400):
        now = time.time() + shift
        monkeypatch.setattr(time, "time", lambda now=now: now)
        monkeypatch.setattr(time, "time_ns", lambda now=now: int(now * 1e9))
        with pytest.raises(ThrottledError):
            Throttle(key_store, "s").begin()


def test_unlocking_counts_and_even_the_right_passphrase_must_wait(tmp_path: Path) -> None:
    key_store, secrets = MemoryKeyStore(), vault.Secrets.new()
    vault.create(
        tmp_path, PASSPHRASE, key_store, secrets, advisor=ADVISOR, device=DEVICE, demo=False, cost=CHEAP
    )
    for _ in range(FAILURES):
        with pytest.raises(WrongPassphraseError):
            vault.unlock(tmp_path, OTHER_PASSPHRASE, key_store, floor=CHEAP)
    with pytest.raises(ThrottledError) as caught:
        vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)
    assert caught.value.values["minutes"] == 10


@pytest.mark.parametrize("entry", [b"", b"x", b"[]", b'{"failures": "many"}'])
def test_a_damaged_count_locks_nobody_out_for_good(entry: bytes) -> None:
    key_store, clock = MemoryKeyStore(), Clock()
    key_store.set("s/attempts", entry)
    assert not throttled(key_store, clock)

"""The lock of a store, and how long it is waited for."""

import threading
import time
from pathlib import Path

import pytest

from advisor_app.data.errors import StoreInUseError
from advisor_app.data.files import FileLock


def test_a_lock_that_is_held_is_refused_at_once(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock"):
        started = time.monotonic()
        with pytest.raises(StoreInUseError):
            FileLock(tmp_path / "lock")
        assert time.monotonic() - started < 1.0
    with FileLock(tmp_path / "lock"):
        pass


def test_one_that_is_about_to_be_given_back_is_waited_for(tmp_path: Path) -> None:
    held = FileLock(tmp_path / "lock")
    release = threading.Timer(0.3, held.release)
    release.start()
    with FileLock(tmp_path / "lock", patience=30.0):
        assert release.finished.is_set()
    release.join()


def test_waiting_ends(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock"):
        started = time.monotonic()
        with pytest.raises(StoreInUseError):
            FileLock(tmp_path / "lock", patience=0.3)
        assert time.monotonic() - started >= 0.3

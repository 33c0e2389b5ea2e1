"""A disk that fills up, and writes that fail, at a hundred points: a sentence, nothing lost, and work goes on."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

POINTS = 50
FULL_STEP = 16_384  # bytes of room from one point to the next: together more than all that is written
FAIL_STEP = 12_288


def _tried(folder: Path, kind: str, points: int, step: int, mode: str = "careful") -> list[dict[str, Any]]:
    """Run the points in mount namespaces of their own; without root also in a user namespace."""
    apart = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
    command = [
        *apart,
        sys.executable,
        "-m",
        "tests.faults.full_disk",
        str(folder),
        kind,
        str(points),
        str(step),
        mode,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.linux
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("kind", "step", "sentence"),
    [("full", FULL_STEP, "已满"), ("failing", FAIL_STEP, "无法读写")],
)
def test_a_disk_that_fails_loses_nothing(tmp_path: Path, kind: str, step: int, sentence: str) -> None:
    found = _tried(tmp_path, kind, POINTS, step)
    assert len(found) == POINTS
    assert [point for point in found if point["lost"] or point["undelivered"] or point["doubled"]] == []
    assert {point["waits"] for point in found} == {0}
    failed = [point for point in found if point["failed"]]
    assert len(failed) >= POINTS // 2
    assert all(sentence in text for point in failed for text in point["sentences"])
    # At different places: some could write nothing, others nearly all.
    assert len({point["acknowledged"] for point in failed}) > 10


@pytest.mark.linux
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("kind", "step"), [("full", FULL_STEP), ("failing", FAIL_STEP)])
def test_an_acknowledgement_before_the_write_is_found(tmp_path: Path, kind: str, step: int) -> None:
    """The control: a program that says “saved” too early loses what it said."""
    assert any(point["lost"] for point in _tried(tmp_path, kind, 3, step, "careless"))

"""How benchmarks are found, shown and judged; what they measure is theirs to show."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import Result
from benchmarks import __main__ as runner

GOOD = Result("first", 1234.5678, "ms", "limit", 0.123456, "<= 1", ok=True)
BAD = Result("second", 2.0, "s", "floor", 1.5, "<= 1.15", ok=False)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Make one synthetic benchmark the only one that there is; its `run` is to be set."""
    module = ModuleType("benchmarks.synthetic")
    monkeypatch.setitem(sys.modules, "benchmarks.synthetic", module)
    monkeypatch.setattr(runner, "names", lambda: ["synthetic"])
    return module


def test_a_module_with_run_is_a_benchmark(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("def run():\n    yield 1\n")
    (tmp_path / "helper.py").write_text("class Runner:\n    def run(self): ...\n")
    (tmp_path / "heavy.py").write_text("import no_such_module\ndef run(): ...\n")
    assert runner.names(tmp_path) == ["heavy", "one"]


def test_each_benchmark_of_ours_is_found() -> None:
    assert runner.names()


def test_a_result_is_one_line_of_json(only: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    only.run = lambda: [GOOD]  # type: ignore[attr-defined]
    assert runner.main(["synthetic", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "name": "first",
        "value": 1235.0,
        "unit": "ms",
        "against": "limit",
        "ratio": 0.1235,
        "goal": "<= 1",
        "ok": True,
    }


def test_a_missed_goal_fails_and_is_marked(only: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    only.run = lambda: [GOOD, BAD]  # type: ignore[attr-defined]
    assert runner.main(["synthetic"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("ok")
    assert second.endswith("MISSED")


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        runner.main(["nothing_of_that_name"])
    assert caught.value.code == 2


@pytest.mark.linux
@pytest.mark.parametrize(
    ("source", "code", "shown"),
    [
        ("print('{line}')", 0, 1),
        ("print('{line}'); sys.exit(3)", 1, 1),
        ("print('{missed}'); sys.exit(1)", 1, 1),
    ],
)
def test_all_run_apart(
    only: ModuleType,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    source: str,
    code: int,
    shown: int,
) -> None:
    child = tmp_path / "python"
    program = source.format(line=runner.as_json(GOOD), missed=runner.as_json(BAD))
    child.write_text(f"#!{sys.executable}\nimport sys\n{program}\n")
    child.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(child))
    assert runner.main(["--json"]) == code
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == shown
    assert ("did not finish" in err) == ("exit(3)" in source)

"""`head-office analyse`, and that an import analyses by itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from advisor_app.domain import insights
from advisor_app.head_office import spark
from advisor_app.head_office.__main__ import main

KINDS = (insights.FEATURES, insights.RFM, insights.HABITS, insights.FLOWS)


@pytest.fixture
def url(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A demo bank that was imported, and so analysed."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    asked(capsys, "--db", url, "init", "--demo")
    small = ("--customers", "20", "--advisors", "2", "--months", "3")
    asked(capsys, "--db", url, "demo-data", str(tmp_path / "demo"), *small)
    return url


def asked(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_an_import_is_analysed_and_engines_tell_the_same(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = asked(capsys, "--db", url, "analyse")
    assert told["engine"] == "duckdb"
    assert all(told["kinds"][kind]["customers"] > 5 for kind in KINDS)
    assert all(each["written"] == 0 for each in told["kinds"].values()), "the import had written them"
    again = asked(capsys, "--db", url, "analyse", "--engine", "pandas", "--dry-run")
    assert (again["engine"], again["written"]) == ("pandas", False)
    assert again["kinds"] == told["kinds"]
    assert main(["--db", url, "analyse", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "habits: " in said.out
    assert "customers, 0 changed, digest " in said.out
    assert "on duckdb in " in said.err


@pytest.mark.parametrize("setting", ["memory", "driver.memory=1g", "spark.driver.memory"])
def test_what_is_no_setting_of_spark_is_refused(
    setting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    error = asked(capsys, "--db", url, "analyse", "--engine", "spark", "--spark", setting, code=2)
    assert setting in json.dumps(error, ensure_ascii=False)


def test_without_the_extra_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    asked(capsys, "--db", url, "init", "--name", "江城银行")
    monkeypatch.setattr(spark, "installed", lambda: False)
    assert main(["--db", url, "analyse", "--engine", "spark", "--lang", "en"]) == 2
    assert "Install the extra “spark”" in capsys.readouterr().err

"""The demonstration as `make demo` runs it, with a small bank: made once, found again."""

import json
from pathlib import Path

import pytest

from advisor_app.__main__ import main
from advisor_app.head_office.__main__ import main as head_office_main
from advisor_app.services import demo


def _run(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["--data-dir", str(folder), "--json", *arguments]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def assert_shows_every_screen(pictures: object) -> None:
    """Every picture of the walk is there, each screen in both languages, and no two are the same."""
    assert isinstance(pictures, list)
    images = [Path(name).read_bytes() for name in pictures]
    assert all(image.startswith(b"\x89PNG") for image in images)
    assert len(set(images)) == len(images)
    seen = [Path(name).stem.split("-")[1:] for name in pictures]
    assert {name for name, *_ in seen} >= {"overview", "holdings", "transactions", "timeline", "settings"}
    assert [name for name, language, *_ in seen if language == "en"] == [
        name for name, language, *_ in seen if language != "en"
    ]


def test_the_second_time_finds_what_the_first_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = _run(tmp_path, capsys, "demo", "--customers", "25")
    assert first["customers"] == 25
    assert first["rows"]
    assert_shows_every_screen(first["pictures"])
    made = (tmp_path / "demo" / "ready").stat().st_mtime_ns
    second = _run(tmp_path, capsys, "demo", "--customers", "25")
    assert (second["customers"], second["rows"]) == (25, 0)
    assert (tmp_path / "demo" / "ready").stat().st_mtime_ns == made
    book = (
        "--data-dir",
        str(first["data_dir"]),
        "--passphrase-file",
        str(tmp_path / "demo" / "passphrase.txt"),
    )
    assert main([*book, "search", ""]) == 0
    assert "25" in capsys.readouterr().out


def test_a_half_made_bank_is_made_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "extracts").mkdir()
    bank = tmp_path / "head-office.db"
    bank.write_bytes(b"the beginning of a database")
    told: list[str] = []
    demo.prepare(tmp_path, 5, told.append)
    assert len(told) == 1
    assert head_office_main(["--db", f"sqlite:///{bank}", "--json", "status"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["customers"] == 5


def test_a_head_office_that_fails_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(demo.DemoError):
        demo.prepare(tmp_path, -1, lambda _message: None)
    assert not (tmp_path / "ready").exists()

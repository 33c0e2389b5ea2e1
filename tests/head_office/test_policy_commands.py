"""The command line of policies, on both databases: check, publish, history, diff, with files that are broken too."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from advisor_app.head_office import policies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import NewBank, create_bank, open_bank
from advisor_app.head_office.db.models import Policy
from advisor_app.i18n import using

DEFAULT = policies.text_of(None)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    create_bank(url, NewBank("江城银行", demo=True)).dispose()
    return url


def edited(*edits: tuple[str, str], version: int = 2) -> str:
    text = DEFAULT
    for old, new in (("version = 1\n", f"version = {version}\n"), *edits):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def written(folder: Path, text: str | bytes, name: str = "policy.toml") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def said(capsys: Capture, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def line_of(text: str, words: str) -> int:
    [line] = [number for number, said in enumerate(text.splitlines(), 1) if words in said]
    return line


def test_a_check_needs_no_database_and_names_every_line_and_reason(tmp_path: Path, capsys: Capture) -> None:
    nowhere = f"sqlite:///{tmp_path / 'none.db'}"
    good = written(tmp_path, edited())
    assert said(capsys, "--db", nowhere, "policy", "check", good)["version"] == 2
    text = edited(("grace_months = 6", 'grace_months = "6"'), ("amber_percent = 80", "amber_percent = 800"))
    found = said(capsys, "--db", nowhere, "policy", "check", written(tmp_path, text), code=2)
    assert found["title"] == "策略未被采用"
    assert [(one["line"], one["key"], one["reason"]) for one in found["issues"]] == [
        (line_of(text, 'grace_months = "6"'), "tiers[5].grace_months", "wrong_type"),
        (line_of(text, "amber_percent = 800"), "rhythm.amber_percent", "out_of_range"),
    ]
    with using("en"):
        main(["--lang", "en", "policy", "check", written(tmp_path, text)])
    printed = capsys.readouterr().err
    line = line_of(text, "amber_percent = 800")
    assert f"Line {line}: rhythm.amber_percent must lie between 1 and 100; it is 800." in printed
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "broken",
    [b"", b"\xff\xfe\x00", b"[policy", b"x = 1\n", b"[policy]\nformat = 2\n", b"#" * 1_000_002],
)
def test_what_is_no_policy_is_refused_with_a_sentence(
    broken: bytes, url: str, tmp_path: Path, capsys: Capture
) -> None:
    file = written(tmp_path, broken)
    for what in ("check", "publish", "diff"):
        assert "sentence" in said(capsys, "--db", url, "policy", what, file, code=2)
    versions = said(capsys, "--db", url, "policy", "history")["versions"]
    assert [one["version"] for one in versions] == [1]


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("publish",), ("history", "x"), ("diff",), ("diff", "1", "1", "1"), ("try",), ("diff", "7")],
)
def test_what_is_missing_or_too_much_is_said(url: str, arguments: tuple[str, ...], capsys: Capture) -> None:
    assert said(capsys, "--db", url, "policy", *arguments, code=2)["error"] == "InputError"


def test_a_file_that_is_not_there_is_said(tmp_path: Path, url: str, capsys: Capture) -> None:
    for what in ("check", "publish", "try", "diff"):
        missing = str(tmp_path / "none.toml")
        assert "none.toml" in said(capsys, "--db", url, "policy", what, missing, code=2)["sentence"]


def test_publishing_goes_up_only_and_history_tells_all(url: str, tmp_path: Path, capsys: Capture) -> None:
    newer = written(tmp_path, "\ufeff" + edited().replace("\n", "\r\n"))  # as an editor on Windows leaves it
    assert said(capsys, "--db", url, "policy", "publish", newer)["version"] == 2
    again = said(capsys, "--db", url, "policy", "publish", newer, code=2)
    [issue] = again["issues"]
    assert (issue["line"], issue["reason"]) == (line_of(edited(), "version = 2"), "not_newer")
    engine = open_bank(url)
    with engine.begin() as connection:
        later = edited(version=9).replace("format = 1", "format = 2")
        connection.execute(insert(Policy).values(id=9, text=later, published_at=2**50))
    engine.dispose()
    versions = said(capsys, "--db", url, "policy", "history")["versions"]
    assert [(one["version"], one["in_force"]) for one in versions] == [(9, False), (2, True), (1, False)]
    assert versions[0]["title"] is None
    assert f"第 {line_of(later, 'format = 2')} 行" in versions[0]["problem"]
    main(["--db", url, "policy", "history", "--lang", "en"])
    printed = capsys.readouterr().out
    assert "in force" in printed
    assert "replaced" in printed


def test_two_policies_are_compared_by_what_they_say(url: str, tmp_path: Path, capsys: Capture) -> None:
    text = edited(("cut_off = 50_000\n", "cut_off = 100_000\n"), ("\nprivate = 30\n", "\n"))
    file = written(tmp_path, text)
    found = said(capsys, "--db", url, "policy", "diff", file)
    differences = {one["key"]: (one["old"], one["new"], one["line"]) for one in found["differences"]}
    assert differences == {
        "policy.version": (1, 2, line_of(text, "version = 2")),
        "tiers[gold].cut_off": (50_000, 100_000, line_of(text, "cut_off = 100_000")),
        "rhythm.days.private": (30, None, None),
    }
    assert said(capsys, "--db", url, "policy", "diff", "1", file)["differences"] == found["differences"]
    said(capsys, "--db", url, "policy", "publish", file)
    assert said(capsys, "--db", url, "policy", "diff", "1", "2")["differences"] == found["differences"]
    assert said(capsys, "--db", url, "policy", "diff", file, file)["differences"] == []
    main(["--db", url, "policy", "diff", "1", "2", "--lang", "en"])
    printed = capsys.readouterr().out
    assert "tiers[gold].cut_off" in printed
    assert "100,000" in printed


def test_the_policy_in_force_is_shown_whole_to_be_edited(url: str, tmp_path: Path, capsys: Capture) -> None:
    """What no device is told is part of it, so that nobody publishes a policy that lacks it."""
    shown = said(capsys, "--db", url, "policy", "show")
    assert shown == {"version": 1, "text": DEFAULT}
    assert main(["--db", url, "policy", "show", "1"]) == 0
    assert capsys.readouterr().out == DEFAULT
    edit = written(tmp_path, DEFAULT.replace("version = 1\n", "version = 2\n", 1))
    assert main(["--db", url, "policy", "publish", edit]) == 0
    capsys.readouterr()
    [only] = said(capsys, "--db", url, "policy", "diff", "1", "2")["differences"]
    assert only["key"] == "policy.version"
    assert said(capsys, "--db", url, "policy", "show")["version"] == 2
    for wrong in ("9", "all"):
        with using("en"):
            assert main(["--db", url, "policy", "show", wrong]) != 0
        assert "Traceback" not in capsys.readouterr().err

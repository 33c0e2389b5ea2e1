"""Head office's command line, on both databases, with the real Czech bank."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor_app.head_office.__main__ import main

BERKA = {
    "customers": 5369,
    "accounts": 4500,
    "account_holders": 5369,
    "cards": 892,
    "loans": 682,
    "standing_orders": 6471,
    "districts": 77,
    "transactions": 49102,
}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


def _json(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main([*arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_berka_comes_out_whole_and_a_second_import_changes_nothing(
    url: str, tmp_path: Path, shared_data: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shared_data("berka", "client.asc").parent
    rejects = ("--rejects", str(tmp_path / "rejects"))
    _json(capsys, "--db", url, "init", "--name", "Berka")
    first = _json(capsys, "--db", url, "import", "berka", str(folder), *rejects)
    assert first["totals"]["loaded"] == first["totals"]["read"] == sum(BERKA.values())
    assert first["totals"]["rejected"] == 0
    assert {file["entity"]: file["loaded"] for file in first["files"]} == BERKA
    status = _json(capsys, "--db", url, "status")
    assert {name: status["counts"][name] for name in BERKA} == BERKA
    assert (status["as_of"], status["base_currency"]) == ("1994-03-31", "CZK")
    again = _json(capsys, "--db", url, "import", "berka", str(folder), *rejects)
    assert again["totals"]["unchanged"] == again["totals"]["read"] == first["totals"]["read"]
    assert _json(capsys, "--db", url, "status")["counts"] == status["counts"]
    assigned = _json(capsys, "--db", url, "assign", "--by", first["assign_by"])
    assert (assigned["changed"], assigned["books"]) == (5369, 77)


def test_a_code_file_is_for_its_owner_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    _json(capsys, "--db", url, "init", "--demo")
    demo = _json(
        capsys,
        "--db",
        url,
        "demo-data",
        str(tmp_path / "demo"),
        "--customers",
        "20",
        "--advisors",
        "2",
        "--months",
        "2",
    )
    assert demo["import"]["totals"]["rejected"] == 0
    advisor = next(iter(_json(capsys, "--db", url, "status")["books"]))
    code = tmp_path / "code"
    _json(capsys, "--db", url, "enrol", advisor, "--code-file", str(code))
    assert code.stat().st_mode & 0o077 == 0
    assert len(code.read_text().strip()) == 19


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("status",), "InputError"),
        (("enrol", "nobody"), "InputError"),
        (("import", "berka", "no-such-folder"), "InputError"),
        (("import", "no-such-mapping", "."), "MappingError"),
        (("assign",), "InputError"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: tuple[str, ...], error: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    if arguments[0] != "status":
        _json(capsys, "--db", url, "init")
    code = main(["--db", url, "--json", "--lang", "zh_CN", *arguments])
    captured = capsys.readouterr()
    assert code != 0
    assert json.loads(captured.out)["error"] == error
    assert captured.err.strip()
    assert "Traceback" not in captured.err


def test_invented_people_do_not_go_into_a_real_bank(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    _json(capsys, "--db", url, "init")
    assert main(["--db", url, "demo-data", str(tmp_path / "demo")]) == 3
    assert not (tmp_path / "demo").exists()


def test_serving_a_real_bank_needs_the_banks_certificate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    _json(capsys, "--db", url, "init")
    assert main(["--db", url, "serve"]) == 2
    assert main(["--db", url, "serve", "--demo-tls", str(tmp_path / "tls")]) == 3


def test_the_server_settings_say_how_much_may_be_rejected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    _json(capsys, "--db", url, "init")
    folder = tmp_path / "extracts"
    folder.mkdir()
    lines = [f"{number:04},网点{number}" for number in range(10)]
    (folder / "branches-2026-11-24.csv").write_text("\n".join(["code,name", *lines, "9999,"]) + "\n")
    refused = _json(capsys, "--db", url, "import", "native", str(folder), code=1)
    assert refused["refused"] == ["branches-2026-11-24.csv"]
    settings = tmp_path / "settings.toml"
    settings.write_text("[import]\nrejected_percent = 10\n")
    taken = _json(capsys, "--db", url, "import", "native", str(folder), "--settings", str(settings))
    assert (taken["totals"]["loaded"], taken["totals"]["rejected"]) == (10, 1)
    settings.write_text("[import]\nrejected_percent = -1\n")
    wrong = _json(capsys, "--db", url, "import", "native", str(folder), "--settings", str(settings), code=2)
    assert "rejected_percent" in wrong["sentence"]

"""Files that are refused and lines that are rejected, on both databases: limits, reasons, and what is kept of them."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine

from advisor_app.head_office.importing import Limits
from advisor_app.i18n import using
from tests.head_office.importing.conftest import Import
from tests.head_office.importing.reports import named, only, told
from tests.support.extracts import counts, transactions, write, write_book


def test_a_file_with_too_many_rejects_is_refused_and_stops_no_other(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write_book(folder, 40)
    holders = [(f"H{n}", f"A{n}", f"C{n}", "owner") for n in range(40)]
    bad = [(f"X{n}", f"A{n}", f"C{n}", "boss") for n in range(3)]
    header = ("key", "account", "customer", "role")
    write(folder, "account_holders-2026-11-24.csv", header, *holders, *bad)
    write(folder, "transactions-2026-11-24.csv", *transactions(("T1", "A0", "2026-11-24", "1.00")))
    report = load(folder)
    assert [file.file for file in report.refused] == ["account_holders-2026-11-24.csv"]
    (refused,) = report.refused
    with using("en"):
        assert str(refused.reason) == "3 of 43 records are rejected, which is more than 5 %"
    assert (refused.read, refused.loaded, refused.rejected) == (43, 0, 3)
    assert refused.rejects_file
    assert counts(bank, "customers", "accounts", "account_holders", "transactions") == [40, 40, 0, 1]
    write(folder, "account_holders-2026-11-24.csv", header, *holders, *bad[:2])
    report = load(folder)
    assert [file.status for file in report.files] == ["unchanged", "unchanged", "loaded", "unchanged"]
    assert told(report.files[2]) == (42, 40, 0, 0, 2, 0)


def test_rejects_found_by_the_database_count_for_the_limit(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    unknown = [(f"T{n}", "A7", "2026-11-24", "1.00") for n in range(3)]
    write(folder, "transactions-2026-11-24.csv", *transactions(*unknown))
    file = load(folder).files[-1]
    assert (file.status, file.read, file.rejected) == ("refused", 3, 3)
    assert file.rejects_file is not None
    assert Path(file.rejects_file).read_text(encoding="utf-8").count("A7,2026-11-24") == 3
    assert counts(bank, "transactions") == [0]


def test_what_a_rejected_line_lacked_may_come_later(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write_book(folder)
    some = [(f"T{n}", f"A{n % 4}", "2026-11-24", "1.00") for n in range(8)]
    write(folder, "transactions-2026-11-24.csv", *transactions(*some))
    limits = Limits(rejected_percent=50)
    assert told(load(folder, limits=limits).files[-1]) == (8, 6, 0, 0, 2, 0)
    write(folder, "accounts-2026-11-25T0900.csv", ("key", "kind", "currency"), ("A3", "current", "CNY"))
    report = load(folder, limits=limits)
    assert told(named(report, "accounts-2026-11-25T0900.csv")) == (1, 1, 0, 0, 0, 0)
    assert told(named(report, "transactions-2026-11-24.csv")) == (8, 2, 0, 6, 0, 0)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("accounts-2026-11-24.csv", b"", "names of its columns"),
        ("accounts-2026-11-24.csv", b"key,kind\nA,current\n", "“currency” is missing"),
        ("accounts-2026-11-24.csv", b"key,kind,currency,ballance\nA,current,CNY,1\n", "no column “ballance”"),
        (
            "accounts-2026-11-24.csv",
            b"key,kind,currency,key\nA,current,CNY,A\n",
            "two columns are called “key”",
        ),
        ("accounts-2026-11-24.csv", b"key;kind;currency\nA;current;CNY\n", "is missing"),
        ("accounts-2026-11-24.csv", "key,kind,currency\n".encode("utf-16"), "is missing"),
        ("accounts-2026-11-24.csv.gz", b"\x1f\x8b\x08\x00broken", "cannot be read"),
        ("accounts-2026-11-24.parquet", b"PAR1 and nothing else", "Parquet file is damaged"),
        ("accounts-2026-11-24.csv", b"PAR1", "Parquet file is damaged"),
        ("accounts.csv", b"key,kind,currency\nA,current,CNY\n", "of what day"),
        ("accounts-2026-13-24.csv", b"key,kind,currency\nA,current,CNY\n", "of what day"),
        ("accounts-2026-11-24.csv", b"key,kind,currency\n" + b"x" * 3_000_000, "longer than any line"),
    ],
    ids=range(12),
)
def test_files_that_cannot_be_read_are_refused_whole(
    bank: Engine, load: Import, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    write(tmp_path / "in", "customers-2026-11-24.csv", ("key", "kind"), ("C1", "customer"))
    (tmp_path / "in" / name).write_bytes(content)
    report = load(tmp_path / "in")
    (refused,) = report.refused
    assert refused.file == name
    with using("en"):
        assert reason in str(refused.reason)
    assert str(refused.reason) != refused.reason.message if refused.reason else False
    assert counts(bank, "customers", "accounts") == [1, 0]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ("A9,current,CNY,1.005", "balance"),
        ("A9,current,CNY,1e3", "balance"),
        ("A9,current,CNY,99999999999999999999", "balance"),
        ("A9,current,yuan,1", "currency"),
        ("A9,,CNY,1", "kind"),
        (",current,CNY,1", "key"),
        ("A9,current,CNY", ""),
        ("A9,current,CNY,1,2", ""),
        ("A9,cur\0rent,CNY,1", ""),
        ('A9,"current"x,CNY,1', ""),
        ('A9,"current,CNY,1', ""),
        (f"{'9' * 201},current,CNY,1", "key"),
    ],
    ids=range(12),
)
def test_bad_lines_are_rejected_and_kept(
    bank: Engine, load: Import, tmp_path: Path, bad: str, field: str
) -> None:
    good = [f"A{n},current,CNY,{n}.50" for n in range(30)]
    text = "\n".join(["key,kind,currency,balance", *good[:10], bad, *good[10:]]) + "\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "accounts-2026-11-24.csv").write_text(text, encoding="utf-8")
    file = only(load(tmp_path / "in"))
    if field == "balance" and "1.005" in bad:
        assert file.rejections[0].to_json()["message_id"] == "“{text}” has more than {places} decimal places"
    assert told(file) == (31, 30, 0, 0, 1, 0)
    (rejection,) = file.rejections
    assert (rejection.file, rejection.line, rejection.field) == ("accounts-2026-11-24.csv", 12, field)
    path = Path(file.rejects_file or "")
    assert path.read_text(encoding="utf-8").splitlines()[1] == bad
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_path_comes_out_of_a_file(bank: Engine, load: Import, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(
        folder,
        "customers-2026-11-24.csv",
        ("key", "kind", "name"),
        *((f"../../{n}", "customer", "=1+1\n../../etc/passwd") for n in range(30)),
        ("../x", "boss", "/etc/passwd"),
    )
    before = {path for path in tmp_path.rglob("*") if "rejects" not in path.parts}
    file = only(load(folder))
    assert told(file) == (31, 30, 0, 0, 1, 0)
    assert Path(file.rejects_file or "").parent == tmp_path / "rejects"
    after = {path for path in tmp_path.rglob("*") if "rejects" not in path.parts}
    assert {path for path in after - before if not path.name.startswith("bank.db")} == set()


def test_a_report_holds_some_rejections_and_the_rejects_file_all(
    bank: Engine, load: Import, tmp_path: Path
) -> None:
    many = [(f"C{n}", "nobody" if n % 2 else "customer") for n in range(200)]
    write(tmp_path / "in", "customers-2026-11-24.csv", ("key", "kind"), *many)
    file = only(load(tmp_path / "in", limits=Limits(rejected_percent=60, rejections_reported=7)))
    assert told(file) == (200, 100, 0, 0, 100, 0)
    assert [rejection.line for rejection in file.rejections] == [3, 5, 7, 9, 11, 13, 15]
    assert Path(file.rejects_file or "").read_text(encoding="utf-8").count(",nobody\n") == 100

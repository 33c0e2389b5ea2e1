"""A CSV file appears whole or leaves nothing, wherever it is to be written; no cell of it starts a formula."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.errors import AppError, InputError, UnavailableError
from advisor_app.services.csv_file import CsvFile, cell
from tests.support import files


def write(path: Path, rows: int = 1) -> None:
    with CsvFile(path) as file:
        file.write([["甲", 'a "b"', "c,d"]] * rows)
        file.finish()
        file.appear()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def refused(path: Path, rows: int = 1) -> AppError:
    with pytest.raises(AppError) as caught:
        write(path, rows)
    assert "{" not in str(caught.value)
    return caught.value


def test_it_is_written_as_spreadsheets_read_it(tmp_path: Path) -> None:
    write(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == '\ufeff甲,"a ""b""","c,d"\r\n'.encode()
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == 0o600


def test_without_appearing_it_is_gone(tmp_path: Path) -> None:
    with CsvFile(tmp_path / "x.csv") as file:
        file.write([["甲"]])
        assert names(tmp_path) == [".x.csv.part"]
    assert names(tmp_path) == []


def test_what_a_killed_run_left_is_no_obstacle_and_what_was_there_is_replaced(tmp_path: Path) -> None:
    (tmp_path / ".x.csv.part").write_text("half a file")
    (tmp_path / "x.csv").write_text("the old file")
    write(tmp_path / "x.csv")
    assert names(tmp_path) == ["x.csv"]
    assert "甲" in (tmp_path / "x.csv").read_text(encoding="utf-8")


@pytest.mark.linux
def test_it_does_not_write_through_a_planted_link(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    (tmp_path / ".x.csv.part").symlink_to(tmp_path / "kept")
    write(tmp_path / "x.csv")
    assert (tmp_path / "kept").read_text() == "kept"
    assert not (tmp_path / "x.csv").is_symlink()


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "folder").mkdir()
    for path in (
        tmp_path / "missing" / "x.csv",
        tmp_path / "file" / "x.csv",
        tmp_path / "folder",
        tmp_path / ("长" * 300 + ".csv"),
        tmp_path / "nul\0.csv",
    ):
        assert isinstance(refused(path), InputError), path
    assert names(tmp_path) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "a file"


@pytest.mark.linux
@pytest.mark.parametrize("path", ["/dev/null", "/dev/full", "/proc/x.csv", "/sys/x.csv"])
def test_devices_and_closed_folders_are_left_alone(path: str) -> None:
    before = Path(path).is_char_device()
    assert isinstance(refused(Path(path)), InputError)
    assert Path(path).is_char_device() is before


@pytest.mark.linux
@pytest.mark.parametrize("size", [0, 20_000])
def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path, size: int) -> None:
    (tmp_path / "x.csv").write_text("the old file")
    with files.no_larger_than(size):
        refused(tmp_path / "x.csv", rows=5_000)
    assert names(tmp_path) == ["x.csv"]
    assert (tmp_path / "x.csv").read_text() == "the old file"
    write(tmp_path / "x.csv", rows=5_000)  # the control: it was the disk


def test_a_full_disk_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert isinstance(refused(tmp_path / "x.csv"), UnavailableError)
    assert names(tmp_path) == []


@given(st.text())
def test_a_cell_keeps_its_text(text: str) -> None:
    shown = cell(text)
    assert shown in (text, "'" + text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@"))


def test_where_there_is_no_text_a_cell_is_empty() -> None:
    assert cell(None) == cell("") == ""
    assert cell(" ") == " "

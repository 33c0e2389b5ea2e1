"""Rejects files: for their owner only, whole whatever is in a line, and gone after some days."""

import os
import stat
import time
from pathlib import Path

from advisor_app.head_office.importing.columns import Rejected
from advisor_app.head_office.importing.reasons import Reason
from advisor_app.head_office.importing.rejects import RejectsFile, prepare_folder, purge
from advisor_app.i18n import using


def rejected(line: int, field: str = "") -> Rejected:
    return Rejected(line, field, Reason("the value is missing"))


def test_a_file_is_made_with_the_first_reject_only(tmp_path: Path) -> None:
    folder = tmp_path / "rejects"
    rejects = RejectsFile(folder, "a.csv", 0)
    rejects.close()
    assert rejects.path is None
    assert not folder.exists()


def test_reason_and_line_as_they_were(tmp_path: Path) -> None:
    rejects = RejectsFile(tmp_path / "rejects", "a.csv", 20_781)
    with using("en"):
        rejects.add(rejected(7, "kind"), 'x,"曾\r\n静"\r\n')
        rejects.add(rejected(9), "bad \udcff byte\0")
    rejects.close()
    assert rejects.path is not None
    assert rejects.path.name == "2026-11-24-a.csv.1.rejects"
    assert rejects.path.read_bytes().decode() == (
        '# line 7, column “kind”: the value is missing\nx,"曾\r\n静"\n'
        "# line 9: the value is missing\nbad \\udcff byte\0\n"
    )
    assert stat.S_IMODE(rejects.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(rejects.path.parent.stat().st_mode) == 0o700


def test_a_name_is_never_a_path_and_never_taken_twice(tmp_path: Path) -> None:
    paths = []
    for name in ("../../etc/x", "../../etc/x", "流水.csv", "x" * 300, "a\0b\n"):
        rejects = RejectsFile(tmp_path, name, 0)
        rejects.add(rejected(1), "x")
        rejects.close()
        paths.append(rejects.path)
    assert len(set(paths)) == 5
    assert all(path is not None and path.parent == tmp_path for path in paths)


def test_purging_takes_what_is_ours_and_old(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "rejects")
    folder = tmp_path / "rejects"
    for name in ("old.rejects", "new.rejects", "spill-old", "other.csv"):
        (folder / name).write_text("x")
        if not name.startswith("new"):
            os.utime(folder / name, (time.time() - 31 * 86_400,) * 2)
    (folder / "link.rejects").symlink_to(tmp_path / "elsewhere")
    assert purge(folder, 30) == 2
    assert sorted(path.name for path in folder.iterdir()) == ["link.rejects", "new.rejects", "other.csv"]
    assert purge(tmp_path / "none", 30) == 0

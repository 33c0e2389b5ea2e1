"""Where things lie: in a checkout, in an installed wheel, below --data-dir, and with tight rights."""

import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from advisor_app.paths import AppPaths, machine_settings, resources

ROOT = Path(__file__).parents[1]


def files_below(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def test_a_checkout_uses_its_own_resources() -> None:
    assert resources() == ROOT / "resources"


def test_a_wheel_brings_every_resource(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from advisor_app.paths import resources; print(resources())"
    )
    command = [sys.executable, "-I", "-c", program, str(tmp_path / "installed")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    shipped = Path(done.stdout.strip())
    assert shipped == tmp_path / "installed" / "advisor_app" / "_resources"
    assert files_below(shipped) == files_below(ROOT / "resources")


def test_a_data_dir_holds_everything(tmp_path: Path) -> None:
    paths = AppPaths.locate(tmp_path / "here")
    assert not (tmp_path / "here").exists()
    paths.create()
    for folder in (paths.data, paths.config, paths.cache, paths.log):
        assert folder.is_relative_to(tmp_path / "here")
        assert folder.is_dir()
    assert paths.settings == tmp_path / "here" / "settings.toml"


@pytest.mark.linux
def test_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    paths = AppPaths.locate(tmp_path / "here").create()
    for folder in (paths.data, paths.cache, paths.log):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_two_programs_have_two_folders() -> None:
    assert AppPaths.locate().data != AppPaths.locate(program="head-office").data


def test_the_environment_cannot_move_the_administrators_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = machine_settings()
    for variable in (
        "XDG_CONFIG_DIRS",
        "XDG_CONFIG_HOME",
        "HOME",
        "PROGRAMDATA",
        "WIN_PD_OVERRIDE_COMMON_APPDATA",
    ):
        monkeypatch.setenv(variable, str(tmp_path))
    assert machine_settings() == before

"""Where things lie: the resources that ship with the program, and the folders that belong to one user.

Resources stand in `resources/` beside the package in a checkout and in `advisor_app/_resources` in an
installed wheel or a frozen program. Nothing is created by asking for a path;
`AppPaths.create` makes the folders, readable by their owner only.
"""

import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).resolve().parent


@cache
def resources() -> Path:
    """Return the folder of the resources that ship with the program."""
    shipped = _PACKAGE / "_resources"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "resources"


def machine_settings() -> Path:
    """Return the settings file that an administrator owns.

    Its place cannot be moved by an environment variable (as `XDG_CONFIG_DIRS` could), because what
    stands in it overrules the user.
    """
    if sys.platform == "win32":
        from platformdirs.windows import get_win_folder_via_ctypes

        return Path(get_win_folder_via_ctypes("CSIDL_COMMON_APPDATA"), "advisor-app", "settings.toml")
    if sys.platform == "darwin":
        return Path("/Library/Application Support/advisor-app/settings.toml")
    return Path("/etc/advisor-app/settings.toml")


class AppPaths(NamedTuple):
    """The folders of one user of one program."""

    data: Path
    config: Path
    cache: Path
    log: Path

    @classmethod
    def locate(cls, data_dir: Path | None = None, program: str = "advisor-app") -> "AppPaths":
        """Return the platform's folders for `program`, or everything below `data_dir` where one is given."""
        if data_dir is not None:
            root = data_dir.expanduser().absolute()
            return cls(data=root, config=root, cache=root / "cache", log=root / "log")
        import platformdirs  # late: with a folder of its own the window need not wait for it

        dirs = platformdirs.PlatformDirs(program, appauthor=False, roaming=False)
        return cls(
            data=dirs.user_data_path,
            config=dirs.user_config_path,
            cache=dirs.user_cache_path,
            log=dirs.user_log_path,
        )

    @property
    def settings(self) -> Path:
        """The user's own settings file."""
        return self.config / "settings.toml"

    def create(self) -> "AppPaths":
        """Make the folders that are missing, for their owner only, and return these paths.

        Raises OSError when one cannot be made.
        """
        for folder in (self.data, self.config, self.cache, self.log):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

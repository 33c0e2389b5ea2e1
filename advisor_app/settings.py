"""Settings, each declared once: its key, type, default and description.

A value comes from the administrator's file, or else from the user's, or else from the default; both files
are TOML, and tables make dotted keys (`[sync] proxy = "…"` is `sync.proxy`). A file with an unknown key or a
value that does not fit is refused whole, naming file, key and reason. A value is asked for by its
declaration, `settings[LANGUAGE]`, and so has a type. A program declares what it needs: `WORKBENCH` is the
workbench's list.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from advisor_app.errors import AppError, InputError, IssuesError, RefusedError, UnavailableError
from advisor_app.i18n import N_

Origin = Literal["machine", "user", "default"]
T = TypeVar("T", str, int, bool)


class Setting(Generic[T]):
    """One setting. Its type is that of `default`; `choices`, `minimum` and `pattern` narrow what is accepted.

    `pattern` is a regular expression for the whole of a text, and `example` a text that fits it.
    """

    __slots__ = ("choices", "default", "description", "example", "key", "minimum", "pattern")

    def __init__(
        self,
        key: str,
        default: T,
        description: str,
        *,
        choices: Sequence[T] = (),
        minimum: T | None = None,
        pattern: str = "",
        example: str = "",
    ) -> None:
        self.key = key
        self.default: T = default
        self.description = description
        self.choices: Sequence[T] = choices
        self.minimum: T | None = minimum
        self.pattern = pattern
        self.example = example

    def fits(self, value: T) -> bool:
        """Tell whether a text follows the pattern; what has none always does."""
        return not self.pattern or re.fullmatch(self.pattern, str(value)) is not None


LANGUAGE = Setting("language", "auto", N_("Language of the program"), choices=("auto", "zh_CN", "en"))
THEME = Setting("theme", "auto", N_("Light or dark colours"), choices=("auto", "light", "dark"))
INFLOW_COLOUR = Setting(
    "inflow_colour",
    "red",
    N_("Colour of money that comes in, the other is for money out"),
    choices=("red", "green"),
)
IDLE_LOCK_MINUTES = Setting(
    "idle_lock_minutes", 5, N_("Minutes without input until the workbench locks"), minimum=1
)
SERVER = Setting(
    "sync.server",
    "",
    N_("Address of head office; empty means the one of the enrolment"),
    pattern=r"(https://[^\s/]+/?)?",
    example="https://head-office.example:8443",
)
PROXY = Setting(
    "sync.proxy",
    "",
    N_("Address of the proxy to head office; empty means a direct connection"),
    pattern=r"(https?://[^\s/@]+/?)?",  # without a name and password, which would stand here in the clear
    example="http://proxy.example:3128",
)
CONTACT_PROGRAMS = Setting(
    "contacts.programs",
    "",
    N_("Programs that a policy may start to contact customers, separated by semicolons; empty means none"),
)
LOG_LEVEL = Setting(
    "log_level", "info", N_("How much the log tells"), choices=("debug", "info", "warning", "error")
)

WORKBENCH: tuple[Setting[Any], ...] = (
    LANGUAGE,
    THEME,
    INFLOW_COLOUR,
    IDLE_LOCK_MINUTES,
    SERVER,
    PROXY,
    CONTACT_PROGRAMS,
    LOG_LEVEL,
)

REJECTED_PERCENT = Setting(
    "import.rejected_percent",
    5,
    N_("Percent of rejected records above which a file is refused whole"),
    minimum=0,
)
MISSING_PERCENT = Setting(
    "import.missing_percent", 5, N_("Percent of missing rows above which a snapshot is refused"), minimum=0
)
REJECTS_DAYS = Setting(
    "import.rejects_days", 30, N_("Days after which files of rejected lines are deleted"), minimum=1
)

HEAD_OFFICE: tuple[Setting[Any], ...] = (REJECTED_PERCENT, MISSING_PERCENT, REJECTS_DAYS)


class Report(NamedTuple):
    """Where the value of one setting came from; `file` is None for a default."""

    setting: Setting[Any]
    value: str | int | bool
    origin: Origin
    file: Path | None


class Settings:
    """The values of a program's settings, read once."""

    def __init__(self, reports: Iterable[Report], user_file: Path) -> None:
        self._reports = {report.setting.key: report for report in reports}
        self._user_file = user_file

    @classmethod
    def load(
        cls, declared: Sequence[Setting[Any]], *, user_file: Path, machine_file: Path | None = None
    ) -> "Settings":
        """Read the files that exist.

        Raises IssuesError naming all that is wrong with a file, UnavailableError if one cannot be read.
        """
        by_key = {setting.key: setting for setting in declared}
        machine = _read(machine_file, by_key) if machine_file else {}
        user = _read(user_file, by_key)
        return cls((_report(s, machine, machine_file, user, user_file) for s in declared), user_file)

    @classmethod
    def defaults(cls, declared: Sequence[Setting[Any]], *, user_file: Path) -> "Settings":
        """Return the settings as they are where no file says otherwise."""
        return cls((_report(setting, {}, None, {}, user_file) for setting in declared), user_file)

    def __getitem__(self, setting: Setting[T]) -> T:
        value: T = self._reports[setting.key].value  # type: ignore[assignment]  # checked when it was read
        return value

    def __iter__(self) -> Iterator[Report]:
        """Yield for each setting its value and where it came from, in the order of their declaration."""
        return iter(self._reports.values())

    def change(self, setting: Setting[T], value: T) -> None:
        """Set a value for the user and write it to the user's file, keeping the rest of the file as it is.

        Raises RefusedError for what the administrator has set, InputError for a value that does not fit and
        UnavailableError when the file cannot be written; the old file then stands.
        """
        if self._reports[setting.key].origin == "machine":
            raise RefusedError(
                "“{key}” is set by the administrator of this computer and cannot be changed here.",
                key=setting.key,
            )
        _check(setting, value, self._user_file)
        _write(self._user_file, setting.key, value)
        self._reports[setting.key] = Report(setting, value, "user", self._user_file)


def _report(
    setting: Setting[Any],
    machine: Mapping[str, Any],
    machine_file: Path | None,
    user: Mapping[str, Any],
    user_file: Path,
) -> Report:
    if setting.key in machine:
        return Report(setting, machine[setting.key], "machine", machine_file)
    if setting.key in user:
        return Report(setting, user[setting.key], "user", user_file)
    return Report(setting, setting.default, "default", None)


def _read(file: Path, declared: Mapping[str, Setting[Any]]) -> dict[str, Any]:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UnavailableError(
            "The settings file {file} cannot be read ({reason}).", file=file, reason=error.strerror
        ) from error
    import tomllib  # late: where there is no file the window need not wait for it

    try:
        document = tomllib.loads(content.decode("utf-8-sig"))  # Notepad may write a BOM
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            "The settings file {file} is not valid TOML: {reason}.",
            what_to_do="Correct the file, or rename it to start with the defaults.",
            file=file,
            reason=error,
        ) from error
    values = dict(_flattened(document))
    issues = []
    for key, value in values.items():
        try:
            _check(declared.get(key), value, file, key)
        except AppError as error:
            issues.append(error)
    if issues:
        raise IssuesError(
            "The settings file {file} cannot be used.",
            issues=issues,
            what_to_do="Correct the file, or rename it to start with the defaults.",
            file=file,
        )
    return values


def _flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _check(setting: Setting[Any] | None, value: object, file: Path, key: str = "") -> None:
    if setting is None:
        raise InputError("{file}: there is no setting “{key}”.", file=file, key=key)
    wanted = type(setting.default)
    if type(value) is not wanted:
        raise InputError(
            "{file}: “{key}” must be of type {wanted}, not {given}.",
            file=file,
            key=setting.key,
            wanted=wanted.__name__,
            given=type(value).__name__,
        )
    if setting.choices and value not in setting.choices:
        raise InputError(
            "{file}: “{key}” must be one of {choices}, not “{value}”.",
            file=file,
            key=setting.key,
            choices=", ".join(map(str, setting.choices)),
            value=value,
        )
    if setting.minimum is not None and value < setting.minimum:
        raise InputError(
            "{file}: “{key}” must be at least {minimum}, not {value}.",
            file=file,
            key=setting.key,
            minimum=setting.minimum,
            value=value,
        )
    if not setting.fits(value):
        raise InputError(
            "{file}: “{key}” must be an address such as {example}, or empty, not “{value}”.",
            file=file,
            key=setting.key,
            example=setting.example,
            value=value,
        )


def _write(file: Path, key: str, value: str | int | bool) -> None:
    """Replace the file in one step, so that a crash leaves the old or the new one."""
    import tomlkit  # late: only a change needs it

    new = file.with_suffix(".new")
    try:
        document = (
            tomlkit.parse(file.read_text(encoding="utf-8-sig")) if file.exists() else tomlkit.document()
        )
        table: Any = document
        *tables, name = key.split(".")
        for part in tables:
            table = table.setdefault(part, tomlkit.table())
        table[name] = value
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.write_text(tomlkit.dumps(document), encoding="utf-8")
        new.replace(file)
    except OSError as error:
        with suppress(OSError):  # where the folder is none, looking into it fails too
            new.unlink()
        raise UnavailableError(
            "The settings file {file} cannot be written ({reason}).", file=file, reason=error.strerror
        ) from error

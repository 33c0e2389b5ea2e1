"""Settings: whose word counts, what is refused and how, and that a change never costs the file."""

import errno
from pathlib import Path
from typing import NoReturn

import pytest

from advisor_app import i18n
from advisor_app.errors import AppError, InputError, IssuesError, RefusedError, UnavailableError
from advisor_app.settings import (
    IDLE_LOCK_MINUTES,
    LANGUAGE,
    PROXY,
    THEME,
    WORKBENCH,
    Setting,
    Settings,
)


@pytest.fixture
def user(tmp_path: Path) -> Path:
    return tmp_path / "user" / "settings.toml"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    return tmp_path / "machine.toml"


def load(user: Path, machine: Path | None = None) -> Settings:
    return Settings.load(WORKBENCH, user_file=user, machine_file=machine)


def test_without_files_there_are_defaults(user: Path, machine: Path) -> None:
    settings = load(user, machine)
    assert settings[LANGUAGE] == "auto"
    assert {(report.origin, report.file) for report in settings} == {("default", None)}
    assert [report.setting for report in settings] == list(WORKBENCH)


def test_the_administrator_comes_before_the_user_and_the_user_before_the_default(
    user: Path, machine: Path
) -> None:
    user.parent.mkdir()
    user.write_text('language = "en"\ntheme = "dark"\n')
    machine.write_text('language = "zh_CN"\n[sync]\nproxy = "http://proxy:3128"\n')
    settings = load(user, machine)
    assert (settings[LANGUAGE], settings[THEME], settings[PROXY]) == ("zh_CN", "dark", "http://proxy:3128")
    origins = {report.setting.key: (report.origin, report.file) for report in settings}
    assert origins["language"] == origins["sync.proxy"] == ("machine", machine)
    assert origins["theme"] == ("user", user)
    assert origins["idle_lock_minutes"] == ("default", None)


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("lenguage = 'en'", "lenguage", "there is no setting"),
        ("[sync]\nproxi = 'x'", "sync.proxi", "there is no setting"),
        ("sync = 1", "sync", "there is no setting"),
        ("[language]\nx = 1", "language.x", "there is no setting"),
        ("language = 1", "language", "type str, not int"),
        ("idle_lock_minutes = true", "idle_lock_minutes", "type int, not bool"),
        ("idle_lock_minutes = 5.0", "idle_lock_minutes", "type int, not float"),
        ("idle_lock_minutes = 0", "idle_lock_minutes", "at least 1, not 0"),
        ("theme = 'blue'", "theme", "one of auto, light, dark"),
        ("[sync]\nproxy = 'proxy'", "sync.proxy", "an address such as http://proxy.example:3128"),
        ("[sync]\nproxy = 'http://me:secret@proxy'", "sync.proxy", "an address such as"),
        ("[sync]\nserver = 'http://office'", "sync.server", "an address such as https://head-office.example"),
    ],
)
def test_a_wrong_setting_is_refused_with_file_key_and_reason(
    user: Path, text: str, key: str, reason: str
) -> None:
    user.parent.mkdir()
    user.write_text(text)
    with pytest.raises(IssuesError) as caught:
        load(user)
    with i18n.using("en"):
        sentence = str(caught.value)
    assert str(user) in sentence
    assert f"“{key}”" in sentence
    assert reason in sentence


def test_all_that_is_wrong_is_told_at_once(user: Path) -> None:
    user.parent.mkdir()
    user.write_text("theme = 'blue'\nfoo = 1\nlanguage = 'en'\n")
    with pytest.raises(IssuesError) as caught:
        load(user)
    assert [issue.values["key"] for issue in caught.value.issues] == ["theme", "foo"]


@pytest.mark.parametrize(
    "content", [b"language = ", b"a = 1\na = 2", b"\xff\xfe\x00", "language = '中".encode("gb18030")]
)
def test_a_broken_file_is_refused(user: Path, content: bytes) -> None:
    user.parent.mkdir()
    user.write_bytes(content)
    with pytest.raises(InputError, match=r"settings\.toml"):
        load(user)
    assert user.read_bytes() == content


def test_an_unreadable_file_is_refused(user: Path) -> None:
    user.mkdir(parents=True)
    with pytest.raises(UnavailableError, match=r"settings\.toml"):
        load(user)


def test_what_notepad_writes_is_read(user: Path) -> None:
    user.parent.mkdir()
    user.write_bytes('\ufefflanguage = "en"\r\n'.encode())
    assert load(user)[LANGUAGE] == "en"


def test_a_change_is_kept_and_leaves_the_rest_of_the_file(user: Path) -> None:
    user.parent.mkdir()
    user.write_text('# my choice\ntheme = "dark" # at night\n\n[sync]\nproxy = "http://proxy:3128"\n')
    settings = load(user)
    settings.change(LANGUAGE, "en")
    settings.change(PROXY, 'http://a"b\\c中文')
    assert settings[LANGUAGE] == "en"
    text = user.read_text(encoding="utf-8")
    assert '# my choice\ntheme = "dark" # at night\n' in text
    again = load(user)
    assert (again[LANGUAGE], again[THEME], again[PROXY]) == ("en", "dark", 'http://a"b\\c中文')


def test_a_first_change_makes_the_file(user: Path) -> None:
    load(user).change(IDLE_LOCK_MINUTES, 7)
    assert load(user)[IDLE_LOCK_MINUTES] == 7
    assert [path.name for path in user.parent.iterdir()] == ["settings.toml"]


def test_what_the_administrator_set_cannot_be_changed(user: Path, machine: Path) -> None:
    machine.write_text('language = "zh_CN"\n')
    settings = load(user, machine)
    with pytest.raises(RefusedError):
        settings.change(LANGUAGE, "en")
    assert settings[LANGUAGE] == "zh_CN"
    assert not user.exists()


@pytest.mark.parametrize(("setting", "value"), [(THEME, "blue"), (IDLE_LOCK_MINUTES, 0), (LANGUAGE, 3)])
def test_a_change_that_does_not_fit_is_refused(user: Path, setting: Setting[str], value: str) -> None:
    settings = load(user)
    with pytest.raises(AppError):
        settings.change(setting, value)
    assert not user.exists()


def test_a_full_disk_leaves_the_old_file(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(user)
    settings.change(THEME, "dark")
    before = user.read_bytes()

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(UnavailableError, match="No space left"):
            settings.change(THEME, "light")
    assert settings[THEME] == "dark"
    assert user.read_bytes() == before
    assert [path.name for path in user.parent.iterdir()] == ["settings.toml"]


def test_keys_are_declared_once() -> None:
    keys = [setting.key for setting in WORKBENCH]
    assert len(set(keys)) == len(keys)

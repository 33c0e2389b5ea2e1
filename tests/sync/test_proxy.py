"""The proxy of the settings, and no other: not one that the environment names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_app.__main__ import main
from advisor_app.settings import PROXY, SERVER, WORKBENCH, Settings
from tests.support.bank import Filled
from tests.support.connect_proxy import ConnectProxy
from tests.support.office import PASSPHRASE, Office


@pytest.fixture
def proxy() -> Iterator[ConnectProxy]:
    proxy = ConnectProxy()
    yield proxy
    proxy.close()


@pytest.fixture
def enrolled(office: Office, filled: Filled, tmp_path: Path) -> list[str]:
    """Return the options for a book that was enrolled directly."""
    passphrase, code = tmp_path / "passphrase", tmp_path / "code"
    passphrase.write_text(PASSPHRASE)
    code.write_text(office.code(filled.advisors[0]))
    common = ["--data-dir", str(tmp_path / "book"), "--passphrase-file", str(passphrase)]
    server = ["--server", office.url, "--ca", str(office.certificate.authority), "--code-file", str(code)]
    assert main([*common, "--key-store", "demo", "enrol", *server]) == 0
    return common


def settings(tmp_path: Path) -> Settings:
    return Settings.load(WORKBENCH, user_file=tmp_path / "book" / "settings.toml")


def test_sync_goes_through_the_proxy_of_the_settings(
    office: Office, enrolled: list[str], proxy: ConnectProxy, tmp_path: Path
) -> None:
    settings(tmp_path).change(PROXY, proxy.url)
    assert main([*enrolled, "sync"]) == 0
    assert set(proxy.asked) == {f"CONNECT 127.0.0.1:{office.port}"}


def test_enrolment_goes_through_the_proxy_of_the_settings(
    office: Office, filled: Filled, proxy: ConnectProxy, tmp_path: Path
) -> None:
    (tmp_path / "book").mkdir()
    settings(tmp_path).change(PROXY, proxy.url)
    passphrase, code = tmp_path / "passphrase", tmp_path / "code"
    passphrase.write_text(PASSPHRASE)
    code.write_text(office.code(filled.advisors[0]))
    common = ["--data-dir", str(tmp_path / "book"), "--passphrase-file", str(passphrase)]
    server = ["--server", office.url, "--ca", str(office.certificate.authority), "--code-file", str(code)]
    assert main([*common, "--key-store", "demo", "enrol", *server]) == 0
    assert proxy.asked == [f"CONNECT 127.0.0.1:{office.port}"]


def test_a_proxy_of_the_environment_is_not_used(
    enrolled: list[str], proxy: ConnectProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, proxy.url)
    assert main([*enrolled, "sync"]) == 0
    assert proxy.asked == []


def test_the_address_of_the_settings_is_used(
    enrolled: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from advisor_app.sync import client

    monkeypatch.setattr(client, "ATTEMPTS", 1)
    settings(tmp_path).change(SERVER, "https://127.0.0.1:1")
    assert main([*enrolled, "sync"]) == 4
    assert "https://127.0.0.1:1" in capsys.readouterr().err

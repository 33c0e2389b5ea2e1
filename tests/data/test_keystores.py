"""The key store is the operating system's own, whatever the environment says, or there is none."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor_app.data import keystores, vault
from advisor_app.data.errors import KeyStoreError
from advisor_app.data.keystores import DemoStore, KeyringStore, key_store_for
from tests.support.stores import ADVISOR, DEVICE, PASSPHRASE

THIEF = '''
import pathlib
from keyring.backend import KeyringBackend

class Keyring(KeyringBackend):
    """Keeps what it is given, and a copy for someone else."""
    priority = 99
    kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        pathlib.Path(__file__).with_name("stolen").open("a").write(password + "\\n")
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]
'''

KEEP_BY_KEYRING = "import keyring; keyring.get_keyring().set_password('s', 'u', 'device secret')"
KEEP_BY_US = "from advisor_app.data.keystores import KeyringStore; KeyringStore().set('x', b'device secret')"


@pytest.fixture
def planted(tmp_path: Path, keyring_environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which every way of planting a backend is taken."""
    (tmp_path / "thief.py").write_text(THIEF)
    config = tmp_path / "config" / "python_keyring"
    config.mkdir(parents=True)
    (config / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=thief.Keyring\n")
    return {
        **os.environ,
        **keyring_environment,
        "PYTHON_KEYRING_BACKEND": "thief.Keyring",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(keystores.__file__).parents[2])]),
    }


def run(code: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )


def test_a_planted_backend_steals_from_keyring_but_not_from_us(
    planted: dict[str, str], tmp_path: Path
) -> None:
    assert run(KEEP_BY_US, planted).returncode == 0
    assert not (tmp_path / "stolen").exists()
    # Control: keyring's own choice obeys the environment, and without it the file in the user's home.
    assert run(KEEP_BY_KEYRING, planted).returncode == 0
    del planted["PYTHON_KEYRING_BACKEND"]
    assert run(KEEP_BY_KEYRING, planted).returncode == 0
    assert (tmp_path / "stolen").read_text().count("device secret") == 2


def test_properties_from_the_environment_do_not_reach_our_backend(planted: dict[str, str]) -> None:
    planted["KEYRING_PROPERTY_APPID"] = "planted"
    planted["KEYRING_PROPERTY_PREFERRED_COLLECTION"] = "/planted"
    assert run(KEEP_BY_US, planted).returncode == 0
    control = "import keyring.backends.SecretService as s; print(s.Keyring().preferred_collection)"
    assert run(control, planted).stdout.strip() == "/planted"


def test_without_a_service_we_refuse_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    with pytest.raises(KeyStoreError) as caught:
        KeyringStore()
    assert "key store" in caught.value.message_id
    assert "Keychain" in caught.value.what_to_do


def test_an_unknown_system_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "plan9")
    with pytest.raises(KeyStoreError):
        KeyringStore()


class Null:
    """Keyring's null backend in short: it takes everything and keeps nothing."""

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        pass

    def delete_password(self, service: str, username: str) -> None:
        pass


class Garbling(Null):
    """Returns something, but not what it was given."""

    def get_password(self, service: str, username: str) -> str | None:
        return "not Base64!"


@pytest.mark.parametrize("backend", [Null(), Garbling()])
def test_a_backend_that_loses_secrets_is_refused(backend: Null, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keystores, "_system_backend", lambda: backend)
    with pytest.raises(KeyStoreError):
        KeyringStore()


@pytest.mark.usefixtures("system_keyring")
def test_the_real_service_keeps_and_forgets() -> None:
    store = KeyringStore()
    secret = bytes(range(256))
    assert store.get("a/b") is None
    store.set("a/b", secret)
    store.set("a/b", secret[::-1])
    assert KeyringStore().get("a/b") == secret[::-1]
    store.delete("a/b")
    store.delete("a/b")
    assert store.get("a/b") is None


@pytest.mark.usefixtures("system_keyring")
def test_a_vault_on_the_real_service(tmp_path: Path) -> None:
    secrets = vault.Secrets.new()
    vault.create(
        tmp_path,
        PASSPHRASE,
        KeyringStore(),
        secrets,
        advisor=ADVISOR,
        device=DEVICE,
        demo=False,
        cost=vault.FLOOR,
    )
    assert vault.unlock(tmp_path, PASSPHRASE, key_store_for("keyring", tmp_path)) == secrets
    assert [path.name for path in tmp_path.iterdir()] == ["header.json"]


def test_the_demo_store_keeps_and_forgets(tmp_path: Path) -> None:
    store = DemoStore(tmp_path)
    store.set("a", b"1")
    store.set("b", b"2")
    store.delete("a")
    store.delete("a")
    again = key_store_for("demo", tmp_path)
    assert (again.get("a"), again.get("b")) == (None, b"2")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": "%%"}', b"\xff"])
def test_a_damaged_demo_store_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "demo-keys.json").write_bytes(content)
    with pytest.raises(KeyStoreError):
        DemoStore(tmp_path).get("a")


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError):
        key_store_for("paper", tmp_path)

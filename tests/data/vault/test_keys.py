"""Unlocking needs the passphrase and the machine, and a header that is as it was written."""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor_app.data import vault
from advisor_app.data.errors import (
    DeviceSecretError,
    HeaderError,
    StoreMissingError,
    StoreTooNewError,
    WrongPassphraseError,
)
from advisor_app.data.keystores import DemoStore
from advisor_app.data.vault import keys, suites
from advisor_app.data.vault.header import suite_of
from advisor_app.data.vault.suites import FLOOR, Cost, International, calibrate
from advisor_app.errors import AppError, RefusedError
from tests.support.stores import ADVISOR, CHEAP, DEVICE, OTHER_PASSPHRASE, PASSPHRASE, MemoryKeyStore


def create(folder: Path, key_store: Any, cost: Cost = CHEAP, *, demo: bool = False) -> vault.Secrets:
    secrets = vault.Secrets.new()
    vault.create(folder, PASSPHRASE, key_store, secrets, advisor=ADVISOR, device=DEVICE, demo=demo, cost=cost)
    return secrets


@pytest.fixture
def key_store() -> MemoryKeyStore:
    return MemoryKeyStore()


def edit(folder: Path, **changes: Any) -> None:
    path = folder / "header.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def test_passphrase_and_machine_open_the_store(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    secrets = create(tmp_path, key_store)
    assert vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP) == secrets
    assert len(secrets.data_key) == len(secrets.signing_seed) == 32
    Ed25519PublicKey.from_public_bytes(secrets.public_key).verify(secrets.sign(b"x"), b"x")


def test_nothing_secret_is_readable_in_the_header_or_in_a_repr(
    tmp_path: Path, key_store: MemoryKeyStore
) -> None:
    secrets = create(tmp_path, key_store)
    text = (tmp_path / "header.json").read_bytes() + repr(secrets).encode()
    for secret in (secrets.data_key, secrets.signing_seed, *key_store.secrets.values()):
        assert secret not in text
        assert secret.hex().encode() not in text
        assert base64.b64encode(secret) not in text
    assert (tmp_path / "header.json").stat().st_mode & 0o777 == 0o600


def test_the_same_text_in_another_unicode_form_opens(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    secrets = vault.Secrets.new()
    composed, decomposed = (
        "Žluťoučký kůň pěl ó",
        "Z\u030clut\u030couc\u030cky\u0301 ku\u030an\u030c pe\u030cl o\u0301",
    )
    assert composed != decomposed
    vault.create(
        tmp_path, composed, key_store, secrets, advisor=ADVISOR, device=DEVICE, demo=False, cost=CHEAP
    )
    assert vault.unlock(tmp_path, decomposed, key_store, floor=CHEAP) == secrets


@pytest.mark.parametrize("wrong", ["", PASSPHRASE + " ", PASSPHRASE[:-1], OTHER_PASSPHRASE, "\0"])
def test_wrong_passphrase(tmp_path: Path, key_store: MemoryKeyStore, wrong: str) -> None:
    create(tmp_path, key_store)
    with pytest.raises(WrongPassphraseError):
        vault.unlock(tmp_path, wrong, key_store, floor=CHEAP)


def test_missing_device_secret(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    create(tmp_path, key_store)
    with pytest.raises(DeviceSecretError, match=r"no key|没有"):
        vault.unlock(tmp_path, PASSPHRASE, MemoryKeyStore(), floor=CHEAP)


def test_wrong_device_secret(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    create(tmp_path, key_store)
    (name,) = (name for name in key_store.secrets if "/device/" in name)
    key_store.set(name, bytes(32))
    with pytest.raises(DeviceSecretError):
        vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)


def test_the_device_secret_takes_part_in_the_key_itself(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    """Someone who passes the checks by writing them anew still lacks the key."""
    create(tmp_path, key_store)
    header = vault.load(tmp_path)
    suite = suite_of(header)
    (device_secret,) = (secret for name, secret in key_store.secrets.items() if "/device/" in name)
    for secret, opens in ((device_secret, True), (bytes(32), False)):
        key = keys._wrapping_key(header, suite, PASSPHRASE, secret)
        if opens:
            assert len(suite.unwrap(key, header.nonce, header.wrapped, header.bound())) == 64
        else:
            with pytest.raises(ValueError, match="authenticate"):
                suite.unwrap(key, header.nonce, header.wrapped, header.bound())


@pytest.mark.parametrize(
    "change",
    [
        {"advisor": "A0018"},
        {"device": "00" * 16},
        {"demo": True},
        {"about": {"bank": "别的银行"}},
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"nonce": "AAAAAAAAAAAAAAAA"},
        {"wrapped": "AAAA"},
        {"code": ""},
        {"cost": {"memory_kib": 32, "passes": 1, "lanes": 1}},
        {"cost": {"memory_kib": 2**40, "passes": 2**40, "lanes": 1}},
    ],
)
def test_an_edited_header_is_refused_as_such(
    tmp_path: Path, key_store: MemoryKeyStore, change: dict[str, Any]
) -> None:
    create(tmp_path, key_store)
    edit(tmp_path, **change)
    with pytest.raises(HeaderError):
        vault.unlock(tmp_path, PASSPHRASE, key_store, floor=Cost(1, 1, 1))


def test_a_header_edited_by_someone_who_has_the_device_secret_still_does_not_open(
    tmp_path: Path, key_store: MemoryKeyStore
) -> None:
    """The code can then be forged, but not the associated data of the wrapped keys."""
    create(tmp_path, key_store)
    (device_secret,) = (secret for name, secret in key_store.secrets.items() if "/device/" in name)
    for change in ({"cost": {"memory_kib": 32, "passes": 1, "lanes": 1}}, {"demo": True}, {"advisor": "X"}):
        genuine = (tmp_path / "header.json").read_bytes()
        edit(tmp_path, **change)
        header = vault.load(tmp_path)
        edit(tmp_path, code=_base64(keys._code(suite_of(header), device_secret, header)))
        with pytest.raises(WrongPassphraseError):
            vault.unlock(tmp_path, PASSPHRASE, key_store, floor=Cost(1, 1, 1))
        (tmp_path / "header.json").write_bytes(genuine)
    vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


@pytest.mark.parametrize("field", ["store_id", "device_secret", "device_check", "key_store"])
def test_a_header_that_points_elsewhere_is_not_of_this_machine(
    tmp_path: Path, key_store: MemoryKeyStore, field: str
) -> None:
    create(tmp_path, key_store)
    edit(tmp_path, **{field: "00" * 16})
    with pytest.raises(DeviceSecretError):
        vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)


@pytest.mark.parametrize("change", [{"suite": "rot13"}, {"cipher": "none"}, {"format": 2}])
def test_what_a_newer_version_wrote_is_named_as_such(
    tmp_path: Path, key_store: MemoryKeyStore, change: dict[str, Any]
) -> None:
    create(tmp_path, key_store)
    edit(tmp_path, **change)
    with pytest.raises(StoreTooNewError):
        vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"format": 0}',
        b'{"format": "1"}',
        b"\xff\xfe",
        b"SQLite format 3\0",
    ],
)
def test_what_is_no_header_is_refused(tmp_path: Path, key_store: MemoryKeyStore, content: bytes) -> None:
    create(tmp_path, key_store)
    (tmp_path / "header.json").write_bytes(content)
    with pytest.raises(HeaderError):
        vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)


def test_a_header_cut_anywhere_is_refused(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    create(tmp_path, key_store)
    whole = (tmp_path / "header.json").read_bytes()
    for length in range(len(whole) - 2):
        (tmp_path / "header.json").write_bytes(whole[:length])
        with pytest.raises(HeaderError):
            vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_opens_nothing_or_means_the_same(tmp_path: Path, data: st.DataObject) -> None:
    key_store = MemoryKeyStore()
    (tmp_path / "header.json").unlink(missing_ok=True)
    secrets = create(tmp_path, key_store)
    content = bytearray((tmp_path / "header.json").read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(0, 255).filter(lambda value: value != content[at]))
    before = vault.load(tmp_path)
    (tmp_path / "header.json").write_bytes(bytes(content))
    try:
        opened = vault.unlock(tmp_path, PASSPHRASE, key_store, floor=Cost(1, 1, 1))
    except AppError:
        return
    # Only white space, or bits of Base64 that carry nothing, can differ in a header that still opens.
    assert opened == secrets
    assert vault.load(tmp_path) == before


def test_no_header(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    with pytest.raises(StoreMissingError):
        vault.unlock(tmp_path, PASSPHRASE, key_store)


def test_a_store_is_not_overwritten(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    secrets = create(tmp_path, key_store)
    with pytest.raises(StoreMissingError):
        create(tmp_path, key_store)
    assert vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP) == secrets


def test_a_genuine_header_below_the_floor_is_refused(tmp_path: Path, key_store: MemoryKeyStore) -> None:
    create(tmp_path, key_store)
    with pytest.raises(HeaderError):
        vault.unlock(tmp_path, PASSPHRASE, key_store)


def test_the_floor_itself_is_enough_and_calibration_never_goes_below(
    tmp_path: Path, key_store: MemoryKeyStore
) -> None:
    secrets = create(tmp_path, key_store, FLOOR)
    assert vault.unlock(tmp_path, PASSPHRASE, key_store) == secrets
    assert calibrate(seconds=0).reaches(FLOOR)
    slow, fast = calibrate(seconds=0.001), calibrate(seconds=10)
    assert slow == FLOOR
    assert fast.passes > FLOOR.passes


def test_the_demo_key_store_is_only_for_invented_people(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        create(tmp_path, DemoStore(tmp_path))
    assert not list(tmp_path.iterdir())
    secrets = create(tmp_path, DemoStore(tmp_path), demo=True)
    assert vault.load(tmp_path).demo
    assert vault.unlock(tmp_path, PASSPHRASE, DemoStore(tmp_path), floor=CHEAP) == secrets
    assert (tmp_path / "demo-keys.json").stat().st_mode & 0o777 == 0o600


def test_the_header_of_a_real_store_cannot_be_turned_to_the_demo_key_store(
    tmp_path: Path, key_store: MemoryKeyStore
) -> None:
    create(tmp_path, key_store)
    demo = DemoStore(tmp_path)
    for name, secret in key_store.secrets.items():
        demo.set(name, secret)
    edit(tmp_path, key_store="demo")
    with pytest.raises(HeaderError):
        vault.unlock(tmp_path, PASSPHRASE, demo, floor=CHEAP)


class National(International):
    """What a national suite would look like: SM3 and SM4, behind the same interface."""

    id = "argon2id+hkdf-sm3+hmac-sm3+sm4-gcm"

    def derive(self, key: bytes, salt: bytes, info: bytes) -> bytes:
        return HKDF(hashes.SM3(), 32, salt, info).derive(key)

    def mac(self, key: bytes, message: bytes) -> bytes:
        code = hmac.HMAC(key, hashes.SM3())
        code.update(message)
        return code.finalize()

    def wrap(self, key: bytes, nonce: bytes, secret: bytes, bound: bytes) -> bytes:
        encryptor = Cipher(SM4(key[:16]), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(bound)
        return encryptor.update(secret) + encryptor.finalize() + encryptor.tag

    def unwrap(self, key: bytes, nonce: bytes, wrapped: bytes, bound: bytes) -> bytes:
        decryptor = Cipher(SM4(key[:16]), GCM(nonce, wrapped[-16:])).decryptor()
        decryptor.authenticate_additional_data(bound)
        try:
            return decryptor.update(wrapped[:-16]) + decryptor.finalize()
        except InvalidTag as error:
            raise ValueError("does not authenticate") from error


def test_another_suite_fits_behind_the_interface(
    tmp_path: Path, key_store: MemoryKeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    national = National()
    monkeypatch.setattr("advisor_app.data.vault.header.SUITES", {**suites.SUITES, national.id: national})
    monkeypatch.setattr(keys, "DEFAULT", national)
    secrets = create(tmp_path, key_store)
    assert vault.load(tmp_path).suite == national.id
    assert vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP) == secrets
    with pytest.raises(WrongPassphraseError):
        vault.unlock(tmp_path, OTHER_PASSPHRASE, key_store, floor=CHEAP)
    monkeypatch.undo()
    with pytest.raises(StoreTooNewError):
        vault.unlock(tmp_path, PASSPHRASE, key_store, floor=CHEAP)


def test_the_unlock_screen_loads_neither_database_nor_keyring() -> None:
    code = "import sys, advisor_app.data.vault; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"sqlalchemy", "sqlcipher3", "keyring", "alembic", "PySide6"}.isdisjoint(loaded)
    assert "argon2" in loaded

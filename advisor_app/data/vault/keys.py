"""Making, opening and rewrapping the keys of a store.

Two secrets protect a store: its data key, and the key with which the device signs. Both are wrapped together
under a key that needs the passphrase (stretched by Argon2id) and the device secret from the operating
system's key store. The signing key is wrapped here rather than kept in the database, because head office can
recover the data key from escrow and must not be able to sign as the device.
"""

import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from advisor_app.data.errors import (
    DeviceSecretError,
    HeaderError,
    StorageError,
    StoreMissingError,
    WrongPassphraseError,
)
from advisor_app.data.keystores import DEMO, KeyStore
from advisor_app.data.vault import header as header_file
from advisor_app.data.vault import passphrase as rules
from advisor_app.data.vault.header import DATABASE_CIPHER, FORMAT, Header, suite_of
from advisor_app.data.vault.suites import DEFAULT, FLOOR, KEY_BYTES, Cost, Suite, calibrate
from advisor_app.data.vault.throttle import Throttle
from advisor_app.domain.ids import new_id
from advisor_app.errors import RefusedError

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Secrets:
    """The data key of a store and the seed of the device's Ed25519 key, 32 bytes each."""

    data_key: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Secrets":
        """Return fresh random secrets, as enrolment needs them."""
        return cls(os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))

    @property
    def public_key(self) -> bytes:
        """The device's Ed25519 public key, 32 raw bytes."""
        return self._signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """Return the device's Ed25519 signature of a message."""
        return self._signing_key().sign(message)

    def _signing_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed)


def create(
    directory: Path,
    passphrase: str,
    key_store: KeyStore,
    secrets: Secrets,
    *,
    advisor: str,
    device: bytes,
    demo: bool,
    about: dict[str, str] | None = None,
    cost: Cost | None = None,
) -> Header:
    """Protect `secrets` by a passphrase and a new device secret, and write the header in `directory`.

    `demo` says that head office is one of invented people; only then may the key store be the demo one.
    `cost` is measured on this machine where it is not given.
    Raises PassphraseRuleError, KeyStoreError, RefusedError (demo key store for real people),
    StoreMissingError (there is a header already), StorageError (the folder cannot be written).
    """
    rules.check(passphrase)
    _refuse_demo_key_store(key_store.kind, demo)
    if (directory / header_file.FILE_NAME).exists():
        raise StoreMissingError(
            "There is a store in {folder} already.",
            folder=directory,
            what_to_do="Unlock it, or choose another folder.",
        )
    blank = Header(
        format=FORMAT,
        store_id=new_id().hex(),
        suite=DEFAULT.id,
        cipher=DATABASE_CIPHER,
        cost=cost or calibrate(),
        salt=b"",
        nonce=b"",
        key_store=key_store.kind,
        demo=demo,
        advisor=advisor,
        device=device.hex(),
        about=about or {},
        device_secret="",
        device_check=b"",
    )
    return _wrap(directory, blank, passphrase, key_store, secrets)


def unlock(directory: Path, passphrase: str, key_store: KeyStore, *, floor: Cost = FLOOR) -> Secrets:
    """Return the secrets of the store in `directory`.

    A header that asks for a cheaper passphrase than `floor` is refused even though it is genuine.
    Raises StoreMissingError, HeaderError, StoreTooNewError (the header); DeviceSecretError, KeyStoreError
    (the machine); WrongPassphraseError, ThrottledError (the passphrase); RefusedError (demo key store).
    """
    header = header_file.load(directory)
    suite = suite_of(header)
    device_secret = _device_secret(directory, header, suite, key_store)
    _refuse_demo_key_store(header.key_store, header.demo)
    if not header.cost.reaches(floor):
        raise HeaderError(
            "The store in {folder} is protected less than the bank requires.",
            folder=directory,
            what_to_do="Ask head office to recover the store on a new enrolment.",
        )
    throttle = Throttle(key_store, header.store_id)
    throttle.begin()
    key = _wrapping_key(header, suite, passphrase, device_secret)
    try:
        both = suite.unwrap(key, header.nonce, header.wrapped, header.bound())
    except ValueError as error:
        raise WrongPassphraseError(
            "The passphrase does not open this store.",
            what_to_do="Check Caps Lock and the keyboard language.",
        ) from error
    throttle.succeed()
    return Secrets(both[:KEY_BYTES], both[KEY_BYTES:])


def change_passphrase(
    directory: Path,
    old: str,
    new: str,
    key_store: KeyStore,
    *,
    floor: Cost = FLOOR,
    cost: Cost | None = None,
) -> None:
    """Wrap the secrets under a new passphrase; the database does not change, nor does escrow.

    The device secret is renewed too, so that a copy of the old header is worthless even to someone who
    knows the old passphrase. A crash at any point leaves exactly one of the two passphrases working.
    Raises what `unlock` raises for the old passphrase, and PassphraseRuleError for the new one.
    """
    rules.check(new)
    header = header_file.load(directory)
    secrets = unlock(directory, old, key_store, floor=floor)
    cost = cost or calibrate()
    dearer = Cost(
        max(cost.memory_kib, header.cost.memory_kib), max(cost.passes, header.cost.passes), header.cost.lanes
    )
    _wrap(directory, msgspec.structs.replace(header, cost=dearer), new, key_store, secrets)
    key_store.delete(_secret_name(header))


def _wrap(directory: Path, header: Header, passphrase: str, key_store: KeyStore, secrets: Secrets) -> Header:
    """Complete `header` with a new device secret, salt and nonce, and save it."""
    suite = suite_of(header)
    device_secret = os.urandom(KEY_BYTES)
    header = msgspec.structs.replace(
        header,
        salt=os.urandom(_SALT_BYTES),
        nonce=os.urandom(suite.nonce_bytes),
        device_secret=os.urandom(8).hex(),
        device_check=_purpose(suite, device_secret, "device-check/v1", header)[:8],
    )
    key = _wrapping_key(header, suite, passphrase, device_secret)
    both = secrets.data_key + secrets.signing_seed
    header = msgspec.structs.replace(header, wrapped=suite.wrap(key, header.nonce, both, header.bound()))
    header = msgspec.structs.replace(header, code=_code(suite, device_secret, header))
    # The secret goes under a new name and the header then points to it: at no moment is either half missing.
    key_store.set(_secret_name(header), device_secret)
    try:
        header_file.save(directory, header)
    except OSError as error:
        # The new secret stays: if only the last step failed, the new header stands and needs it.
        raise StorageError(
            "The folder {folder} cannot be written ({reason}).",
            folder=directory,
            reason=error.strerror,
            what_to_do="Check the rights on the folder and the free space, and try again.",
        ) from error
    return header


def _device_secret(directory: Path, header: Header, suite: Suite, key_store: KeyStore) -> bytes:
    """Return the device secret, after it has vouched for the header."""
    secret = key_store.get(_secret_name(header)) if key_store.kind == header.key_store else None
    if secret is None:
        raise DeviceSecretError(
            "The key store of this machine and user has no key for the store in {folder}.",
            folder=directory,
            what_to_do="Sign in as the user who enrolled it; on another machine, enrol anew.",
        )
    check = _purpose(suite, secret, "device-check/v1", header)[: len(header.device_check)]
    if len(header.device_check) != 8 or not hmac.compare_digest(check, header.device_check):
        raise DeviceSecretError(
            "The key that this machine holds is not the one of the store in {folder}.",
            folder=directory,
            what_to_do="If the key store was reset, ask head office to recover the store.",
        )
    if not hmac.compare_digest(_code(suite, secret, header), header.code):
        raise HeaderError(
            "The header of the store in {folder} was changed after the program wrote it.",
            folder=directory,
            what_to_do="Put the header file back from a copy, or ask head office to recover the store.",
        )
    return secret


def _secret_name(header: Header) -> str:
    return f"{header.store_id}/device/{header.device_secret}"


def _purpose(suite: Suite, device_secret: bytes, label: str, header: Header) -> bytes:
    return suite.derive(device_secret, b"", label.encode() + bytes.fromhex(header.store_id))


def _code(suite: Suite, device_secret: bytes, header: Header) -> bytes:
    return suite.mac(_purpose(suite, device_secret, "header/v1", header), header.coded())


def _wrapping_key(header: Header, suite: Suite, passphrase: str, device_secret: bytes) -> bytes:
    stretched = suite.stretch(rules.normalise(passphrase), header.salt, header.cost)
    return suite.derive(stretched, device_secret, b"kek/v1" + bytes.fromhex(header.store_id))


def _refuse_demo_key_store(kind: str, demo: bool) -> None:
    if kind == DEMO and not demo:
        raise RefusedError(
            "The demonstration key store is for invented people only; this head office has real ones.",
            what_to_do="Enrol with the key store of the operating system.",
        )

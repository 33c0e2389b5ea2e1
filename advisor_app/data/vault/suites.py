"""The cryptographic suites that may protect a store, each under an id that its header names.

One suite exists today. A national (国密) suite is added by a class with the same methods and an entry in
`SUITES`; nothing outside this module names an algorithm of the vault.
"""

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class Cost(msgspec.Struct, frozen=True):
    """What one guess of a passphrase costs: memory in KiB, passes over it, lanes (RFC 9106's m, t and p)."""

    memory_kib: int
    passes: int
    lanes: int

    def reaches(self, floor: "Cost") -> bool:
        """Tell whether a guess costs at least as much as `floor` in memory and in passes."""
        return self.memory_kib >= floor.memory_kib and self.passes >= floor.passes and self.lanes >= 1


FLOOR = Cost(memory_kib=64 * 1024, passes=3, lanes=4)


class Suite(Protocol):
    """The primitives that the vault is built from; all keys are 32 bytes."""

    id: str
    nonce_bytes: int

    def stretch(self, passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
        """Return a key that is slow to compute from a passphrase."""
        ...

    def derive(self, key: bytes, salt: bytes, info: bytes) -> bytes:
        """Return a key for the one purpose that `info` names."""
        ...

    def mac(self, key: bytes, message: bytes) -> bytes:
        """Return the authentication code of a message."""
        ...

    def wrap(self, key: bytes, nonce: bytes, secret: bytes, bound: bytes) -> bytes:
        """Return `secret` encrypted and authenticated together with `bound`."""
        ...

    def unwrap(self, key: bytes, nonce: bytes, wrapped: bytes, bound: bytes) -> bytes:
        """Return what was wrapped; ValueError if key, nonce, text or `bound` is not the same."""
        ...


class International:
    """Argon2id, HKDF-SHA256, HMAC-SHA256 and AES-256-GCM."""

    id = "argon2id+hkdf-sha256+hmac-sha256+aes-256-gcm"
    nonce_bytes = 12

    def stretch(self, passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
        """Argon2id version 1.3 (RFC 9106)."""
        return hash_secret_raw(
            passphrase, salt, cost.passes, cost.memory_kib, cost.lanes, hash_len=KEY_BYTES, type=Type.ID
        )

    def derive(self, key: bytes, salt: bytes, info: bytes) -> bytes:
        """HKDF-SHA256 (RFC 5869)."""
        return HKDF(hashes.SHA256(), KEY_BYTES, salt, info).derive(key)

    def mac(self, key: bytes, message: bytes) -> bytes:
        """HMAC-SHA256."""
        code = hmac.HMAC(key, hashes.SHA256())
        code.update(message)
        return code.finalize()

    def wrap(self, key: bytes, nonce: bytes, secret: bytes, bound: bytes) -> bytes:
        """AES-256-GCM; the tag is at the end."""
        return AESGCM(key).encrypt(nonce, secret, bound)

    def unwrap(self, key: bytes, nonce: bytes, wrapped: bytes, bound: bytes) -> bytes:
        """AES-256-GCM."""
        try:
            return AESGCM(key).decrypt(nonce, wrapped, bound)
        except InvalidTag as error:
            raise ValueError("does not authenticate") from error


DEFAULT: Suite = International()
SUITES: Mapping[str, Suite] = MappingProxyType({DEFAULT.id: DEFAULT})


def calibrate(suite: Suite = DEFAULT, seconds: float = 0.5) -> Cost:
    """Return a cost at which one guess takes about `seconds` on this machine, and never less than `FLOOR`."""
    start = time.perf_counter()
    suite.stretch(b"how fast is this machine", bytes(16), FLOOR)
    elapsed = time.perf_counter() - start
    passes = min(16, max(FLOOR.passes, round(FLOOR.passes * seconds / elapsed)))
    return msgspec.structs.replace(FLOOR, passes=passes)

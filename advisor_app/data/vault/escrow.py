"""Escrow of the data key, sealed to head office: unsynced work survives a lost passphrase or machine.

HPKE (RFC 9180) in base mode: X25519, HKDF-SHA256, AES-256-GCM. Recovery is the same the other way round: head
office opens the escrow and seals the key to a public key that the new device made for this one use.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from advisor_app.errors import DamagedError, InputError

_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
_LABEL = b"advisor-app escrow/v1 "


def escrow_seal(data_key: bytes, public_key: bytes, context: bytes) -> bytes:
    """Return the data key sealed to a 32-byte X25519 public key.

    `context` names what the key belongs to (the device's id) and must be the same when it is opened.
    Raises InputError for bytes that are no public key.
    """
    try:
        return _SUITE.encrypt(data_key, X25519PublicKey.from_public_bytes(public_key), _LABEL + context)
    except ValueError as error:
        raise InputError("The escrow key of head office is not a valid key.") from error


def escrow_open(sealed: bytes, private_key: bytes, context: bytes) -> bytes:
    """Return a data key from escrow with the 32-byte private key that fits.

    Raises DamagedError if it was sealed to another key, for another context, or has been changed.
    """
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private_key), _LABEL + context)
    except (InvalidTag, ValueError) as error:
        raise DamagedError(
            "The escrowed key cannot be opened: it belongs to another device or key."
        ) from error

"""The data key comes back from escrow, and only with the right key for the right device."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from advisor_app.data.vault import escrow_open, escrow_seal
from advisor_app.errors import DamagedError, InputError

KEY = bytes(range(32))


def key_pair() -> tuple[bytes, bytes]:
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def test_round_trip_and_recovery_to_a_new_device() -> None:
    office, office_public = key_pair()
    device, device_public = key_pair()
    sealed = escrow_seal(KEY, office_public, b"device 1")
    assert KEY not in sealed
    recovered = escrow_open(sealed, office, b"device 1")
    assert escrow_open(escrow_seal(recovered, device_public, b"device 2"), device, b"device 2") == KEY


def test_sealing_twice_gives_different_bytes() -> None:
    _, public = key_pair()
    assert escrow_seal(KEY, public, b"d") != escrow_seal(KEY, public, b"d")


def test_another_key_another_device_or_another_bit_opens_nothing() -> None:
    private, public = key_pair()
    sealed = escrow_seal(KEY, public, b"device 1")
    changed = [bytes(b ^ (i == at) for i, b in enumerate(sealed)) for at in range(len(sealed))]
    for ciphertext, key, context in (
        (sealed, key_pair()[0], b"device 1"),
        (sealed, private, b"device 2"),
        (sealed[:-1], private, b"device 1"),
        (b"", private, b"device 1"),
        *((ciphertext, private, b"device 1") for ciphertext in changed),
    ):
        with pytest.raises(DamagedError):
            escrow_open(ciphertext, key, context)


@pytest.mark.parametrize("public", [b"", b"short", bytes(32), bytes(33)])
def test_a_public_key_that_is_none_is_refused(public: bytes) -> None:
    with pytest.raises(InputError):
        escrow_seal(KEY, public, b"d")

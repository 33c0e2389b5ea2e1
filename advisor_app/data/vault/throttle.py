"""Slowing down whoever tries passphrases at the unlock screen: five failures, then ten minutes' wait.

The count lives in the key store and so survives a restart. Time is the machine's monotonic clock, which
nobody can set. It begins again at a reboot: less than ten minutes of the new count then stand for at least
as much real time, so the waiting time can come out longer than it is, never shorter.
This protects the screen only; against a copied file there are the length of the passphrase and Argon2id.
"""

import time
from collections.abc import Callable

import msgspec

from advisor_app.data.errors import ThrottledError
from advisor_app.data.keystores import KeyStore

FAILURES = 5
WAIT_SECONDS = 600.0


class _Attempts(msgspec.Struct):
    failures: int = 0
    at: float = 0.0


class Throttle:
    """The count of failures for one store."""

    def __init__(
        self, key_store: KeyStore, store_id: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._key_store = key_store
        self._name = f"{store_id}/attempts"
        self._clock = clock

    def begin(self) -> None:
        """Count an attempt before it is made, so that ending the program gives no free guess.

        Raises ThrottledError while waiting is due.
        """
        attempts = self._load()
        now = self._clock()
        if attempts.failures >= FAILURES:
            waited = now - attempts.at if now >= attempts.at else now
            if waited < WAIT_SECONDS:
                raise ThrottledError(
                    "Too many wrong passphrases.",
                    what_to_do="Try again in {minutes} minutes.",
                    minutes=int(-(-(WAIT_SECONDS - waited) // 60)),
                )
            attempts.failures = 0
        self._key_store.set(self._name, msgspec.json.encode(_Attempts(attempts.failures + 1, now)))

    def succeed(self) -> None:
        """Forget all failures."""
        self._key_store.set(self._name, msgspec.json.encode(_Attempts()))

    def _load(self) -> _Attempts:
        stored = self._key_store.get(self._name)
        if stored is None:
            return _Attempts()
        try:
            return msgspec.json.decode(stored, type=_Attempts)
        except msgspec.DecodeError:
            return _Attempts()

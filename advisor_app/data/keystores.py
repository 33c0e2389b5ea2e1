"""Where the device secret lives: the operating system's key store, or for demonstrations a file.

Without a service that keeps secrets the product refuses to work. The backend is one named class per
operating system, made directly: keyring's own choice would obey an environment variable or a file in the
user's home, and a backend planted there could read every secret. `keyring` is imported late because it
takes longer than the window needs to appear.
"""

import base64
import json
import os
import sys
from pathlib import Path
from typing import Any, Protocol

from advisor_app.data.errors import KeyStoreError
from advisor_app.data.files import write_atomically
from advisor_app.i18n import gettext as _

KEYRING = "keyring"
DEMO = "demo"
DEMO_FILE_NAME = "demo-keys.json"
_SERVICE = "advisor-app"
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
}


class KeyStore(Protocol):
    """Keeps small secrets by name; every method raises KeyStoreError when it cannot."""

    @property
    def kind(self) -> str:
        """What the store's header records: which key store to ask on the next start."""
        ...

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None if there is none of that name."""
        ...

    def set(self, name: str, secret: bytes) -> None:
        """Keep a secret, replacing one of the same name."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens if there is none of that name."""
        ...


def key_store_for(kind: str, directory: Path) -> KeyStore:
    """Return the key store of a store whose header says `kind`; KeyStoreError for an unknown kind."""
    if kind == KEYRING:
        return KeyringStore()
    if kind == DEMO:
        return DemoStore(directory)
    raise KeyStoreError("The store asks for a key store that this version does not know: {kind}.", kind=kind)


class KeyringStore:
    """The key store of the operating system: Secret Service, Keychain or Credential Manager."""

    kind = KEYRING

    def __init__(self) -> None:
        """Reach the service and see that it gives back what it is given; KeyStoreError if it does not."""
        self._backend = _system_backend()
        name, canary = f"canary/{os.urandom(8).hex()}", os.urandom(32)
        self.set(name, canary)
        kept = self.get(name) == canary
        self.delete(name)
        if not kept or self.get(name) is not None:
            raise _unavailable(_("it does not keep what it is given"))

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        stored = self._call("get_password", name)
        try:
            return None if stored is None else base64.b64decode(stored, validate=True)
        except ValueError as error:
            raise _unavailable(_("it does not return what was stored")) from error

    def set(self, name: str, secret: bytes) -> None:
        """Keep a secret."""
        self._call("set_password", name, base64.b64encode(secret).decode("ascii"))

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there."""
        if self._call("get_password", name) is not None:
            self._call("delete_password", name)

    def _call(self, method: str, name: str, *values: str) -> Any:
        # A service name of its own for each secret: the Windows backend moves entries that share one.
        try:
            return getattr(self._backend, method)(f"{_SERVICE}/{name}", _SERVICE, *values)
        except Exception as error:  # every service raises exceptions of its own
            raise _unavailable(type(error).__name__) from error


class DemoStore:
    """Secrets in a file beside the store, readable by its owner: no protection, for invented people only."""

    kind = DEMO

    def __init__(self, directory: Path) -> None:
        self._path = directory / DEMO_FILE_NAME

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        stored = self._load().get(name)
        try:
            return None if stored is None else base64.b64decode(stored, validate=True)
        except (TypeError, ValueError) as error:
            raise self._damaged() from error

    def set(self, name: str, secret: bytes) -> None:
        """Keep a secret."""
        self._save(self._load() | {name: base64.b64encode(secret).decode("ascii")})

    def delete(self, name: str) -> None:
        """Forget a secret, if it is there."""
        secrets = self._load()
        if secrets.pop(name, None) is not None:
            self._save(secrets)

    def _load(self) -> dict[str, str]:
        try:
            secrets = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._damaged() from error
        if not isinstance(secrets, dict):
            raise self._damaged()
        return secrets

    def _save(self, secrets: dict[str, str]) -> None:
        try:
            write_atomically(self._path, json.dumps(secrets, indent=1).encode())
        except OSError as error:
            raise KeyStoreError(
                "The demonstration's key file {path} cannot be written.",
                path=self._path,
                what_to_do="Check the rights on the folder and the free space.",
            ) from error

    def _damaged(self) -> KeyStoreError:
        return KeyStoreError(
            "The demonstration's key file {path} is damaged.",
            path=self._path,
            what_to_do="Make a new demonstration store.",
        )


def _system_backend() -> Any:
    """Return an instance of the one allowed backend, with settings from here and not from the environment."""
    if sys.platform not in _BACKENDS:
        raise _unavailable(_("none is known for {platform}", platform=sys.platform))
    module, name = _BACKENDS[sys.platform]
    try:
        import importlib

        backend = getattr(importlib.import_module(module), name)
        # keyring would set any attribute from KEYRING_PROPERTY_… variables when the object is made.
        pinned: Any = type(name, (backend,), {"set_properties_from_env": lambda _: None})()
    except Exception as error:  # a missing library shows in many ways
        raise _unavailable(type(error).__name__) from error
    if sys.platform == "win32":
        pinned.persist = "local machine"  # the default would let the secret roam to other machines
    return pinned


def _unavailable(reason: str) -> KeyStoreError:
    return KeyStoreError(
        "This computer offers no working key store ({reason}), so there is no safe place for the key.",
        reason=reason,
        what_to_do="Unlock or start the key store of the desktop (GNOME Keyring, KWallet, Keychain or "
        "Credential Manager) and try again.",
    )

"""The header of a store: a small JSON file beside the database that says how the data key is protected.

Everything in it but the wrapped keys is bound to them as associated data, and the whole of it carries an
authentication code made with the device secret. So an edited header is told apart from a wrong passphrase,
and its parameters are trusted before any work is spent on them.
"""

from pathlib import Path

import msgspec

from advisor_app.data.errors import HeaderError, StoreMissingError, StoreTooNewError
from advisor_app.data.files import write_atomically
from advisor_app.data.vault.suites import SUITES, Cost, Suite
from advisor_app.i18n import N_

FORMAT = 1
FILE_NAME = "header.json"
DATABASE_CIPHER = "sqlcipher-4"
_MAX_BYTES = 64 * 1024
_RESTORE = N_("Put the header file back from a copy, or ask head office to recover the store.")


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands in the file; bytes are Base64.

    `advisor` and `device` are who the store belongs to (number, and id in hex) and `about` is free, both
    readable by anyone who has the file. `device_secret` names the entry in the key store that holds the
    device secret, `device_check` tells whether it is the right one.
    """

    format: int
    store_id: str
    suite: str
    cipher: str
    cost: Cost
    salt: bytes
    nonce: bytes
    key_store: str
    demo: bool
    advisor: str
    device: str
    about: dict[str, str]
    device_secret: str
    device_check: bytes
    wrapped: bytes = b""
    code: bytes = b""

    def bound(self) -> bytes:
        """The associated data of the wrapped keys: the header without them and without its code."""
        return _canonical(msgspec.structs.replace(self, wrapped=b"", code=b""))

    def coded(self) -> bytes:
        """What the authentication code covers: all but itself."""
        return _canonical(msgspec.structs.replace(self, code=b""))


class _Version(msgspec.Struct):
    format: int


def _canonical(header: Header) -> bytes:
    return msgspec.json.encode(header, order="deterministic")


def suite_of(header: Header) -> Suite:
    """Return the suite that a header names; StoreTooNewError if this version has none of that id."""
    if header.suite not in SUITES or header.cipher != DATABASE_CIPHER:
        raise StoreTooNewError(
            "The store uses an encryption that this version does not know ({suite}, {cipher}).",
            suite=header.suite,
            cipher=header.cipher,
            what_to_do="Install the newest version of the program.",
        )
    return SUITES[header.suite]


def load(directory: Path) -> Header:
    """Read the header of the store in `directory`; whether it is genuine is for `keys.unlock` to say.

    Raises StoreMissingError if there is none, HeaderError if it is not a header, StoreTooNewError if a
    later version wrote it.
    """
    path = directory / FILE_NAME
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise StoreMissingError(
            "There is no store in {folder}.", folder=directory, what_to_do="Enrol this machine first."
        ) from error
    except OSError as error:
        raise HeaderError(
            "The header {path} cannot be read.", path=path, what_to_do="Check the rights on the folder."
        ) from error
    try:
        version = msgspec.json.decode(content, type=_Version).format
        if version > FORMAT:
            raise StoreTooNewError(
                "The store has format {version}; this version of the program knows {known}.",
                version=version,
                known=FORMAT,
                what_to_do="Install the newest version of the program.",
            )
        header = msgspec.json.decode(content, type=Header)
        if version < FORMAT or len(bytes.fromhex(header.store_id)) != 16 or len(content) > _MAX_BYTES:
            raise ValueError("not a header of this format")
    except ValueError as error:  # msgspec's errors are ValueErrors
        raise HeaderError(
            "The header {path} is damaged: it is not what the program wrote.", path=path, what_to_do=_RESTORE
        ) from error
    return header


def save(directory: Path, header: Header) -> None:
    """Write the header, replacing one that is there; after a crash at any point one of the two is whole.

    Raises OSError if the folder cannot be written.
    """
    write_atomically(directory / FILE_NAME, msgspec.json.format(_canonical(header)) + b"\n")

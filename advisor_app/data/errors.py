"""What can go wrong between a person and the encrypted store, each kind with a class of its own."""

from advisor_app.errors import AppError, DamagedError, InputError, RefusedError, UnavailableError
from advisor_app.i18n import N_


class PassphraseRuleError(InputError):
    """A new passphrase is too easy to guess."""

    title = N_("Choose another passphrase")


class WrongPassphraseError(InputError):
    """The header is genuine and the device is the right one, so it is the passphrase that does not fit."""

    title = N_("Wrong passphrase")


class ThrottledError(UnavailableError):
    """Too many wrong passphrases; the value `minutes` says how long to wait."""

    title = N_("Please wait")


class KeyStoreError(UnavailableError):
    """The operating system's key store is missing, locked, or does not keep what it is given."""

    title = N_("No safe place for keys")


class DeviceSecretError(RefusedError):
    """This machine's half of the key is missing, or is not the one that the store was made with."""

    title = N_("Not the machine of this store")


class HeaderError(DamagedError):
    """The header of the store cannot be read, was changed, or asks for less protection than allowed."""

    title = N_("The store's header is not as it was written")


class StoreTooNewError(RefusedError):
    """A newer version of the program made this store."""

    title = N_("Please update the program")


class StoreInUseError(UnavailableError):
    """Another process has the store open."""

    title = N_("Already open")


class StoreMissingError(InputError):
    """There is no store where one is expected, or there is one where none may be."""

    title = N_("Store not as expected")


class NotEncryptedError(RefusedError):
    """A database that should be encrypted is not, or the driver cannot encrypt."""

    title = N_("Refusing to work without encryption")


class StoreDamagedError(DamagedError):
    """The database cannot be read with its key, or fails its integrity check."""

    title = N_("The store is damaged")


class ForeignRowsError(DamagedError):
    """Rows that head office sent do not fit into the book: a customer is missing, or a value is of no column."""

    title = N_("Head office's answer cannot be used")


class RolledBackError(RefusedError):
    """The database is not the one that was locked last: replaced, edited or set back to an older copy."""

    title = N_("The store was changed from outside")


class StorageError(UnavailableError):
    """The disk is full, cannot be written, or is busy for too long."""

    title = N_("The disk is not available")


class MigrationError(AppError):
    """Bringing the store to the present version failed; it is as it was, and a copy was kept."""

    title = N_("The store could not be updated")


class AuditError(DamagedError):
    """The audit chain does not verify; the value `sequence` names the first event that does not fit."""

    title = N_("The audit log was changed")

"""Enrol this device: redeem a code at head office, then make the store that only this device can open."""

import platform
from pathlib import Path

from advisor_app.data import vault
from advisor_app.data.errors import StorageError
from advisor_app.data.files import write_atomically
from advisor_app.data.keystores import key_store_for
from advisor_app.data.opening import DATABASE, create_store
from advisor_app.data.vault import passphrase as rules
from advisor_app.data.vault.suites import Cost
from advisor_app.errors import InputError, RefusedError
from advisor_app.i18n import N_
from advisor_app.sync import protocol
from advisor_app.sync.transport import Transport

CA_FILE = "head-office-ca.pem"


def reach(server: str, ca_file: Path, proxy: str = "") -> None:
    """See that head office answers at an address and is the one that the authority vouches for.

    Raises RefusedError, NoConnection and BadAnswer.
    """
    transport = Transport(server, ca_file, proxy=proxy)
    try:
        transport.call("challenge", None, protocol.Challenge)
    finally:
        transport.close()


def enrol(
    data_dir: Path,
    server: str,
    ca_file: Path,
    code: str,
    passphrase: str,
    key_store: str,
    *,
    cost: Cost | None = None,
    proxy: str = "",
) -> protocol.Enrolled:
    """Enrol and make an empty store in `data_dir`; the first sync fills it.

    All that can be refused here is tried before the code is spent: the passphrase, the folder, the key store.
    Raises InputError, StorageError, KeyStoreError, NoConnection, DeviceRefused, RefusedError.
    """
    if (data_dir / DATABASE).exists():
        raise InputError(
            N_("There is a store in {folder} already."),
            folder=str(data_dir),
            what_to_do=N_("Unlock it, or choose another folder."),
        )
    rules.check(passphrase)
    keys = key_store_for(key_store, data_dir)
    secrets = vault.Secrets.new()
    transport = Transport(server, ca_file, proxy=proxy)
    try:
        _keep_authority(data_dir, ca_file)
        request = protocol.Enrol(code.strip(), secrets.public_key, platform.node() or "device")
        enrolled = transport.call("enrol", request, protocol.Enrolled)
    finally:
        transport.close()
    if key_store == "demo" and not enrolled.demo:
        raise RefusedError(
            N_("The demonstration key store is for invented people only; this head office has real ones."),
            what_to_do=N_("Enrol with the key store of the operating system and a new code."),
        )
    create_store(
        data_dir,
        passphrase,
        keys,
        secrets,
        advisor=enrolled.advisor_number,
        device=enrolled.device_id,
        demo=enrolled.demo,
        about={"advisor_name": enrolled.advisor_name, "bank": enrolled.bank_name, "server": server},
        cost=cost,
    )
    return enrolled


def _keep_authority(data_dir: Path, ca_file: Path) -> None:
    """Put the authority's certificate beside the store to come; that it can be written there is seen by it."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(data_dir / CA_FILE, ca_file.read_bytes())
    except OSError as error:
        raise StorageError(
            "The folder {folder} cannot be written ({reason}).",
            folder=data_dir,
            reason=error.strerror,
            what_to_do="Check the rights on the folder and the free space, and try again.",
        ) from error

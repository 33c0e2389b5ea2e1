"""The keys of a store: how passphrase and machine together open it, and how tampering shows.

No database code here: the unlock screen runs this before the rest of the program is loaded.
"""

from advisor_app.data.vault.escrow import escrow_open, escrow_seal
from advisor_app.data.vault.header import Header, load
from advisor_app.data.vault.keys import Secrets, change_passphrase, create, unlock
from advisor_app.data.vault.suites import FLOOR, Cost

__all__ = [
    "FLOOR",
    "Cost",
    "Header",
    "Secrets",
    "change_passphrase",
    "create",
    "escrow_open",
    "escrow_seal",
    "load",
    "unlock",
]

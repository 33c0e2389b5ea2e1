"""All that the screen of sync shows, read at once: how fresh the book is, what waits, clashed or was refused."""

from dataclasses import dataclass

from advisor_app.data.reads import policies
from advisor_app.domain.policy import Policy
from advisor_app.domain.policy.standing import Refused
from advisor_app.domain.written import ConflictView, Round, Unsent
from advisor_app.services.conflicts import conflicts
from advisor_app.services.open_book import Book
from advisor_app.services.outbox_state import OutboxState, outbox_state, unsent
from advisor_app.services.sync_log import sync_log
from advisor_app.services.sync_state import SyncState, sync_state

MOST = 100


@dataclass(frozen=True, slots=True)
class SyncOverview:
    """The state of sync; words masked. `refused_policies` are published ones that are not used, the newest first.

    `decided`, `unsent` and `log` come newest first, `unsent` at most `MOST`.
    """

    policy: Policy
    refused_policies: tuple[Refused, ...]
    state: SyncState
    outbox: OutboxState
    conflicts: tuple[ConflictView, ...]
    decided: tuple[ConflictView, ...]
    unsent: tuple[Unsent, ...]
    log: tuple[Round, ...]


def sync_overview(book: Book) -> SyncOverview:
    """Return the state of sync."""
    with book.store.read() as tx:
        policy, refused = policies.in_force(tx), policies.refused(tx)
    return SyncOverview(
        policy=policy,
        refused_policies=refused,
        state=sync_state(book),
        outbox=outbox_state(book),
        conflicts=conflicts(book),
        decided=conflicts(book, decided=True),
        unsent=unsent(book, MOST),
        log=sync_log(book),
    )

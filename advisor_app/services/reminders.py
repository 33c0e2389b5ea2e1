"""What reminds now, with the contact that may have settled it already."""

from typing import NamedTuple

from advisor_app.data.audit import utc_now
from advisor_app.data.reads import policies, sources
from advisor_app.data.reads import tasks as reads
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.reminders import Reminder, due
from advisor_app.domain.tasks import TaskQuery
from advisor_app.services.open_book import Book

_MOST = 500
_DAYS_BACK = 1
_DAYS_AHEAD = 15  # a task reminds at most a fortnight before its day


class Reminded(NamedTuple):
    """What reminded up to an instant (UTC µs); from there the next look goes on."""

    reminders: tuple[Reminder, ...]
    until: int
    bank: Bank | None
    policy: Policy | None


def reminders(book: Book, since: int, *, now: int | None = None) -> Reminded:
    """Return what reminds after an instant and not after now; nothing while the book is empty."""
    at = utc_now() if now is None else now
    with book.store.read() as tx:
        bank = sources.bank(tx)
        if bank is None:
            return Reminded((), at, None, None)
        policy, today = policies.in_force(tx), day_of(at, bank.time_zone)
        around = TaskQuery(first=today - _DAYS_BACK, last=today + _DAYS_AHEAD, limit=_MOST)
        items, _next = reads.page(tx, around)
        found = due(items, (), policy, bank.time_zone, since, at)
        if found:
            contacts = reads.contacts_since(tx, [reminder.item for reminder in found])
            found = due(items, contacts, policy, bank.time_zone, since, at)
    return Reminded(found, at, bank, policy)

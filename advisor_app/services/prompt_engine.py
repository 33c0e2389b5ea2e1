"""The prompts of an open book, kept in memory: computed whole once, and anew for the customers that something changes.

What the advisor writes is found in the audit log, what head office sends by the checkpoint of sync. The lights change
with the day and with the quiet hours; then the rules run again over what was read. What was read outlives the process
in the book, because reading takes longer than judging.
"""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple
from weakref import WeakKeyDictionary

from advisor_app.data import apply, kept_snapshots
from advisor_app.data.apply import Transaction
from advisor_app.data.reads import assessments, policies, snapshots, sources, suitability, touched
from advisor_app.data.store import Store
from advisor_app.domain.dates import from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts import ranking, tuning
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.ranking import Bundle
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import DONE, Moment, Prompt, RuleFigure
from advisor_app.domain.records import Bank, PromptOutcome
from advisor_app.services.calendars import calendar_of

_ONE_BY_ONE = 100
"""Of more customers than this the whole book is read again, which is quicker than one after another."""


class Judged(NamedTuple):
    """The prompts of a customer, the snapshot that they were made from, and when."""

    moment: Moment
    snapshot: CustomerSnapshot
    prompts: tuple[Prompt, ...]


@dataclass(slots=True)
class BookPrompts:
    """The prompts of all customers of a book at a moment."""

    bank: Bank
    policy: Policy
    moment: Moment
    snapshots: dict[bytes, CustomerSnapshot]
    read_at: tuple[object, ...]
    sequence: int
    checkpoint: bytes | None
    stamp: bytes
    prompts: dict[bytes, tuple[Prompt, ...]] = field(default_factory=dict)
    _moments: dict[bytes, Moment] = field(default_factory=dict)
    _settled: dict[bytes, tuple[PromptOutcome, ...]] = field(default_factory=dict)
    _bundles: dict[bytes, Bundle] = field(default_factory=dict)
    _weights: dict[str, int] = field(default_factory=dict)

    def run(self, customers: Iterable[bytes] | None = None) -> None:
        """Let the rules run over some of the snapshots, or all."""
        engine = Engine(self.policy, self.moment, self.bank.base_currency, calendar_of(self.bank))
        for customer in self.snapshots if customers is None else customers:
            snapshot = self.snapshots.get(customer)
            for kept in (self.prompts, self._moments, self._settled, self._bundles):
                kept.pop(customer, None)
            if snapshot is not None and (found := engine.prompts(snapshot)):
                self.prompts[customer] = found
                self._moments[customer] = self.moment
            if snapshot is not None and snapshot.outcomes:
                self._settled[customer] = snapshot.outcomes

    def ranked(self) -> list[Bundle]:
        """Return the customers with prompts, in the order in which to work them."""
        return ranking.rank(self.bundle(customer) for customer in self._weighed())

    def bundle(self, customer_id: bytes) -> Bundle:
        """Return the prompts of one customer as they rank; KeyError for one who has none."""
        if customer_id not in self._bundles:
            rules = self.policy.prompts
            self._bundles[customer_id] = ranking.bundle(self.prompts[customer_id], rules, self._weights)
        return self._bundles[customer_id]

    def judged(self, customer_id: bytes) -> Judged:
        """Return the prompts of one customer with what they were made from; KeyError for one who has none."""
        return Judged(self._moments[customer_id], self.snapshots[customer_id], self.prompts[customer_id])

    def count(self, customer_id: bytes) -> int:
        """Return how many prompts are open for a customer."""
        return len(self.prompts.get(customer_id, ()))

    def settled_today(self) -> int:
        """Return how many prompts were done today."""
        return sum(one.action == DONE and one.shown_on == self.moment.today for one in self._outcomes())

    def figures(self) -> tuple[RuleFigure, ...]:
        """Return how each rule of the policy fared in this book."""
        open_now = Counter(one.rule for found in self.prompts.values() for one in found)
        outcomes = ((one.rule, one.action) for one in self._outcomes())
        rules = self.policy.prompts
        return tuning.figures(open_now, outcomes, rules.triggers, rules.tuning)

    def _outcomes(self) -> Iterator[PromptOutcome]:
        return chain.from_iterable(self._settled.values())

    def _weighed(self) -> Iterable[bytes]:
        """Return the customers with prompts, after weighing the rules anew: what is done and dismissed moves them."""
        weights = {one.rule: one.weight_percent for one in self.figures()}
        moved = {rule for rule, weight in weights.items() if weight != self._weights.get(rule, 100)}
        self._weights = weights
        if moved:
            self._bundles = {
                customer: one
                for customer, one in self._bundles.items()
                if moved.isdisjoint(prompt.rule for prompt in one.prompts)
            }
        return self.prompts


_kept: WeakKeyDictionary[Store, BookPrompts] = WeakKeyDictionary()


def moment_of(bank: Bank, policy: Policy, now: int) -> Moment:
    """Return the moment for an instant: the day by the clock, or that of the data where they are much older."""
    return Moment.of(now, bank.as_of, bank.time_zone, policy)


def of_book(tx: Transaction, store: Store, now: int) -> BookPrompts | None:
    """Return the prompts of the book as the transaction sees it, None while nothing has been synced."""
    bank = sources.bank(tx)
    if bank is None:
        return None
    policy = policies.in_force(tx)
    moment = moment_of(bank, policy, now)
    kept, read_at = _kept.get(store), _read_at(tx, bank, policy, moment)
    if kept is None or kept.read_at != read_at:
        return _read_whole(tx, store, bank, policy, moment, read_at)
    _catch_up(tx, store, kept, moment)
    return kept


def forget(store: Store) -> None:
    """Keep nothing of a book in memory any more, as when the process ends."""
    kept = _kept.pop(store, None)
    while kept is not None and kept.snapshots:
        kept.snapshots.popitem()  # one by one: to free all at once would hold up the window


def warm(tx: Transaction, store: Store, now: int) -> BookPrompts | None:
    """Return the prompts of the book where that takes no whole reading of it, else None."""
    bank = sources.bank(tx)
    kept = _kept.get(store)
    if bank is None or kept is None:
        return None
    policy = policies.in_force(tx)
    if kept.read_at != _read_at(tx, bank, policy, moment_of(bank, policy, now)):
        return None
    return of_book(tx, store, now)


def of_customers(tx: Transaction, customers: Iterable[bytes], now: int) -> dict[bytes, Judged]:
    """Return the prompts of some customers, without reading the whole book for it; those with none are left out."""
    bank = sources.bank(tx)
    if bank is None:
        return {}
    policy = policies.in_force(tx)
    moment = moment_of(bank, policy, now)
    engine = Engine(policy, moment, bank.base_currency, calendar_of(bank))
    found = snapshots.read(tx, moment, customers)
    return {
        key: Judged(moment, snapshot, prompts)
        for key, snapshot in found.items()
        if (prompts := engine.prompts(snapshot))
    }


def prepare(store: Store, now: int) -> bool:
    """Read the book and keep what was read for whoever opens it next, as after a sync; tell whether that was new."""
    with store.read() as tx:
        bank = sources.bank(tx)
        if bank is None:
            return False
        policy = policies.in_force(tx)
        moment, checkpoint = moment_of(bank, policy, now), apply.get_state(tx, "checkpoint")
        stamp = _stamp(bank, policy, checkpoint, moment)
        if kept_snapshots.is_kept(tx, stamp) or kept_snapshots.awaits(tx, now):
            return False
        sequence, read = store.audit.end(tx).sequence, snapshots.read(tx, moment)
    return _keep(store, stamp, checkpoint, kept_snapshots.packed(sequence, read.values()))


def keep(store: Store, now: int) -> bool:
    """Keep in the book what was read of it, for the next process; tell whether there was anything to keep.

    What is not final is not kept: a row of the future would stay out of it.
    """
    found = _kept.get(store)
    if found is None:
        return False
    sequence, read = found.sequence, list(found.snapshots.values())
    if _kept.get(store) is not found:
        return False  # another thread has let go of it, so that what was read may not be all
    with store.read() as tx:
        if kept_snapshots.is_kept(tx, found.stamp) or kept_snapshots.awaits(tx, min(now, found.moment.now)):
            return False
    return _keep(store, found.stamp, found.checkpoint, kept_snapshots.packed(sequence, read))


def _keep(store: Store, stamp: bytes, checkpoint: bytes | None, body: bytes) -> bool:
    """Keep what was read, unless another sync has come between."""
    with store.write() as tx:
        if apply.get_state(tx, "checkpoint") != checkpoint:
            return False
        kept_snapshots.keep(tx, stamp, body)
    return True


def _stamp(bank: Bank, policy: Policy, checkpoint: bytes | None, moment: Moment) -> bytes:
    return kept_snapshots.stamp_of(bank, policy, checkpoint, min(moment.data_on, moment.today))


def _read_whole(
    tx: Transaction, store: Store, bank: Bank, policy: Policy, moment: Moment, read_at: tuple[object, ...]
) -> BookPrompts:
    forget(store)
    checkpoint = apply.get_state(tx, "checkpoint")
    stamp = _stamp(bank, policy, checkpoint, moment)
    known = kept_snapshots.find(tx, stamp)
    if known is None:
        sequence = store.audit.end(tx).sequence
        made = BookPrompts(
            bank, policy, moment, snapshots.read(tx, moment), read_at, sequence, checkpoint, stamp
        )
    else:
        made = BookPrompts(bank, policy, moment, known.snapshots, read_at, known.sequence, checkpoint, stamp)
        _renew(tx, store, made)
    gc.freeze()  # so many objects, and none that refers back: to search them for garbage would hold up the window
    made.run()
    _kept[store] = made
    return made


def _catch_up(tx: Transaction, store: Store, kept: BookPrompts, moment: Moment) -> None:
    same_lights = _lights(kept.policy, moment) == _lights(kept.policy, kept.moment)
    kept.moment = moment
    changed = _renew(tx, store, kept)
    kept.run(changed if same_lights else {*changed, *kept.snapshots})


def _renew(tx: Transaction, store: Store, kept: BookPrompts) -> set[bytes]:
    """Read those again whom something was written about since, and return them."""
    sequence = store.audit.end(tx).sequence
    if sequence == kept.sequence:
        return set()
    changed, gone = touched.since(tx, kept.sequence)
    changed |= _holders(kept, gone)
    if len(changed) > _ONE_BY_ONE:
        found = snapshots.read(tx, kept.moment)
        changed |= kept.snapshots.keys() | found.keys()
        kept.snapshots = found
    elif changed:
        found = snapshots.read(tx, kept.moment, changed)
        for customer in changed:
            kept.snapshots.pop(customer, None)
        kept.snapshots |= found
    kept.sequence = sequence
    return changed


def _holders(kept: BookPrompts, rows: set[bytes]) -> set[bytes]:
    """Return the customers who had rows that were taken back."""
    if not rows:
        return set()
    return {
        key
        for key, one in kept.snapshots.items()
        if not rows.isdisjoint(
            row.id
            for rows_of in (
                one.contacts,
                one.feedback,
                one.promises,
                one.events,
                one.calls,
                one.consents,
                one.outcomes,
            )
            for row in rows_of
        )
    }


def _read_at(tx: Transaction, bank: Bank, policy: Policy, moment: Moment) -> tuple[object, ...]:
    """Return what the whole book is read again for when it changes."""
    # That head office refused an assessment, which counts for nothing then, is in no event of the audit log.
    refused = assessments.refused(tx)
    # A sync that brings nothing makes the catalogue young again.
    offline = suitability.days_offline(tx, bank, moment.now)
    return bank, policy.version, moment.today, apply.get_state(tx, "checkpoint"), refused, offline


def _lights(policy: Policy, moment: Moment) -> tuple[object, ...]:
    """Return what lights depend on besides the data: the day, and whether the clock has passed the quiet hours."""
    clock = f"{from_instant(moment.now, moment.time_zone):%H:%M}"
    rules = policy.consent
    return moment.clock_day, clock >= rules.quiet_from, clock >= rules.quiet_until

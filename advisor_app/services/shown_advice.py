"""Keeping what is advised, as it is shown: each piece once a day, with all that it was made from."""

from collections.abc import Iterable, Sequence
from weakref import WeakKeyDictionary

from advisor_app.data import advice
from advisor_app.data.advice import Advice, PromptsFrom, RecommendedFrom
from advisor_app.data.apply import Transaction
from advisor_app.data.reads import policies
from advisor_app.data.store import Store
from advisor_app.domain.dates import day_of
from advisor_app.domain.policy import Policy
from advisor_app.domain.recommendations import Recommended
from advisor_app.domain.records import Bank
from advisor_app.services.prompt_engine import Judged

_kept: WeakKeyDictionary[Store, set[tuple[int, bytes]]] = WeakKeyDictionary()


def new_prompts(
    store: Store, judged: Iterable[Judged], policy: Policy, bank: Bank, at: int
) -> tuple[Advice, ...]:
    """Return prompts that are shown now as they are kept, without those that are kept already."""
    day = day_of(at, bank.time_zone)
    made = (
        advice.advice(
            one.snapshot.id,
            day,
            at,
            policy.version,
            PromptsFrom(one.moment, bank.base_currency, one.snapshot),
            one.prompts,
        )
        for one in judged
    )
    return _new(store, made)


def new_recommendations(
    store: Store, customer_id: bytes, made_from: RecommendedFrom, found: Recommended, policy: Policy, at: int
) -> tuple[Advice, ...]:
    """Return recommendations that are shown now as they are kept; nothing where they are kept already."""
    return _new(store, [advice.advice(customer_id, made_from.today, at, policy.version, made_from, found)])


def keep(tx: Transaction, store: Store, pieces: Sequence[Advice]) -> None:
    """Keep pieces, and remove those of days that the policy does not keep any more."""
    if pieces:
        advice.keep(tx, pieces, pieces[0].day - policies.in_force(tx).prompts.kept_days)
        _kept.setdefault(store, set()).update((one.day, one.same) for one in pieces)


def _new(store: Store, made: Iterable[Advice]) -> tuple[Advice, ...]:
    known = _kept.get(store, set())
    return tuple(one for one in made if (one.day, one.same) not in known)

"""The prompts of one book by two policies, side by side."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor_app.domain.policy import Policy
from advisor_app.domain.prompts import ranking, tuning
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.snapshot import CustomerSnapshot
from advisor_app.domain.prompts.types import Prompt

OTHER_TIER, CAME, WENT, OTHER_ACTION = CHANGES = ("other_tier", "came", "went", "other_action")

Snapshots = Mapping[bytes, CustomerSnapshot]
_Prompts = Mapping[bytes, tuple[Prompt, ...]]


class Count(NamedTuple):
    """How many prompts are open, on how many of them a day's list is spent, and how many each rule has."""

    open: int
    listed: int
    rules: Counter[str]


class Example(NamedTuple):
    """One customer for whom something changes: a tier, a prompt, or the action that a prompt leads to.

    `old` and `new` are codes of tiers or actions, None where there is none. `value_minor` is the money at stake or the
    average that decides, in the base currency; of examples of one kind the one with the highest `score` is kept.
    """

    change: str
    rule: str | None
    old: str | None
    new: str | None
    customer: bytes
    value_minor: int | None
    score: int

    @property
    def about(self) -> tuple[str, str | None, str | None, str | None]:
        """What it is an example of; of prompts that came or went their rule, whichever action it led to."""
        plain = self.change in (CAME, WENT)
        return self.change, self.rule, None if plain else self.old, None if plain else self.new


class Compared(NamedTuple):
    """A book before and after: `came`, `went` and `other_action` count prompts, `other_tier` customers."""

    before: Count
    after: Count
    came: int
    went: int
    other_action: int
    other_tier: int
    examples: tuple[Example, ...]


class Side:
    """One of the policies, applied to one book after another."""

    def __init__(self, policy: Policy, engine: Engine) -> None:
        self.policy, self._engine = policy, engine

    def prompts(self, snapshots: Snapshots) -> dict[bytes, tuple[Prompt, ...]]:
        """Return the open prompts of those who have any."""
        return {key: found for key, one in snapshots.items() if (found := self._engine.prompts(one))}

    def count(self, prompts: _Prompts, snapshots: Snapshots) -> Count:
        """Return the counts of a book, and of a day's list that nothing was done of yet."""
        rules = self.policy.prompts
        open_now = Counter(one.rule for found in prompts.values() for one in found)
        outcomes = ((one.rule, one.action) for each in snapshots.values() for one in each.outcomes)
        figures = tuning.figures(open_now, outcomes, rules.triggers, rules.tuning)
        weights = {one.rule: one.weight_percent for one in figures}
        ranked = ranking.rank(ranking.bundle(found, rules, weights) for found in prompts.values())
        listed = ranking.day_list(ranked, rules.per_day, rules)
        return Count(open_now.total(), sum(len(one.prompts) for one in listed), open_now)


def compared(old: Side, new: Side, before: Snapshots, after: Snapshots) -> Compared:
    """Return a book by both policies, from the snapshots that each of them asks for."""
    prompts_before, prompts_after = old.prompts(before), new.prompts(after)
    changes: Counter[str] = Counter()
    best: dict[object, Example] = {}
    for key in after:
        for one in _changes(before[key], after[key], prompts_before.get(key, ()), prompts_after.get(key, ())):
            changes[one.change] += 1
            if (kept := best.get(one.about)) is None or one.score > kept.score:
                best[one.about] = one
    return Compared(
        old.count(prompts_before, before),
        new.count(prompts_after, after),
        changes[CAME],
        changes[WENT],
        changes[OTHER_ACTION],
        changes[OTHER_TIER],
        tuple(best.values()),
    )


def _changes(
    before: CustomerSnapshot, after: CustomerSnapshot, old: tuple[Prompt, ...], new: tuple[Prompt, ...]
) -> Iterator[Example]:
    """Yield what changes for one customer."""
    was, becomes = before.tier and before.tier.tier, after.tier and after.tier.tier
    if was != becomes:
        average = after.tier.average_minor if after.tier else None
        yield Example(OTHER_TIER, None, was, becomes, after.id, average, average or 0)
    earlier = {(one.rule, one.subject): one for one in old}
    later = {(one.rule, one.subject): one for one in new}
    for key in earlier.keys() | later.keys():
        gone, come = earlier.get(key), later.get(key)
        if gone is None and come is not None:
            yield _example(CAME, come, None, come.action)
        elif come is None and gone is not None:
            yield _example(WENT, gone, gone.action, None)
        elif gone is not None and come is not None and gone.action != come.action:
            yield _example(OTHER_ACTION, come, gone.action, come.action)


def _example(change: str, prompt: Prompt, old: str | None, new: str | None) -> Example:
    return Example(change, prompt.rule, old, new, prompt.customer_id, prompt.value_minor, prompt.score)

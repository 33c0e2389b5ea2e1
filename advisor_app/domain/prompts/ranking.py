"""Which prompts come first: by score, maturing money before all, and those of one customer together.

One call clears several, so a customer ranks by the sum of the scores, and what there is to do for one customer takes
less time than each by itself.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor_app.domain.policy.prompts import Prompts
from advisor_app.domain.prompts.types import Prompt


class Bundle(NamedTuple):
    """The prompts of one customer, best first; `first` where one of them is maturing money."""

    customer_id: bytes
    prompts: tuple[Prompt, ...]
    first: bool
    score: int
    minutes: int


def bundle(prompts: Iterable[Prompt], rules: Prompts, weights: Mapping[str, int]) -> Bundle:
    """Return the prompts of one customer (at least one) as they rank; `weights` are those of `tuning`, in per cent."""
    tuned = (one._replace(score=one.score * weights.get(one.rule, 100) // 100) for one in prompts)
    ranked = tuple(sorted(tuned, key=_place))
    return Bundle(
        customer_id=ranked[0].customer_id,
        prompts=ranked,
        first=ranked[0].first,
        score=sum(one.score for one in ranked),
        minutes=minutes_of(ranked, rules),
    )


def rank(bundles: Iterable[Bundle]) -> list[Bundle]:
    """Return customers in the order in which to work them; of equal ones by id, so that it is always the same."""
    return sorted(bundles, key=lambda one: (not one.first, -one.score, one.customer_id))


def day_list(ranked: Iterable[Bundle], most: int, rules: Prompts) -> tuple[Bundle, ...]:
    """Return the first customers with at most `most` prompts together: of the last one only what still fits."""
    chosen: list[Bundle] = []
    left = most
    for one in ranked:
        if left <= 0:
            break
        fits = one.prompts[:left]
        left -= len(fits)
        chosen.append(
            one._replace(
                prompts=fits, score=sum(each.score for each in fits), minutes=minutes_of(fits, rules)
            )
        )
    return tuple(chosen)


def minutes_of(prompts: Iterable[Prompt], rules: Prompts) -> int:
    """Return how long all prompts of one customer take: the longest whole, of each further one the policy's share."""
    longest, *others = sorted((one.minutes for one in prompts), reverse=True)
    return longest + -(-sum(others) * rules.further_percent // 100)


def _place(prompt: Prompt) -> tuple[bool, int, int, str, str]:
    return not prompt.first, -prompt.score, prompt.due_on, prompt.rule, prompt.subject

"""What became of prompts moves how their rule ranks: often done, higher; often dismissed, lower; within bounds.

The share of the done is smoothed with the policy's prior, and compared with it: a rule without outcomes has its weight
unchanged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from advisor_app.domain.policy.prompts import Tuning
from advisor_app.domain.prompts.types import DISMISSED, DONE, SNOOZED, RuleFigure


def weight(done: int, dismissed: int, rules: Tuning) -> int:
    """Return the weight of a rule in per cent, from how often its prompts were done and dismissed."""
    n = done + dismissed
    # (done + prior × count) ÷ (n + count), over the prior: in integers, so that it is the same everywhere.
    share = (100 * done + rules.prior_percent * rules.prior_count) * 100
    percent = share // ((n + rules.prior_count) * rules.prior_percent)
    return max(rules.least_percent, min(rules.most_percent, percent))


def figures(
    open_now: Mapping[str, int], outcomes: Iterable[tuple[str, str]], known: Iterable[str], rules: Tuning
) -> tuple[RuleFigure, ...]:
    """Return how each known rule fared; `outcomes` are rule and action of each, `open_now` how many are open."""
    counts = Counter(outcomes)
    found = []
    for rule in known:
        done, snoozed, dismissed = (counts[rule, action] for action in (DONE, SNOOZED, DISMISSED))
        n = done + dismissed
        share = (100 * done + n // 2) // n if n else None
        found.append(
            RuleFigure(
                rule, open_now.get(rule, 0), done, snoozed, dismissed, share, weight(done, dismissed, rules)
            )
        )
    return tuple(found)

"""What customers alike hold is counted by tier and age, on the engines that start at once."""

from dataclasses import replace

import pyarrow as pa
import pytest

from advisor_app.analysis.features import Parts, Span, features
from advisor_app.analysis.features.affinity import affinity
from advisor_app.domain.insights import Affinity
from advisor_app.domain.policy import Policy
from advisor_app.head_office.policies import from_file
from tests.analysis.features.bank import AS_OF, Bank, frames
from tests.analysis.features.engines import QUICK, batches, engine

AGE_30, AGE_50 = AS_OF - 30 * 365 - 30, AS_OF - 50 * 365 - 30


def few(least: int) -> Policy:
    """The policy, by which so many customers alike are enough."""
    policy = from_file(None)
    predictions = policy.predictions
    alike = replace(predictions.recommending, least_alike=least, age_years=10)
    return replace(policy, predictions=replace(predictions, recommending=alike))


@pytest.mark.parametrize("on", QUICK)
def test_shares_are_of_customers_of_one_tier_and_age(on: str) -> None:
    bank, tiers = Bank(), []
    for place in range(6):
        key = place.to_bytes(16, "big")
        bank.add("customers", key, AGE_30 if place < 4 else AGE_50 if place < 5 else None, None)
        tiers.append((key, "gold"))
        if place < 3:
            bank.add("positions", key, "fund", 1.0, 100, None)
    keys, names = zip(*tiers, strict=True)
    table = pa.table({"customer": pa.array(keys, pa.binary()), "tier": pa.array(names)})
    with engine(on) as make:
        inputs, _ = frames(bank, make)
        policy = few(least=4)
        made = features(Parts(inputs, policy, Span(AS_OF)))
        found = list(affinity(made, make(table), policy, batches))
    assert [each.customer for each in found] == list(keys[:4]), (
        "one alone is too few, and of one no age is known"
    )
    facts = Affinity.from_json(found[0].facts)
    assert (facts.tier, facts.n) == ("gold", 4)
    assert facts.percent["fund"] == 75
    assert facts.percent["wealth"] == 0

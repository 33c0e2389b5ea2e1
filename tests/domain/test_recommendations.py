"""Recommendations: never what does not suit, is muted or was declined; at most three, each with its reasons."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from advisor_app.domain.insights import Affinity
from advisor_app.domain.policy import Policy
from advisor_app.domain.predictions import Because, Predicted
from advisor_app.domain.prompts.types import DISMISSED, SNOOZED
from advisor_app.domain.recommendations import (
    ALIKE,
    DECLINED,
    MUTED,
    NEEDED,
    NO_CARD,
    NO_FEATURES,
    NOT_NEEDED,
    NOTHING_SUITS,
    PRIORITY,
    RANKED,
    RISK,
    RULE,
    Known,
    declined,
    general,
    recommend,
    subject_of,
)
from advisor_app.domain.records import PromptOutcome
from tests.domain.suitability.made import DEFAULT, POLICY, TODAY, customer, product, terms
from tests.domain.suitability.oracle import Oracle
from tests.domain.suitability.test_oracle import _customer, _product

FAMILIES = [one.code for one in POLICY.predictions.families]


def need(family: str, lift: int = 200, share: float | None = 0.2) -> Predicted:
    average = None if share is None else 0.1
    because = (Because("views_90", 9, 20), Because("age_years", 70, -8))
    return Predicted("need", family, 4, 60, 520, share, average, 300, lift, because, TODAY)


def outcome(product_id: int, days_ago: int, action: str = DISMISSED, number: int = 1) -> PromptOutcome:
    return PromptOutcome(
        id=bytes([number]),
        customer_id=bytes(16),
        advisor_id=1,
        rule=RULE,
        subject=subject_of(product_id),
        action=action,
        until_on=None,
        reason=None,
        interaction_id=None,
        value_minor=None,
        currency=None,
        shown_on=TODAY - days_ago,
        policy_version=1,
        data_on=TODAY,
        made_at=-days_ago,
    )


def known(**values: Any) -> Known:
    row: dict[str, Any] = {"needs": [need("wealth")], "affinity": None, "may_market": True}
    return Known(**(row | values))


def with_rules(**values: Any) -> Policy:
    rules = POLICY.predictions
    return replace(POLICY, predictions=replace(rules, **values))


def test_nothing_that_does_not_suit_is_muted_or_declined_ever_comes() -> None:
    seed = Random().randrange(2**32)
    print("seed", seed)
    rng = Random(seed)
    oracle = Oracle(DEFAULT, TODAY, {"USD": 7.1})
    offered = muted = 0
    for _ in range(2_000):
        who = _customer(rng)
        catalogue = [_product(rng)._replace(id=number) for number in range(12)]
        wanted = [need(family, rng.randint(0, 400)) for family in FAMILIES if rng.random() < 0.7]
        no_more = [outcome(number, rng.randint(0, 300)) for number in range(12) if rng.random() < 0.2]
        allowed = rng.random() < 0.8
        found = recommend(
            known(needs=wanted, may_market=allowed, outcomes=no_more), who, catalogue, terms(), TODAY
        )
        if not allowed:
            assert (found.offers, found.why_none) == ((), MUTED)
            muted += 1
        assert len(found.offers) <= 3
        assert bool(found.offers) != bool(found.why_none)
        recent = {one.subject for one in no_more if TODAY - one.shown_on < 180}
        for one in found.offers:
            assert oracle.may(who, one.product)
            assert subject_of(one.product.id) not in recent
            assert one.need.lift_percent >= POLICY.predictions.recommending.least_percent
            assert one.pros
        for suiting, verdict in general(who, catalogue, terms()):
            assert verdict.allowed
            assert oracle.may(who, suiting)
        offered += len(found.offers)
    assert muted > 200
    assert offered > 300  # the property is about something


def test_what_is_needed_most_comes_first_and_one_of_each_family() -> None:
    low, high = product(id=1, benchmark="0.02"), product(id=2, benchmark="0.03")
    fund = product("fund", id=3, risk_grade="R3", notice_days=2)
    needs = [need("wealth", 150), need("fund", 300)]
    found = recommend(known(needs=needs), customer(), [low, high, fund], terms(), TODAY)
    assert [one.product.id for one in found.offers] == [3, 2]
    codes = [one.code for one in found.offers[0].pros]
    assert codes[0] == NEEDED
    assert found.offers[0].pros[0].values["share"] == 0.2
    assert RISK in [one.code for one in found.offers[0].cons]


def test_customers_alike_and_the_bank_move_the_order_and_are_said() -> None:
    wealth, fund = product(id=1), product("fund", id=2, notice_days=2)
    needs = [need("wealth", 200), need("fund", 210)]
    alike = Affinity("gold", 40, 49, 80, {"wealth": 60, "fund": 0})
    found = recommend(known(needs=needs, affinity=alike), customer(), [wealth, fund], terms(), TODAY)
    assert [one.product.id for one in found.offers] == [1, 2]
    assert [one.score for one in found.offers] == [200 * 110 * 100, 210 * 50 * 100]
    assert (ALIKE, {"percent": 60, "n": 80}) in found.offers[0].pros
    pushed = tuple(
        replace(one, priority=300) if one.code == "fund" else one for one in POLICY.predictions.families
    )
    by_bank = terms(with_rules(families=pushed))
    found = recommend(known(needs=needs, affinity=alike), customer(), [wealth, fund], by_bank, TODAY)
    assert [one.product.id for one in found.offers] == [2, 1]
    assert PRIORITY in [one.code for one in found.offers[0].pros]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"may_market": False}, MUTED),
        ({"needs": None}, NO_CARD),
        ({"needs": []}, NO_FEATURES),
        ({"needs": [need("wealth", 99)]}, NOT_NEEDED),
        ({"needs": [need("fund")]}, NOTHING_SUITS),
        ({"outcomes": [outcome(7, 10)]}, DECLINED),
    ],
)
def test_why_there_is_nothing_is_said(values: dict[str, Any], why: str) -> None:
    found = recommend(known(**values), customer(), [product()], terms(), TODAY)
    assert (found.offers, found.why_none) == ((), why)


def test_no_share_is_claimed_without_a_calibration() -> None:
    bare = need("wealth", share=None)
    [offer] = recommend(known(needs=[bare]), customer(), [product()], terms(), TODAY).offers
    assert offer.pros[0].code == RANKED
    assert "share" not in offer.pros[0].values


def test_not_interested_counts_for_its_days_and_can_be_taken_back() -> None:
    assert declined([outcome(7, 179)], TODAY, 180) == {"products:7"}
    assert declined([outcome(7, 180)], TODAY, 180) == frozenset()
    taken_back = [outcome(7, 20), outcome(7, 10, "withdrawn", 2)]
    assert declined(taken_back, TODAY, 180) == frozenset()
    assert declined([outcome(7, 5, SNOOZED)], TODAY, 180) == frozenset()
    other = outcome(7, 5)._replace(rule="need")
    assert declined([other], TODAY, 180) == frozenset()


def test_without_a_profile_everybody_is_offered_the_same_list_by_kind_and_name() -> None:
    products = [product(id=1, name="乙"), product(id=2, name="甲"), product("fund", id=3, notice_days=2)]
    loan = product("loan", id=4, risk_grade=None)
    ids = [one.id for one, _ in general(customer(), [*products, loan], terms())]
    assert sorted(ids) == [1, 2, 3]
    assert ids == [one.id for one, _ in general(customer(), [loan, *reversed(products)], terms())]

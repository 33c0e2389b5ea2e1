"""What holds for every customer, book and budget: no marketing against a red light, limits kept, always the same."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.permission import is_marketing, may_contact
from advisor_app.domain.prompts.calendar import Weekdays
from advisor_app.domain.prompts.engine import Engine
from advisor_app.domain.prompts.finding import Terms
from advisor_app.domain.prompts.minutes import EXACT_CELLS, best_set
from advisor_app.domain.prompts.ranking import Bundle, bundle, day_list, minutes_of, rank
from advisor_app.domain.prompts.rules import NEEDS, RULES
from advisor_app.domain.prompts.snapshot import (
    CustomerSnapshot,
    DayFlow,
    Graded,
    Held,
    Listed,
    Pay,
    Promised,
    Spoken,
    TierFacts,
    Told,
)
from advisor_app.domain.prompts.tuning import weight
from advisor_app.domain.prompts.types import Prompt
from advisor_app.domain.records import Consent
from tests.domain.prompts.facts import MOMENT, POLICY, TODAY, golden, snapshot

DAY = 86_400_000_000
_days = st.integers(-200, 400).map(lambda days: TODAY + days)
_past = st.integers(0, 400).map(lambda days: MOMENT.now - days * DAY)
_money = st.integers(0, 10**11)
_channels = st.sampled_from([*POLICY.codes.contact_channels, "all"])
_codes = POLICY.codes


def _id(row: Any) -> Any:
    return row.id


held = st.builds(
    Held,
    st.integers(1, 50),
    st.sampled_from(["term_deposit", "wealth", "fund"]),
    st.just("产品"),
    _money,
    st.sampled_from([None, "R1", "R3", "R5"]),
    st.none() | _days,
    st.none() | _days,
    st.none() | _days,
    st.none() | _money,
)
contact = st.builds(
    Spoken,
    st.binary(min_size=4, max_size=4),
    _past,
    st.sampled_from(list(_codes.contact_channels)),
    st.sampled_from(["in", "out"]),
    st.none() | st.sampled_from(list(_codes.contact_purposes)),
    st.none() | st.sampled_from(list(_codes.contact_outcomes)),
    st.sampled_from([None, 1]),
    st.none() | _past,
)
told = st.builds(
    Told,
    st.binary(min_size=4, max_size=4),
    st.sampled_from(["complaint", "survey", "call_back"]),
    st.none() | st.integers(0, 10),
    st.just(10),
    _past,
    st.sampled_from(["open", "in_progress", "answered"]),
    st.none() | _days,
    st.sampled_from([None, 1]),
    st.none(),
    st.none(),
)
consent = st.builds(
    Consent,
    st.just(b""),
    st.just(b""),
    _channels,
    st.sampled_from(["marketing", "service", "all"]),
    st.sampled_from([0, 1]),
    st.none(),
    _past,
)
tier = st.builds(
    TierFacts,
    st.sampled_from([one.code for one in POLICY.tiers]),
    st.just(TODAY - 100),
    st.just(TODAY - 54),
    _money,
    st.sampled_from([None, "watch"]),
    st.sampled_from([None, "wealth", "private"]),
    st.none() | _money,
)
customers = st.builds(
    CustomerSnapshot,
    id=st.binary(min_size=8, max_size=8),
    kind=st.sampled_from(["customer", "prospect"]),
    birth_day=st.none() | st.integers(-20_000, TODAY),
    id_expires_on=st.none() | _days,
    closed_on=st.none() | _days,
    tier=st.none() | tier,
    aum_minor=st.none() | _money,
    deposits_minor=_money,
    held=st.lists(held, max_size=4, unique_by=_id).map(tuple),
    flows=st.lists(st.builds(DayFlow, _days, _money, _money), max_size=4).map(tuple),
    pays=st.lists(st.builds(Pay, _days, st.just("salary")), max_size=4).map(lambda pays: tuple(sorted(pays))),
    last_own_on=st.none() | _days,
    contacts=st.lists(contact, max_size=5).map(tuple),
    feedback=st.lists(told, max_size=2, unique_by=_id).map(tuple),
    promises=st.lists(
        st.builds(
            Promised, st.binary(min_size=4, max_size=4), st.just("x"), _days, st.none(), st.none(), _past
        ),
        max_size=2,
        unique_by=_id,
    ).map(tuple),
    assessments=st.lists(
        st.builds(Graded, st.sampled_from(["C1", "C3", "C5", "C9"]), _days, _days), max_size=1
    ).map(tuple),
    calls=st.lists(
        st.builds(
            Listed,
            st.binary(min_size=4, max_size=4),
            st.just("活动"),
            st.none(),
            _days,
            _days,
            st.none(),
            st.none(),
        ),
        max_size=1,
    ).map(tuple),
    consents=st.lists(consent, max_size=6).map(tuple),
    opened_on=st.none(),
    events=st.just(()),
    outcomes=st.just(()),
    lunar_birthday=st.just(False),
)
moments = st.integers(0, 24 * 60 - 1).map(
    lambda minute: MOMENT._replace(now=TODAY * DAY + minute * 60_000_000)
)


@given(customers, moments)
def test_no_prompt_is_marketing_against_a_red_light(customer: CustomerSnapshot, moment: object) -> None:
    assert isinstance(moment, type(MOMENT))
    for prompt in Engine(POLICY, moment, "CNY", Weekdays()).prompts(customer):
        action = POLICY.prompts.actions[prompt.action]
        marketing = is_marketing(POLICY, action.purpose, action.recommends)
        light = may_contact(
            customer.permission_facts(moment.now, POLICY),
            prompt.channel,
            marketing=marketing,
            at=moment.now,
            policy=POLICY,
            time_zone=moment.time_zone,
        )
        assert prompt.marketing is marketing
        assert prompt.light == light
        assert light.green or not marketing
        assert prompt.channel in action.channels


@given(customers)
def test_the_same_customer_gives_the_same_prompts_in_any_order_of_the_data(
    customer: CustomerSnapshot,
) -> None:
    engine = Engine(POLICY, MOMENT, "CNY", Weekdays())
    turned = customer._replace(
        consents=customer.consents[::-1], feedback=customer.feedback[::-1], held=customer.held[::-1]
    )
    assert engine.prompts(customer) == engine.prompts(customer)
    keys = [(one.rule, one.subject) for one in engine.prompts(customer)]
    assert len(keys) == len(set(keys))
    if len({one.recorded_at for one in customer.consents}) == len(customer.consents):
        assert set(keys) == {(one.rule, one.subject) for one in engine.prompts(turned)}


@given(customers, st.integers(1, 1000))
def test_more_money_never_ranks_lower(customer: CustomerSnapshot, percent: int) -> None:
    """What matures is worth more: the same prompt, and its score does not fall."""
    richer = customer._replace(
        held=tuple(
            one._replace(value_minor=(one.value_minor or 0) * (100 + percent) // 100) for one in customer.held
        )
    )
    engine = Engine(POLICY, MOMENT, "CNY", Weekdays())
    before = {(one.rule, one.subject): one for one in engine.prompts(customer) if one.rule == "maturity"}
    after = {(one.rule, one.subject): one for one in engine.prompts(richer)}
    for key, prompt in before.items():
        if key in after:
            assert after[key].score >= prompt.score


_BASE: Prompt = Engine(POLICY, MOMENT, "CNY", Weekdays()).prompts(snapshot(golden()[0]))[0]
prompt = st.builds(
    lambda who, rule, score, minutes, first: _BASE._replace(
        customer_id=bytes([who]), rule=rule, score=score, minutes=minutes, first=first
    ),
    st.integers(0, 12),
    st.sampled_from(list(POLICY.prompts.triggers)),
    st.integers(0, 10**9),
    st.integers(1, 30),
    st.booleans(),
)


def bundles(prompts: list[Prompt]) -> list[Bundle]:
    of: dict[bytes, list[Prompt]] = {}
    for one in prompts:
        of.setdefault(one.customer_id, []).append(one)
    return [bundle(found, POLICY.prompts, {}) for found in of.values()]


@given(st.lists(prompt, max_size=40), st.integers(0, 15))
def test_a_day_has_at_most_so_many_prompts_and_the_best_of_them(prompts: list[Prompt], most: int) -> None:
    ranked = rank(bundles(prompts))
    chosen = day_list(ranked, most, POLICY.prompts)
    count = sum(len(one.prompts) for one in chosen)
    assert count == min(most, len(prompts))
    assert [one.customer_id for one in chosen] == [one.customer_id for one in ranked[: len(chosen)]]
    assert all(one.minutes == minutes_of(one.prompts, POLICY.prompts) for one in chosen)
    if any(one.first for one in ranked) and chosen:
        assert chosen[0].first, "maturing money comes first"


@given(st.lists(prompt, max_size=40))
def test_the_order_does_not_depend_on_how_it_came(prompts: list[Prompt]) -> None:
    assert rank(bundles(prompts)) == rank(bundles(prompts)[::-1])


@given(st.lists(prompt, max_size=24), st.integers(1, 60))
def test_minutes_are_spent_best(prompts: list[Prompt], minutes: int) -> None:
    every = bundles(prompts)[:9]
    chosen = best_set(every, minutes)
    assert chosen.exact
    assert sum(one.minutes for one in chosen.bundles) <= minutes
    best = max(
        sum(one.score for one in some)
        for size in range(len(every) + 1)
        for some in combinations(every, size)
        if sum(one.minutes for one in some) <= minutes
    )
    assert sum(one.score for one in chosen.bundles) == best


def test_what_is_too_much_to_try_is_taken_greedily_and_says_so() -> None:
    """Control: the same customers in a budget that is small enough are chosen exactly."""
    many = [
        Bundle(n.to_bytes(2), (_BASE,), first=False, score=1000 + n * 7 % 513, minutes=1 + n % 5)
        for n in range(4000)
    ]
    large = best_set(many, 2000)
    assert not large.exact
    assert sum(one.minutes for one in large.bundles) <= 2000
    assert best_set(many, 40).exact
    assert EXACT_CELLS > 40


@pytest.mark.parametrize(
    ("done", "dismissed", "percent"),
    [(0, 0, 100), (20, 0, 133), (0, 20, 60), (1000, 0, 150), (0, 1000, 60), (12, 8, 100), (6, 14, 75)],
)
def test_outcomes_move_the_weight_within_bounds(done: int, dismissed: int, percent: int) -> None:
    """(done + 0.6 × 20) ÷ (n + 20) over 0.6, between 60 and 150 %: 32 ÷ 40 ÷ 0.6 = 1.33; 18 ÷ 40 ÷ 0.6 = 0.75."""
    assert weight(done, dismissed, POLICY.prompts.tuning) == percent


def test_one_call_for_several_takes_less_than_each() -> None:
    some = [_BASE._replace(minutes=minutes) for minutes in (12, 5, 6)]
    assert minutes_of(some, POLICY.prompts) == 12 + 5, "40 % of 11, rounded up"


@given(customers)
def test_a_rule_finds_nothing_without_what_it_needs(snapshot: CustomerSnapshot) -> None:
    """The engine does not ask such a rule at all, which must make no difference."""
    for rule, needed in NEEDS.items():
        terms = Terms(MOMENT, POLICY, POLICY.prompts.triggers[rule], "CNY", 100, Weekdays())
        nothing = CustomerSnapshot._field_defaults[needed]
        assert nothing in (None, ())
        assert list(RULES[rule](snapshot._replace(**{needed: nothing}), terms)) == []

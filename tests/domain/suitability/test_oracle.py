"""Ten thousand random customers and products: the gate and an oracle of its own agree on every one of them."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from advisor_app.domain.records import Product, RiskAssessment
from advisor_app.domain.suitability import CustomerFacts, gate, verdict
from tests.domain.suitability.made import DEFAULT, QUESTIONS, TODAY, terms
from tests.domain.suitability.oracle import Oracle

_PAIRS = 10_000
_KINDS = ("deposit", "term_deposit", "wealth", "fund", "bond", "insurance", "trust", "metal", "loan", "card")
_LEAST_OF_EITHER = 1_000


def _mostly(rng: Random, usual: Any, *others: Any, odds: float = 0.04) -> Any:
    """Return what is usual, seldom something else: of all things together about one in two is out of order."""
    return rng.choice(others) if rng.random() < odds else usual


def _assessment(rng: Random, number: int) -> RiskAssessment:
    answers = {
        "goal": rng.choice(("preserve", "income", "growth", "growth", "high_growth", "high_growth")),
        "horizon": _mostly(rng, "longer", "half_year", "one_year", "three_years", "five_years", odds=0.4),
        "liquidity": _mostly(rng, "not_needed", "any_day", "month", "half_year", odds=0.3),
    }
    if rng.random() < 0.02:
        answers.popitem()
    assessed = TODAY - rng.randint(0, 300)
    assessed = _mostly(rng, assessed, TODAY - 365, TODAY - 366, TODAY - 400, TODAY + 1)
    return RiskAssessment(
        id=bytes([number]),
        customer_id=bytes(16),
        grade=_mostly(rng, rng.choice(("C1", "C2", "C3", "C4", "C4", "C5", "C5")), "C9", "", odds=0.01),
        assessed_on=assessed,
        expires_on=_mostly(rng, assessed + 365, TODAY - 1, TODAY, odds=0.03),
        place=_mostly(rng, "outlet", "mobile", "visit", None),
        questionnaire=_mostly(rng, QUESTIONS, None, "risk_1999", odds=0.02),
        answers=_mostly(rng, json.dumps(answers), None, "[]", "{broken", odds=0.02),
    )


def _customer(rng: Random) -> CustomerFacts:
    count = _mostly(rng, rng.randint(1, 3), 0, 9, 12, odds=0.08)
    taken = [_assessment(rng, number) for number in range(count)]
    if count and rng.random() < 0.04:  # the same day again, once or twice
        taken += [taken[-1]._replace(id=bytes([100 + n])) for n in range(rng.randint(1, 2))]
    return CustomerFacts(
        data_on=TODAY,
        closed_on=_mostly(rng, None, TODAY, TODAY + 1, odds=0.02),
        birth_day=_mostly(
            rng, TODAY - rng.randint(17 * 365, 70 * 365), None, TODAY - 65 * 365 - 17, odds=0.03
        ),
        assessments=tuple(taken),
        qualified_on=_mostly(rng, TODAY - rng.randint(1, 360), None, TODAY, TODAY - 366, odds=0.3),
        insurance_checked_on=_mostly(rng, TODAY - rng.randint(0, 360), None, TODAY - 366, odds=0.2),
        credit_grade=_mostly(rng, rng.choice("ABC"), None, "D", odds=0.2),
        credit_graded_on=_mostly(rng, TODAY - rng.randint(0, 360), None, TODAY - 366),
        loans=_mostly(rng, (), ("performing",), ("repaid", "arrears"), ("defaulted",), (None,), odds=0.2),
        currencies=frozenset(rng.sample(("CNY", "USD", "JPY"), rng.randint(0, 3))),
        held=_mostly(rng, {}, {1: rng.randint(0, 60_000_000)}, {1: None}, {2: 10**9}, odds=0.3),
        assets_minor=_mostly(rng, rng.randint(50_000_000, 10**9), 0, 10_000, odds=0.1),
    )


def _product(rng: Random) -> Product:
    kind = _mostly(rng, rng.choice(_KINDS), "crypto", odds=0.01)
    graded = kind in ("wealth", "fund", "trust", "metal", "bond")
    grade = rng.choice(("R1", "R2", "R3", "R4", "R5")) if graded else None
    issuer_kind = _mostly(rng, rng.choice(("own", "own", "agency")), None, "government", odds=0.05)
    return Product(
        id=1,
        source_id=1,
        code="P1",
        name="产品",
        kind=kind,
        currency=_mostly(rng, "CNY", "USD", "JPY", "EUR", odds=0.08),
        risk_grade=_mostly(rng, grade, None, "R9", "R2", odds=0.04),
        issuer=_mostly(rng, "华川信托有限责任公司", "别处信托", None),
        issuer_kind=issuer_kind,
        rate=None,
        benchmark=None,
        minimum_minor=_mostly(rng, rng.randint(0, 2_000_000), None, 100_000_000, odds=0.08),
        quota_minor=_mostly(rng, None, 0, 1, 10**9, odds=0.05),
        term_days=_mostly(rng, rng.randint(1, 1_000), None, 31, 32, odds=0.2),
        opens_on=_mostly(rng, None, TODAY, TODAY + 1, odds=0.03),
        closes_on=_mostly(rng, None, TODAY, TODAY - 1, odds=0.03),
        channels=None,
        as_of=_mostly(rng, TODAY - rng.randint(0, 7), TODAY - 8, odds=0.03),
        closed_on=_mostly(rng, None, TODAY, TODAY + 1, odds=0.03),
        issuer_grade=_mostly(
            rng, grade if issuer_kind == "agency" else None, None, "R1", "R5", "R9", odds=0.08
        ),
        placement=_mostly(rng, rng.choice(("public", "private", "public")), None),
        notice_days=_mostly(rng, None, 0, 1, 3, 30, odds=0.4),
    )


@pytest.mark.parametrize("seed", [20261124, 7])
def test_the_gate_and_the_oracle_agree_on_every_pair(seed: int) -> None:
    """Every eligible product is allowed, and nothing else is; and what is refused has a reason."""
    rng = Random(seed)
    oracle = Oracle(DEFAULT, TODAY, {"USD": 7.1})
    allowed: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    for number in range(_PAIRS):
        customer, product = _customer(rng), _product(rng)
        found = gate(customer, product, terms())
        assert found.allowed is oracle.may(customer, product), (number, found, customer, product)
        allowed[product.kind] += found.allowed
        rules.update({refusal.rule for refusal in found.refusals})
    assert _LEAST_OF_EITHER < allowed.total() < _PAIRS - _LEAST_OF_EITHER
    # The agreement is about something: of every kind some may be offered, and every rule has refused.
    assert all(allowed[kind] > 20 for kind in _KINDS), allowed
    # Without an amount that is wanted two rules are not asked.
    assert verdict.RULES - set(rules) == {verdict.ABOVE_QUOTA, verdict.BELOW_MINIMUM}


def test_more_risk_is_never_allowed_where_less_is_not() -> None:
    """Of two products that differ in their grade alone, whoever may have the riskier may have the other."""
    rng = Random(3)
    seen = 0
    for _number in range(2_000):
        customer, product = _customer(rng), _product(rng)._replace(kind="fund", placement="public")
        grades = [
            gate(customer, product._replace(risk_grade=grade, issuer_grade=grade), terms()).allowed
            for grade in ("R1", "R2", "R3", "R4", "R5")
        ]
        assert grades == sorted(grades, reverse=True)
        seen += grades[0] and not grades[4]
    assert seen > 100

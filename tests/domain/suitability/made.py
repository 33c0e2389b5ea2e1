"""Customers and products made by hand: suitable in everything that a test does not say otherwise."""

import json
from datetime import date
from typing import Any

from advisor_app.domain.dates import to_day
from advisor_app.domain.policy import Policy, parse
from advisor_app.domain.records import Product, RiskAssessment
from advisor_app.domain.suitability import CustomerFacts, Terms
from advisor_app.paths import resources

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
POLICY = parse(DEFAULT)
QUESTIONS = POLICY.risk_questionnaire[0].code
TODAY = to_day(date(2026, 11, 24))
ASSET_MINOR = 100_000_000  # a million yuan
FITTING = {"goal": "high_growth", "horizon": "longer", "liquidity": "not_needed"}


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def terms(policy: Policy = POLICY, *, today: int = TODAY) -> Terms:
    return Terms(policy, today, "CNY", {"USD": "7.1"})


def policy_with(*edits: tuple[str, str]) -> Policy:
    text = DEFAULT
    for old, new in edits:
        assert old in text, f"{old!r} is not in the default policy: the test would try nothing"
        text = text.replace(old, new, 1)
    return parse(text)


def assessment(**values: Any) -> RiskAssessment:
    answers = values.pop("answers", FITTING)
    row: dict[str, Any] = {
        "id": bytes(16),
        "customer_id": bytes(16),
        "grade": "C5",
        "assessed_on": TODAY - 100,
        "expires_on": TODAY + 265,
        "place": "outlet",
        "questionnaire": QUESTIONS,
        "answers": answers if answers is None or isinstance(answers, str) else json.dumps(answers),
    }
    return RiskAssessment(**(row | values))


def customer(**values: Any) -> CustomerFacts:
    facts: dict[str, Any] = {
        "data_on": TODAY,
        "birth_day": day("1986-03-01"),
        "assessments": (assessment(),),
        "qualified_on": TODAY - 100,
        "insurance_checked_on": TODAY - 100,
        "credit_grade": "A",
        "credit_graded_on": TODAY - 100,
        "assets_minor": ASSET_MINOR,
    }
    return CustomerFacts(**(facts | values))


def product(kind: str = "wealth", **values: Any) -> Product:
    row: dict[str, Any] = {
        "id": 7,
        "source_id": 1,
        "code": "W1",
        "name": "江盈稳健",
        "kind": kind,
        "currency": "CNY",
        "risk_grade": "R2",
        "issuer": "江城银行",
        "issuer_kind": "own",
        "rate": None,
        "benchmark": None,
        "minimum_minor": 100_000,
        "quota_minor": None,
        "term_days": 90,
        "opens_on": None,
        "closes_on": None,
        "channels": None,
        "as_of": TODAY,
        "closed_on": None,
        "placement": "public",
    }
    return Product(**(row | values))


def ungraded(kind: str, **values: Any) -> Product:
    return product(kind, **({"risk_grade": None, "placement": None} | values))

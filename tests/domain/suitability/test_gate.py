"""The gate, rule by rule: the last case that is allowed and the first that is not, and what the refusal says."""

from dataclasses import replace
from typing import Any

import pytest

from advisor_app.domain.records import Product
from advisor_app.domain.suitability import CustomerFacts, Verdict, gate, verdict
from tests.domain.suitability.made import (
    ASSET_MINOR,
    FITTING,
    POLICY,
    TODAY,
    assessment,
    customer,
    day,
    policy_with,
    product,
    terms,
    ungraded,
)


def rules(customer: CustomerFacts, product: Product, **more: Any) -> list[str]:
    return [refusal.rule for refusal in gate(customer, product, terms(), **more).refusals]


def judged(grade: str, risk: str, **values: Any) -> Verdict:
    return gate(customer(assessments=(assessment(grade=grade),)), product(risk_grade=risk, **values), terms())


@pytest.mark.parametrize("tolerance", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("risk", [1, 2, 3, 4, 5])
def test_a_product_is_at_most_as_risky_as_the_customer_tolerates(tolerance: int, risk: int) -> None:
    found = judged(f"C{tolerance}", f"R{risk}")
    assert found.allowed is (risk <= tolerance)
    assert [refusal.rule for refusal in found.refusals] == ([] if found.allowed else [verdict.ABOVE_GRADE])


@pytest.mark.parametrize(
    ("own", "issuer", "holds"), [("R2", "R4", "R4"), ("R4", "R2", "R4"), ("R2", None, "R2")]
)
def test_of_two_ratings_the_higher_one_holds(own: str, issuer: str | None, holds: str) -> None:
    found = judged("C3", own, issuer_grade=issuer)
    assert (found.grade, found.allowed) == (holds, holds == "R2")


def test_a_refusal_says_the_rule_its_values_and_the_day_of_the_data() -> None:
    found = judged("C2", "R3", as_of=TODAY - 3)
    assert found.refusals == (
        verdict.Refusal(verdict.ABOVE_GRADE, {"grade": "R3", "own": "C2"}, TODAY - 100),
    )
    assert (found.policy_version, found.data_on, found.product_id) == (1, TODAY - 3, 7)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"assessments": ()}, [verdict.NO_ASSESSMENT]),
        # Taken tomorrow, by a clock that runs ahead: it does not count today.
        ({"assessments": (assessment(assessed_on=TODAY + 1),)}, [verdict.NO_ASSESSMENT]),
        ({"assessments": (assessment(expires_on=TODAY),)}, []),
        ({"assessments": (assessment(expires_on=TODAY - 1),)}, [verdict.ASSESSMENT_EXPIRED]),
        # Whatever the assessment says of itself, twelve months are the most.
        ({"assessments": (assessment(assessed_on=day("2025-11-24"), expires_on=TODAY + 900),)}, []),
        (
            {"assessments": (assessment(assessed_on=day("2025-11-23"), expires_on=TODAY + 900),)},
            [verdict.ASSESSMENT_EXPIRED],
        ),
        ({"assessments": (assessment(place="mobile"),)}, [verdict.ASSESSMENT_ELSEWHERE]),
        ({"assessments": (assessment(place=None),)}, [verdict.ASSESSMENT_ELSEWHERE]),
        (
            {
                "assessments": (
                    assessment(place="mobile"),
                    assessment(assessed_on=TODAY - 400, place="outlet"),
                )
            },
            [],
        ),
        # The first at an outlet came later than the one that counts.
        (
            {"assessments": (assessment(place="mobile"), assessment(assessed_on=TODAY + 5, place="outlet"))},
            [verdict.ASSESSMENT_ELSEWHERE],
        ),
        # The newest counts, though an older one tolerates more.
        (
            {"assessments": (assessment(assessed_on=TODAY - 300), assessment(grade="C1"))},
            [verdict.ABOVE_GRADE],
        ),
        ({"assessments": tuple(assessment(id=bytes([n])) for n in range(2))}, []),
        ({"assessments": tuple(assessment(id=bytes([n])) for n in range(3))}, [verdict.ASSESSMENTS_OF_DAY]),
        ({"assessments": tuple(assessment(assessed_on=TODAY - 100 - n * 30) for n in range(8))}, []),
        (
            {"assessments": tuple(assessment(assessed_on=TODAY - 100 - n * 30) for n in range(9))},
            [verdict.ASSESSMENTS_OF_YEAR],
        ),
        ({"assessments": (assessment(grade="C9"),)}, [verdict.CUSTOMER_GRADE_UNKNOWN]),
        ({"closed_on": TODAY + 1}, []),
        ({"closed_on": TODAY}, [verdict.CUSTOMER_LEFT]),
        ({"birth_day": None}, [verdict.NO_BIRTH_DAY]),
    ],
)
def test_the_customer_behind_a_wealth_product(facts: dict[str, Any], refused: list[str]) -> None:
    assert rules(customer(**facts), product()) == refused


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"risk_grade": None}, [verdict.NO_PRODUCT_GRADE]),
        ({"risk_grade": "R9"}, [verdict.PRODUCT_GRADE_UNKNOWN]),
        ({"issuer_grade": "R9"}, [verdict.PRODUCT_GRADE_UNKNOWN]),
        ({"opens_on": TODAY}, []),
        ({"opens_on": TODAY + 1}, [verdict.NOT_ON_SALE_YET]),
        ({"closes_on": TODAY}, []),
        ({"closes_on": TODAY - 1}, [verdict.SALE_ENDED]),
        ({"closed_on": TODAY + 1}, []),
        ({"closed_on": TODAY}, [verdict.SALE_ENDED]),
        ({"as_of": TODAY - 7}, []),
        ({"as_of": TODAY - 8}, [verdict.STALE]),
        ({"quota_minor": 100_000}, []),
        ({"quota_minor": 99_999}, [verdict.SOLD_OUT]),  # less is left than the minimum
        ({"quota_minor": 0}, [verdict.SOLD_OUT]),
        ({"issuer_kind": None}, [verdict.ISSUER_UNKNOWN]),
        ({"currency": "USD"}, [verdict.NO_ACCOUNT_IN_CURRENCY]),
        ({"placement": None}, [verdict.PLACEMENT_UNKNOWN]),
        ({"kind": "crypto"}, [verdict.KIND_WITHOUT_RULES]),
        ({"term_days": None}, [verdict.NO_TERM]),
        ({"term_days": None, "notice_days": 3}, []),
        ({"issuer_kind": "agency", "issuer": "云麓基金管理有限公司", "issuer_grade": "R2"}, []),
        (
            {"issuer_kind": "agency", "issuer": "云麓基金管理有限公司"},
            [verdict.NO_ISSUER_GRADE],
        ),
        ({"issuer_kind": "agency", "issuer": "别处基金", "issuer_grade": "R2"}, [verdict.NOT_LISTED]),
        ({"issuer_kind": "agency", "issuer": None, "issuer_grade": "R2"}, [verdict.NOT_LISTED]),
    ],
)
def test_the_catalogue(values: dict[str, Any], refused: list[str]) -> None:
    assert rules(customer(), product(**values)) == refused


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        (100_000, []),
        (99_999, [verdict.BELOW_MINIMUM]),
        (200_000, []),
        (200_001, [verdict.ABOVE_QUOTA]),
    ],
)
def test_an_amount_lies_between_minimum_and_quota(wanted: int, refused: list[str]) -> None:
    assert rules(customer(), product(quota_minor=200_000), wanted_minor=wanted) == refused


def test_a_catalogue_grows_old_while_the_device_is_offline() -> None:
    offline = terms()._replace(catalogue_day=TODAY + 8)
    [stale] = gate(customer(), product(), offline).refusals
    assert (stale.rule, stale.values["days"]) == (verdict.STALE, 8)
    assert gate(customer(), product(), offline._replace(catalogue_day=TODAY + 7)).allowed


def test_without_an_assessment_there_are_deposits_only() -> None:
    nobody = customer(assessments=(), qualified_on=None, insurance_checked_on=None, credit_grade=None)
    kinds = [
        "deposit",
        "term_deposit",
        "wealth",
        "fund",
        "bond",
        "insurance",
        "trust",
        "metal",
        "loan",
        "card",
    ]
    allowed = [
        kind
        for kind in kinds
        if not rules(nobody, ungraded(kind, placement="public") if "deposit" in kind else product(kind))
    ]
    assert allowed == ["deposit", "term_deposit"]
    # R1 included; and a deposit that has a grade is none of these.
    assert rules(nobody, product(risk_grade="R1")) == [verdict.NO_ASSESSMENT]
    assert rules(nobody, product("term_deposit", risk_grade="R2")) == [verdict.NO_ASSESSMENT]


def test_a_government_bond_has_the_grade_that_the_policy_gives_it() -> None:
    bond = ungraded("bond", issuer_kind="government", issuer="财政部")
    assert gate(customer(), bond, terms()).grade == "R1"
    assert rules(customer(assessments=(assessment(grade="C1"),)), bond) == []
    assert rules(customer(), ungraded("bond")) == [verdict.NO_PRODUCT_GRADE]


@pytest.mark.parametrize(
    ("answers", "values", "refused"),
    [
        (None, {}, [verdict.NO_ANSWER] * 3),
        ("{broken", {}, [verdict.NO_ANSWER] * 3),
        ({**FITTING, "goal": "gold rush"}, {}, [verdict.NO_ANSWER]),
        ({"goal": "growth", "horizon": "longer"}, {}, [verdict.NO_ANSWER]),
        ({**FITTING, "goal": "preserve"}, {"risk_grade": "R2"}, []),
        ({**FITTING, "goal": "preserve"}, {"risk_grade": "R3"}, [verdict.GOAL]),
        ({**FITTING, "horizon": "one_year"}, {"term_days": 365}, []),
        ({**FITTING, "horizon": "one_year"}, {"term_days": 366}, [verdict.HORIZON]),
        # Shares are for three years, however soon they could be sold.
        ({**FITTING, "horizon": "one_year"}, {"risk_grade": "R4", "notice_days": 3}, [verdict.HORIZON]),
        ({**FITTING, "horizon": "three_years"}, {"risk_grade": "R4", "notice_days": 3}, []),
        ({**FITTING, "liquidity": "month"}, {"term_days": 31}, []),
        ({**FITTING, "liquidity": "month"}, {"term_days": 32}, [verdict.LIQUIDITY]),
        # A long term, but the money is back when it is asked for.
        ({**FITTING, "liquidity": "any_day"}, {"term_days": 730, "notice_days": 1}, []),
    ],
)
def test_goal_horizon_and_liquidity(answers: Any, values: dict[str, Any], refused: list[str]) -> None:
    assert rules(customer(assessments=(assessment(answers=answers),)), product(**values)) == refused


def test_answers_to_questions_that_the_policy_does_not_have_say_nothing() -> None:
    assert (
        rules(customer(assessments=(assessment(questionnaire="risk_1999"),)), product())
        == [verdict.NO_ANSWER] * 3
    )


def test_a_bank_can_do_without_answers() -> None:
    without = terms(policy_with(("answers_needed = true", "answers_needed = false")))
    assert gate(customer(assessments=(assessment(answers=None),)), product(), without).allowed
    # What was answered counts all the same.
    held_short = assessment(answers={"horizon": "half_year"})
    assert not gate(customer(assessments=(held_short,)), product(term_days=365), without).allowed


@pytest.mark.parametrize(
    ("born", "grade", "refused"),
    [
        ("1961-11-25", "R4", []),  # 65 tomorrow
        ("1961-11-24", "R4", [verdict.ELDER]),
        ("1961-11-24", "R3", []),
    ],
)
def test_elders_are_offered_less_risk(born: str, grade: str, refused: list[str]) -> None:
    assert rules(customer(birth_day=day(born)), product(risk_grade=grade)) == refused


def test_a_bank_can_leave_age_out() -> None:
    elders = terms(policy_with(("from_age = 65\ngrades", "from_age = 150\ngrades")))
    assert gate(customer(birth_day=day("1940-01-01")), product(risk_grade="R4"), elders).allowed


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"qualified_on": None}, [verdict.NOT_QUALIFIED]),
        ({"qualified_on": TODAY + 1}, [verdict.NOT_QUALIFIED]),
        ({"qualified_on": day("2025-11-24")}, []),
        ({"qualified_on": day("2025-11-23")}, [verdict.QUALIFICATION_EXPIRED]),
        ({"qualified_on": TODAY - 1}, []),
        ({"qualified_on": TODAY}, [verdict.COOLING_OFF]),
    ],
)
def test_private_products_are_for_qualified_investors(facts: dict[str, Any], refused: list[str]) -> None:
    private = product("trust", placement="private")
    assert rules(customer(**facts), private) == refused
    assert rules(customer(**facts), product("trust")) == []


@pytest.mark.parametrize(
    ("checked", "refused"),
    [
        (None, [verdict.NO_INSURANCE_CHECK]),
        (TODAY + 1, [verdict.NO_INSURANCE_CHECK]),
        (day("2025-11-24"), []),
        (day("2025-11-23"), [verdict.INSURANCE_CHECK_EXPIRED]),
    ],
)
def test_insurance_needs_a_check_of_needs_and_means(checked: int | None, refused: list[str]) -> None:
    insured = customer(assessments=(), insurance_checked_on=checked)
    assert rules(insured, ungraded("insurance", term_days=None)) == refused


def test_an_insurance_with_a_grade_is_checked_by_it_too() -> None:
    linked = product("insurance", risk_grade="R3", term_days=None)
    assert rules(customer(), linked) == []
    assert rules(customer(assessments=()), linked) == [verdict.NO_ASSESSMENT]
    short = assessment(answers={**FITTING, "horizon": "three_years"})
    assert rules(customer(assessments=(short,)), linked) == [verdict.HORIZON]  # bound for five years


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"birth_day": day("2008-11-24")}, []),
        ({"birth_day": day("2008-11-25")}, [verdict.CREDIT_AGE]),
        ({"birth_day": day("1960-11-25")}, []),  # 65, and 66 tomorrow
        ({"birth_day": day("1960-11-24")}, [verdict.CREDIT_AGE]),
        ({"birth_day": None}, [verdict.NO_BIRTH_DAY]),
        ({"loans": ("performing", "repaid")}, []),
        ({"loans": ("performing", "arrears")}, [verdict.ARREARS]),
        ({"loans": ("defaulted",)}, [verdict.ARREARS]),
        ({"loans": (None,)}, [verdict.LOAN_STATUS_UNKNOWN]),
        ({"credit_grade": None}, [verdict.NO_CREDIT_GRADE]),
        ({"credit_graded_on": None}, [verdict.NO_CREDIT_GRADE]),
        ({"credit_grade": "D"}, [verdict.CREDIT_GRADE]),
        ({"credit_graded_on": day("2025-11-24")}, []),
        ({"credit_graded_on": day("2025-11-23")}, [verdict.CREDIT_GRADE_EXPIRED]),
    ],
)
def test_loans_and_cards_need_eligibility_and_no_grade_of_risk(
    facts: dict[str, Any], refused: list[str]
) -> None:
    for kind in ("loan", "card"):
        assert rules(customer(assessments=(), **facts), ungraded(kind, term_days=None)) == refused


@pytest.mark.parametrize(
    ("facts", "values", "refused"),
    [
        # 30 % of a million yuan in R4.
        ({}, {"minimum_minor": ASSET_MINOR * 30 // 100}, []),
        ({}, {"minimum_minor": ASSET_MINOR * 30 // 100 + 1}, [verdict.CONCENTRATION]),
        ({"held": {7: ASSET_MINOR * 30 // 100}}, {"minimum_minor": None}, []),
        ({"held": {7: ASSET_MINOR * 30 // 100}}, {"minimum_minor": 1}, [verdict.CONCENTRATION]),
        ({"held": {8: ASSET_MINOR}}, {}, []),  # of another product
        ({"held": {7: None}}, {}, [verdict.NO_VALUE]),
        ({"assets_minor": 0}, {}, [verdict.CONCENTRATION]),
        ({"assets_minor": 0}, {"risk_grade": "R2"}, []),  # no limit there
        ({"currencies": frozenset({"USD"})}, {"currency": "USD", "minimum_minor": 4_225_352}, []),
        (
            {"currencies": frozenset({"USD"})},
            {"currency": "USD", "minimum_minor": 4_225_353},
            [verdict.CONCENTRATION],
        ),
        ({"currencies": frozenset({"JPY"})}, {"currency": "JPY"}, [verdict.NO_VALUE]),
    ],
)
def test_no_risky_product_is_too_large_a_part_of_the_assets(
    facts: dict[str, Any], values: dict[str, Any], refused: list[str]
) -> None:
    assert rules(customer(**facts), product(**({"risk_grade": "R4"} | values))) == refused


def test_what_is_wanted_counts_instead_of_the_minimum() -> None:
    risky = product(risk_grade="R4")
    limit = ASSET_MINOR * 30 // 100
    assert rules(customer(), risky, wanted_minor=limit) == []
    assert rules(customer(), risky, wanted_minor=limit + 1) == [verdict.CONCENTRATION]


def test_the_gate_names_everything_that_stands_against_a_product() -> None:
    found = gate(
        customer(assessments=(), birth_day=None),
        product(risk_grade=None, quota_minor=0, closes_on=TODAY - 1, placement=None),
        terms(),
    )
    assert {refusal.rule for refusal in found.refusals} == {
        *(verdict.SALE_ENDED, verdict.SOLD_OUT, verdict.PLACEMENT_UNKNOWN),
        *(verdict.NO_ASSESSMENT, verdict.NO_PRODUCT_GRADE, verdict.NO_BIRTH_DAY),
    }


@pytest.mark.parametrize(
    ("kind", "born", "recorded"),
    [
        ("wealth", "1986-03-01", True),
        ("metal", "1986-03-01", False),
        ("metal", "1950-03-01", True),
        ("metal", None, True),
        ("term_deposit", "1950-03-01", False),
    ],
)
def test_which_sales_are_recorded(kind: str, born: str | None, recorded: bool) -> None:
    sold = ungraded(kind) if kind == "term_deposit" else product(kind)
    found = gate(customer(birth_day=born and day(born)), sold, terms())
    assert (verdict.DUAL_RECORDING in found.conditions) is recorded


def test_a_private_product_can_be_withdrawn_from() -> None:
    assert verdict.COOLING_OFF_AFTER in gate(customer(), product(placement="private"), terms()).conditions
    assert verdict.COOLING_OFF_AFTER not in gate(customer(), product(), terms()).conditions


def test_a_policy_without_rules_offers_nothing() -> None:
    rules_of_a_document_from_before = replace(POLICY.suitability, checks={}, private=None, credit=None)
    bare = terms(replace(POLICY, suitability=rules_of_a_document_from_before))
    for kind in ("deposit", "wealth", "insurance", "loan"):
        found = gate(customer(), ungraded(kind), bare)
        assert [refusal.rule for refusal in found.refusals] == [verdict.KIND_WITHOUT_RULES]
    assert not gate(customer(), product(placement="private"), bare).allowed


def test_a_loan_without_rules_for_credit_is_offered_to_nobody() -> None:
    lax = terms(replace(POLICY, suitability=replace(POLICY.suitability, credit=None)))
    assert [one.rule for one in gate(customer(), ungraded("loan"), lax).refusals] == [
        verdict.KIND_WITHOUT_RULES
    ]

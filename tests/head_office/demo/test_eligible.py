"""What suitability asks of the demo bank's customers is there, agrees with what they have, and is missing of some."""

import json

from advisor_app.domain.assessments import in_use, result
from advisor_app.domain.policy import parse
from advisor_app.head_office.demo import AS_OF
from advisor_app.paths import resources
from tests.head_office.demo.conftest import Extracts, day


def test_the_answers_lead_to_the_grade(extracts: Extracts) -> None:
    policy = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
    asked = in_use(policy)
    assert asked is not None
    answered = [row for row in extracts.files["risk_assessments"] if row["answers"]]
    for row in answered:
        found = result(asked, json.loads(row["answers"]), policy.suitability)
        assert (found.grade, str(found.score), row["questionnaire"]) == (
            row["grade"],
            row["score"],
            asked.code,
        )
    latest = {row["customer"]: row for row in extracts.files["risk_assessments"]}
    assert len(answered) > 0.9 * len(latest)  # the last one of nearly everybody, and no other


def test_who_has_a_private_product_qualified_and_who_is_insured_was_asked(extracts: Extracts) -> None:
    customers = {row["key"]: row for row in extracts.files["customers"]}
    held = [
        (customers[row["customer"]], extracts.products[row["product"]]) for row in extracts.files["holdings"]
    ]
    private = [customer for customer, product in held if product["placement"] == "private"]
    insured = [customer for customer, product in held if product["kind"] == "insurance"]
    assert private
    assert insured
    assert all(customer["qualified_on"] for customer in private)
    assert all(customer["insurance_checked_on"] for customer in insured)


def test_some_of_it_has_expired_or_is_missing(extracts: Extracts) -> None:
    customers = [row for row in extracts.files["customers"] if row["opened_on"]]
    checked = [day(row["insurance_checked_on"]) for row in customers if row["insurance_checked_on"]]
    assert any((AS_OF - one).days > 366 for one in checked if one)
    assert 0 < len(checked) < len(customers)
    assert {row["credit_grade"] for row in customers} == {"A", "B", "C", "D", ""}
    assert all(bool(row["credit_grade"]) == bool(row["credit_graded_on"]) for row in customers)
    # A loan in arrears shows in the grade.
    owners = {
        row["account"]: row["customer"] for row in extracts.files["account_holders"] if row["role"] == "owner"
    }
    grades = {row["key"]: row["credit_grade"] for row in customers}
    late = {
        owners[row["account"]] for row in extracts.files["loans"] if row["status"] in ("arrears", "defaulted")
    }
    assert all(grades[customer] == "D" for customer in late)


def test_loans_and_cards_are_in_the_catalogue_and_nobody_holds_them(extracts: Extracts) -> None:
    granted = {row["code"] for row in extracts.files["products"] if row["kind"] in ("loan", "card")}
    assert granted
    assert not granted & {row["product"] for row in extracts.files["holdings"]}

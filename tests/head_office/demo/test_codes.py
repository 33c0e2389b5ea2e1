"""The published policy has a name for every code that the generator writes, so that no screen shows a bare one."""

import tomllib

from advisor_app.paths import resources
from tests.head_office.demo.conftest import Extracts

NAMED = {
    ("accounts", "kind"): "account_kinds",
    ("account_holders", "role"): "holder_roles",
    ("cards", "kind"): "card_kinds",
    ("loans", "kind"): "loan_kinds",
    ("loans", "status"): "loan_statuses",
    ("products", "kind"): "product_kinds",
    ("products", "issuer_kind"): "issuer_kinds",
    ("customers", "kind"): "customer_kinds",
    ("customers", "id_kind"): "id_kinds",
    ("customers", "household_role"): "household_roles",
    ("transactions", "kind"): "transaction_kinds",
    ("transactions", "channel"): "transaction_channels",
    ("transactions", "category"): "transaction_categories",
    ("standing_orders", "category"): "transaction_categories",
    ("interactions", "channel"): "contact_channels",
    ("interactions", "purpose"): "contact_purposes",
    ("interactions", "outcome"): "contact_outcomes",
    ("consents", "channel"): "consent_channels",
    ("consents", "purpose"): "consent_purposes",
    ("consents", "source"): "consent_sources",
    ("risk_assessments", "place"): "assessment_places",
    ("feedback", "kind"): "feedback_kinds",
    ("feedback", "channel"): "feedback_channels",
    ("feedback", "status"): "feedback_statuses",
    ("digital_events", "channel"): "digital_channels",
    ("digital_events", "kind"): "digital_kinds",
    ("digital_events", "basis"): "digital_bases",
}


def test_every_code_has_a_name(extracts: Extracts) -> None:
    (path,) = (resources() / "policy").glob("*.toml")
    policy = tomllib.loads(path.read_text(encoding="utf-8"))
    for (file, column), codes in NAMED.items():
        used = {row[column] for row in extracts.files[file]} - {""}
        assert used, (file, column)
        assert used <= set(policy["codes"][codes]), (file, column)
    assert {row["outcome"] for row in extracts.files["interactions"]} >= set(
        policy["rhythm"]["two_way_outcomes"]
    )

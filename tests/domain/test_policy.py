"""The default policy is whole, its codes have names, and of published documents the newest readable is in force."""

import re
import tomllib

import pytest

from advisor_app.domain.policy import FORMAT, in_force, name_of, parse
from advisor_app.domain.records import Policy as Document
from advisor_app.head_office.importing.entities import target
from advisor_app.paths import resources

DEFAULT = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")


def test_the_default_is_whole() -> None:
    policy = parse(DEFAULT)
    assert policy.version == 1
    assert [tier.code for tier in policy.tiers] == ["prospect", "mass", "gold", "wealth", "private"]
    assert [tier.cut_off for tier in policy.tiers] == [None, 0, 50_000, 500_000, 6_000_000]
    assert policy.tier("private").grace_months == 6
    assert policy.tier("gold").name.in_language("zh_CN") == "金卡"
    assert dict(policy.rhythm.days) == {"private": 30, "wealth": 60, "gold": 180}
    with pytest.raises(KeyError):
        policy.tier("platinum")


def test_a_policy_cannot_be_changed() -> None:
    policy = parse(DEFAULT)
    with pytest.raises(AttributeError):
        policy.tiers[0].grace_months = 9  # type: ignore[misc]
    with pytest.raises(TypeError):
        policy.rhythm.days["mass"] = 1  # type: ignore[index]


def test_every_value_stands_below_its_source() -> None:
    sourced = False
    for line in DEFAULT.splitlines():
        if line.startswith("#"):
            sourced = sourced or re.match(r"# (guide|order|ours|CBIRC|NFRA|AML|PIPL|JR/T)", line) is not None
        elif line.startswith("["):
            # Sources above a list of tables hold for its entries; the texts of names need no other.
            sourced = sourced and not re.match(r"\[[a-z]+\]", line)
        elif line and not line.startswith(("code", "name", "format", "version", "title")):
            assert sourced, line


def test_codes_that_the_program_knows_have_names() -> None:
    codes = parse(DEFAULT).codes
    lists = {
        ("customers", "kind"): codes.customer_kinds,
        ("customers", "sex"): codes.sexes,
        ("account_holders", "role"): codes.holder_roles,
        ("loans", "status"): codes.loan_statuses,
        ("products", "kind"): codes.product_kinds,
        ("holdings", "kind"): codes.product_kinds,
        ("interactions", "direction"): codes.contact_directions,
        ("digital_events", "channel"): codes.digital_channels,
    }
    for (entity, field), names in lists.items():
        assert set(target(entity).fields[field].choices) <= set(names)


def test_codes_that_the_shipped_mappings_give_have_names() -> None:
    codes = parse(DEFAULT).codes
    given = tomllib.loads((resources() / "mappings" / "berka.toml").read_text(encoding="utf-8"))["codes"]
    lists = {
        "frequency": codes.statements,
        "role": codes.holder_roles,
        "loan_status": codes.loan_statuses,
        "operation": codes.transaction_kinds,
        "k_symbol": codes.transaction_categories,
    }
    assert set(given) == set(lists)
    for name, names in lists.items():
        assert set(given[name]["values"].values()) <= set(names)


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    names = parse(DEFAULT).codes.product_kinds
    assert name_of(names, "metal", "zh_CN") == "贵金属"
    assert name_of(names, "metal", "en") == "Precious metal"
    assert name_of(names, "crypto", "en") == "crypto"


def version(number: int) -> str:
    return DEFAULT.replace("version = 1", f"version = {number}")


def test_the_newest_readable_policy_is_in_force() -> None:
    documents = [Document(1, version(1), 0), Document(3, "broken", 0), Document(2, version(2), 0)]
    assert in_force(documents) == parse(version(2))
    assert in_force([]) is None
    assert in_force([Document(3, "broken", 0)]) is None
    assert in_force([Document(4, DEFAULT.replace(f"format = {FORMAT}", "format = 99"), 0)]) is None


def test_a_document_published_under_another_version_is_not_used() -> None:
    assert in_force([Document(7, version(2), 0), Document(1, version(1), 0)]) == parse(version(1))

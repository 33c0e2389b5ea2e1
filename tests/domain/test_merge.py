"""Merging field by field: nothing that only one side changed is lost, and only what both changed clashes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.merge import lay, merge
from advisor_app.domain.records import ENTITIES
from advisor_app.domain.writable import WRITABLE

FIELDS = ("note", "outcome", "duration")
values = st.sampled_from([None, "a", "b", 1, 2])
rows = st.fixed_dictionaries(dict.fromkeys(FIELDS, values))
changes = st.dictionaries(st.sampled_from(FIELDS), values, min_size=1)


def test_each_of_the_four_cases() -> None:
    theirs = {"note": "new", "outcome": "met", "duration": 5, "purpose": None}
    assumed = {"note": "old", "outcome": "sent", "duration": 5, "purpose": None}
    ours = {"note": "other", "outcome": "met", "duration": 9, "purpose": "care"}
    merged = merge(assumed, ours, theirs)
    assert merged.apply == {"duration": 9, "purpose": "care"}  # only ours changed
    assert merged.conflicts == {"note": "new"}  # both changed, to something else; outcome both to the same


def test_a_field_without_an_assumed_value_never_overwrites() -> None:
    assert merge({}, {"note": "ours"}, {"note": "theirs"}) == ({}, {"note": "theirs"})


@given(rows, changes, changes)
def test_two_changes_of_one_row(base: dict[str, Any], first: dict[str, Any], second: dict[str, Any]) -> None:
    present = base | first
    merged = merge({field: base[field] for field in second}, second, present)
    after = present | merged.apply
    for field in FIELDS:
        by_first = first.get(field, base[field]) != base[field]
        by_second = second.get(field, base[field]) != base[field]
        clash = by_first and by_second and first[field] != second[field]
        assert (field in merged.conflicts) == clash or not by_second
        if by_first:
            assert after[field] == first[field]
        elif by_second:
            assert after[field] == second[field]
        else:
            assert after[field] == base[field]


@given(rows, changes, rows)
def test_unsent_work_lies_whole_on_what_arrives(
    base: dict[str, Any], ours: dict[str, Any], arrived: dict[str, Any]
) -> None:
    assumed = {field: base[field] for field in ours}
    laid = lay(assumed, ours, arrived)
    assert arrived | laid.apply == arrived | ours
    expected = {field: arrived[field] for field in ours}
    assert laid.under == (None if expected == assumed else expected)


def test_what_is_writable_is_of_its_record() -> None:
    for name, rule in WRITABLE.items():
        fields = set(ENTITIES[name].fields)
        assert "id" in fields
        assert "customer_id" in fields or name == "customers" or ENTITIES[name].owner == "advisor"
        assert rule.changes <= fields - {"id", "customer_id", rule.author}
        assert rule.withdrawn.keys() <= rule.changes
        assert rule.references.keys() <= fields
        assert set(rule.references.values()) <= set(WRITABLE)

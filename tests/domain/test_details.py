"""Details that customers told: what each kind asks for, in the form in which it is kept."""

from typing import Any

import pytest

from advisor_app.domain.details import FIELDS, KINDS, Detail, DetailEntry, check
from advisor_app.domain.entries import EntryError, Terms
from tests.domain.test_entries import POLICY, TODAY

TERMS = Terms(POLICY, TODAY)
ONE, OTHER = b"1" * 16, b"2" * 16


def read(kind: str, value: str = "", **others: Any) -> Detail:
    return check(DetailEntry(ONE, kind, value, **{"source": "customer", **others}), TERMS, "CNY")


def wrong(*arguments: Any, **others: Any) -> list[tuple[str, str]]:
    with pytest.raises(EntryError) as error:
        read(*arguments, **others)
    return [(problem.field, problem.reason) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("phone", "+86 139 0000 1111", "13900001111"),
        ("email", "new@example.com", "new@example.com"),
        ("address", " 江城市  滨江路 8 号 ", "江城市 滨江路 8 号"),
        ("occupation", "教师", "教师"),
        ("id_expires_on", "2036年1月2日", "2036-01-02"),
    ],
)
def test_fields_are_kept_in_one_form(kind: str, typed: str, kept: str) -> None:
    assert read(kind, typed) == Detail(kind, kind, kept, None, None, None, None, "customer", None)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_asks_for_its_value(kind: str) -> None:
    missing = (
        [("related", "nobody_related"), ("label", "missing")]
        if kind == "relation"
        else [("value", "missing")]
    )
    assert wrong(kind) == missing


@pytest.mark.parametrize(("kind", "typed"), [("phone", "12"), ("email", "x"), ("id_expires_on", "soon")])
def test_values_that_are_none(kind: str, typed: str) -> None:
    assert [field for field, _ in wrong(kind, typed)] == ["value"]


def test_facts_keep_what_belongs_to_them() -> None:
    event = read("life_event", "child_born", day="2026-11-01", amount="5万", label="x", note="女儿")
    assert event == Detail("life_event", None, "child_born", None, TODAY - 23, None, None, "customer", "女儿")
    goal = read("goal", "子女留学", day="2030-09-01", amount="80万")
    assert (goal.amount_minor, goal.field) == (80_000_000, None)
    relation = read("relation", related_id=OTHER, label="spouse")
    assert (relation.related_id, relation.value, relation.label) == (OTHER, "", "spouse")
    assert read("relation", "王先生", label="friend").value == "王先生"
    assert read("preference", "晚上联系", day="2026-11-01").happens_on is None


def test_a_source_is_always_asked_for_and_nobody_is_related_to_themselves() -> None:
    assert wrong("occupation", "教师", source=" ") == [("source", "missing")]
    assert wrong("relation", related_id=ONE, label="spouse") == [("related", "themselves")]
    assert wrong("") == [("kind", "missing"), ("value", "missing")]
    assert wrong("hobby", "钓鱼") == [("kind", "unknown_code")]
    assert set(FIELDS) < set(KINDS)

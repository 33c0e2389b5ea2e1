"""Facts come back from their document as they were, and nothing else is taken for facts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.insights import FEATURES, HABITS, NOTHING, RFM, VERSION, InsightError, read
from advisor_app.domain.insights.features import Features
from advisor_app.domain.insights.habits import Habits, Income, Merchant, Month, Recurring
from advisor_app.domain.insights.rfm import Rfm

HABIT = Habits(
    "CNY",
    20_000,
    spent_minor=500_00,
    out_minor=900_00,
    cash_minor=300_00,
    income=Income("salary", "changed", 12_000_00, 10, 11, 20_300, before_minor=10_000_00),
    months=(Month(20_000, 1, 2, 2), Month(20_030, 0, 0, 0)),
    merchants=(Merchant('永辉"超市"', 200_00, 12),),
    recurring=(Recurring("中国平安", 300_00, 30, 12, 20_310),),
)


def test_habits_come_back_as_they_were() -> None:
    assert read(HABITS, VERSION, HABIT.to_json()) == HABIT
    assert HABIT.cash_percent == 33
    assert Habits("CNY", 1).cash_percent is None


def test_what_is_empty_or_unknown_is_left_out() -> None:
    assert json.loads(Habits("CZK", 7).to_json()) == {
        "currency": "CZK",
        "since_on": 7,
        "spent_minor": 0,
        "out_minor": 0,
        "cash_minor": 0,
    }


def test_rfm_comes_back_as_it_was() -> None:
    rfm = Rfm("CNY", 12, 5_000_00, 5, 4, 1, "steady", 4_998)
    assert read(RFM, VERSION, rfm.to_json()) == rfm
    assert rfm.last_on is None


@given(st.dictionaries(st.text(min_size=1), st.integers(-(10**15), 10**15) | st.text()))
def test_features_come_back_as_they_were(values: dict[str, int | str]) -> None:
    assert read(FEATURES, VERSION, Features("CNY", values).to_json()) == Features("CNY", values)


def test_days_are_scored_as_lengths_of_time() -> None:
    features = Features("CNY", {"own_last_on": 20_000, "own_365": 3, "largest_kind": "fund"})
    assert features.scored(20_031) == {"own_last_days": 31, "own_365": 3, "largest_kind": "fund"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{",
        "[" * 100_000,
        "{}",  # no currency
        '{"currency":"CNY"}',
        '{"currency":1,"since_on":1}',
        '{"currency":"CNY","since_on":"1"}',
        '{"currency":"CNY","since_on":true}',
        '{"currency":"CNY","since_on":1.5}',
        '{"currency":"CNY","since_on":1,"income":[]}',
        '{"currency":"CNY","since_on":1,"income":{}}',
        '{"currency":"CNY","since_on":1,"months":[1]}',
        '{"currency":"CNY","since_on":1,"months":{}}',
        '{"currency":"CNY","since_on":1,"later":1}',
    ],
)
def test_anything_else_is_no_habits(text: str) -> None:
    with pytest.raises(InsightError):
        read(HABITS, VERSION, text)


@pytest.mark.parametrize("text", ['{"currency":"CNY","values":[]}', '{"currency":"CNY","values":{"a":null}}'])
def test_anything_else_is_no_features(text: str) -> None:
    with pytest.raises(InsightError):
        read(FEATURES, VERSION, text)


@pytest.mark.parametrize(("kind", "version"), [("dreams", VERSION), (HABITS, VERSION + 1)])
def test_another_kind_or_version_is_not_read(kind: str, version: int) -> None:
    with pytest.raises(InsightError, match=kind):
        read(kind, version, HABIT.to_json())


def test_a_row_may_say_that_nothing_is_known_any_more() -> None:
    assert read(HABITS, NOTHING, "{}") is None

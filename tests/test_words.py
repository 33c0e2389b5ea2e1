"""Words for values that are computed from them."""

from datetime import date

import pytest

from advisor_app import words
from advisor_app.domain.dates import to_day
from advisor_app.domain.profile import SourceDate
from advisor_app.i18n import using

TODAY = to_day(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(1980, 11, 24), "46 岁"),
        (date(1980, 11, 25), "45 岁"),
        (date(2026, 11, 24), "0 岁"),
        (date(2026, 11, 25), None),
        (date(1924, 2, 29), "102 岁"),
    ],
)
def test_age_in_whole_years(born: date, age: str | None) -> None:
    assert words.age(to_day(born), TODAY) == age


def test_the_age_of_whose_birthday_is_unknown() -> None:
    assert words.age(None, TODAY) is None


def test_one_year_is_singular_in_english() -> None:
    with using("en"):
        assert words.age(TODAY - 400, TODAY) == "1 year old"


def test_dates_of_data_are_told_once_a_system() -> None:
    sources = [
        SourceDate(1, "core", "customers", TODAY, None),
        SourceDate(2, "core", "accounts", TODAY, None),
        SourceDate(3, "loans", "loans", TODAY - 1, None),
        SourceDate(4, "cards", "cards", TODAY, None),
    ]
    assert words.data_dates(sources, ("customers", "accounts", "loans")) == (
        "core 2026年11月24日",
        "loans 2026年11月23日",
    )

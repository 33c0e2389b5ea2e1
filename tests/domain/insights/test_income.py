"""A salary that comes, changes or stops; the month that stands out; places and segments."""

from dataclasses import replace

import pytest

from advisor_app.domain.dates import add_months, month_start
from advisor_app.domain.insights.habits import Habits, Income, Month, Season
from advisor_app.domain.insights.income import Came, income_of, season_of
from advisor_app.domain.insights.rfm import place, segment_of
from advisor_app.domain.policy.features import FeatureRules, RfmSegment

AS_OF = 20_417  # 2025-11-25
RULES = FeatureRules(income=("salary", "pension"), changed_percent=20, stopped_days=45, season_percent=150)


def month(back: int) -> int:
    return add_months(month_start(AS_OF), -back)


def came(*minor: int, first: int = 0, day: int = 10, category: str = "salary") -> list[Came]:
    """One income a month, the newest first, `first` months ago."""
    return [
        Came(month(first + back), category, amount, month(first + back) + day - 1)
        for back, amount in enumerate(minor)
    ]


def test_two_months_are_no_habit() -> None:
    assert income_of(came(100, 100), AS_OF, RULES) is None
    assert income_of([], AS_OF, RULES) is None
    assert income_of(came(100, 100, 100), AS_OF, RULES) == Income(
        "salary", "regular", 100, 10, 3, month(0) + 9
    )


@pytest.mark.parametrize(
    ("newest", "state"),
    [(119, "regular"), (120, "changed"), (81, "regular"), (80, "changed"), (100, "regular")],
)
def test_it_has_changed_by_the_percentage_of_the_policy(newest: int, state: str) -> None:
    found = income_of(came(newest, newest, newest, 100, 100, 100), AS_OF, RULES)
    assert found is not None
    assert (found.state, found.monthly_minor, found.before_minor) == (state, newest, 100)


def test_it_has_stopped_after_the_days_of_the_policy() -> None:
    """From the 10th of October to the 25th of November are 46 days, from the 11th 45."""
    for day, state in ((10, "stopped"), (11, "regular")):
        found = income_of(came(100, 100, 100, first=1, day=day), AS_OF, RULES)
        assert found is not None
        assert found.state == state


def test_more_may_still_come_in_a_month_that_is_not_over() -> None:
    """Paid in two halves, of which the second has not come yet on the 25th; the 30th is the last of November."""
    paid = came(50, 100, 100, 100, 70, 70, 70)
    for as_of, monthly in ((AS_OF, 100), (AS_OF + 5, 83)):
        found = income_of(paid, as_of, RULES)
        assert found is not None
        assert found.monthly_minor == monthly
    rose = income_of(came(150, 100, 100, 100), AS_OF, RULES)
    assert rose is not None
    assert rose.monthly_minor == 117, "more than before is no less for what may come"


def test_a_bonus_counts_and_the_largest_names_it() -> None:
    pension = came(50, 50, 50, category="pension", day=5)
    found = income_of([*came(100, 100, 100), *pension], AS_OF, RULES)
    assert found is not None
    assert (found.category, found.monthly_minor, found.months) == ("salary", 150, 3)


def test_the_usual_day_is_the_most_frequent() -> None:
    rows = came(1, 1, 1, 1)
    rows[0] = rows[0]._replace(last_on=rows[0].month + 11)
    rows[1] = rows[1]._replace(last_on=rows[1].month + 11)
    found = income_of(rows, AS_OF, RULES)
    assert found is not None
    assert found.day == 10, "the earlier of two as frequent"


def spent(*minor: int, last: int = 1) -> list[Month]:
    """Months with spending, the oldest first, up to `last` months ago."""
    return [Month(month(last + back), 0, 0, minor[-1 - back]) for back in reversed(range(len(minor)))]


def test_a_month_stands_out_among_twelve() -> None:
    months = spent(*[100] * 6, 220, *[100] * 5)
    assert season_of(months, month(1), RULES) == Season(month(6), 220 * 1200 // 1320)
    assert season_of(months, month(1), replace(RULES, season_percent=201)) is None


def test_the_present_month_and_half_empty_years_are_none() -> None:
    assert season_of([*spent(*[100] * 12), Month(month(0), 0, 0, 900)], month(1), RULES) is None
    assert season_of(spent(100, 100, 100, 100, 900), month(1), RULES) is None
    assert season_of([], month(1), RULES) is None
    assert season_of(spent(*[0] * 12), month(1), RULES) is None


def test_who_came_half_a_year_ago_has_no_season_for_it() -> None:
    assert season_of(spent(*[100] * 7), month(1), RULES) is None
    assert season_of(spent(*[100] * 6, 210), month(1), RULES) == Season(month(1), 210 * 700 // 810)
    assert season_of(spent(*[0] * 6, *[100] * 6), month(1), RULES) is None, "or who began to pay then"
    quiet = spent(*[100] * 6, last=4)  # nothing since: three months in which nothing was spent
    assert season_of(quiet, month(1), RULES) == Season(month(4), 150)


def test_an_average_month_is_one_that_has_passed() -> None:
    since_on = AS_OF - 364
    months = (Month(month(4), 300, 90, 0), Month(month(2), 100, 10, 60), Month(month(0), 900, 900, 900))
    found = Habits("CNY", since_on, months=months).average_month
    assert found == Month(month(1), 100, 25, 15), (
        "of July to October, in August and October of which nothing came"
    )
    assert Habits("CNY", since_on, months=months[2:]).average_month is None
    assert Habits("CNY", since_on + 5, months=months[2:]).average_month == Month(month(0), 900, 900, 900), (
        "the 30th"
    )


def test_places_are_fifths() -> None:
    assert [place(better, 1, 10) for better in range(10)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert place(0, 1, 1) == 5
    assert {place(better, 1, 7) for better in range(7)} == {1, 2, 3, 4, 5}


def test_who_has_the_same_value_has_the_place_of_the_middle_one() -> None:
    assert place(0, 10, 10) == 3, "all are alike"
    assert place(3, 7, 10) == 2, "seven of ten do nothing, and are not among the best for it"
    assert place(0, 7, 10) == 4


def test_the_first_segment_that_is_reached_is_the_one() -> None:
    def name(code: str, **least: int) -> RfmSegment:
        return RfmSegment(code, None, **least)  # type: ignore[arg-type]

    segments = (
        name("best", recency=4, frequency=4, average=4),
        name("rich", average=4),
        name("new", recency=5),
    )
    assert segment_of(segments, 4, 4, 4) == "best"
    assert segment_of(segments, 3, 5, 4) == "rich"
    assert segment_of(segments, 5, 1, 1) == "new"
    assert segment_of(segments, 1, 1, 1) == "other"

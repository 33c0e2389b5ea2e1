"""Times of day and durations as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.spoken_times import clock_at, duration_of, minute_of


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("15:30", 930),
        ("１５：３０", 930),
        ("9:05", 545),
        ("1530", 930),
        ("下午3点", 900),
        ("下午3点半", 930),
        ("晚上8点20分", 1220),
        ("上午10点", 600),
        ("凌晨12点", 0),
        ("12pm", 720),
        ("12 am", 0),
        ("at 3pm", 900),
        ("23:59", 1439),
    ],
)
def test_a_time_of_day(text: str, minute: int) -> None:
    assert minute_of(f" {text} ") == minute


@pytest.mark.parametrize("text", ["", "下午", "25:00", "12:60", "3", "noonish", "15:30x", "2460"])
def test_no_time_of_day(text: str) -> None:
    assert minute_of(text) is None


def test_a_part_of_the_day_has_an_end_but_no_minute() -> None:
    found = clock_at("昨天下午 谈了", 2)
    assert found is not None
    assert (found.end, found.minute) == (4, None)
    assert clock_at("昨天 谈了", 2) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("20", 20),
        ("20分钟", 20),
        ("２０ 分", 20),
        ("1小时20分", 80),
        ("2 小时", 120),
        ("半小时", 30),
        ("1:20", 80),
        ("90 min", 90),
        ("2 hours 5 minutes", 125),
        ("1h", 60),
        ("half an hour", 30),
        ("0", 0),
    ],
)
def test_a_duration(text: str, minutes: int) -> None:
    assert duration_of(text) == minutes


@pytest.mark.parametrize("text", ["", " ", "-5", "1.5", "long", "99999", "1:75", "5 apples"])
def test_no_duration(text: str) -> None:
    assert duration_of(text) is None


@given(st.text())
def test_anything_may_be_typed(text: str) -> None:
    minute, minutes = minute_of(text), duration_of(text)
    assert minute is None or 0 <= minute < 24 * 60
    assert minutes is None or 0 <= minutes < 10**6

"""Dates as people say them: each form by example, any date read back, and what is no date left alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.spoken_dates import day_of, find, plain

TODAY = date(2026, 11, 24)  # a Tuesday
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"]
MONTHS += ["November", "December"]


def days(text: str, today: date = TODAY) -> list[date]:
    return [from_day(found.day) for found in find(text, to_day(today))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("今天", "2026-11-24"),
        ("明日", "2026-11-25"),
        ("后天", "2026-11-26"),
        ("大后天", "2026-11-27"),
        ("昨天", "2026-11-23"),
        ("前天", "2026-11-22"),
        ("大前天", "2026-11-21"),
        ("3天后", "2026-11-27"),
        ("３天之后", "2026-11-27"),
        ("三天内", "2026-11-27"),
        ("三十天以后", "2026-12-24"),
        ("十五天后", "2026-12-09"),
        ("过两天", "2026-11-26"),
        ("两周后", "2026-12-08"),
        ("一个星期后", "2026-12-01"),
        ("3个月后", "2027-02-24"),
        ("半个月后", "2026-12-09"),
        ("半年后", "2027-05-24"),
        ("两年后", "2028-11-24"),
        ("三天前", "2026-11-21"),
        ("两个月前", "2026-09-24"),
        ("周五", "2026-11-27"),
        ("周二", "2026-12-01"),
        ("星期天", "2026-11-29"),
        ("礼拜六", "2026-11-28"),
        ("周末", "2026-11-28"),
        ("本周一", "2026-11-23"),
        ("这周五", "2026-11-27"),
        ("下周一", "2026-11-30"),
        ("下个星期三", "2026-12-02"),
        ("下下周三", "2026-12-09"),
        ("上周五", "2026-11-20"),
        ("下周", "2026-11-30"),
        ("月底", "2026-11-30"),
        ("月初", "2026-12-01"),
        ("月中", "2026-12-15"),
        ("下月中旬", "2026-12-15"),
        ("下月3号", "2026-12-03"),
        ("下个月", "2026-12-01"),
        ("本月30日", "2026-11-30"),
        ("12月底", "2026-12-31"),
        ("年底", "2026-12-31"),
        ("明年底", "2027-12-31"),
        ("3号", "2026-12-03"),
        ("24号", "2026-11-24"),
        ("31号", "2026-12-31"),
        ("12月3日", "2026-12-03"),
        ("十二月三日", "2026-12-03"),
        ("二月二十八日", "2027-02-28"),
        ("11月20日", "2026-11-20"),
        ("10月8号", "2026-10-08"),
        ("明年3月1日", "2027-03-01"),
        ("2027年1月5日", "2027-01-05"),
        ("2026-12-03", "2026-12-03"),
        ("2026/12/3", "2026-12-03"),
        ("明天之前", "2026-11-25"),
        ("周五前", "2026-11-27"),
        ("today", "2026-11-24"),
        ("Tomorrow", "2026-11-25"),
        ("the day after tomorrow", "2026-11-26"),
        ("yesterday", "2026-11-23"),
        ("in 3 days", "2026-11-27"),
        ("in a week", "2026-12-01"),
        ("in a fortnight", "2026-12-08"),
        ("two months from now", "2027-01-24"),
        ("3 days ago", "2026-11-21"),
        ("Friday", "2026-11-27"),
        ("on fri", "2026-11-27"),
        ("by Friday", "2026-11-27"),
        ("this Friday", "2026-11-27"),
        ("next Monday", "2026-11-30"),
        ("next Friday", "2026-12-04"),
        ("last Friday", "2026-11-20"),
        ("next week", "2026-11-30"),
        ("next month", "2026-12-01"),
        ("end of the month", "2026-11-30"),
        ("month-end", "2026-11-30"),
        ("end of next week", "2026-12-04"),
        ("end of the year", "2026-12-31"),
        ("3 Dec", "2026-12-03"),
        ("Dec 3rd", "2026-12-03"),
        ("3rd of December", "2026-12-03"),
        ("December 3, 2027", "2027-12-03"),
        ("on the 3rd", "2026-12-03"),
    ],
)  # fmt: skip
def test_what_is_said_is_understood(text: str, wanted: str) -> None:
    assert days(text) == [date.fromisoformat(wanted)]
    assert day_of(f" {text} ", to_day(TODAY)) == to_day(date.fromisoformat(wanted))


@pytest.mark.parametrize(
    "text",
    [
        "以后天天来",
        "目前日均余额",
        "光明日报",
        "上周日均余额",
        "每周一",
        "周一至周五",
        "一周一次",
        "买了稳健1号",
        "二号线",
        "8号楼",
        "13800138000号",
        "上月底",
        "3个月中",
        "近3天内",
        "2月30日",
        "2026-02-30",
        "9999天后",
        "99999999999天后",
        "we sat down",
        "marked 5 times",
        "nextMonday",
        "in may",
        "",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert days(text) == []


def test_the_place_of_each_is_told() -> None:
    text = "存单１２月３日到期，by Friday 回访，或明早"
    places = [text[one.start : one.end] for one in find(text, to_day(TODAY))]
    assert places == ["１２月３日", "by Friday", "明"]  # 早 says when on that day


def test_more_or_less_than_one_day_is_not_the_name_of_a_day() -> None:
    assert day_of("明天后天", to_day(TODAY)) is None
    assert day_of("明天下午", to_day(TODAY)) is None
    assert day_of("", to_day(TODAY)) is None


@given(
    today=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    days_on=st.integers(0, 270),
    form=st.integers(0, 7),
)
def test_a_date_near_by_is_read_back_in_any_form(today: date, days_on: int, form: int) -> None:
    day = today + timedelta(days=days_on)
    month = MONTHS[day.month - 1]
    written = [
        f"{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}号",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.day} {month}",
        f"{month[:3]} {day.day}, {day.year}",
        f"{days_on}天后",
        f"in {days_on} days",
    ][form]
    assert days(f"然后{written} x", today) == [day]


@given(today=st.dates(date(1990, 1, 1), date(2100, 1, 1)), place=st.integers(0, 6))
def test_weekdays_lie_where_they_are_said_to(today: date, place: int) -> None:
    name = "一二三四五六日"[place]
    [bare], [this], [following] = (days(f"{word}周{name}", today) for word in ("", "本", "下"))
    assert {bare.weekday(), this.weekday(), following.weekday()} == {place}
    assert 1 <= (bare - today).days <= 7
    assert this.isocalendar()[:2] == today.isocalendar()[:2]
    assert following - this == timedelta(days=7)


@given(
    st.text(
        "今明后天日周月年底末初下上个第号0123456789十三两一前之过 onthedaysnextmonday-/.,X\u3000１２３ΐİ"
    ),
    st.dates(),
)
def test_anything_may_be_typed(text: str, today: date) -> None:
    assert len(plain(text)) == len(text)
    last = 0
    for one in find(text, to_day(today)):
        assert last <= one.start < one.end <= len(text)
        assert abs(one.day - to_day(today)) <= 3660
        last = one.end

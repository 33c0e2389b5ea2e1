"""Rules by which tasks repeat: the same days as another library finds, and refusals of what is not followed."""

from datetime import date, datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.recurrence import Rule, RuleError, anchored, days, following, parse, spent


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def shown(found: list[int]) -> list[str]:
    return [from_day(each).isoformat() for each in found]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", "2026-12-30", ["2026-12-30", "2027-01-02", "2027-01-05"]),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-24", ["2026-11-26", "2026-11-30", "2026-12-03"]),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-11-24", ["2026-11-24", "2026-12-08", "2026-12-22"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-12-01", ["2027-12-31", "2028-01-31", "2028-02-29"]),
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-11-01", ["2026-11-10", "2026-12-08", "2027-01-12"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-10-01", ["2026-10-30", "2026-11-30", "2026-12-31"]),
        ("FREQ=YEARLY", "2028-02-29", ["2028-02-29", "2032-02-29", "2036-02-29"]),
        ("FREQ=MONTHLY", "2026-10-31", ["2026-10-31", "2026-12-31", "2027-01-31"]),
    ],
)  # fmt: skip
def test_a_rule_comes_true_on_its_days(rule: str, start: str, expected: list[str]) -> None:
    assert shown(list(islice(days(parse(rule), day(start)), 3))) == expected


def test_an_anchored_rule_has_a_day_in_every_month() -> None:
    rule = anchored(parse("FREQ=MONTHLY"), day("2026-10-31"))
    found = list(islice(days(rule, day("2026-10-31")), 5))
    assert shown(found) == ["2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"]
    leap = anchored(parse("FREQ=YEARLY"), day("2028-02-29"))
    assert shown(list(islice(days(leap, day("2028-02-29")), 3))) == ["2028-02-29", "2029-02-28", "2030-02-28"]
    weekly = anchored(parse("FREQ=WEEKLY"), day("2026-11-24"))
    assert weekly.text == "FREQ=WEEKLY;BYDAY=TU"


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    placed = frequency in ("MONTHLY", "YEARLY")
    # The other library takes "every Monday and the first Tuesday" for Mondays that are the first Tuesday.
    places = st.sampled_from((1, 2, -1)) if placed and draw(st.booleans()) else st.just(0)
    weekday = st.tuples(places, st.integers(0, 6))
    by_month_day = (
        () if frequency == "WEEKLY" else draw(st.lists(st.sampled_from((1, 15, 28, 31, -1)), max_size=2))
    )
    by_day = draw(st.lists(weekday, max_size=3, unique=True))
    if frequency == "YEARLY" and by_month_day:
        by_day = []  # together with a place in the year that is not followed
    by_month = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
    whole = frequency in ("MONTHLY", "YEARLY") and (by_day or by_month_day)
    return Rule(
        frequency,
        interval=draw(st.integers(1, 4)),
        count=draw(st.none() | st.integers(1, 6)),
        by_month=tuple(sorted(by_month)),
        by_month_day=tuple(dict.fromkeys(by_month_day)),
        by_day=tuple(by_day),
        by_place=draw(st.sampled_from(((), (1,), (-1,)))) if whole else (),
        week_start=draw(st.sampled_from((0, 6))),
    )


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(rules(), st.integers(20_000, 22_000))
def test_another_library_finds_the_same_days(rule: Rule, start: int) -> None:
    last = start + 1_500
    begin, end = datetime.combine(from_day(start), datetime.min.time()), from_day(last)
    theirs = [to_day(at.date()) for at in rrulestr(rule.text, dtstart=begin).between(
        begin, datetime.combine(end, datetime.min.time()), inc=True
    )]  # fmt: skip
    assert list(days(rule, start, last)) == theirs


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(rules(), st.integers(20_000, 22_000))
def test_going_on_from_each_day_is_the_same_as_the_whole_rule(rule: Rule, start: int) -> None:
    whole = list(islice(days(rule, start, start + 1_500), 6))
    if not whole:
        return
    # With an interval the days that a period has before the first one are not to be made up for.
    rest, walked = anchored(rule, whole[0]), [whole[0]]
    while len(walked) < len(whole) and (after := following(rest, walked[-1])) is not None:
        walked.append(after)
        rest = spent(rest)
    if rule.by_day or rule.by_month_day or rule.frequency in ("DAILY", "WEEKLY"):
        assert walked == whole


@given(rules())
def test_a_rule_is_read_as_it_was_written(rule: Rule) -> None:
    assert parse(rule.text) == rule


def test_a_rule_ends() -> None:
    assert following(parse("FREQ=DAILY;COUNT=1"), 20_000) is None
    assert following(parse("FREQ=DAILY;UNTIL=20261124"), day("2026-11-24")) is None
    assert following(parse("FREQ=DAILY;UNTIL=20261125T120000Z"), day("2026-11-24")) == day("2026-11-25")
    assert following(parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), 20_000) is None
    assert spent(parse("FREQ=DAILY;COUNT=3")).text == "FREQ=DAILY;COUNT=2"


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=HOURLY", "INTERVAL=2", "FREQ=DAILY;BYHOUR=9", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;DAILY",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=DAILY;FREQ=DAILY", "A" * 300,
    ],
)  # fmt: skip
def test_what_is_not_followed_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse(text)

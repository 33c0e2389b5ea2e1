"""The day and the hour of an instant in a zone are those that the zone itself gives, also when its clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor_app.domain.dates import day_of, from_instant, hour_of, to_day, to_instant

ZONES = ("UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia")
_FIRST, _LAST = (to_instant(datetime(year, 1, 1, tzinfo=ZoneInfo("UTC"))) for year in (1900, 2100))


@given(st.integers(_FIRST, _LAST), st.sampled_from(ZONES))
@example(to_instant(datetime(2011, 12, 29, 23, 59, 59, tzinfo=ZoneInfo("Pacific/Apia"))) + 1, "Pacific/Apia")
def test_day_and_hour_are_those_of_the_zone(instant: int, zone: str) -> None:
    there = from_instant(instant, zone)
    assert (day_of(instant, zone), hour_of(instant, zone)) == (to_day(there.date()), there.hour)


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe"])
def test_each_quarter_of_a_day_in_which_clocks_change_is_right(zone: str) -> None:
    changes = {"America/New_York": (2026, 11, 1), "Australia/Lord_Howe": (2026, 4, 5)}
    start = to_instant(datetime(*changes[zone], tzinfo=ZoneInfo(zone)))
    for quarter in range(4 * 26):
        instant = start + quarter * 900_000_000
        assert hour_of(instant, zone) == from_instant(instant, zone).hour

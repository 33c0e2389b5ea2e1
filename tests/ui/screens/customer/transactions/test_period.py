"""The spans of time, counted by hand."""

from datetime import date

import pytest

from advisor_app.domain.dates import from_day, to_day
from advisor_app.ui.screens.customer.transactions.period import Period
from tests.support.factories import TODAY


@pytest.mark.parametrize(
    ("period", "today", "since"),
    [
        (Period.DAYS_30, "2026-11-24", "2026-10-26"),
        (Period.MONTHS_3, "2026-11-24", "2026-08-25"),
        (Period.MONTHS_12, "2026-11-24", "2025-11-25"),
        (Period.MONTHS_3, "2026-05-31", "2026-03-01"),
        (Period.MONTHS_12, "2024-02-29", "2023-03-01"),
        (Period.MONTHS_3, "2026-01-15", "2025-10-16"),
    ],
)
def test_a_span_ends_today(period: Period, today: str, since: str) -> None:
    first = period.since(to_day(date.fromisoformat(today)))
    assert first is not None
    assert from_day(first).isoformat() == since


@pytest.mark.parametrize("period", [Period.ALL, Period.CUSTOM])
def test_some_have_no_beginning(period: Period) -> None:
    assert period.since(TODAY) is None

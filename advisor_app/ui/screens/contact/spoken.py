"""What was typed for a day, a time or a duration, as it was understood: → 2026年11月30日 周一."""

from advisor_app import words
from advisor_app.domain.dates import from_day
from advisor_app.domain.spoken_dates import day_of
from advisor_app.domain.spoken_times import DAY_MINUTES, duration_of, minute_of
from advisor_app.i18n import gettext as _
from advisor_app.i18n import ngettext


def day_shown(day: int) -> str:
    """Return a day with the day of its week: 2026年11月30日 周一, Mon 30 Nov 2026."""
    return _(
        "{weekday} {day}",
        weekday=_(words.WEEKDAYS[from_day(day).weekday()]),
        day=words.day(day) or words.NOTHING,
    )


def day_hint(text: str, today: int) -> str:
    """Return the day that a text names, empty where it names none."""
    day = day_of(text, today) if text.strip() else None
    return "" if day is None else f"→ {day_shown(day)}"


def time_hint(text: str) -> str:
    """Return the time of day that a text names, empty where it names none or is the time already."""
    minute = minute_of(text) if text.strip() else None
    if minute is None:
        return ""
    shown = f"{minute // 60:02}:{minute % 60:02}"
    return "" if shown == text.strip() else f"→ {shown}"


def duration_hint(text: str) -> str:
    """Return the minutes that a text names, empty where it names none."""
    minutes = duration_of(text) if text.strip() else None
    if minutes is None or minutes > DAY_MINUTES:
        return ""
    return "→ " + ngettext("{n} minute", "{n} minutes", minutes)

"""What is to be done, in words and as entries of a list: under days, or under overdue, today and later."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from advisor_app import words
from advisor_app.domain.dates import from_day, from_instant
from advisor_app.domain.policy import Policy
from advisor_app.domain.records import Bank
from advisor_app.domain.recurrence import DAILY, MONTHLY, WEEKLY, RuleError, parse
from advisor_app.domain.tasks import CANCELLED, Item, Source, When
from advisor_app.i18n import N_, ngettext
from advisor_app.i18n import gettext as _
from advisor_app.ui.models.entries import EntriesModel, Entry
from advisor_app.ui.theme import Tone

DRAWINGS = {
    "follow_up": "phone",
    "call": "phone",
    "meeting": "handshake",
    "visit": "map-pin",
    "todo": "list-todo",
    "promise": "handshake",
    "step": "target",
}
"""The icons of kinds; others have that of a task."""

_TASK_DRAWING = "list-todo"
_SOURCES = {Source.PROMISE: N_("Promise"), Source.STEP: N_("Next step")}
_TONES = {When.OVERDUE: Tone.BAD, When.TODAY: Tone.ACCENT, When.LATER: Tone.NEUTRAL, When.SETTLED: Tone.GOOD}
_GROUPS = {
    When.OVERDUE: N_("Overdue"),
    When.TODAY: N_("Today"),
    When.LATER: N_("Later"),
    When.SETTLED: N_("Settled"),
}
_EVERY = {DAILY: N_("every day"), WEEKLY: N_("every week"), MONTHLY: N_("every month")}
_WORKDAYS = tuple((0, day) for day in range(5))


class Heading(NamedTuple):
    """The heading above the items of a group."""

    when: When


class Known(NamedTuple):
    """By what items are put into words."""

    policy: Policy
    bank: Bank
    today: int


class ItemsModel(EntriesModel[Item | Heading]):
    """Items, with `grouped` ones under overdue, today and later; otherwise those of one day, by time alone."""

    def __init__(self, *, grouped: bool) -> None:
        super().__init__()
        self._grouped = grouped
        self.known: Known | None = None
        self.items = 0
        """How many items there are, headings not counted."""

    def set_items(self, items: Sequence[Item], known: Known, needle: str = "") -> None:
        """Show other items; `needle` is what was searched for in them."""
        self.known, self.needle, self.items = known, needle, len(items)
        self.set_rows(self._with_headings(items, None))

    def add_items(self, items: Sequence[Item]) -> None:
        """Show more items below those that are there."""
        last = self.rows[-1] if self.rows else None
        group = last.when(self.known.today) if isinstance(last, Item) and self.known else None
        self.items += len(items)
        self.add_rows(self._with_headings(items, group))

    def item_at(self, place: int) -> Item | None:
        """Return the item at a place, None for a heading or no place."""
        row = self.rows[place] if 0 <= place < len(self.rows) else None
        return row if isinstance(row, Item) else None

    def find(self, source: Source, key: bytes) -> int | None:
        """Return where an item stands now."""
        for place, row in enumerate(self.rows):
            if isinstance(row, Item) and (row.source, row.id) == (source, key):
                return place
        return None

    def entry(self, row: Item | Heading) -> Entry:
        """Return a heading, or an item as an entry."""
        if isinstance(row, Heading):
            return Entry(_(_GROUPS[row.when]), heading=True)
        if self.known is None:
            return Entry("")
        with_day = self._grouped and row.when(self.known.today) is not When.TODAY
        return entry_of(row, self.known, with_day=with_day)

    def _with_headings(self, items: Iterable[Item], group: When | None) -> list[Item | Heading]:
        if not self._grouped or self.known is None:
            return list(items)
        rows: list[Item | Heading] = []
        for item in items:
            if item.when(self.known.today) is not group:
                group = item.when(self.known.today)
                rows.append(Heading(group))
            rows.append(item)
        return rows


def entry_of(item: Item, known: Known, *, with_day: bool, with_customer: bool = True) -> Entry:
    """Return an item as an entry."""
    when = item.when(known.today)
    mark, tone = _mark(item, when, known.today)
    customer = " ".join(filter(None, (item.customer, item.number))) if with_customer else ""
    pending = _("not sent yet") if item.pending and not item.ahead else ""
    foot = (
        customer,
        item.place,
        repeats_text(item.repeats),
        _("to come in its series") if item.ahead else "",
        pending,
    )
    return Entry(
        title=item.title,
        drawing=DRAWINGS.get(item.kind, _TASK_DRAWING),
        tone=_TONES[when],
        badge=kind_name(item, known.policy),
        body=item.note or "",
        foot=" · ".join(part for part in foot if part),
        stamp=_stamp(item, known.bank, with_day=with_day),
        mark=mark,
        mark_tone=tone,
    )


def kind_name(item: Item, policy: Policy) -> str:
    """Return what kind of thing an item is."""
    if item.source in _SOURCES:
        return _(_SOURCES[item.source])
    return words.code({kind.code: kind.name for kind in policy.tasks.kinds}, item.kind) or item.kind


def time_text(item: Item, bank: Bank) -> str:
    """Return when an item begins, empty for one of the whole day."""
    return "" if item.starts_at is None else f"{from_instant(item.starts_at, bank.time_zone):%H:%M}"


def day_text(day: int) -> str:
    """Return a day with the day of its week."""
    weekday = _(words.WEEKDAYS[from_day(day).weekday()])
    return _("{weekday} {day}", weekday=weekday, day=words.day(day) or words.NOTHING)


def repeats_text(text: str | None) -> str:
    """Return in words how a task repeats, empty for one that does not."""
    if not text:
        return ""
    try:
        rule = parse(text)
    except RuleError:
        return text
    if rule.frequency == WEEKLY and rule.interval == 1 and rule.by_day == _WORKDAYS:
        return _("every working day")
    if rule.frequency == MONTHLY and rule.interval == 3:
        return _("every quarter")
    if rule.frequency in _EVERY and rule.interval == 1:
        return _(_EVERY[rule.frequency])
    if rule.frequency == DAILY:
        return ngettext("every {n} day", "every {n} days", rule.interval)
    if rule.frequency == WEEKLY:
        return ngettext("every {n} week", "every {n} weeks", rule.interval)
    if rule.frequency == MONTHLY:
        return ngettext("every {n} month", "every {n} months", rule.interval)
    return (
        _("every year")
        if rule.interval == 1
        else ngettext("every {n} year", "every {n} years", rule.interval)
    )


def _mark(item: Item, when: When, today: int) -> tuple[str, Tone]:
    if when is When.OVERDUE:
        days = today - item.due_on
        return ngettext("{n} day overdue", "{n} days overdue", days), Tone.BAD
    if when is When.SETTLED:
        return (_("cancelled"), Tone.NEUTRAL) if item.status == CANCELLED else (_("done"), Tone.GOOD)
    return "", Tone.NEUTRAL


def _stamp(item: Item, bank: Bank, *, with_day: bool) -> str:
    time = time_text(item, bank)
    if time and item.ends_at is not None:
        time = f"{time}–{from_instant(item.ends_at, bank.time_zone):%H:%M}"
    parts = (words.column_day(item.due_on) if with_day else "", time)
    return " ".join(part for part in parts if part)

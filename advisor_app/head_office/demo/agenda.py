"""What advisors of the demo bank have in their calendars: talks about money that matures, and work of their own."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from advisor_app.domain.dates import from_day, start_of
from advisor_app.domain.ids import new_id
from advisor_app.domain.records import Task
from advisor_app.head_office.demo.maturing import Placed
from advisor_app.head_office.demo.words import words
from advisor_app.head_office.demo.working_days import WorkingDays

_DAYS = 15  # of appointments, from the business date on
_TAKEN = 0.6  # of the slots
_MINUTE = 60_000_000
_LONGEST = 14


class Agenda:
    """Makes the tasks of one advisor."""

    def __init__(self, rng: Random, advisor: int, today: int, time_zone: str) -> None:
        self._rng, self._advisor, self._today, self._zone = rng, advisor, today, time_zone
        self._words = words("agenda")
        self._calendar = WorkingDays(today - 31, today + 62)

    def tasks(self, maturing: Sequence[Placed]) -> Iterator[Task]:
        """Yield them; each customer is in one, and no two appointments are at the same time."""
        yield from self._own()
        customers = iter(maturing)
        said, texts = self._words["open"], self._words["appointments"]
        for kind, title, days in said["late"]:
            if one := next(customers, None):
                yield self._task(kind, _filled(title, one), self._before(days), one)
        for kind, title in said["today"]:
            if one := next(customers, None):
                yield self._task(kind, _filled(title, one), self._today, one)
        for day in range(self._today, self._today + _DAYS):
            if not self._calendar.is_open(day):
                continue
            for kind, begins, minutes, place, remind in texts["slots"]:
                if self._rng.random() < _TAKEN and (one := next(customers, None)):
                    title = _filled(self._rng.choice(texts[kind]), one)
                    task = self._task(kind, title, day, one)
                    note = self._rng.choice(texts["notes"]) or None
                    yield self._at(task, begins, minutes, place)._replace(remind_minutes=remind, note=note)

    def _own(self) -> Iterator[Task]:
        """Yield what concerns no customer."""
        title, begins, minutes, place, rule = self._words["own"]["weekly"]
        first = next(
            day for day in range(self._today, self._today + 7) if from_day(day).weekday() in (0, 2, 4)
        )
        meeting = self._at(self._task("todo", title, first), begins, minutes, place)
        yield meeting._replace(repeats=rule, series_id=meeting.id)
        for title, days in self._words["own"]["todo"]:
            yield self._task("todo", title, self._calendar.on_or_after(self._today + days))

    def _task(self, kind: str, title: str, due_on: int, one: Placed | None = None) -> Task:
        blank: dict[str, Any] = dict.fromkeys(Task._fields)
        made_on = min(due_on, self._today) - self._rng.randrange(1, 8)
        made_at = start_of(made_on, self._zone) + self._rng.randrange(9 * 60, 17 * 60) * _MINUTE
        known = {
            "id": new_id(),
            "customer_id": one.customer_id if one else None,
            "advisor_id": self._advisor,
            "kind": kind,
            "title": title,
            "due_on": due_on,
            "made_at": made_at,
        }
        return Task(**(blank | known))

    def _at(self, task: Task, begins: str, minutes: int, place: str) -> Task:
        hour, minute = map(int, begins.split(":"))
        starts_at = start_of(task.due_on, self._zone) + (hour * 60 + minute) * _MINUTE
        return task._replace(starts_at=starts_at, ends_at=starts_at + minutes * _MINUTE, place=place or None)

    def _before(self, days: int) -> int:
        return self._calendar.on_or_before(self._today - days)


def _filled(text: str, one: Placed) -> str:
    day = from_day(one.matures_on or 0)
    return text.format(product=one.product[:_LONGEST], day=f"{day.month}月{day.day}日")

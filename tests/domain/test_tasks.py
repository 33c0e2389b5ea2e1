"""Items of the calendar, the next one of a series, what is typed for a task, and when it reminds."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain import contacts, task_check
from advisor_app.domain.contacts import ContactError
from advisor_app.domain.dates import from_day, from_instant, to_instant
from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.policy import Policy, parse
from advisor_app.domain.records import Task
from advisor_app.domain.reminders import Since, due
from advisor_app.domain.task_check import TaskEntry, TaskRules, check
from advisor_app.domain.tasks import BY_SERIES, Item, Source, When, next_of
from advisor_app.paths import resources

ZONE = "Asia/Shanghai"
TODAY = 20_781  # Tuesday, 2026-11-24
HOUR = 3_600_000_000
NOON = TODAY * 24 * HOUR + 4 * HOUR
POLICY: Policy = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
ANNA, BEN = b"a" * 16, b"b" * 16


def item(**values: Any) -> Item:
    given = {
        "source": Source.TASK,
        "id": b"i" * 16,
        "kind": "call",
        "title": mask_free_text("回访"),
        "due_on": TODAY,
        "made_at": NOON - 48 * HOUR,
        "pending": False,
    }
    return Item(**{**dict.fromkeys(Item._fields), "ahead": False, **given, **values})


def task(**values: Any) -> Task:
    blank = {"id": b"t" * 16, "kind": "call", "title": "回访", "due_on": TODAY, "made_at": NOON}
    return Task(**{**dict.fromkeys(Task._fields), **blank, **values})


def entry(**values: Any) -> TaskEntry:
    return TaskEntry(**{"kind": "call", "title": "回访", **values})


def checked(given: TaskEntry, was: TaskEntry | None = None) -> Any:
    return check(given, TaskRules(POLICY, NOON, ZONE), was)


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (None, TODAY - 1, When.OVERDUE),
        (None, TODAY, When.TODAY),
        (None, TODAY + 1, When.LATER),
        ("done", TODAY - 1, When.SETTLED),
        ("cancelled", TODAY + 1, When.SETTLED),
    ],
)
def test_an_item_stands_somewhere_on_a_day(status: str | None, day: int, expected: When) -> None:
    assert item(status=status, due_on=day).when(TODAY) is expected


def test_doing_one_of_a_series_makes_the_next() -> None:
    first = task(repeats="FREQ=WEEKLY;BYDAY=TU;COUNT=2", starts_at=NOON, ends_at=NOON + HOUR, note="带资料")
    second = next_of(first, NOON + HOUR, ZONE, b"n" * 16)
    assert second is not None
    assert (second.id, second.due_on, second.starts_at) == (b"n" * 16, TODAY + 7, NOON + 7 * 24 * HOUR)
    assert (second.series_id, second.repeats) == (first.id, "FREQ=WEEKLY;COUNT=1;BYDAY=TU")
    assert (second.note, second.origin, second.status) == ("带资料", BY_SERIES, None)
    assert next_of(second, NOON, ZONE, b"m" * 16) is None
    assert next_of(task(), NOON, ZONE, b"m" * 16) is None


def test_the_next_one_is_at_the_same_time_by_local_clocks() -> None:
    zone = "Europe/Berlin"
    at = to_instant(datetime(2026, 3, 28, 8, 30, tzinfo=UTC))  # 09:30, the day before the clocks go forward
    first = task(repeats="FREQ=DAILY", due_on=20_540, starts_at=at, ends_at=at + HOUR)
    second = next_of(first, NOON, zone, b"n" * 16)
    assert second is not None
    assert second.starts_at is not None
    assert f"{from_instant(second.starts_at, zone):%Y-%m-%d %H:%M}" == "2026-03-29 09:30"
    assert second.starts_at - at == 23 * HOUR


def test_what_is_typed_becomes_a_task() -> None:
    fields = checked(
        entry(day="下周一", time="下午3点", duration="1小时", remind="30", repeats="FREQ=WEEKLY")
    )
    assert from_day(fields.due_on).isoformat() == "2026-11-30"
    assert fields.starts_at is not None
    assert f"{from_instant(fields.starts_at, ZONE):%m-%d %H:%M}" == "11-30 15:00"
    assert fields.ends_at == fields.starts_at + HOUR
    assert (fields.remind_minutes, fields.repeats) == (30, "FREQ=WEEKLY;BYDAY=MO")
    whole = checked(TaskEntry(title=" 准备 资料 "))
    assert whole.kind == "follow_up"  # the first of the policy
    assert (whole.title, whole.due_on, whole.starts_at) == ("准备 资料", TODAY, None)


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        (entry(title=" "), "title", task_check.NO_TITLE),
        (entry(title="长" * 201), "title", contacts.TOO_LONG),
        (entry(kind="dance"), "kind", contacts.UNKNOWN_CODE),
        (entry(day="哪天"), "day", contacts.NOT_A_DAY),
        (entry(day="昨天"), "day", contacts.IN_PAST),
        (entry(day="2031-12-31"), "day", contacts.TOO_FAR),
        (entry(time="25:00"), "time", contacts.NOT_A_TIME),
        (entry(duration="20"), "time", task_check.NO_TIME),
        (entry(time="9:00", duration="long"), "duration", contacts.NOT_A_DURATION),
        (entry(remind="soon"), "remind", contacts.NOT_A_DURATION),
        (entry(repeats="FREQ=HOURLY"), "repeats", task_check.NOT_A_RULE),
    ],
)
def test_what_is_wrong_is_said_of_its_field(given: TaskEntry, field: str, reason: str) -> None:
    with pytest.raises(ContactError) as caught:
        checked(given)
    assert [(problem.field, problem.reason) for problem in caught.value.problems] == [(field, reason)]


def test_a_day_that_has_passed_stays_where_it_was_not_touched() -> None:
    was = entry(day="2026-11-20")
    assert checked(entry(day="2026-11-20", title="改了"), was).title == "改了"
    with pytest.raises(ContactError):
        checked(entry(day="2026-11-19"), was)


def since(customer: bytes = ANNA, at: int = NOON - HOUR, outcome: str | None = "connected") -> Since:
    return Since(b"c" * 16, customer, at, outcome)


def fired(reminding: Item, *logged: Since, begun: int = NOON - 24 * HOUR, now: int = NOON) -> list[Any]:
    return [reminder.answer for reminder in due([reminding], logged, POLICY, ZONE, begun, now)]


def test_a_task_reminds_so_long_before_it_begins_and_once() -> None:
    call = item(starts_at=NOON, remind_minutes=60, customer_id=ANNA)
    assert fired(call, now=NOON - HOUR - 1) == []
    assert fired(call, now=NOON - HOUR) == [None]
    assert fired(call, begun=NOON - HOUR) == []
    assert fired(item(remind_minutes=None)) == []


def test_a_task_of_the_whole_day_reminds_when_the_day_begins() -> None:
    half_past_eight = TODAY * 24 * HOUR + HOUR // 2
    assert fired(item(remind_minutes=0), now=half_past_eight - 1) == []
    assert fired(item(remind_minutes=0), now=half_past_eight) == [None]
    assert fired(item(source=Source.PROMISE, kind="promise"), now=half_past_eight) == [None]


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_what_is_settled_never_reminds(status: str) -> None:
    assert fired(item(remind_minutes=0, status=status)) == []
    assert fired(item(remind_minutes=0)) == [None]  # the same one, open


@pytest.mark.parametrize(
    ("reminding", "contact", "asks"),
    [
        (item(customer_id=ANNA, remind_minutes=0), since(), True),
        (item(customer_id=ANNA, remind_minutes=0), since(outcome=None), True),
        (item(customer_id=ANNA, remind_minutes=0), since(BEN), False),
        (item(customer_id=ANNA, remind_minutes=0), since(outcome="no_answer"), False),
        (item(customer_id=ANNA, remind_minutes=0), since(at=NOON - 49 * HOUR), False),
        (item(customer_id=ANNA, remind_minutes=0, kind="todo"), since(), False),
        (item(customer_id=ANNA, remind_minutes=0, interaction_id=b"c" * 16), since(), False),
        (item(customer_id=None, remind_minutes=0), since(), False),
        (item(customer_id=ANNA, source=Source.STEP), since(), True),
        (item(customer_id=ANNA, source=Source.PROMISE), since(), False),
    ],
)
def test_a_contact_since_may_be_the_answer(reminding: Item, contact: Since, asks: bool) -> None:
    assert fired(reminding, contact) == [contact if asks else None]


@given(
    st.lists(
        st.builds(
            item,
            id=st.binary(min_size=16, max_size=16),
            status=st.sampled_from((None, "done", "cancelled")),
            due_on=st.integers(TODAY - 3, TODAY + 3),
            remind_minutes=st.none() | st.integers(0, 2_000),
        ),
        max_size=12,
    ),
    st.lists(st.integers(NOON - 60 * HOUR, NOON + 60 * HOUR), min_size=1, max_size=6),
)
def test_whatever_the_looks_each_open_item_reminds_once_and_settled_ones_never(
    items: list[Item], looks: list[int]
) -> None:
    looks.sort()
    bounds = [NOON - 200 * HOUR, *looks]
    told = [
        reminder.item
        for begun, now in pairwise(bounds)
        for reminder in due(items, (), POLICY, ZONE, begun, now)
    ]
    at_once = [reminder.item for reminder in due(items, (), POLICY, ZONE, bounds[0], bounds[-1])]
    assert sorted(told, key=lambda each: each.id) == sorted(at_once, key=lambda each: each.id)
    assert all(each.status is None for each in told)

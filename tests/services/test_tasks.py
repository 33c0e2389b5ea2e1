"""Tasks on a device: the calendar and the lists, a series, moving, undo, and what may not be moved."""

from typing import Any

import pytest

from advisor_app.domain.dates import from_day, from_instant, to_day
from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.tasks import Item, Source, TaskQuery
from advisor_app.errors import FieldError, InputError, IssuesError
from advisor_app.services import tasks
from advisor_app.services.edit_contact import Edited
from advisor_app.services.open_book import Book
from advisor_app.services.reminders import reminders
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY

DAY = 86_400_000_000
HOUR = DAY // 24
WEEKLY = "FREQ=WEEKLY;BYDAY=TU"


@pytest.fixture
def wei(office: factories.Book) -> bytes:
    office.add("advisors", number="A0017", name="李经理")
    return office.customer("张伟", number="C1")


def add(book: Book, title: str = "回访", **values: Any) -> bytes:
    [key] = tasks.add_task(book, TaskEntry(title=title, **values), now=NOON).mutations
    return key


def listed(book: Book, **query: Any) -> tuple[Item, ...]:
    return tasks.tasks_page(book, TaskQuery(**query), now=NOON).items


def titles(book: Book, **query: Any) -> list[str]:
    return [item.title for item in listed(book, **query)]


def shown(book: Book, first: int = TODAY, last: int = TODAY + 30, most: int = 8) -> dict[int, list[str]]:
    found = tasks.task_days(book, first, last, most=most, now=NOON).days
    return {day - TODAY: [item.title for item in items.items] for day, items in found.items()}


def problems(error: IssuesError) -> list[str]:
    return [issue.field for issue in error.issues if isinstance(issue, FieldError)]


def test_tasks_promises_and_next_steps_stand_on_their_days(
    book: Book, office: factories.Book, wei: bytes
) -> None:
    add(book, "上午的会", time="10:00", kind="meeting")
    add(book, "整理资料", kind="todo")
    add(book, "明天致电 13812345678", day="明天", customer_id=wei)
    office.add("promises", customer_id=wei, text="寄送资料", due_on=TODAY)
    office.add(
        "opportunities",
        customer_id=wei,
        title="大额存单",
        stage="contacted",
        next_step="约面谈",
        next_step_on=TODAY + 2,
    )
    office.add(
        "opportunities",
        customer_id=wei, title="已成交", stage="won", next_step="无", next_step_on=TODAY, closed_on=TODAY,
    )  # fmt: skip
    assert shown(book) == {
        0: ["整理资料", "寄送资料", "上午的会"],
        1: ["明天致电 138****5678"],
        2: ["约面谈"],
    }
    found = tasks.task_days(book, TODAY, TODAY, most=1, now=NOON).days[TODAY]
    assert (len(found.items), found.total, found.open) == (1, 3, 3)
    assert [item.source for item in listed(book)] == [
        Source.TASK, Source.PROMISE, Source.TASK, Source.TASK, Source.STEP,
    ]  # fmt: skip
    assert listed(book)[3].customer == "张伟"


def test_a_list_is_filtered_and_paged(book: Book, office: factories.Book, wei: bytes) -> None:
    for number in range(7):
        add(book, f"任务{number}", day=from_day(TODAY + number % 3).isoformat(), kind="todo")
    add(book, "致电", kind="call", customer_id=wei)
    office.add("promises", customer_id=wei, text="寄送", due_on=TODAY + 1)
    whole = titles(book)
    assert len(whole) == 9
    paged: list[str] = []
    after = None
    while True:
        page = tasks.tasks_page(book, TaskQuery(limit=2, after=after), now=NOON)
        paged += [item.title for item in page.items]
        after = page.next
        if after is None:
            break
    assert paged == whole
    assert titles(book, customer_id=wei) == ["致电", "寄送"]
    assert titles(book, kind="call") == ["致电"]
    assert titles(book, kind="promise") == ["寄送"]
    assert titles(book, text="张伟") == ["致电", "寄送"]
    assert titles(book, text="任务3") == ["任务3"]
    assert titles(book, first=TODAY + 2) == ["任务2", "任务5"]


def test_settled_ones_leave_the_list_and_can_be_had_back(book: Book, wei: bytes) -> None:
    first, second = add(book, "一"), add(book, "二", day="明天")
    done = tasks.settle_item(book, Source.TASK, first, now=NOON)
    tasks.cancel_task(book, second, now=NOON)
    assert titles(book) == []
    assert [(item.title, item.status) for item in listed(book, settled=True)] == [
        ("二", "cancelled"),
        ("一", "done"),
    ]
    with pytest.raises(InputError, match="已了结"):
        tasks.settle_item(book, Source.TASK, first, now=NOON)
    undo(book, done.mutations)
    tasks.reopen_task(book, second)
    assert titles(book) == ["一", "二"]


def test_what_is_counted_is_open_and_due(book: Book, office: factories.Book, wei: bytes) -> None:
    add(book, "今天")
    add(book, "明天", day="明天")
    office.add("promises", customer_id=wei, text="过期", due_on=TODAY - 3)
    office.add(
        "promises", customer_id=wei, text="守了", due_on=TODAY - 3, outcome="kept", settled_on=TODAY - 3
    )
    assert tasks.task_counts(book, now=NOON) == (1, 1)
    assert tasks.task_counts(book, now=NOON + DAY) == (2, 1)


def test_a_series_goes_on_one_by_one_and_undo_takes_both_back(book: Book, wei: bytes) -> None:
    first = add(book, "周会", time="9:00", repeats="FREQ=WEEKLY;COUNT=3")
    assert shown(book) == {0: ["周会"], 7: ["周会"], 14: ["周会"]}  # the later ones are not made yet
    assert len(listed(book)) == 1
    done = tasks.settle_item(book, Source.TASK, first, now=NOON)
    [second] = listed(book)
    assert (second.due_on, second.series_id) == (TODAY + 7, first)
    assert second.starts_at is not None
    assert f"{from_instant(second.starts_at, 'Asia/Shanghai'):%H:%M}" == "09:00"
    assert shown(book) == {0: ["周会"], 7: ["周会"], 14: ["周会"]}
    undo(book, done.mutations)
    [only] = listed(book)
    assert only.id == first
    again = tasks.settle_item(book, Source.TASK, first, now=NOON)
    assert len(again.mutations) == 2
    [second] = listed(book)
    tasks.cancel_task(book, second.id, now=NOON)  # skipped
    [third] = listed(book)
    assert third.due_on == TODAY + 14
    assert tasks.settle_item(book, Source.TASK, third.id, now=NOON).mutations
    assert listed(book) == ()


def test_a_reopened_one_does_not_make_the_next_twice(book: Book, wei: bytes) -> None:
    first = add(book, "周会", repeats="FREQ=WEEKLY")
    tasks.settle_item(book, Source.TASK, first, now=NOON)
    tasks.reopen_task(book, first)
    tasks.settle_item(book, Source.TASK, first, now=NOON)
    assert [item.due_on - TODAY for item in listed(book)] == [7]


def test_ending_a_series_leaves_none(book: Book, wei: bytes) -> None:
    first = add(book, "周会", repeats="FREQ=WEEKLY")
    ended = tasks.cancel_task(book, first, series=True, now=NOON)
    assert (listed(book), shown(book, TODAY + 1)) == ((), {})
    undo(book, ended.mutations)
    assert shown(book, TODAY + 1, TODAY + 7) == {7: ["周会"]}


def test_one_of_a_series_is_changed_alone_or_with_all_that_follow(book: Book, wei: bytes) -> None:
    first = add(book, "周会", repeats="FREQ=WEEKLY")
    editable = tasks.task_to_edit(book, first)
    entry = TaskEntry(**{**_typed(editable.entry), "title": "只这一次"})
    tasks.edit_task(book, editable, entry, now=NOON)
    assert [(item.title, item.due_on - TODAY, item.repeats) for item in listed(book)] == [
        ("只这一次", 0, None),
        ("周会", 7, WEEKLY),
    ]
    editable = tasks.task_to_edit(book, listed(book)[1].id)
    entry = TaskEntry(
        **{**_typed(editable.entry), "title": "改到周四", "day": from_day(TODAY + 9).isoformat()}
    )
    tasks.edit_task(book, editable, entry, following=True, now=NOON)
    assert shown(book, TODAY + 1) == {9: ["改到周四"], 16: ["改到周四"], 23: ["改到周四"], 30: ["改到周四"]}


def test_moving_one_of_a_series_leaves_the_others_where_they_are(book: Book, wei: bytes) -> None:
    first = add(book, "周会", time="9:00", repeats="FREQ=WEEKLY")
    moved = tasks.move_item(book, Source.TASK, first, TODAY + 1, now=NOON)
    assert shown(book) == {day: ["周会"] for day in (1, 7, 14, 21, 28)}
    undo(book, moved.mutations)
    assert shown(book) == {day: ["周会"] for day in (0, 7, 14, 21, 28)}


def test_an_appointment_is_moved_at_its_time(book: Book, wei: bytes) -> None:
    key = add(book, time="下午3点", duration="45")
    tasks.move_item(book, Source.TASK, key, TODAY + 2, now=NOON)
    entry = tasks.task_to_edit(book, key).entry
    assert (entry.day, entry.time, entry.duration) == (from_day(TODAY + 2).isoformat(), "15:00", "45")


def test_what_cannot_be_moved_says_why(book: Book, office: factories.Book, wei: bytes) -> None:
    promise = office.add("promises", customer_id=wei, text="寄送", due_on=TODAY + 1)
    with pytest.raises(InputError, match="告知客户"):
        tasks.move_item(book, Source.PROMISE, promise, TODAY + 2, now=NOON)
    key = add(book)
    with pytest.raises(InputError, match="已经过去"):
        tasks.move_item(book, Source.TASK, key, TODAY - 1, now=NOON)
    with pytest.raises(InputError, match="天之后"):
        tasks.move_item(book, Source.TASK, key, TODAY + 5_000, now=NOON)


def test_settling_the_item_settles_the_promise_and_the_step(
    book: Book, office: factories.Book, wei: bytes
) -> None:
    promise = office.add("promises", customer_id=wei, text="寄送", due_on=TODAY)
    step = office.add(
        "opportunities",
        customer_id=wei,
        title="存单",
        stage="contacted",
        next_step="约谈",
        next_step_on=TODAY,
    )
    kept = tasks.settle_item(book, Source.PROMISE, promise, now=NOON)
    tasks.settle_item(book, Source.STEP, step, now=NOON)
    assert listed(book) == ()
    [item] = listed(book, settled=True)
    assert (item.source, item.status) == (Source.PROMISE, "done")
    undo(book, kept.mutations)
    assert titles(book) == ["寄送"]


def test_a_masked_number_survives_an_edit_of_the_words_around_it(book: Book, wei: bytes) -> None:
    key = add(book, "致电13812345678")
    editable = tasks.task_to_edit(book, key)
    entry = TaskEntry(**{**_typed(editable.entry), "title": f"再次{editable.entry.title}"})
    tasks.edit_task(book, editable, entry, now=NOON)
    assert titles(book) == ["再次致电138****5678"]
    with book.store.read() as tx:
        [(raw,)] = tx.exec_driver_sql("SELECT title FROM tasks").fetchall()
    assert raw == "再次致电13812345678"


def test_what_sync_changed_meanwhile_is_not_overwritten(book: Book, wei: bytes) -> None:
    key = add(book, "旧")
    editable = tasks.task_to_edit(book, key)
    tasks.edit_task(book, editable, TaskEntry(**{**_typed(editable.entry), "title": "别处"}), now=NOON)
    with pytest.raises(IssuesError) as caught:
        tasks.edit_task(book, editable, TaskEntry(**{**_typed(editable.entry), "title": "这里"}), now=NOON)
    assert problems(caught.value) == ["title"]
    assert titles(book) == ["别处"]


def test_a_wrong_task_writes_nothing(book: Book, wei: bytes) -> None:
    with pytest.raises(IssuesError) as caught:
        tasks.add_task(book, TaskEntry(day="昨天", time="99"), now=NOON)
    assert problems(caught.value) == ["title", "day", "time"]
    with pytest.raises(IssuesError) as caught:
        tasks.add_task(book, TaskEntry(title="x", customer_id=bytes(16)), now=NOON)
    assert problems(caught.value) == ["customer_id"]
    assert listed(book) == ()


def test_each_step_is_in_the_audit_log_and_waits_for_head_office(book: Book, wei: bytes) -> None:
    key = add(book, "一", repeats="FREQ=DAILY")
    tasks.settle_item(book, Source.TASK, key, now=NOON)
    actions = [action for action, _about in logged(book)]
    assert actions == ["task.add", "task.settle", "task.repeat"]
    assert all(item.pending for item in listed(book))


def test_an_empty_book_says_so(book: Book) -> None:
    with pytest.raises(InputError, match="先同步"):
        tasks.tasks_page(book, TaskQuery())
    assert tasks.task_counts(book) == (0, 0)
    assert reminders(book, 0).reminders == ()


def test_reminders_notice_a_contact_that_was_logged(book: Book, office: factories.Book, wei: bytes) -> None:
    key = add(book, "回访", kind="call", customer_id=wei, time="14:00", remind="30")
    add(book, "写总结", kind="todo", time="14:00", remind="30")
    at = NOON + 2 * HOUR
    [one, other] = reminders(book, NOON, now=at).reminders
    assert (one.answer, other.answer) == (None, None)
    contact = office.add("interactions", customer_id=wei, happened_at=NOON + HOUR, outcome="connected")
    [one, other] = reminders(book, NOON, now=at).reminders
    assert one.answer is not None
    assert (one.answer.interaction_id, other.answer) == (contact, None)
    tasks.settle_item(book, Source.TASK, key, contact=contact, now=at)
    assert [reminder.item.title for reminder in reminders(book, NOON, now=at).reminders] == ["写总结"]
    assert reminders(book, at, now=at + HOUR).reminders == ()


def test_a_monthly_task_on_the_last_day_keeps_to_the_end_of_months(book: Book, wei: bytes) -> None:
    key = add(book, "月末", day="2027-01-31", repeats="FREQ=MONTHLY")
    done = tasks.settle_item(book, Source.TASK, key, now=NOON)
    assert isinstance(done, Edited)
    [following] = listed(book)
    assert from_day(following.due_on).isoformat() == "2027-02-28"
    assert to_day(from_day(following.due_on)) == following.due_on


def _typed(entry: TaskEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in TaskEntry.__dataclass_fields__}

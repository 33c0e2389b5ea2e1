"""Tasks to and from other calendars, held against another library and against files as calendars write them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]

from advisor_app.domain.dates import from_day, from_instant
from advisor_app.domain.task_check import TaskEntry
from advisor_app.domain.tasks import Item, Source, TaskQuery
from advisor_app.errors import InputError, UnavailableError
from advisor_app.services import tasks
from advisor_app.services.exchange_tasks import ImportedTasks, export_tasks, import_tasks
from advisor_app.services.open_book import Book
from advisor_app.services.undo import undo
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY

ZONE = "Asia/Shanghai"
DAY = 86_400_000_000


@pytest.fixture(autouse=True)
def _bank(office: factories.Book) -> None:
    office.add("advisors", number="A0017", name="李经理")


def add(book: Book, title: str, **values: Any) -> bytes:
    [key] = tasks.add_task(book, TaskEntry(title=title, **values), now=NOON).mutations
    return key


def listed(book: Book, **query: Any) -> tuple[Item, ...]:
    return tasks.tasks_page(book, TaskQuery(**query), now=NOON).items


def file_of(tmp_path: Path, *events: str, name: str = "in.ics") -> Path:
    body = "\n".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events)
    path = tmp_path / name
    path.write_text(
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:other\n{body}\nEND:VCALENDAR\n".replace("\n", "\r\n")
    )
    return path


def take(book: Book, path: Path, now: int = NOON) -> ImportedTasks:
    return import_tasks(book, path, now=now)


def reasons(done: ImportedTasks) -> list[tuple[int, str]]:
    return [(reject.place, str(reject.error)) for reject in done.rejects]


def clock(at: int | None) -> str:
    return "" if at is None else f"{from_instant(at, ZONE):%m-%d %H:%M}"


def test_another_library_reads_what_was_written(book: Book, office: factories.Book, tmp_path: Path) -> None:
    wei = office.customer("张伟", number="C1")
    add(book, "周会；致电13812345678", time="15:00", duration="45", remind="10", repeats="FREQ=WEEKLY",
        place="三楼", note="第一行\n第二行, 逗号", customer_id=wei)  # fmt: skip
    add(book, "整天的事", day="明天")
    path = tmp_path / "out.ics"
    assert export_tasks(book, path, now=NOON) == 2
    text = path.read_text(encoding="utf-8")
    assert "张伟" not in text
    assert "13812345678" not in text
    timed, whole = vobject.readOne(text).vevent_list
    assert timed.summary.value == "周会；致电138****5678"
    start = timed.dtstart.value
    assert (start.hour, start.minute, start.utcoffset().total_seconds()) == (15, 0, 8 * 3600)
    assert (timed.dtend.value - start).total_seconds() == 45 * 60
    assert timed.description.value == "第一行\n第二行, 逗号"
    assert timed.location.value == "三楼"
    occurrences = [at.date() for at in timed.rruleset[:3]]
    assert [at.isoformat() for at in occurrences] == ["2026-11-24", "2026-12-01", "2026-12-08"]
    assert timed.valarm.trigger.value.total_seconds() == -600
    assert whole.dtstart.value == from_day(TODAY + 1)
    assert ("tasks.export", None) in logged(book)


def test_what_another_library_wrote_is_read(book: Book, tmp_path: Path) -> None:
    calendar = vobject.iCalendar()
    event = calendar.add("vevent")
    event.add("uid").value = "meeting-1"
    event.add("summary").value = "季度会议"
    event.add("location").value = "总行"
    event.add("dtstart").value = datetime(2026, 11, 30, 9, 30, tzinfo=vobject.icalendar.utc)
    event.add("dtend").value = datetime(2026, 11, 30, 11, 0, tzinfo=vobject.icalendar.utc)
    event.add("rrule").value = "FREQ=MONTHLY;BYDAY=-1MO"
    path = tmp_path / "other.ics"
    path.write_text(calendar.serialize())
    assert take(book, path).new == 1
    [item] = listed(book)
    assert (item.title, item.place, item.kind) == ("季度会议", "总行", "todo")
    assert (clock(item.starts_at), clock(item.ends_at)) == ("11-30 17:30", "11-30 19:00")
    tasks.settle_item(book, Source.TASK, item.id, now=NOON)
    assert clock(listed(book)[0].starts_at) == "12-28 17:30"


def test_what_was_exported_comes_back_unchanged_and_moves_where_it_was_moved(
    book: Book, tmp_path: Path
) -> None:
    add(book, "致电13812345678", time="15:00", repeats="FREQ=WEEKLY;COUNT=5")
    add(book, "整天")
    path = tmp_path / "out.ics"
    export_tasks(book, path, now=NOON)
    before = listed(book)
    done = take(book, path)
    assert (done.new, done.changed, done.unchanged) == (0, 0, 2)
    assert listed(book) == before
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("VALUE=DATE:20261124", "VALUE=DATE:20261126"), encoding="utf-8")
    assert (take(book, path).changed, take(book, path).changed) == (1, 0)
    assert [(item.title, item.due_on - TODAY) for item in listed(book)] == [
        ("致电138****5678", 0),
        ("整天", 2),
    ]


def test_the_same_file_again_changes_nothing_and_a_newer_one_only_what_it_changed(
    book: Book, tmp_path: Path
) -> None:
    first = "UID:a\nSUMMARY:面谈\nDTSTART;TZID=Asia/Shanghai:20261125T100000\nDURATION:PT30M"
    weekly = (
        "UID:b\nSUMMARY:周会\nDTSTART;TZID=Asia/Shanghai:20261102T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"
    )
    done = take(book, file_of(tmp_path, first, weekly))
    assert (done.new, [clock(item.starts_at) for item in listed(book)]) == (2, ["11-25 10:00", "11-30 09:00"])
    for _again in range(2):
        done = take(book, file_of(tmp_path, first, weekly))
        assert (done.new, done.changed, done.unchanged) == (0, 0, 2)
    done = take(book, file_of(tmp_path, first.replace("T100000", "T160000"), weekly))
    assert (done.changed, done.unchanged, clock(listed(book)[0].starts_at)) == (1, 1, "11-25 16:00")
    undo(book, done.mutations)
    assert clock(listed(book)[0].starts_at) == "11-25 10:00"
    done = take(book, file_of(tmp_path, first + "\nSTATUS:CANCELLED", weekly), NOON + 10 * DAY)
    assert (done.changed, done.unchanged) == (1, 1)  # the series stays where it is, however late it is
    assert [clock(item.starts_at) for item in listed(book)] == ["11-30 09:00"]


def test_an_import_is_undone_whole(book: Book, tmp_path: Path) -> None:
    done = take(book, file_of(tmp_path, *(f"UID:{n}\nSUMMARY:{n}\nDTSTART:20261201" for n in range(3))))
    undo(book, done.mutations)
    assert listed(book) == ()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20261201T090000Z", "12-01 17:00"),
        ("DTSTART:20261201T090000", "12-01 09:00"),
        ("DTSTART;TZID=Europe/Berlin:20261201T090000", "12-01 16:00"),
        ("DTSTART;TZID=China Standard Time:20261201T090000", "12-01 09:00"),
        ("DTSTART;VALUE=DATE:20261201", ""),
    ],
)
def test_times_are_those_of_their_zones(book: Book, tmp_path: Path, start: str, expected: str) -> None:
    assert take(book, file_of(tmp_path, f"UID:a\nSUMMARY:会\n{start}")).new == 1
    [item] = listed(book)
    assert (from_day(item.due_on).isoformat(), clock(item.starts_at)) == ("2026-12-01", expected)


def test_each_event_that_cannot_be_taken_says_why_and_the_others_are(book: Book, tmp_path: Path) -> None:
    done = take(
        book,
        file_of(
            tmp_path,
            "UID:ok\nSUMMARY:好的\nDTSTART:20261201",
            "UID:1\nSUMMARY:坏\nDTSTART:garbage",
            "SUMMARY:没有名字\nDTSTART:20261201",
            "UID:3\nDTSTART:20261201",
            "UID:4\nSUMMARY:没有日子",
            "UID:5\nSUMMARY:倒\nDTSTART:20261201T100000Z\nDTEND:20261201T090000Z",
            "UID:6\nSUMMARY:小时\nDTSTART:20261201\nRRULE:FREQ=HOURLY",
            "UID:7\nSUMMARY:例外\nDTSTART:20261201\nRRULE:FREQ=DAILY\nEXDATE:20261202",
            f"UID:8\nSUMMARY:{'长' * 300}\nDTSTART:20261201",
            "UID:9\nSUMMARY:火星\nDTSTART;TZID=Mars/Base:20261201T090000",
            "UID:ok\nSUMMARY:同名\nDTSTART:20261202",
        ),
    )
    assert (done.new, [item.title for item in listed(book)]) == (1, ["好的"])
    places, said = [place for place, _ in reasons(done)], "\n".join(text for _, text in reasons(done))
    assert places == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    for words in (
        "无法读取",
        "没有标识",
        "没有标题",
        "没有日期",
        "早于",
        "HOURLY",
        "个别日期",
        "200",
        "Mars/Base",
        "同一标识",
    ):
        assert words in said


def test_what_is_over_is_left_where_it_is(book: Book, tmp_path: Path) -> None:
    done = take(
        book,
        file_of(
            tmp_path,
            "UID:1\nSUMMARY:去年\nDTSTART:20251201",
            "UID:2\nSUMMARY:取消\nDTSTART:20261201\nSTATUS:CANCELLED",
            "UID:3\nSUMMARY:到期\nDTSTART:20260101\nRRULE:FREQ=DAILY;COUNT=3",
        ),
    )
    assert (done.new, done.past, listed(book)) == (0, 3, ())


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"[1, 2]"]
)
def test_what_is_no_calendar_is_refused(book: Book, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.ics"
    path.write_bytes(content)
    with pytest.raises(InputError, match="日历文件"):
        take(book, path)
    assert listed(book) == ()


def test_a_path_that_cannot_be_used_says_so(book: Book, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        take(book, tmp_path / "none.ics")
    with pytest.raises(UnavailableError):
        export_tasks(book, tmp_path / "none" / "out.ics", now=NOON)

"""What a contact needs: every field judged, each fault named beside its field, nothing taken half."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain import contacts
from advisor_app.domain.contact_check import Rules, check, file_name
from advisor_app.domain.contacts import ContactEntry, ContactError, FileEntry, PromiseEntry
from advisor_app.domain.dates import to_instant
from advisor_app.domain.policy import parse
from advisor_app.paths import resources

POLICY = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))
TODAY = 20_781  # 2026-11-24
ZONE = "Asia/Shanghai"
NOW = to_instant(datetime(2026, 11, 24, 15, 20, 37, tzinfo=ZoneInfo(ZONE)))
RULES = Rules(POLICY, NOW, ZONE, file_bytes=1000)
ENTRY = ContactEntry(customers=(b"1" * 16,), channel="phone", direction="out", note="谈了大额存单到期")


def local(day: int, hour: int, minute: int) -> int:
    return to_instant(datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE)))


def problems(entry: ContactEntry, was: ContactEntry | None = None) -> dict[str, str]:
    with pytest.raises(ContactError) as caught:
        check(entry, RULES, was)
    return {problem.field: problem.reason for problem in caught.value.problems}


def test_the_least_that_can_be_recorded() -> None:
    found = check(ENTRY, RULES)
    assert found.customers == (b"1" * 16,)
    assert (found.channel, found.direction, found.note) == ("phone", "out", "谈了大额存单到期")
    assert found.happened_at == local(24, 15, 20)
    assert (found.purpose, found.outcome, found.duration, found.next_step, found.next_step_on) == (None,) * 5
    assert (found.promises, found.files) == ((), ())


def test_all_that_can_be_recorded() -> None:
    found = check(
        replace(
            ENTRY,
            customers=(b"1" * 16, b"2" * 16, b"1" * 16),
            purpose="maturity",
            outcome="connected",
            day="昨天",
            time="下午3点半",
            duration="20分钟",
            participants=" 张三的儿子 ",
            next_step="回访",
            next_step_on="下周一",
            promises=(PromiseEntry("寄送资料", "周五"), PromiseEntry("", " ")),
            files=(FileEntry("C:\\合同\\存单.PDF", b"%PDF"),),
        ),
        RULES,
    )
    assert found.customers == (b"1" * 16, b"2" * 16)
    assert found.happened_at == local(23, 15, 30)
    assert found.duration == 1200
    assert found.participants == "张三的儿子"
    assert (found.next_step, found.next_step_on) == ("回访", TODAY + 6)
    assert found.promises == (("寄送资料", TODAY + 3),)
    assert found.files == (("存单.PDF", "application/pdf", b"%PDF"),)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"customers": ()}, {"customers": contacts.MISSING}),
        ({"customers": tuple(bytes([i]) * 16 for i in range(201))}, {"customers": contacts.TOO_MANY}),
        ({"channel": ""}, {"channel": contacts.MISSING}),
        ({"channel": "pigeon"}, {"channel": contacts.UNKNOWN_CODE}),
        ({"direction": ""}, {"direction": contacts.MISSING}),
        ({"direction": "up"}, {"direction": contacts.UNKNOWN_CODE}),
        ({"purpose": "fun"}, {"purpose": contacts.UNKNOWN_CODE}),
        ({"outcome": "won"}, {"outcome": contacts.UNKNOWN_CODE}),
        ({"note": " \n"}, {"note": contacts.NOTHING_SAID}),
        ({"note": "字" * 4001}, {"note": contacts.TOO_LONG}),
        ({"participants": "字" * 201}, {"participants": contacts.TOO_LONG}),
        ({"day": "天天"}, {"day": contacts.NOT_A_DAY}),
        ({"day": "明天"}, {"day": contacts.IN_FUTURE}),
        ({"day": "2026-08-25"}, {"day": contacts.TOO_LATE}),
        ({"time": "25点"}, {"time": contacts.NOT_A_TIME}),
        ({"time": "15:30"}, {"time": contacts.IN_FUTURE}),
        ({"duration": "long"}, {"duration": contacts.NOT_A_DURATION}),
        ({"duration": "25小时"}, {"duration": contacts.NOT_A_DURATION}),
        ({"time": "15:10", "duration": "30"}, {"duration": contacts.IN_FUTURE}),
        ({"next_step_on": "明天"}, {"next_step": contacts.NO_STEP}),
        ({"next_step": "回访", "next_step_on": "some day"}, {"next_step_on": contacts.NOT_A_DAY}),
        ({"next_step": "回访", "next_step_on": "昨天"}, {"next_step_on": contacts.IN_PAST}),
        ({"next_step": "回访", "next_step_on": "2029-01-01"}, {"next_step_on": contacts.TOO_FAR}),
        ({"next_step": "回" * 201}, {"next_step": contacts.TOO_LONG}),
        ({"promises": (PromiseEntry("寄", ""),)}, {"promises[0].due": contacts.MISSING}),
        ({"promises": (PromiseEntry("", "明天"),)}, {"promises[0].text": contacts.MISSING}),
        ({"promises": (PromiseEntry("寄", "昨天"),)}, {"promises[0].due": contacts.IN_PAST}),
        (
            {"promises": (PromiseEntry("寄", "明天"), PromiseEntry("寄" * 201, "x"))},
            {"promises[1].text": contacts.TOO_LONG, "promises[1].due": contacts.NOT_A_DAY},
        ),
        ({"files": (FileEntry("a.exe", b"MZ"),)}, {"files[0]": contacts.FILE_KIND}),
        ({"files": (FileEntry("pdf", b"x"),)}, {}),
        ({"files": (FileEntry("a.pdf", b""),)}, {"files[0]": contacts.FILE_EMPTY}),
        ({"files": (FileEntry("a.pdf", b"x" * 1001),)}, {"files[0]": contacts.FILE_SIZE}),
        ({"files": (FileEntry("a.pdf", b"x"),) * 6}, {"files": contacts.TOO_MANY}),
        (
            {"channel": "", "day": "x", "duration": "y"},
            {
                "channel": contacts.MISSING,
                "day": contacts.NOT_A_DAY,
                "duration": contacts.NOT_A_DURATION,
            },
        ),
    ],
)
def test_each_fault_is_named_beside_its_field(changes: dict[str, Any], wrong: dict[str, str]) -> None:
    entry = replace(ENTRY, **changes)
    if wrong:
        assert problems(entry) == wrong
    else:
        check(entry, RULES)


def test_an_outcome_or_a_file_says_enough() -> None:
    assert check(replace(ENTRY, note="", outcome="no_answer"), RULES).note is None
    check(replace(ENTRY, note="", files=(FileEntry("a.pdf", b"x"),)), RULES)


def test_a_day_that_has_passed_without_a_time_is_noon() -> None:
    assert check(replace(ENTRY, day="昨天"), RULES).happened_at == local(23, 12, 0)


def test_the_clock_of_a_telephone_may_be_a_little_ahead() -> None:
    assert check(replace(ENTRY, time="15:24"), RULES).happened_at == local(24, 15, 24)


def test_what_was_not_touched_is_not_judged_again() -> None:
    old = replace(ENTRY, channel="pigeon", day="2020-01-01", note="旧")
    assert check(replace(old, note="新"), RULES, old).note == "新"
    assert problems(replace(old, channel="dove"), old) == {"channel": contacts.UNKNOWN_CODE}
    assert problems(replace(old, duration="5"), old) == {"day": contacts.TOO_LATE}


def test_text_is_kept_without_what_no_store_can_hold() -> None:
    found = check(replace(ENTRY, note="  谈了\ud800\x00存单\r\n第二行\x1b[2J👨‍👩‍👧 "), RULES)
    assert found.note == "谈了存单\n第二行[2J👨‍👩‍👧"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.pdf", "y.pdf"),
        ("a\x00b\n.pdf", "ab .pdf"),
        ("", "-"),
        ("/", "-"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_the_name_of_a_file_is_never_a_path(given: str, kept: str) -> None:
    assert file_name(given) == kept


TYPED = st.one_of(
    st.text(max_size=30), st.sampled_from(["phone", "out", "明天", "昨天", "15:30", "20", "met"])
)


@given(
    st.builds(
        ContactEntry,
        customers=st.lists(st.binary(min_size=16, max_size=16), max_size=3).map(tuple),
        **dict.fromkeys(
            ("channel", "direction", "purpose", "outcome", "note", "day", "time", "duration", "participants"),
            TYPED,
        ),
        next_step=TYPED,
        next_step_on=TYPED,
        promises=st.lists(st.builds(PromiseEntry, TYPED, TYPED), max_size=2).map(tuple),
        files=st.lists(st.builds(FileEntry, TYPED, st.binary(max_size=3)), max_size=2).map(tuple),
    )
)
def test_anything_may_be_typed(entry: ContactEntry) -> None:
    try:
        found = check(entry, RULES)
    except ContactError:
        return
    assert found.channel in POLICY.codes.contact_channels
    assert found.happened_at <= NOW + 300_000_000
    assert all(promise.text and promise.due_on >= TODAY for promise in found.promises)

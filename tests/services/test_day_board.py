"""What stands beside the prompts: by the rules' own findings, whole, most pressing first; and what nobody logged."""

from typing import Any

import pytest

from advisor_app.data import tasks as task_rows
from advisor_app.data.reads import tasks as reads
from advisor_app.domain.contacts import ContactEntry
from advisor_app.domain.prompts.board import BIRTHDAYS, COMPLAINTS, CONTACTS, PROMISES, Line
from advisor_app.domain.prompts.types import DISMISSED
from advisor_app.paths import resources
from advisor_app.services.close_day import day_end
from advisor_app.services.day_board import MOST, DayBoard, day_board
from advisor_app.services.log_contact import log_contact
from advisor_app.services.open_book import Book
from advisor_app.services.prompts import customer_prompts, settle_prompt
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import NOON, TODAY
from tests.support.stores import ADVISOR

DAY, HOUR, MINUTE = 86_400_000_000, 3_600_000_000, 60_000_000
MONDAY = TODAY + 6  # 2026-11-30


@pytest.fixture(autouse=True)
def advisor(office: factories.Book) -> None:
    office.add("advisors", number=ADVISOR, name="李经理")


def board(book: Book, now: int = NOON) -> DayBoard:
    found = day_board(book, now=now)
    assert found is not None
    return found


def names(found: DayBoard, block: str) -> list[str | None]:
    return [found.names[line.customer_id] for line in found.blocks[block].lines]


def customer(office: factories.Book, name: str, tier: str = "mass", **values: Any) -> bytes:
    key = office.customer(name, aum=10_000_000, **values)
    office.add("tiers", customer_id=key, tier=tier, average_minor=10_000_000, reason="{}")
    return key


def spoke(office: factories.Book, key: bytes, days_ago: int, **facts: Any) -> None:
    values = {"outcome": "connected", "status": None, "direction": "out"} | facts
    office.add("interactions", customer_id=key, happened_at=NOON - days_ago * DAY, **values)


def test_an_empty_book_has_no_board(book: Book) -> None:
    with book.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM bank")
    assert day_board(book, now=NOON) is None


def test_contacts_are_red_past_their_rhythm_and_amber_before_and_higher_tiers_come_first(
    book: Book, office: factories.Book
) -> None:
    """Private 30 days, wealth 60, gold 180; amber from 80 %: 24, 48 and 144 days."""
    for name, tier, days_ago in (
        ("私行红", "private", 31),
        ("私行黄", "private", 24),
        ("私行好", "private", 23),
        ("财富红", "wealth", 61),
        ("财富更晚", "wealth", 90),
        ("财富黄", "wealth", 60),
        ("金卡好", "gold", 143),
        ("大众", "mass", 900),
    ):
        spoke(office, customer(office, name, tier), days_ago)
    customer(office, "私行从未", "private")
    customer(office, "走了", "private", closed_on=TODAY)
    found = board(book)
    assert names(found, CONTACTS) == ["私行从未", "私行红", "财富更晚", "财富红", "私行黄", "财富黄"]
    block = found.blocks[CONTACTS]
    assert (block.red, block.amber, block.total) == (4, 2, 6)
    assert [line.red for line in block.lines] == [True] * 4 + [False] * 2


def test_complaints_promises_and_birthdays_stand_by_their_days(book: Book, office: factories.Book) -> None:
    late, near, far = (customer(office, name) for name in ("已超", "将到", "还早"))
    for key, days_ago in ((late, 16), (near, 11), (far, 3)):
        office.add(
            "feedback", customer_id=key, kind="complaint", status="open", score=None, due_on=None,
            happened_at=NOON - days_ago * DAY,
        )  # fmt: skip
    for key, due in ((late, TODAY - 1), (near, TODAY), (far, TODAY + 5)):
        office.add("promises", customer_id=key, due_on=due, text="寄 13812345678", made_at=NOON - 9 * DAY)
    found = board(book)
    assert names(found, COMPLAINTS) == ["已超", "将到"]
    assert names(found, PROMISES) == ["已超", "将到"]
    assert (found.blocks[COMPLAINTS].red, found.blocks[COMPLAINTS].amber) == (1, 1)
    assert (found.blocks[PROMISES].red, found.blocks[PROMISES].amber) == (1, 1)
    [text] = {line.finding.why[0].values["text"] for line in found.blocks[PROMISES].lines}
    assert text == "寄 138****5678"
    # Born on this day, a week ahead, a day too far: 2026-11-24 is day 20781.
    for name, ahead in (("今天", 0), ("七天后", 7), ("八天后", 8)):
        customer(office, name, birth_day=TODAY + ahead - 365 * 40 - 10)
    with book.store.write() as tx:
        tx.exec_driver_sql("INSERT OR REPLACE INTO sync_state VALUES ('checkpoint', x'01')")
    found = board(book)
    assert names(found, BIRTHDAYS) == ["今天", "七天后"]
    assert (found.blocks[BIRTHDAYS].red, found.blocks[BIRTHDAYS].amber) == (1, 1)


def test_what_was_dismissed_is_no_prompt_but_stays_on_the_board(book: Book, office: factories.Book) -> None:
    key = customer(office, "甲", "private")
    spoke(office, key, 40)
    [prompt] = [one for one in customer_prompts(book, key, now=NOON) if one.rule == CONTACTS]
    settle_prompt(book, prompt, DISMISSED, reason="出国了", now=NOON)
    assert not [one for one in customer_prompts(book, key, now=NOON) if one.rule == CONTACTS]
    assert names(board(book), CONTACTS) == ["甲"]
    log_contact(book, ContactEntry((key,), "phone", "out", "care", "connected", "问好"), now=NOON)
    assert names(board(book), CONTACTS) == []


def test_lines_have_an_end_but_figures_do_not(book: Book, office: factories.Book) -> None:
    for number in range(MOST + 3):
        customer(office, f"客户{number}", "private")
    block = board(book).blocks[CONTACTS]
    assert (len(block.lines), block.red) == (MOST, MOST + 3)


def appointment(office: factories.Book, key: bytes | None, start: int, **values: Any) -> bytes:
    facts = {"kind": "meeting", "status": None, "ends_at": None, "repeats": None} | values
    day = (start + 8 * HOUR) // DAY
    made: bytes = office.add("tasks", customer_id=key, starts_at=start, due_on=day, **facts)
    return made


def test_appointments_ask_for_their_record_once_they_are_over(book: Book, office: factories.Book) -> None:
    """By the clock of 2026-11-24, a Tuesday, at noon in Shanghai."""
    wei = customer(office, "张伟")
    yesterday = NOON - DAY
    expected = {
        appointment(office, wei, yesterday, title="昨天"),
        appointment(office, wei, yesterday + HOUR, title="昨天已勾", status="done"),
        appointment(office, wei, NOON - 30 * MINUTE, title="刚结束"),
    }
    appointment(office, wei, NOON - 29 * MINUTE, title="还没结束")
    appointment(office, wei, NOON - 2 * HOUR, ends_at=NOON + 1, title="很长")
    appointment(office, wei, yesterday, title="已取消", status="cancelled")
    appointment(office, wei, yesterday, title="整理资料", kind="todo")
    appointment(office, None, yesterday, title="部门会")
    appointment(office, wei, yesterday - DAY, title="上周日")
    office.add("tasks", customer_id=wei, kind="call", title="没有时间", due_on=TODAY - 1, starts_at=None)
    assert {item.id for item in board(book).unlogged} == expected


def test_a_contact_on_its_day_answers_an_appointment_and_one_on_another_does_not(
    book: Book, office: factories.Book
) -> None:
    wei, min_ = customer(office, "张伟"), customer(office, "王敏")
    appointment(office, wei, NOON - DAY)
    spoke(office, wei, 0)
    spoke(office, min_, 1)
    spoke(office, wei, 1, status="void")
    assert len(board(book).unlogged) == 1
    entry = ContactEntry((wei,), "branch_visit", "out", "review", "met", "谈了", day="昨天", time="9:00")
    log_contact(book, entry, now=NOON)
    assert board(book).unlogged == ()


def test_on_monday_friday_is_asked_for(book: Book, office: factories.Book) -> None:
    wei = customer(office, "张伟")
    now = NOON + (MONDAY - TODAY) * DAY
    friday = appointment(office, wei, now - 3 * DAY)
    appointment(office, wei, now - 4 * DAY)
    assert [item.id for item in board(book, now).unlogged] == [friday]


def test_a_settled_task_counts_as_long_as_nobody_logged_it(book: Book, office: factories.Book) -> None:
    wei = customer(office, "张伟")
    key = appointment(office, wei, NOON - 2 * HOUR)
    with book.store.write() as tx:
        task = reads.task(tx, key)
        assert task is not None
        task_rows.settle(tx, book.store, task, NOON, "Asia/Shanghai")
    assert [item.id for item in board(book).unlogged] == [key]


def test_looking_is_logged_once(book: Book, office: factories.Book) -> None:
    customer(office, "张伟")
    day_board(book, now=NOON)
    day_board(book, refines=True, now=NOON)
    assert [action for action, _about in logged(book)].count("prompts.board") == 1


@pytest.mark.parametrize(("minute", "due"), [(-1, False), (0, True)])
@pytest.mark.parametrize("ends", [17 * 60 + 30, 16 * 60])
def test_the_day_is_closed_when_the_policy_says(
    book: Book, office: factories.Book, minute: int, due: bool, ends: int
) -> None:
    text = (resources() / "policy" / "default.toml").read_text(encoding="utf-8")
    new = text.replace("version = 1\n", "version = 2\n", 1).replace("day_ends = 1_050", f"day_ends = {ends}")
    office.add("policies", id=2, text=new, published_at=NOON)
    midnight = NOON - 12 * HOUR
    assert day_end(book, now=midnight + (ends + minute) * MINUTE).due is due


def test_lines_know_their_customers_tier(book: Book, office: factories.Book) -> None:
    key = customer(office, "甲", "private")
    [line] = board(book).blocks[CONTACTS].lines
    assert isinstance(line, Line)
    assert (line.customer_id, line.tier, line.rule) == (key, "private", CONTACTS)

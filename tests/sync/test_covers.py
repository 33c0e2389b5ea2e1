"""Covering a colleague, with real devices and a real head office: from the grant to the day on which it is over."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from advisor_app.data import apply, covers, outbox
from advisor_app.data.audit import utc_now
from advisor_app.domain.dates import day_of
from advisor_app.head_office import cover_members
from advisor_app.head_office import covers as office_covers
from advisor_app.head_office.covers import Wanted
from advisor_app.head_office.db.models import Base, BookMember, Bucket, Cover, CoverEvent, Customer
from advisor_app.services.covers import covered_by
from advisor_app.services.covers import covers as listed
from advisor_app.services.open_book import Book, open_book
from advisor_app.services.synchronise import synchronise
from advisor_app.sync.transport import NoConnection
from tests.support.bank import Filled
from tests.support.office import PASSPHRASE, Device, Office, device
from tests.support.writing import at_head_office, edit, log, plan, row_of, waiting
from tests.sync.test_own_rows import found
from tests.sync.test_two_ways import move

DAY_NS = 86_400 * 10**9
HANDOVER = "张三的大额存单下周到期，电话 13800138000"


class Clock:
    """Every clock, which can be set."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.days = 0
        real = time.time_ns
        patch.setattr(time, "time_ns", lambda: real() + self.days * DAY_NS)

    @property
    def today(self) -> int:
        """Return the day in the bank's zone."""
        return day_of(utc_now(), "Asia/Shanghai")


class Branch(NamedTuple):
    """An advisor who is away, a deputy, and what their books hold."""

    absent: Device
    deputy: Device
    numbers: tuple[str, str]
    away: list[bytes]
    own: list[bytes]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def branch(office: Office, filled: Filled, tmp_path: Path) -> Iterator[Branch]:
    first, second = filled.advisors
    with ExitStack() as stack:
        absent = stack.enter_context(device(office, first, tmp_path / "absent"))
        deputy = stack.enter_context(device(office, second, tmp_path / "deputy"))
        synchronise(absent)
        synchronise(deputy)
        yield Branch(absent, deputy, (first, second), filled.books[first], filled.books[second])


def cover(office: Office, branch: Branch, starts_on: int, ends_on: int, **values: Any) -> bytes:
    """Let the second advisor cover for the first one."""
    absent, deputy = branch.numbers
    with office.engine.begin() as connection:
        return office_covers.make(
            connection, Wanted(absent, deputy, starts_on, ends_on, note=HANDOVER, **values), "leiter"
        )


def held(own: Device) -> set[bytes]:
    with own.store.read() as tx:
        return {row[0] for row in apply.driver(tx).execute("SELECT id FROM customers")}


def book_of(own: Device) -> Any:
    """Return the device as services take it."""
    return Book(own.directory, None, own.secrets, own.store)  # type: ignore[arg-type]


def numbers_of(office: Office, customers: list[bytes]) -> tuple[str, ...]:
    with office.engine.connect() as connection:
        found = connection.execute(select(Customer.number).where(Customer.id.in_(customers)))
        return tuple(str(number) for number in found.scalars())


def test_a_deputy_gets_the_book_of_who_is_away_and_gives_it_back(
    office: Office, branch: Branch, clock: Clock
) -> None:
    absent, deputy, _, away, own = branch
    task, alone = plan(absent.store, "回访", away[0]), plan(absent.store, "备课")
    synchronise(absent)
    key = cover(office, branch, clock.today, clock.today + 2)
    synchronise(deputy)  # whose control totals are compared: a bucket has come
    assert held(deputy) == {*away, *own}
    assert row_of(deputy.store, task, "tasks").title == "回访"
    assert row_of(deputy.store, alone, "tasks") is None  # what names no customer stays the advisor's
    synchronise(absent)
    assert held(absent) == set(away)
    # What the deputy writes is the deputy's, and the absent advisor has it too.
    contact = log(deputy.store, away[0], "代管期间的来电")
    edit(deputy.store, task, "tasks", status="done")
    assert synchronise(deputy).refused == 0
    synchronise(absent)
    assert row_of(absent.store, contact).note == "代管期间的来电"
    with absent.store.read() as tx:
        names = dict(apply.driver(tx).execute("SELECT id, number FROM advisors").fetchall())
    assert names[row_of(absent.store, contact).advisor_id] == branch.numbers[1]
    assert row_of(absent.store, task, "tasks").status == "done"
    # The last day is covered whole; on the day after head office ends it by itself, and nobody is asked.
    clock.days = 2
    synchronise(deputy)
    assert len(held(deputy)) == len(away) + len(own)
    late = log(deputy.store, away[1], "最后一天的记录")
    clock.days = 3
    done = synchronise(deputy)
    assert (done.sent, done.refused) == (1, 0)  # work that waited goes first
    assert held(deputy) == set(own)
    assert at_head_office(office.engine, late).note == "最后一天的记录"
    with office.engine.connect() as connection:
        [row] = office_covers.listed(connection)
        events = connection.execute(
            select(CoverEvent.event, CoverEvent.customers, CoverEvent.operator).order_by(CoverEvent.id)
        ).all()
    assert (row.id, row.ended_on, row.customers) == (key, clock.today - 1, 0)
    assert [tuple(event) for event in events] == [
        ("made", 0, "leiter"),
        ("begun", len(away), None),
        ("ended", len(away), None),
    ]
    synchronise(absent)
    assert held(absent) == set(away)
    assert synchronise(deputy).rows == 0


def test_a_cover_that_is_planned_begins_by_itself(office: Office, branch: Branch, clock: Clock) -> None:
    deputy = branch.deputy
    cover(office, branch, clock.today + 3, clock.today + 5)
    synchronise(deputy)
    assert held(deputy) == set(branch.own)
    [row] = listed(book_of(deputy)).rows
    assert (row.side, row.open, row.other) == (
        "deputy",
        False,
        f"客户经理{branch.numbers[0]} ({branch.numbers[0]})",
    )
    clock.days = 3
    synchronise(deputy)
    assert held(deputy) == {*branch.away, *branch.own}


def test_both_see_who_covers_whom_and_the_handover(office: Office, branch: Branch, clock: Clock) -> None:
    absent, deputy, (first, second), away, own = branch
    cover(office, branch, clock.today, clock.today + 2)
    for each in (absent, deputy):
        synchronise(each)
    [mine] = listed(book_of(deputy)).rows
    assert (mine.side, mine.customers, mine.open, mine.scope) == ("deputy", len(away), True, "book")
    assert mine.note == "张三的大额存单下周到期，电话 138****8000"
    [theirs] = listed(book_of(absent)).rows
    assert (theirs.side, theirs.other, theirs.customers) == (
        "absent",
        f"客户经理{second} ({second})",
        len(away),
    )
    lent = covered_by(book_of(deputy), away[0])
    assert lent
    assert (lent.mine, lent.other, lent.ends_on) == (True, f"客户经理{first} ({first})", clock.today + 2)
    assert lent.note == mine.note
    given = covered_by(book_of(absent), away[0])
    assert given
    assert (given.mine, given.other) == (False, f"客户经理{second} ({second})")
    assert covered_by(book_of(deputy), own[0]) is None
    clock.days = 3
    assert listed(book_of(deputy)).rows == ()
    assert covered_by(book_of(absent), away[0]) is None


def test_offline_the_customers_are_closed_from_the_day_after(
    office: Office, branch: Branch, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, deputy, _, away, own = branch
    cover(office, branch, clock.today, clock.today + 1)
    synchronise(deputy)
    contact = log(deputy.store, away[0], "离线写的")
    clock.days = 1
    assert covers.close(deputy.store, utc_now()) == 0
    clock.days = 2
    with monkeypatch.context() as patch:

        def nobody(*_: object, **__: object) -> None:
            raise NoConnection("away")

        patch.setattr("advisor_app.sync.push.Push.run", nobody)
        with pytest.raises(NoConnection):
            synchronise(deputy)
    assert held(deputy) == set(own)
    assert row_of(deputy.store, contact) is None
    assert found(deputy, numbers_of(office, [away[0]])[0]) == []
    # A clock that is set back opens nothing, and the work is not lost.
    clock.days = 0
    assert covers.close(deputy.store, utc_now()) == 0
    assert held(deputy) == set(own)
    assert waiting(deputy.store) == (1, 0)
    clock.days = 2
    done = synchronise(deputy)
    assert (done.sent, done.refused) == (1, 0)
    assert held(deputy) == set(own)
    assert at_head_office(office.engine, contact).note == "离线写的"
    assert synchronise(deputy).rows == 0


def test_a_store_that_is_opened_too_late_is_opened_without_them(
    office: Office, filled: Filled, clock: Clock, tmp_path: Path
) -> None:
    first, second = filled.advisors
    with device(office, second, tmp_path / "deputy") as deputy:
        with office.engine.begin() as connection:
            office_covers.make(connection, Wanted(first, second, clock.today, clock.today))
        synchronise(deputy)
        assert held(deputy) == {*filled.books[first], *filled.books[second]}
    clock.days = 1
    with open_book(tmp_path / "deputy", PASSPHRASE) as book:
        assert held(book) == set(filled.books[second])  # type: ignore[arg-type]
        synchronise(book)
        assert held(book) == set(filled.books[second])  # type: ignore[arg-type]
        actions = "SELECT count(*) FROM audit WHERE action = 'cover.close'"
        with book.store.read() as tx:
            assert apply.driver(tx).execute(actions).fetchone() == (1,)


def test_closed_too_early_by_a_wrong_clock_they_come_back(
    office: Office, branch: Branch, clock: Clock
) -> None:
    _, deputy, _, away, own = branch
    cover(office, branch, clock.today, clock.today + 1)
    synchronise(deputy)
    assert covers.close(deputy.store, utc_now() + 5 * DAY_NS // 1000) == len(away)
    assert held(deputy) == set(own)
    log(branch.absent.store, away[0], "仍在代管")
    synchronise(branch.absent)
    synchronise(deputy)
    assert held(deputy) == {*away, *own}


def test_who_is_reassigned_leaves_the_cover_and_stays_where_the_customer_went(
    office: Office, branch: Branch, clock: Clock
) -> None:
    absent, deputy, (_, second), away, own = branch
    cover(office, branch, clock.today, clock.today + 2)
    synchronise(deputy)
    move(office, away[0], second)
    synchronise(deputy)
    synchronise(absent)
    assert held(deputy) == {*away, *own}
    assert held(absent) == set(away[1:])
    assert covered_by(book_of(deputy), away[0]) is None
    assert covered_by(book_of(deputy), away[1]) is not None
    with office.engine.connect() as connection:
        buckets = select(BookMember.bucket_id).where(BookMember.customer_id == away[0])
        assert len(connection.execute(buckets).scalars().all()) == 1
    clock.days = 3
    assert covers.close(deputy.store, utc_now()) == len(away) - 1
    synchronise(deputy)
    assert held(deputy) == {away[0], *own}


def test_whoever_comes_into_the_book_comes_into_a_cover_of_the_whole_book(
    office: Office, branch: Branch, clock: Clock
) -> None:
    _, deputy, (first, _), away, own = branch
    cover(office, branch, clock.today, clock.today + 2)
    cover(office, branch, clock.today, clock.today + 2, scope="list", customers=numbers_of(office, away[:1]))
    synchronise(deputy)
    # From the deputy's own book into that of the absent advisor: the deputy covers for this customer too.
    move(office, own[0], first)
    with office.engine.begin() as connection:
        cover_members.activate(connection)
    synchronise(deputy)
    assert held(deputy) == {*away, *own}
    assert covered_by(book_of(deputy), own[0]) is not None


def test_overlapping_covers_end_one_by_one(office: Office, branch: Branch, clock: Clock) -> None:
    _, deputy, _, away, own = branch
    first = cover(
        office, branch, clock.today, clock.today + 9, scope="list", customers=numbers_of(office, away[:2])
    )
    cover(office, branch, clock.today, clock.today + 2)
    synchronise(deputy)
    assert held(deputy) == {*away, *own}
    clock.days = 3
    assert len(covers_over(deputy)) == len(away) - 2
    synchronise(deputy)
    assert held(deputy) == {*away[:2], *own}
    with office.engine.begin() as connection:
        assert office_covers.end(connection, first, "leiter") == 2
    synchronise(deputy)
    assert held(deputy) == set(own)
    assert listed(book_of(deputy)).rows == ()


def covers_over(own: Device) -> list[bytes]:
    with own.store.read() as tx:
        return covers.over(tx, own.store.actor, utc_now())


def test_a_clash_after_the_end_shows_nothing_of_the_book(
    office: Office, branch: Branch, clock: Clock
) -> None:
    absent, deputy, _, away, _ = branch
    contact = log(absent.store, away[0], "原文")
    synchronise(absent)
    cover(office, branch, clock.today, clock.today + 1)
    synchronise(deputy)
    edit(deputy.store, contact, note="代管的改法")
    clock.days = 2
    edit(absent.store, contact, note="回来以后改的")
    synchronise(absent)
    assert synchronise(deputy).refused == 1
    with deputy.store.read() as tx:
        [event] = outbox.refused(tx)
    assert event.refused == "customer_left"
    assert at_head_office(office.engine, contact).note == "回来以后改的"


def test_a_device_enrolled_during_a_cover_gets_it_and_one_of_another_advisor_does_not(
    office: Office, branch: Branch, clock: Clock, tmp_path: Path
) -> None:
    cover(office, branch, clock.today, clock.today + 1)
    with device(office, branch.numbers[1], tmp_path / "second") as second:
        synchronise(second)
        assert held(second) == {*branch.away, *branch.own}
    synchronise(branch.absent)
    assert held(branch.absent) == set(branch.away)


def test_a_cover_is_of_a_tier_or_of_those_listed(office: Office, branch: Branch, clock: Clock) -> None:
    tiers = Base.metadata.tables["tiers"]
    with office.engine.begin() as connection:
        row = {
            "since_on": 0, "month": 0, "average_minor": 0, "currency": "CNY", "reason": "{}", "policy_version": 1
        }  # fmt: skip
        connection.execute(
            tiers.insert(),
            [
                row | {"customer_id": branch.away[0], "tier": "private"},
                row | {"customer_id": branch.away[1], "tier": "gold"},
            ],
        )
    cover(office, branch, clock.today, clock.today, scope="tier:private")
    synchronise(branch.deputy)
    assert held(branch.deputy) == {branch.away[0], *branch.own}
    cover(
        office, branch, clock.today, clock.today, scope="list", customers=numbers_of(office, branch.away[2:4])
    )
    synchronise(branch.deputy)
    assert held(branch.deputy) == {branch.away[0], *branch.away[2:4], *branch.own}


def test_the_grant_of_a_cover_reaches_nothing_once_it_is_over(
    office: Office, branch: Branch, clock: Clock
) -> None:
    cover(office, branch, clock.today, clock.today)
    synchronise(branch.deputy)
    clock.days = 1
    synchronise(branch.deputy)
    with office.engine.connect() as connection:
        bucket = connection.execute(select(Cover.bucket_id).limit(1)).scalar_one()
        members = select(BookMember.customer_id).where(BookMember.bucket_id == bucket)
        assert connection.execute(members).all() == []
        counter = connection.execute(select(Bucket.counter).where(Bucket.id == bucket)).scalar_one()
    log(branch.absent.store, branch.away[0], "代管以后")
    synchronise(branch.absent)
    with office.engine.connect() as connection:
        assert connection.execute(select(Bucket.counter).where(Bucket.id == bucket)).scalar_one() == counter
    assert synchronise(branch.deputy).rows == 0

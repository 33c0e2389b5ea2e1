"""What advisors of the demo bank have before them: on working days, not twice at once, true of the customers."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import Connection, select

from advisor_app.domain.dates import from_instant
from advisor_app.domain.pipeline import LOST, STAGES, WON
from advisor_app.domain.recurrence import parse
from advisor_app.head_office import policies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import (
    Advisor,
    Bank,
    BookMember,
    Bucket,
    Change,
    Holding,
    Opportunity,
    Product,
    Task,
)
from advisor_app.head_office.demo.work import plan_work


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("bank")
    url = f"sqlite:///{folder / 'office.db'}"
    assert main(["--db", url, "init", "--demo", "--json"]) == 0
    size = ["--customers", "300", "--advisors", "2", "--months", "4"]
    assert main(["--db", url, "demo-data", str(folder / "demo"), *size, "--json"]) == 0
    engine = open_bank(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_advisor_has_a_calendar_that_can_be_kept(bank: Connection) -> None:
    today, zone = bank.execute(select(Bank.as_of, Bank.time_zone)).one()
    kinds = {kind.code for kind in policies.in_force(bank).tasks.kinds}
    for advisor in bank.execute(select(Advisor.id)).scalars():
        tasks = bank.execute(select(Task).where(Task.advisor_id == advisor).order_by(Task.starts_at)).all()
        assert len([one for one in tasks if one.due_on == today]) >= 2
        assert [one for one in tasks if one.due_on < today]
        assert [one for one in tasks if one.due_on > today + 5]
        assert {one.kind for one in tasks} <= kinds
        assert len([one for one in tasks if one.repeats and parse(one.repeats)]) == 1
        assert all("{" not in one.title and one.status is None for one in tasks)
        timed = [one for one in tasks if one.starts_at is not None]
        assert len(timed) >= 5
        assert all(before.ends_at <= after.starts_at for before, after in pairwise(timed))
        for one in timed:
            begins, ends = from_instant(one.starts_at, zone), from_instant(one.ends_at, zone)
            assert begins.date() == ends.date()
            assert "08:30" <= f"{begins:%H:%M}" < f"{ends:%H:%M}" <= "17:30"
            assert begins.weekday() < 5
        about = [one.customer_id for one in tasks if one.customer_id]
        assert len(about) == len(set(about))
        book = select(BookMember.customer_id).join(Bucket).where(Bucket.advisor_id == advisor)
        assert set(about) <= set(bank.execute(book).scalars())


def test_what_was_won_and_lost_agrees_with_positions(bank: Connection) -> None:
    rows = bank.execute(select(Opportunity)).all()
    today = bank.execute(select(Bank.as_of)).scalar_one()
    assert {one.stage for one in rows} >= {*STAGES} - {LOST}
    reasons = policies.in_force(bank).codes.lost_reasons
    for one in rows:
        assert one.amount_minor > 0
        assert one.opened_on <= (one.closed_on or today)
        assert (one.closed_on is None) == (one.stage not in (WON, LOST))
        assert (one.reason in reasons) == (one.stage == LOST)
        own = bank.execute(select(Holding).where(Holding.customer_id == one.customer_id)).all()
        assert one.product_kind in {held.kind for held in own}
        if one.stage == WON:
            bought = [held for held in own if held.product_id == one.product_id]
            assert (one.closed_on, one.amount_minor) in {
                (held.starts_on, held.principal_minor) for held in bought
            }
            kind = bank.execute(select(Product.kind).where(Product.id == one.product_id)).scalar_one()
            assert kind == one.product_kind
        elif one.stage == LOST:
            assert one.closed_on in {held.closed_on for held in own}


def test_the_devices_are_told_of_it_once(bank: Connection) -> None:
    for entity, table in (("tasks", Task), ("opportunities", Opportunity)):
        told = bank.execute(select(Change.row_uuid).where(Change.entity == entity)).scalars().all()
        assert len(told) == len(set(told))
        assert set(told) == set(bank.execute(select(table.id)).scalars())
    assert plan_work(bank, 1) == (0, 0)

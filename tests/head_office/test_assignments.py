"""Books: files, districts, plans for later, and what the change feed is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.errors import InputError
from advisor_app.head_office import assignments
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import (
    Account,
    Advisor,
    Assignment,
    Bank,
    BookMember,
    Bucket,
    Change,
    Customer,
    District,
    Source,
)
from tests.support.bank import AS_OF, Filled, fill
from tests.support.office import demo_bank


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = demo_bank(tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def filled(engine: Engine) -> Filled:
    return fill(engine, advisors=2, customers=4, transactions=3)


def _advisor(engine: Engine, number: str) -> int:
    with engine.begin() as connection:
        return connection.execute(select(Advisor.id).where(Advisor.number == number)).scalar_one()


def _members(engine: Engine, number: str) -> set[bytes]:
    with engine.begin() as connection:
        found = connection.execute(
            select(BookMember.customer_id)
            .join(Bucket, Bucket.id == BookMember.bucket_id)
            .join(Advisor, Advisor.id == Bucket.advisor_id)
            .where(Advisor.number == number)
        )
        return set(found.scalars())


@pytest.mark.parametrize(
    "content",
    [
        b"number,advisor\n1,2\n",
        b"customer,advisor\nC1,\n",
        b"customer,advisor\nC1,A1\nC1,A2\n",
        "customer,advisor\n客户,A1\n".encode("gb18030"),
        b"",
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "assign.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"assign\.csv"):
        assignments.read_file(path)


def test_unknown_numbers_assign_nothing(engine: Engine, filled: Filled) -> None:
    with engine.begin() as connection:
        with pytest.raises(InputError):
            assignments.from_numbers(connection, {"C0000000": "nobody"})
        with pytest.raises(InputError):
            assignments.from_numbers(connection, {"nobody": filled.advisors[0]})


def test_a_plan_waits_for_its_day(engine: Engine, filled: Filled) -> None:
    first, second = filled.advisors
    moving = filled.books[first][0]
    target = _advisor(engine, second)
    with engine.begin() as connection:
        assert assignments.assign(connection, {moving: target}, AS_OF + 10) == 1
    assert moving in _members(engine, first)
    with engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=AS_OF + 9))
        assert assignments.activate(connection) == 0
        connection.execute(update(Bank).values(as_of=AS_OF + 10))
        assert assignments.activate(connection) == 1
    assert moving in _members(engine, second)
    assert moving not in _members(engine, first)
    with engine.begin() as connection:
        spans = connection.execute(
            select(Assignment.starts_on, Assignment.ends_on)
            .where(Assignment.customer_id == moving)
            .order_by(Assignment.starts_on)
        ).all()
    assert [tuple(span) for span in spans] == [(AS_OF, AS_OF + 10), (AS_OF + 10, None)]


def test_assigning_again_changes_nothing(engine: Engine, filled: Filled) -> None:
    wanted = {person: _advisor(engine, filled.advisors[0]) for person in filled.books[filled.advisors[0]]}
    with engine.begin() as connection:
        assert assignments.assign(connection, wanted) == 0


def test_by_district_makes_one_book_each(engine: Engine, filled: Filled) -> None:
    with engine.begin() as connection:
        source = connection.execute(
            insert(Source).values(system="core", entity="districts", as_of_day=AS_OF).returning(Source.id)
        ).scalar_one()
        for code in ("1", "2"):
            connection.execute(
                insert(District).values(source_id=source, source_key=code, code=code, name=f"区{code}")
            )
        districts = list(connection.execute(select(District.id).order_by(District.id)).scalars())
        people = [person for book in filled.books.values() for person in book]
        for index, person in enumerate(people[:6]):
            connection.execute(
                update(Customer).where(Customer.id == person).values(district_id=districts[index % 2])
            )
        chosen = assignments.by_column(connection, "district")
        assert len(chosen) == 6
        assert len(set(chosen.values())) == 2
        assignments.assign(connection, chosen)
        with pytest.raises(InputError):
            assignments.by_column(connection, "shoe size")
    assert len(_members(engine, "district-1")) == 3
    assert _members(engine, filled.advisors[1]) == set(people[6:])


def test_a_change_goes_to_the_books_that_hold_the_row_only(engine: Engine, filled: Filled) -> None:
    with engine.begin() as connection:
        before = {row.id: row.counter for row in connection.execute(select(Bucket.id, Bucket.counter))}
        account = connection.execute(select(Account.id).order_by(Account.id)).scalars().first()
        assert feed.record(connection, "accounts", select(Account.id).where(Account.id == account)) == 1
        after = {row.id: row.counter for row in connection.execute(select(Bucket.id, Bucket.counter))}
        risen = [bucket for bucket in before if after[bucket] != before[bucket]]
        assert len(risen) == 1
        change = connection.execute(
            select(Change.entity, Change.row_id).where(
                Change.bucket_id == risen[0], Change.seq == after[risen[0]]
            )
        ).one()
        assert tuple(change) == ("accounts", account)
        assert feed.record(connection, "bank", select(Bank.id)) == 1
        assert feed.record(connection, "accounts", select(Account.id).where(Account.id == -1)) == 0

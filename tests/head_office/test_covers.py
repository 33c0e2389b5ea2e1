"""Covers at head office, on both databases: made, listed, ended, refused; books and assignments stay as they are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from advisor_app.domain.dates import from_day
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import assignments, cover_members, covers
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.api.auth import granted
from advisor_app.head_office.covers import Wanted
from advisor_app.head_office.db.models import (
    Advisor,
    Assignment,
    BookMember,
    Bucket,
    Change,
    Covered,
    Customer,
)
from tests.head_office.api.pushing import Side, rows, side
from tests.support.bank import Filled, fill
from tests.support.office import demo_bank


@pytest.fixture(params=["sqlite", "postgresql"])
def bank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Engine, Filled]]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = demo_bank(tmp_path, url)
    yield engine, fill(engine, advisors=3, customers=4, transactions=1)
    engine.dispose()


def today(engine: Engine) -> int:
    with engine.connect() as connection:
        return cover_members.today(connection)


def make(engine: Engine, absent: str, deputy: str, days: int = 2, **values: Any) -> bytes:
    day = today(engine)
    with engine.begin() as connection:
        return covers.make(connection, Wanted(absent, deputy, day, day + days, **values))


def members(engine: Engine, kind: str) -> dict[bytes, list[int]]:
    """Return the buckets of a kind by customer."""
    found: dict[bytes, list[int]] = {}
    with engine.connect() as connection:
        query = select(BookMember.customer_id, Bucket.id).join(Bucket, Bucket.id == BookMember.bucket_id)
        for customer, bucket in connection.execute(query.where(Bucket.kind == kind)):
            found.setdefault(customer, []).append(bucket)
    return found


def assign(engine: Engine, customer: bytes, number: str) -> int:
    with engine.begin() as connection:
        advisor = connection.execute(select(Advisor.id).where(Advisor.number == number)).scalar_one()
        return assignments.assign(connection, {customer: advisor})


def test_a_cover_touches_no_book_and_assignments_no_cover(bank: tuple[Engine, Filled]) -> None:
    engine, filled = bank
    first, second, third = filled.advisors
    books, history = members(engine, "book"), rows(engine, Assignment)
    make(engine, first, second)
    assert set(members(engine, "cover")) == set(filled.books[first])
    assert (members(engine, "book"), rows(engine, Assignment)) == (books, history)
    # What is assigned moves between books only; the cover follows when it is looked after.
    moved = filled.books[second][0]
    assert assign(engine, moved, third) == 1
    with engine.begin() as connection:
        assert assignments.activate(connection) == 0
    assert set(members(engine, "cover")) == set(filled.books[first])
    assert all(len(buckets) == 1 for buckets in members(engine, "book").values())
    left = filled.books[first][0]
    assert assign(engine, left, third) == 1
    with engine.connect() as connection:
        assert cover_members.due(connection)
    with engine.begin() as connection:
        assert cover_members.activate(connection) == 1
        assert not cover_members.due(connection)
    assert set(members(engine, "cover")) == set(filled.books[first][1:])
    [row] = rows(engine, Covered, Covered.customer_id == left)
    assert row.ends_on == today(engine) - 1


def test_what_changes_is_told_to_all_who_hold_the_customer(bank: tuple[Engine, Filled]) -> None:
    engine, filled = bank
    first, second, _ = filled.advisors
    make(engine, first, second)
    customer = filled.books[first][0]
    own = side(engine, first)
    contact = own.contact(customer)
    own.push(contact)
    buckets = {row.bucket_id for row in rows(engine, Change, Change.row_uuid == contact.row_id)}
    assert buckets == {*members(engine, "book")[customer], *members(engine, "cover")[customer]}


def test_the_deputy_pushes_for_who_is_covered_and_for_nobody_else(bank: tuple[Engine, Filled]) -> None:
    engine, filled = bank
    first, second, third = filled.advisors
    deputy, other = _enrolled(engine, second), _enrolled(engine, third)
    listed = _numbers(engine, filled.books[first][:1])
    key = make(engine, first, second, scope="list", customers=listed)
    covered, beside = filled.books[first][:2]
    assert [result.code for result in _push(deputy, deputy.contact(covered), deputy.contact(beside))] == [
        "",
        "customer_foreign",
    ]
    assert [result.code for result in _push(other, other.contact(covered))] == ["customer_foreign"]
    with engine.begin() as connection:
        covers.end(connection, key)
    # Work of the time of the cover is still taken; what it comes to is not shown any more.
    [late] = _push(deputy, deputy.contact(covered))
    assert (late.outcome, late.row) == ("applied", None)
    assert [result.code for result in _push(other, other.contact(covered))] == ["customer_foreign"]


def test_a_cover_that_was_called_off_opened_nothing(bank: tuple[Engine, Filled]) -> None:
    engine, filled = bank
    first, second, _ = filled.advisors
    deputy, day = _enrolled(engine, second), today(engine)
    listed = _numbers(engine, filled.books[first][:1])
    with engine.begin() as connection:
        planned = Wanted(first, second, day + 3, day + 5, "list", listed)
        key = covers.make(connection, planned)
        assert not cover_members.due(connection)
        assert covers.end(connection, key) == 0
    assert members(engine, "cover") == {}
    assert [result.code for result in _push(deputy, deputy.contact(filled.books[first][0]))] == [
        "customer_foreign"
    ]
    assert [bucket.kind for bucket in _granted(deputy)] == ["book"]


def test_covers_that_overlap_are_counted_each(bank: tuple[Engine, Filled]) -> None:
    engine, filled = bank
    first, second, third = filled.advisors
    make(engine, first, second)
    make(engine, first, third)
    make(engine, second, third)  # the deputy is away as well: the own customers go on, those lent do not
    inside = members(engine, "cover")
    assert [len(inside[customer]) for customer in filled.books[first]] == [2] * 4
    assert [len(inside[customer]) for customer in filled.books[second]] == [1] * 4
    with engine.connect() as connection:
        assert sorted(row.customers for row in covers.listed(connection)) == [4, 4, 4]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"deputy": "A01000"}, "自己"),
        ({"deputy": "A99"}, "A99"),
        ({"absent": "A99"}, "A99"),
        ({"ends": -1}, "早于"),
        ({"starts": -3, "ends": -2}, "已过"),
        ({"scope": "list", "customers": ("C9",)}, "C9"),
    ],
)
def test_a_cover_that_cannot_be_is_refused(
    bank: tuple[Engine, Filled], change: dict[str, Any], error: str
) -> None:
    engine, _ = bank
    day = today(engine)
    wanted = {"absent": "A01000", "deputy": "A01001", "scope": "book", "customers": ()} | change
    starts, ends = wanted.pop("starts", 0), wanted.pop("ends", 2)
    with engine.begin() as connection, pytest.raises(InputError, match=error):
        covers.make(connection, Wanted(starts_on=day + starts, ends_on=day + ends, **wanted))
    assert rows(engine, Bucket, Bucket.kind == "cover") == []


def test_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = demo_bank(tmp_path)
    filled = fill(engine, advisors=2, customers=4, transactions=1)
    first, second = filled.advisors
    day = from_day(today(engine)).isoformat()
    (tmp_path / "note.txt").write_text("下周到期", encoding="utf-8")
    numbers = _numbers(engine, filled.books[first][:2])
    (tmp_path / "who.csv").write_text("\n".join(("customer", *numbers)), encoding="utf-8")
    db = ["--db", f"sqlite:///{tmp_path / 'office.db'}", "--json"]

    def run(*arguments: str) -> Any:
        assert main([*db, *arguments]) == 0
        return json.loads(capsys.readouterr().out)

    days = ("--from", day, "--until", day)
    [made] = run(
        "cover", "--absent", first, "--deputy", second, *days,
        "--customers", str(tmp_path / "who.csv"), "--note-file", str(tmp_path / "note.txt"),
    )["covers"]  # fmt: skip
    assert (made["absent"], made["deputy"], made["until"], made["customers"]) == (first, second, day, 2)
    assert run("cover", "list")["covers"] == [made]
    assert run("cover", "end", made["id"]) == {"ended": made["id"], "left": 2}
    assert run("cover", "list")["covers"] == [made | {"customers": 0, "ended": day}]
    assert main([*db, "cover", "end", made["id"]]) == RefusedError.exit_code
    assert main([*db, "cover", "end", "zz"]) == InputError.exit_code
    assert main([*db, "cover", "--absent", first]) == InputError.exit_code
    engine.dispose()


def _numbers(engine: Engine, customers: list[bytes]) -> tuple[str, ...]:
    return tuple(row.number for row in rows(engine, Customer, Customer.id.in_(customers)))


def _enrolled(engine: Engine, number: str) -> Side:
    return side(engine, number)


def _granted(own: Side) -> Any:
    with own.engine.connect() as connection:
        return granted(connection, own.device)


def _push(own: Side, *mutations: Any) -> Any:
    """Push with all buckets that the device is granted, as the endpoint does."""
    from advisor_app.head_office.api.push import push

    with own.engine.begin() as connection:
        buckets = [bucket.id for bucket in granted(connection, own.device) if bucket.kind != "bank"]
        return push(connection, own.device, own.advisor, buckets, mutations)

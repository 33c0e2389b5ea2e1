"""Pushes of what is an advisor's own, on both databases: rows that name no customer, and prospects."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from advisor_app.domain.ids import new_id
from advisor_app.domain.writable import NO_CUSTOMER
from advisor_app.head_office.api import answers
from advisor_app.head_office.db import feed
from advisor_app.head_office.db.models import (
    Advisor,
    Assignment,
    BookMember,
    Bucket,
    Change,
    Customer,
    Interaction,
    Revision,
    Task,
)
from advisor_app.sync import protocol
from tests.head_office.api.pushing import NOON, Side, rows, side, told, total
from tests.head_office.api.test_answers import forget, pass_days
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, list[str]]]:
    url = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        name = server.create()
        url = server.url(name)
    found = demo_bank(tmp_path_factory.mktemp("office"), url)
    filled = fill(found, advisors=2, customers=4, transactions=1)
    yield found, filled.advisors
    found.dispose()
    if url:
        server.drop(name)


@pytest.fixture
def sides(engine: tuple[Engine, list[str]]) -> tuple[Side, Side]:
    """Return a device for each of the two advisors."""
    return side(engine[0], engine[1][0]), side(engine[0], engine[1][1])


def task(customer: bytes | None = None, **values: Any) -> protocol.Mutation:
    """Return a new task, of the advisor alone unless it names a customer."""
    key = new_id()
    row = {"id": key, "kind": "task", "title": "备课", "due_on": AS_OF + 1, "made_at": NOON}
    about = {"customer_id": customer} if customer else {}
    return protocol.Mutation(key, "tasks", key, customer or NO_CUSTOMER, None, row | about | values, NOON)


def change(new: protocol.Mutation, assumed: dict[str, Any], **fields: Any) -> protocol.Mutation:
    """Return a change of a row that was new."""
    return protocol.Mutation(new_id(), new.entity, new.row_id, new.customer_id, assumed, fields, NOON)


def prospect(**values: Any) -> protocol.Mutation:
    """Return a new prospect."""
    key = new_id()
    row = {"id": key, "kind": "prospect", "name": "单于丹", "phone": "13900001234"}
    return protocol.Mutation(key, "customers", key, key, None, row | values, NOON)


def bucket_of(own: Side) -> int:
    with own.engine.connect() as connection:
        return connection.execute(select(Bucket.id).where(Bucket.advisor_id == own.advisor)).scalar_one()


def test_a_row_without_a_customer_is_the_advisors_and_told_to_the_own_book(sides: tuple[Side, Side]) -> None:
    own, other = sides
    new = task(advisor_id=other.advisor)
    assert [result.outcome for result in own.push(new)] == ["applied"]
    [stored] = rows(own.engine, Task, Task.id == new.row_id)
    assert (stored.title, stored.customer_id, stored.advisor_id) == ("备课", None, own.advisor)
    assert told(own.engine, new.row_id) == [(bucket_of(own), "tasks")]


def test_another_advisor_neither_changes_nor_takes_over_what_is_not_theirs(sides: tuple[Side, Side]) -> None:
    own, other = sides
    new = task()
    own.push(new)
    refused = other.push(change(new, {"title": "备课"}, title="别人的"), new)
    assert [(result.outcome, result.code, result.row) for result in refused] == [
        ("refused", "customer_foreign", None),
        ("refused", "row_exists", None),
    ]
    [stored] = rows(own.engine, Task, Task.id == new.row_id)
    assert (stored.title, stored.advisor_id) == ("备课", own.advisor)


def test_what_says_that_it_names_no_customer_must_name_none(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    hidden, false = task(customer_id=own.book[0]), task(own.book[0])
    del false.new["customer_id"]
    contact = own.contact()
    contact.customer_id = NO_CUSTOMER
    assert [result.code for result in own.push(hidden, false, contact)] == ["value_invalid"] * 3


def test_a_contact_that_settles_an_own_task_is_not_of_the_same_customer(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    contact = own.contact()
    assert [result.code for result in own.push(contact, task(interaction_id=contact.row_id))] == [
        "",
        "reference_unknown",
    ]


def test_changes_of_an_own_row_are_merged_field_by_field(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    second = side(own.engine, _number(own))
    new = task()
    own.push(new, change(new, {"title": "备课"}, title="备课并打印"))
    late = change(new, {"title": "备课", "note": None}, title="备课二", note="三楼会议室")
    [result] = second.push(late)
    assert (result.outcome, result.theirs) == ("conflict", {"title": "备课并打印"})
    assert result.row
    assert (result.row["title"], result.row["note"]) == ("备课并打印", "三楼会议室")


def _number(own: Side) -> str:
    [advisor] = rows(own.engine, Advisor, Advisor.id == own.advisor)
    number: str = advisor.number
    return number


def test_a_change_of_an_own_row_is_applied_once_though_its_answer_is_forgotten(
    sides: tuple[Side, Side],
) -> None:
    own, _ = sides
    new = task()
    first = change(new, {"title": "备课"}, title="二")
    own.push(new, first)
    # It is what it was before the change, so that the change could be applied a second time.
    own.push(change(new, {"title": "二"}, title="备课"))
    pass_days(own.engine, answers.KEPT_DAYS + 1)
    own.push(task())
    assert forget(own.engine) == 3
    before = [total(own.engine, model) for model in (Task, Change, Revision)]
    again = own.push(new, first)
    assert [(result.outcome, result.row and result.row["title"]) for result in again] == [
        ("applied", "备课"),
        ("applied", "备课"),
    ]
    assert before == [total(own.engine, model) for model in (Task, Change, Revision)]
    # Nor does a device that was enrolled anew with the same work apply it again.
    anew = side(own.engine, _number(own))
    assert [result.outcome for result in anew.push(new, first)] == ["applied", "applied"]
    [stored] = rows(own.engine, Task, Task.id == new.row_id)
    assert stored.title == "备课"


def test_a_change_that_lies_about_its_customer_is_still_known_when_it_comes_again(
    sides: tuple[Side, Side],
) -> None:
    own, _ = sides
    alone, contact = task(), own.contact(note="一")
    first = change(alone, {"title": "备课"}, title="二")
    first.customer_id = own.book[0]
    second = own.edit(contact.row_id, {"note": "一"}, note="二")
    second.customer_id = NO_CUSTOMER
    own.push(alone, contact, first, second)
    pass_days(own.engine, answers.KEPT_DAYS + 1)
    own.push(task())
    forget(own.engine)
    assert [result.outcome for result in own.push(first, second)] == ["applied", "applied"]


def test_a_prospect_and_the_work_for_it_come_in_one_push_and_once(sides: tuple[Side, Side]) -> None:
    own, other = sides
    new = prospect()
    work = own.contact(new.row_id, note="初次拜访"), task(new.row_id, title="回访")
    renamed = change(new, {"name": "单于丹"}, name="单于丹丹")
    sent = [new, *work, renamed]
    assert [result.outcome for result in own.push(*sent)] == ["applied"] * 4
    before = [total(own.engine, model) for model in (Customer, Interaction, Task, Assignment, Change)]
    assert [result.outcome for result in own.push(*sent)] == ["applied"] * 4
    assert before == [total(own.engine, model) for model in (Customer, Interaction, Task, Assignment, Change)]
    [stored] = rows(own.engine, Customer, Customer.id == new.row_id)
    assert (stored.kind, stored.name, stored.number, stored.source_id) == ("prospect", "单于丹丹", None, None)
    bucket = bucket_of(own)
    assert [row.bucket_id for row in rows(own.engine, BookMember, BookMember.customer_id == new.row_id)] == [
        bucket
    ]
    [assigned] = rows(own.engine, Assignment, Assignment.customer_id == new.row_id)
    assert (assigned.bucket_id, assigned.starts_on, assigned.ends_on) == (bucket, AS_OF, None)
    assert set(told(own.engine, new.row_id)) == {(bucket, "customers"), (bucket, feed.MEMBERSHIP)}
    assert [revision.id for revision in rows(own.engine, Revision, Revision.row_id == new.row_id)] == [
        renamed.id
    ]
    # It is in one book: nobody else writes to it.
    assert [result.code for result in other.push(other.contact(new.row_id), new)] == [
        "customer_foreign",
        "row_exists",
    ]


def test_a_push_that_is_cut_into_pieces_ends_as_the_whole_one_does(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    new = prospect()
    contact = own.contact(new.row_id)
    late = own.contact(new.row_id)
    # The line was cut: the first part arrived and its answer did not, then all of it comes.
    own.push(new, contact)
    assert [result.outcome for result in own.push(new, contact, late)] == ["applied"] * 3
    assert len(rows(own.engine, Interaction, Interaction.customer_id == new.row_id)) == 2


def test_only_prospects_are_made_and_changed_by_devices(sides: tuple[Side, Side]) -> None:
    own, _ = sides
    made = [
        prospect(kind="customer"),
        prospect(number="C0000001"),
        prospect(source_id=1),
    ]
    customer = protocol.Mutation(
        new_id(), "customers", own.book[0], own.book[0], {"phone": None}, {"phone": "13911112222"}, NOON
    )
    assert [result.code for result in own.push(*made, customer)] == ["not_a_prospect"] * 4
    assert rows(own.engine, Customer, Customer.id.in_([each.row_id for each in made])) == []
    # What was written for a prospect that was refused is refused with it.
    refused = prospect(kind="customer")
    assert [result.code for result in own.push(refused, own.contact(refused.row_id))] == [
        "not_a_prospect",
        "customer_foreign",
    ]


def test_answers_that_are_forgotten_leave_the_marks(tmp_path: Path) -> None:
    found = demo_bank(tmp_path)
    filled = fill(found, advisors=1, customers=1, transactions=1)
    own = side(found, filled.advisors[0])
    new = task()
    own.push(new, change(new, {"title": "备课"}, title="二"))
    pass_days(found, 400)
    own.push(task())
    assert forget(found) == 2
    pass_days(found, 400)
    own.push(task())
    assert forget(found) == 1  # and the mark is still there
    found.dispose()

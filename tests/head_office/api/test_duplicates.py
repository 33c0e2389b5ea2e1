"""Whether somebody is known beyond the own book: yes or no in one shape, counted and noted, on both databases."""

import time
from typing import Any

import pytest
from sqlalchemy import insert, select

from advisor_app.domain.ids import new_id
from advisor_app.head_office import identity
from advisor_app.head_office.api.auth import granted
from advisor_app.head_office.api.duplicates import TooManyChecks, exists
from advisor_app.head_office.db.models import Assignment, Base, BookMember, Bucket, Customer, DuplicateCheck
from advisor_app.sync import protocol
from tests.head_office.api.pushing import Side, rows

ID, OTHER_ID = "11010519491231002X", "110101199003074514"


@pytest.fixture
def own(sides: tuple[Side, Side]) -> Side:
    return sides[0]


def customer(side: Side, *, number: str, **values: Any) -> bytes:
    """Write a customer of the core system into a side's book, with the hashes that an import makes."""
    key = new_id()
    with side.engine.begin() as connection:
        connection.execute(insert(Customer).values(id=key, kind="customer", number=number, **values))
        identity.fill(connection, [key])
        bucket = connection.execute(select(Bucket.id).where(Bucket.advisor_id == side.advisor)).scalar_one()
        connection.execute(insert(BookMember).values(customer_id=key, bucket_id=bucket))
        connection.execute(
            insert(Assignment).values(customer_id=key, bucket_id=bucket, starts_on=1, recorded_at=1)
        )
    return key


def ask(side: Side, **values: Any) -> bool:
    question = protocol.DuplicateQuestion(protocol.SCHEMA_VERSION, **values)
    with side.engine.begin() as connection:
        buckets = [bucket.id for bucket in granted(connection, side.device)]
        return exists(connection, side.device, side.advisor, buckets, question)


def test_somebody_in_another_book_exists_and_nothing_else_is_said(sides: tuple[Side, Side]) -> None:
    own, other = sides
    customer(other, number="X1", name="欧阳修", birth_day=1000, phone="138 0013 8000", id_number=ID)
    assert ask(own, phone="+86-13800138000")
    assert ask(own, id_number="110105491231002")  # the old number of the same person
    assert ask(own, name="欧阳 修", birth_day=1000)
    assert not ask(own, name="欧阳修")  # never by name alone
    assert not ask(own, name="欧阳修", birth_day=1001)
    assert not ask(own, phone="13800138001")
    assert not ask(own, phone="13800138000", id_number=OTHER_ID)  # somebody else of the family
    assert not ask(other, phone="13800138000")  # the own book the device knows itself
    assert not ask(own)
    answers = {len(protocol.encode(protocol.DuplicateAnswer(found))) for found in (True, False)}
    assert len(answers) == 1


def test_what_was_asked_is_noted_without_what_it_was_asked_for(own: Side) -> None:
    ask(own, name="李雷", birth_day=5, phone="13912345678")
    [noted] = rows(own.engine, DuplicateCheck, DuplicateCheck.device_id == own.device)
    assert (noted.advisor_id, noted.kinds, noted.answer) == (own.advisor, "name_birthday,phone", "none")
    assert set(Base.metadata.tables["duplicate_checks"].c.keys()) == {
        "id",
        "device_id",
        "advisor_id",
        "asked_at",
        "kinds",
        "answer",
    }


def test_a_device_may_ask_so_often_an_hour_and_another_is_not_held_up(
    sides: tuple[Side, Side],
) -> None:
    own, other = sides
    began = time.monotonic()
    for _ in range(60):
        ask(own, phone="13900000000")
    with pytest.raises(TooManyChecks) as caught:
        ask(own, phone="13900000000")
    lasted = int(time.monotonic() - began) + 1  # the first question is that old by now
    assert 3600 - lasted <= caught.value.seconds <= 3600
    assert len(rows(own.engine, DuplicateCheck, DuplicateCheck.device_id == own.device)) == 60
    assert not ask(other, phone="13900000000")


def test_a_number_that_many_have_and_a_prospect_who_was_given_up_say_nothing(
    sides: tuple[Side, Side],
) -> None:
    own, other = sides
    for place in range(6):
        customer(other, number=f"Y{place}", phone="027-66668888")
    assert not ask(own, phone="02766668888")
    with own.engine.begin() as connection:
        key = new_id()
        connection.execute(insert(Customer).values(id=key, kind="prospect", phone="13611112222", closed_on=1))
        identity.fill(connection, [key])
    assert not ask(own, phone="13611112222")

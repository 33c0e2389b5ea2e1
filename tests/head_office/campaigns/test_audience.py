"""Whom a campaign is for, on both databases: each condition, and consent as the light judges it."""

import datetime
import random
from typing import Any

from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.dates import to_day
from advisor_app.domain.ids import new_id
from advisor_app.domain.permission import MARKETING, do_not_contact, standing
from advisor_app.domain.records import Consent as ConsentRecord
from advisor_app.head_office.db.models import (
    AumMonth,
    Bank,
    Branch,
    Consent,
    Customer,
    CustomerTier,
)
from tests.head_office.campaigns.making import found, hold
from tests.support.bank import AS_OF


def test_the_whole_bank_is_chosen_by_aum_and_nobody_who_left(engine: Engine, people: list[bytes]) -> None:
    with engine.begin() as connection:
        connection.execute(update(Customer).where(Customer.id == people[0]).values(closed_on=AS_OF))
        connection.execute(update(Customer).where(Customer.id == people[1]).values(kind="prospect"))
        month = connection.execute(
            select(AumMonth.month).order_by(AumMonth.month.desc()).limit(1)
        ).scalar_one()
        rows = connection.execute(
            select(AumMonth.customer_id, AumMonth.average_minor).where(AumMonth.month == month)
        )
        aum = {row.customer_id: row.average_minor for row in rows}
    assert found(engine) == sorted(people[2:], key=lambda person: (-aum[person], person))


def test_every_condition_narrows_by_what_it_says(engine: Engine, people: list[bytes]) -> None:
    first, second, third, fourth = people[:4]
    with engine.begin() as connection:
        branch = connection.execute(
            insert(Branch).values(code="001", name="城南").returning(Branch.id)
        ).scalar_one()
        connection.execute(update(Customer).where(Customer.id == first).values(branch_id=branch))
        connection.execute(
            insert(CustomerTier).values(
                customer_id=second, tier="gold", since_on=0, month=AS_OF, average_minor=0, currency="CNY",
                reason="{}", policy_version=1,
            )
        )  # fmt: skip
        connection.execute(update(AumMonth).values(average_minor=5_000_000))
        newest = AumMonth.month == AS_OF - 23
        for person, amount in ((third, 10_000_000), (fourth, 9_999_999)):
            one = newest & (AumMonth.customer_id == person)
            connection.execute(update(AumMonth).where(one).values(average_minor=amount))
    assert found(engine, branches=("001",)) == [first]
    assert found(engine, tiers=("gold", "wealth")) == [second]
    assert found(engine, aum_from=100_000) == [third]
    assert found(engine, aum_from=99_999, aum_below=100_000) == [fourth]
    hold(engine, first, "fund")
    hold(engine, second, "fund", closed_on=AS_OF)
    hold(engine, third, "fund", starts_on=AS_OF + 1)
    assert found(engine, holds=("fund",)) == [first]
    assert set(found(engine, holds_not=("fund",))) == set(people) - {first}
    assert set(found(engine, holds=("deposit",))) == set(people)  # each has an account
    assert found(engine, holds=("savings",)) == []


def test_age_is_counted_in_whole_years_on_the_business_date(engine: Engine, people: list[bytes]) -> None:
    born = {
        people[0]: datetime.date(1961, 11, 24),  # 65 today
        people[1]: datetime.date(1961, 11, 25),  # tomorrow
        people[2]: datetime.date(1996, 11, 24),
        people[3]: datetime.date(1996, 11, 25),
    }
    with engine.begin() as connection:
        for person, day in born.items():
            connection.execute(update(Customer).where(Customer.id == person).values(birth_day=to_day(day)))
    assert set(found(engine, age_from=30)) == {people[0], people[1], people[2]}
    assert set(found(engine, age_from=30, age_below=65)) == {people[1], people[2]}
    with engine.begin() as connection:
        leap = to_day(datetime.date(2028, 2, 29))
        connection.execute(update(Bank).values(as_of=leap))
        for person, day in zip(people, (datetime.date(2027, 2, 28), datetime.date(2027, 3, 1)), strict=False):
            connection.execute(update(Customer).where(Customer.id == person).values(birth_day=to_day(day)))
    assert set(found(engine, age_from=1, age_below=2)) == {people[0]}


def test_consent_is_judged_as_the_light_does(engine: Engine, people: list[bytes]) -> None:
    rng = random.Random(7)
    records: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "customer_id": person,
            "channel": rng.choice(["phone", "sms", "all", "phone"]),
            "purpose": rng.choice(["marketing", "marketing", "all", "service"]),
            "granted": rng.randrange(2),
            "recorded_at": rng.randrange(3),  # so that some fall on one instant
        }
        for person in people
        for _ in range(rng.randrange(6))
    ]
    with engine.begin() as connection:
        connection.execute(insert(Consent), records)
    blank = dict.fromkeys(ConsentRecord._fields)

    def agreed(person: bytes, *channels: str) -> bool:
        own = [ConsentRecord(**(blank | row)) for row in records if row["customer_id"] == person]  # type: ignore[arg-type]
        said = [standing(own, channel, MARKETING) for channel in channels]
        return not do_not_contact(own) and any(one is not None and bool(one.granted) for one in said)

    by_phone = {person for person in people if agreed(person, "phone")}
    either = {person for person in people if agreed(person, "phone", "sms")}
    assert 3 < len(by_phone) < len(either) < 30
    assert set(found(engine, consent=("phone",))) == by_phone
    assert set(found(engine, consent=("video",))) == by_phone  # the policy says that it goes by the phone
    assert set(found(engine, consent=("phone", "sms"))) == either

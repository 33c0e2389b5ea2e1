"""Campaigns at head office, on both databases: who is chosen, what is published, and what the report counts."""

import datetime
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.campaigns import CALL, CONTROL, Audience, Document, arm_of
from advisor_app.domain.dates import to_day
from advisor_app.domain.ids import new_id
from advisor_app.domain.permission import MARKETING, do_not_contact, standing
from advisor_app.domain.records import Consent as ConsentRecord
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import policies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.campaigns.audience import check, chosen
from advisor_app.head_office.campaigns.publishing import CampaignRefused, close, listed, publish
from advisor_app.head_office.campaigns.report import report
from advisor_app.head_office.db.models import (
    AumMonth,
    Bank,
    Branch,
    Call,
    CampaignMember,
    Change,
    Consent,
    Customer,
    CustomerTier,
    Holding,
    Opportunity,
    Product,
    RiskAssessment,
    Source,
)
from advisor_app.i18n import using
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    found = demo_bank(tmp_path, url)
    yield found
    found.dispose()


@pytest.fixture
def people(engine: Engine) -> list[bytes]:
    """Forty customers in two books."""
    filled = fill(engine, advisors=2, customers=20, transactions=1)
    return sorted(person for book in filled.books.values() for person in book)


def document(audience: Audience | None = None, **values: Any) -> Document:
    given: dict[str, Any] = {
        "format": 1,
        "code": "Q4",
        "title": "年末定期存款",
        "opens_on": "2026-11-01",
        "closes_on": "2026-12-31",
        "control_percent": 25,
        "audience": audience or Audience(),
    }
    return Document(**(given | values))


def found(engine: Engine, **audience: Any) -> list[bytes]:
    with engine.connect() as connection:
        policy = policies.in_force(connection)
        check(connection, Audience(**audience), policy)
        return list(connection.execute(chosen(connection, Audience(**audience), policy)).scalars())


def source(connection: Any) -> int:
    key: int = connection.execute(select(Source.id).where(Source.entity == "holdings")).scalar_one()
    return key


def hold(engine: Engine, customer: bytes, kind: str, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(Holding).values(
                source_id=source(connection),
                source_key=new_id().hex(),
                customer_id=customer,
                kind=kind,
                currency="CNY",
                value_minor=100,
                as_of=AS_OF,
                **values,
            )
        )


def product(engine: Engine, **values: Any) -> int:
    with engine.begin() as connection:
        row = {"code": "TD12", "name": "一年定期", "kind": "term_deposit", "currency": "CNY", "as_of": AS_OF}
        row |= {"issuer_kind": "own"}
        key: int = connection.execute(
            insert(Product)
            .values(source_id=source(connection), source_key=new_id().hex(), **(row | values))
            .returning(Product.id)
        ).scalar_one()
        return key


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


def test_what_the_bank_does_not_know_is_said(engine: Engine, people: list[bytes]) -> None:
    with using("en"):
        for audience, said in (
            ({"tiers": ("silver",)}, "audience.tiers: “silver” is not known; there are: gold, mass"),
            ({"branches": ("9",)}, "audience.branches: “9” is not known"),
            ({"holds_not": ("castles",)}, "audience.holds_not: “castles” is not known"),
            ({"consent": ("smoke",)}, "audience.consent: “smoke” is not known"),
        ):
            with pytest.raises(InputError) as refused:
                found(engine, **audience)
            assert str(refused.value).startswith(said)
        with engine.begin() as connection:
            with pytest.raises(InputError, match="TD99"):
                publish(connection, document(product="TD99"))
            with pytest.raises(RefusedError, match="ended on 2026-11-23"):
                publish(connection, document(closes_on="2026-11-23"))
            with pytest.raises(CampaignRefused, match="no customers"):
                publish(connection, document(Audience(age_from=149)))
    product(engine, code="OLD", closes_on=AS_OF - 1)
    with engine.begin() as connection, pytest.raises(RefusedError):
        publish(connection, document(product="OLD"))


def test_publishing_makes_calls_for_one_arm_and_tells_the_books(engine: Engine, people: list[bytes]) -> None:
    key = product(engine)
    with engine.begin() as connection:
        done = publish(connection, document(product="TD12", quota=10))
        hash_key = connection.execute(select(Bank.hash_key)).scalar_one()
        members = dict(connection.execute(select(CampaignMember.customer_id, CampaignMember.arm)).all())
        calls = connection.execute(select(Call).order_by(Call.position)).mappings().all()
        told = connection.execute(select(Change.entity, Change.row_uuid)).all()
        order = list(
            connection.execute(chosen(connection, Audience(), policies.in_force(connection))).scalars()
        )
    assert members == {person: arm_of(hash_key, "Q4", person, 25) for person in people}
    called = [person for person in order if members[person] == CALL]
    assert [row["customer_id"] for row in calls] == called
    assert [row["position"] for row in calls] == list(range(1, len(called) + 1))
    assert {row["list_id"] for row in calls} == {done.id}
    assert {row["outcome"] for row in calls} == {row["advisor_id"] for row in calls} == {None}
    assert (done.calls, done.control) == (len(called), len(people) - len(called))
    assert 0 < done.control < 20
    assert {row.row_uuid for row in told if row.entity == "calls"} == {row["id"] for row in calls}
    assert [row.row_uuid for row in told if row.entity == "campaigns"] == [done.id]
    with engine.connect() as connection:
        [shown] = listed(connection)
    assert shown[:4] == ("Q4", "年末定期存款", AS_OF - 23, AS_OF + 37)
    assert (shown.calls, shown.control, shown.settled, shown.quota) == (done.calls, done.control, 0, 10)
    assert key > 0


def assess(engine: Engine, customer: bytes, grade: str, **values: Any) -> None:
    row = {
        "assessed_on": AS_OF - 30,
        "expires_on": AS_OF + 300,
        "place": "outlet",
        "questionnaire": "risk_2026",
    }
    answers = json.dumps({"goal": "high_growth", "horizon": "longer", "liquidity": "not_needed"})
    with engine.begin() as connection:
        connection.execute(
            insert(RiskAssessment).values(
                id=new_id(), customer_id=customer, grade=grade, **(row | {"answers": answers} | values)
            )
        )


def test_whom_the_product_does_not_suit_is_in_neither_arm(engine: Engine, people: list[bytes]) -> None:
    bold, steady, late, elsewhere, *others = people
    fund = {"code": "F4", "name": "成长基金", "kind": "fund", "risk_grade": "R4", "issuer_kind": "own"}
    product(engine, **fund, placement="public", notice_days=3, minimum_minor=1)
    with engine.begin() as connection:
        connection.execute(update(Customer).values(birth_day=to_day(datetime.date(1985, 5, 5))))
    refused = pytest.raises(CampaignRefused, match=r"none of the 40 customers.*no_assessment 40")
    with using("en"), refused, engine.begin() as connection:
        publish(connection, document(product="F4"))
    for person, grade, more in (
        (bold, "C5", {}),
        (steady, "C2", {}),
        (late, "C5", {"assessed_on": AS_OF - 400, "expires_on": AS_OF - 35}),
        (elsewhere, "C5", {"place": "visit"}),
    ):
        assess(engine, person, grade, **more)
    for person in (bold, steady, late, elsewhere):
        hold(engine, person, "wealth", starts_on=AS_OF - 60, principal_minor=1)
    with engine.begin() as connection:
        connection.execute(update(Holding).values(value_minor=90_000_000))
        done = publish(connection, document(product="F4", control_percent=0))
        members = set(connection.execute(select(CampaignMember.customer_id)).scalars())
    assert members == {bold}
    assert (done.calls, done.control, done.unsuitable) == (1, 0, 39)
    assert done.against["no_assessment"] == len(others) == 36
    assert (done.against["assessment_expired"], done.against["assessment_elsewhere"]) == (1, 1)
    assert done.against["above_grade"] == 1
    # Once the customer has been assessed anew, publishing again takes the customer in.
    assess(engine, late, "C4")
    with engine.begin() as connection:
        again = publish(connection, document(product="F4", control_percent=0))
        members = set(connection.execute(select(CampaignMember.customer_id)).scalars())
    assert (again.new, again.calls, members) == (False, 1, {bold, late})


def test_a_product_that_comes_during_the_campaign_stands_against_nobody(
    engine: Engine, people: list[bytes]
) -> None:
    product(engine, opens_on=AS_OF + 10)
    product(engine, code="LATER", opens_on=AS_OF + 38)
    with engine.begin() as connection:
        done = publish(connection, document(product="TD12"))
        assert (done.calls + done.control, done.unsuitable) == (len(people), 0)
        with using("en"), pytest.raises(RefusedError, match="sold from 2027-01-01 on"):
            publish(connection, document(product="LATER", code="Q5"))


def test_publishing_again_takes_in_who_fits_since_and_nothing_else(
    engine: Engine, people: list[bytes]
) -> None:
    with engine.begin() as connection:
        connection.execute(update(Customer).where(Customer.id.in_(people[:10])).values(kind="prospect"))
        first = publish(connection, document(control_percent=0))
        again = publish(connection, document(control_percent=0))
        connection.execute(update(Customer).values(kind="customer"))
        later = publish(connection, document(control_percent=0))
        places = connection.execute(select(Call.position, Call.customer_id).order_by(Call.position)).all()
        told = connection.execute(select(Change.row_uuid).where(Change.entity == "calls")).scalars().all()
    assert (first.new, first.calls) == (True, 30)
    assert (again.new, again.id, again.calls, again.control) == (False, first.id, 0, 0)
    assert (later.new, later.calls) == (False, 10)
    assert [place for place, _ in places] == list(range(1, 41))
    assert {customer for _, customer in places[30:]} == set(people[:10])
    assert len(told) == len(set(told)) == 40
    with engine.begin() as connection:
        with using("en"), pytest.raises(CampaignRefused, match="another title, quota"):
            publish(connection, document(control_percent=0, title="别的", quota=3))
        close(connection, "Q4")
        for again_closed in (
            lambda: publish(connection, document(control_percent=0)),
            lambda: close(connection, "Q4"),
        ):
            with pytest.raises(RefusedError):
                again_closed()
        with pytest.raises(InputError):
            close(connection, "Q5")


def test_the_report_counts_the_funnel_and_compares_the_arms(engine: Engine, people: list[bytes]) -> None:
    product(engine)
    with engine.begin() as connection:
        done = publish(connection, document(product="TD12", control_percent=50))
        rows = connection.execute(select(Call.id, Call.customer_id).order_by(Call.position)).all()
        control = list(
            connection.execute(
                select(CampaignMember.customer_id).where(CampaignMember.arm == CONTROL)
            ).scalars()
        )
        outcomes = ["won", "interested", "declined", "wrong_number", "skipped"]
        for row, outcome in zip(rows, outcomes, strict=False):
            connection.execute(
                update(Call).where(Call.id == row.id).values(outcome=outcome, outcome_on=AS_OF)
            )
        for person, stage, amount in (
            (rows[1].customer_id, "won", 300_000_00),
            (rows[1].customer_id, "won", 50_000_00),
            (rows[2].customer_id, "lost", 7_00),
        ):
            connection.execute(
                insert(Opportunity).values(
                    id=new_id(), customer_id=person, title="定期", campaign_id=done.id, stage=stage,
                    amount_minor=amount, currency="CNY", opened_on=AS_OF, made_at=0,
                )
            )  # fmt: skip
    for person, starts_on in (
        (rows[0].customer_id, AS_OF),
        (rows[1].customer_id, AS_OF - 24),
        (control[0], AS_OF - 23),
    ):
        hold(engine, person, "term_deposit", starts_on=starts_on)
    hold(engine, rows[2].customer_id, "fund", starts_on=AS_OF)
    with engine.connect() as connection:
        said = report(connection, "Q4")
    funnel = said.funnel
    assert (funnel.members, funnel.called, funnel.reached, funnel.interested, funnel.won) == (
        len(rows),
        4,
        3,
        2,
        2,
    )
    assert funnel.amounts == (("CNY", 350_000_00),)
    assert said.effect is not None
    assert (said.kind, said.effect.call.n, said.effect.control.n) == ("term_deposit", len(rows), len(control))
    assert said.effect.call.value == pytest.approx(1 / len(rows))
    assert said.effect.control.value == pytest.approx(1 / len(control))
    assert said.effect.low is not None
    assert said.effect.low < 0 < len(control)


def test_the_command_publishes_lists_reports_and_closes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    engine = demo_bank(tmp_path)
    fill(engine, advisors=1, customers=30, transactions=1)
    product(engine)
    engine.dispose()
    command = ["--db", f"sqlite:///{tmp_path / 'office.db'}", "--lang", "en", "campaigns"]
    file = tmp_path / "q4.toml"
    file.write_text(
        'format = 1\ncode = "Q4"\ntitle = "[red]年末"\nproduct = "TD12"\nopens_on = 2026-11-01\n'
        "closes_on = 2026-12-31\ncontrol_percent = 20\n[audience]\n",
        encoding="utf-8",
    )
    assert main(command) == 0
    assert capsys.readouterr().out == "There are no campaigns.\n"
    assert main([*command, "publish", str(file), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["unsuitable"], done["against"]) == (0, {})
    assert done["calls"] + done["control"] == 30
    assert main(command) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if "Q4" in line]
    assert line.split() == [
        "Q4",
        "[red]年末",
        "2026-11-01",
        "2026-12-31",
        "running",
        str(done["calls"]),
        "0",
        str(done["control"]),
    ]
    assert main([*command, "report", "Q4"]) == 0
    assert (
        f"New positions: called 0.0% (n = {done['calls']}), control arm 0.0% (n = {done['control']}); difference +0.0 %"
        in (capsys.readouterr().out)
    )
    assert main([*command, "report", "Q4", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["funnel"]["members"] == said["effect"]["call"]["n"] == done["calls"]
    assert main([*command, "close", "Q4"]) == 0
    assert capsys.readouterr().out == "Campaign Q4 is closed.\n"
    for wrong in (["publish"], ["list", "Q4"], ["report", "Q5"], ["publish", str(tmp_path / "none.toml")]):
        assert main([*command, *wrong]) in (2, 4)
        assert capsys.readouterr().err.strip()

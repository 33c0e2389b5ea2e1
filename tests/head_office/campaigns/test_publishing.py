"""Campaigns on both databases: what is published and refused, whom the product suits, and what the report counts."""

import datetime
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from advisor_app.domain.campaigns import CALL, CONTROL, Audience, arm_of
from advisor_app.domain.dates import to_day
from advisor_app.domain.ids import new_id
from advisor_app.errors import InputError, RefusedError
from advisor_app.head_office import policies
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.campaigns.audience import chosen
from advisor_app.head_office.campaigns.publishing import CampaignRefused, close, listed, publish
from advisor_app.head_office.campaigns.report import report
from advisor_app.head_office.db.models import (
    Bank,
    Call,
    CampaignMember,
    Change,
    Customer,
    Holding,
    Opportunity,
)
from advisor_app.i18n import using
from tests.head_office.campaigns.making import assess, document, found, hold, product
from tests.support.bank import AS_OF, fill
from tests.support.office import demo_bank


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

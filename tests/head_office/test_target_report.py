"""Targets against what is reached, by advisor and branch, worked out by hand, on both databases."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from advisor_app.domain.dates import to_day
from advisor_app.head_office import targets
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import (
    Account,
    AccountHolder,
    Advisor,
    AumMonth,
    Branch,
    Customer,
    Transaction,
)
from tests.support.bank import AS_OF, Filled, fill
from tests.support.office import demo_bank

Capture = pytest.CaptureFixture[str]
QUARTER = "2026-10-01,2026-12-31"  # on the 24th of November 55 of 92 days have passed
FIRST = to_day(date(2026, 10, 1))
MONTHS = [to_day(date(2026, month, 1)) for month in (9, 10, 11)]
AVERAGES = (
    (100_00, 150_00, 160_00),
    (50_00, 60_00, 60_00),
    (500_00, 400_00, 300_00),
    (None, None, 10_00),  # came in November
)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    given = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = demo_bank(tmp_path, given)
    filled = fill(engine, advisors=2, customers=2, transactions=1)  # A01000 and A01001
    with engine.begin() as connection:
        _branches(connection)
        _book(connection, filled)
    engine.dispose()
    return given or f"sqlite:///{tmp_path / 'office.db'}"


def _branches(connection: Connection) -> None:
    """Two advisors at one branch, one who has nobody at another, one at none."""
    for key, code in ((1, "B1"), (2, "B2")):
        connection.execute(insert(Branch).values(id=key, code=code, name=f"支行{key}"))
    connection.execute(update(Advisor).values(branch_id=1))
    connection.execute(insert(Advisor).values(number="A02000", name="新经理", branch_id=2))
    connection.execute(insert(Advisor).values(number="A03000", name="总行"))


def _book(connection: Connection, filled: Filled) -> None:
    people = [person for book in filled.books.values() for person in book]
    for statement in (delete(AumMonth), delete(Transaction)):
        connection.execute(statement)
    connection.execute(update(Customer).values(opened_on=FIRST - 1))
    connection.execute(update(Customer).where(Customer.id == people[1]).values(opened_on=FIRST))
    connection.execute(update(Customer).where(Customer.id == people[3]).values(opened_on=AS_OF))
    for person, averages in zip(people, AVERAGES, strict=True):
        for month, minor in zip(MONTHS, averages, strict=True):
            if minor is not None:
                row = {"customer_id": person, "month": month, "average_minor": minor, "currency": "CNY"}
                connection.execute(insert(AumMonth).values(coverage=100, **row))
    held = select(AccountHolder.account_id, AccountHolder.customer_id)
    accounts = {person: account for account, person in connection.execute(held)}
    booked = (
        (people[0], FIRST, -6_00, "fee"),
        (people[0], FIRST - 1, -9_00, "fee"),  # before the time
        (people[1], AS_OF, -1_50, "statement_fee"),
        (people[1], AS_OF + 1, -2_50, "fee"),  # after the data
        (people[1], AS_OF, -70_00, "dining"),
        (people[2], AS_OF, -4_00, "fee"),
    )
    source = connection.execute(select(Account.source_id).limit(1)).scalar_one()
    for number, (person, day, minor, category) in enumerate(booked):
        row = {"account_id": accounts[person], "day": day, "amount_minor": minor, "category": category}
        connection.execute(
            insert(Transaction).values(source_id=source, source_key=f"F{number}", kind="fee", **row)
        )


def take(url: str, *lines: str) -> None:
    engine = open_bank(url)
    with engine.begin() as connection:
        targets.take(connection, "\n".join(("advisor,measure,from,to,goal", *lines)))
    engine.dispose()


def run(url: str, *statements: Any) -> None:
    engine = open_bank(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    engine.dispose()


def reported(capsys: Capture, url: str, *arguments: str) -> dict[str, Any]:
    assert main(["--db", url, "targets", "report", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def figures(lines: list[dict[str, Any]]) -> dict[tuple[Any, str], tuple[Any, ...]]:
    names = ("goal", "start", "actual", "expected", "percent", "standing")
    return {(line["code"], line["measure"]): tuple(line[name] for name in names) for line in lines}


def test_advisors_and_branches_are_those_of_their_customers(url: str, capsys: Capture) -> None:
    take(
        url,
        f"A01000,aum,{QUARTER},300",
        f"A01001,aum,{QUARTER},300",
        f"A01000,fee_income,{QUARTER},10",
        f"A01001,fee_income,{QUARTER},5",
        f"A01000,new_customers,{QUARTER},1",
        f"A01001,new_customers,{QUARTER},3",
        "A01000,aum,2026-01-01,2026-09-30,1",  # is over
        "A01000,aum,2027-01-01,2027-03-31,1",  # has not begun
    )
    found = reported(capsys, url)
    # Of the way from 150 to 300 in AUM 55/92 are 89.67…, rounded up to the cent; from 500 down to 300 it is to be held.
    assert figures(found["lines"]) == {
        ("A01000", "aum"): (300_00, 150_00, 220_00, 150_00 + 89_68, 46, "behind"),
        ("A01000", "fee_income"): (10_00, 0, 7_50, 5_98, 75, "ahead"),
        ("A01000", "new_customers"): (1, 0, 1, 1, 100, "reached"),
        ("A01001", "aum"): (300_00, 500_00, 310_00, 300_00, None, "reached"),
        ("A01001", "fee_income"): (5_00, 0, 4_00, 2_99, 80, "ahead"),
        ("A01001", "new_customers"): (3, 0, 1, 2, 33, "behind"),
    }
    assert {(line["days"], line["of_days"], line["customers"]) for line in found["lines"]} == {(55, 92, 2)}
    assert (found["as_of"], found["advisors"]) == ("2026-11-24", 4)
    assert [(one["number"], one["measure"]) for one in found["missing"]] == [
        (number, measure)
        for measure in ("aum", "fee_income", "new_customers")
        for number in ("A02000", "A03000")
    ]
    together = {
        "aum": (600_00, 650_00, 530_00, 600_00, None, "behind"),
        "fee_income": (15_00, 0, 11_50, 8_97, 76, "ahead"),
        "new_customers": (4, 0, 2, 3, 50, "behind"),
    }
    branches = reported(capsys, url, "--by", "branch")
    assert figures(branches["lines"]) == {("B1", measure): told for measure, told in together.items()}
    assert {(line["advisors"], line["of_advisors"], line["customers"]) for line in branches["lines"]} == {
        (2, 2, 4)
    }
    assert figures(branches["whole"]) == {(None, measure): told for measure, told in together.items()}
    assert {(line["advisors"], line["of_advisors"]) for line in branches["whole"]} == {(2, 4)}


def test_what_is_not_known_is_not_made_up(url: str, capsys: Capture) -> None:
    take(url, f"A01000,fee_income,{QUARTER},10", f"A02000,aum,{QUARTER},5", f"A02000,fee_income,{QUARTER},5")
    dollars = update(Account).where(
        Account.id.in_(select(Transaction.account_id).where(Transaction.amount_minor == -6_00))
    )
    run(url, dollars.values(currency="USD"))
    found = reported(capsys, url)
    assert figures(found["lines"]) == {
        ("A01000", "fee_income"): (10_00, 0, None, 5_98, None, "unknown"),
        ("A02000", "aum"): (5_00, None, None, None, None, "unknown"),
        ("A02000", "fee_income"): (5_00, 0, 0, 2_99, 0, "behind"),
    }
    assert figures(found["whole"])[None, "fee_income"] == (15_00, 0, None, 8_97, None, "unknown")
    without = dict.fromkeys(("aum", "fee_income", "new_customers"), 0)
    for one in found["missing"]:
        without[one["measure"]] += 1
    assert without == {"aum": 3, "fee_income": 2, "new_customers": 4}


def test_targets_of_other_times_stand_in_lines_of_their_own(url: str, capsys: Capture) -> None:
    take(url, f"A01000,new_customers,{QUARTER},1", "A01001,new_customers,2026-11-24,2026-11-24,1")
    lines = reported(capsys, url, "--by", "branch")["lines"]
    assert [(line["from"], line["actual"], line["advisors"]) for line in lines] == [
        ("2026-11-24", 1, 1),
        ("2026-10-01", 1, 1),
    ]


def test_it_is_told_as_a_table_in_both_languages(url: str, capsys: Capture) -> None:
    assert main(["--db", url, "--lang", "en", "targets", "report"]) == 0
    said = capsys.readouterr().out
    assert "No target holds this day." in said
    assert "No target for AUM: 4 of 4 advisors (A01000 客户经理A01000, A01001" in said
    take(url, f"A01000,aum,{QUARTER},30000", f"A01001,new_customers,{QUARTER},3")
    assert main(["--db", url, "--lang", "en", "targets", "report", "--by", "branch"]) == 0
    said = capsys.readouterr().out
    assert "B1 支行1" in said
    assert "1 of 2" in said
    assert "behind time" in said
    assert main(["--db", url, "--lang", "zh_CN", "targets", "report"]) == 0
    said = capsys.readouterr().out
    assert "未设新增客户目标：4 位客户经理中的 3 位" in said
    assert "60%" in said
    assert "¥3.00万" in said


def test_the_report_of_the_bank_has_them_by_branch_and_that_of_a_branch_by_advisor(
    url: str, capsys: Capture, tmp_path: Path
) -> None:
    take(url, f"A01000,new_customers,{QUARTER},2", f"A01001,new_customers,{QUARTER},3")

    def codes(*scope: str) -> list[tuple[Any, Any]]:
        assert main(["--db", url, "report", *scope, "--out", str(tmp_path / "r.html"), "--json"]) == 0
        return [(one["code"], one["goal"]) for one in json.loads(capsys.readouterr().out)["targets"]]

    assert codes("--all") == [("B1", 5)]
    assert codes("--branch", "B1") == [("A01000", 2), ("A01001", 3)]
    assert codes("--branch", "B2") == []
    assert codes("--advisor", "A01001") == [("A01001", 3)]
    assert "新增客户" in (tmp_path / "r.html").read_text(encoding="utf-8")

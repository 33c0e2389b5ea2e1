"""Targets from a table, on both databases: taken whole or not at all, and told to the devices of their advisors."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from advisor_app.domain.dates import to_day
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import Advisor, Bucket, Change, Target
from tests.support.bank import fill
from tests.support.office import demo_bank

Capture = pytest.CaptureFixture[str]
HEAD = "advisor,measure,from,to,goal\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    given = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = demo_bank(tmp_path, given)
    fill(engine, advisors=2, customers=2, transactions=1)  # A01000 and A01001
    engine.dispose()
    return given or f"sqlite:///{tmp_path / 'office.db'}"


def said(capsys: Capture, url: str, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main(["--db", url, "targets", *arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def written(folder: Path, text: str | bytes) -> str:
    path = folder / "targets.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def kept(url: str) -> list[tuple[Any, ...]]:
    engine = open_bank(url)
    with engine.connect() as connection:
        columns = (
            Advisor.number,
            Target.measure,
            Target.starts_on,
            Target.ends_on,
            Target.goal,
            Target.currency,
        )
        rows = connection.execute(
            select(*columns).join(Advisor, Advisor.id == Target.advisor_id).order_by(Target.id)
        ).all()
    engine.dispose()
    return [tuple(row) for row in rows]


def told(url: str) -> dict[str, int]:
    """Return how many changes of targets the book of each advisor has to send."""
    engine = open_bank(url)
    with engine.connect() as connection:
        found = connection.execute(
            select(Advisor.number)
            .join_from(Change, Bucket, Bucket.id == Change.bucket_id)
            .join(Advisor, Advisor.id == Bucket.advisor_id)
            .where(Change.entity == "targets", Bucket.kind == "book")
        ).scalars()
        numbers = list(found)
    engine.dispose()
    return {number: numbers.count(number) for number in numbers}


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def test_a_table_is_taken_again_without_change_and_a_line_takes_the_place_of_its_like(
    url: str, tmp_path: Path, capsys: Capture
) -> None:
    text = HEAD + (
        "A01000,aum,2026-10-01,2026-12-31,250000000\n"
        "A01000,new_customers,2026-10-01,2026-12-31,12\n"
        "\n"
        " A01001 ,fee_income,2026-11-01,2026-11-30,1500.50\n"
    )
    path = written(tmp_path, "\ufeff" + text)
    assert said(capsys, url, path) == {"new": 3, "changed": 0, "same": 0}
    quarter = (day("2026-10-01"), day("2026-12-31"))
    assert kept(url) == [
        ("A01000", "aum", *quarter, 250_000_000_00, "CNY"),
        ("A01000", "new_customers", *quarter, 12, None),
        ("A01001", "fee_income", day("2026-11-01"), day("2026-11-30"), 1500_50, "CNY"),
    ]
    assert told(url) == {"A01000": 2, "A01001": 1}
    assert said(capsys, url, path) == {"new": 0, "changed": 0, "same": 3}
    assert told(url) == {"A01000": 2, "A01001": 1}
    path = written(tmp_path, text.replace(",12\n", ",15\n"))
    assert said(capsys, url, path) == {"new": 0, "changed": 1, "same": 2}
    assert kept(url)[1][-2:] == (15, None)
    assert told(url) == {"A01000": 3, "A01001": 1}
    assert [one["goal"] for one in said(capsys, url)["targets"]] == [250_000_000_00, 15, 1500_50]
    assert main(["--lang", "en", "--db", url, "targets"]) == 0
    assert "1,500.50" in capsys.readouterr().out


def test_every_wrong_line_is_named_and_nothing_is_taken(url: str, tmp_path: Path, capsys: Capture) -> None:
    quarter = "2026-10-01,2026-12-31"
    lines = [
        f"A01000,aum,{quarter},100",
        f"A99999,aum,{quarter},100",
        f"A01000,profit,{quarter},100",
        "A01000,aum,2027-02-30,2027-12-31,100",
        "A01000,aum,2027-12-31,2027-01-01,100",
        f"A01000,fee_income,{quarter},-5",
        f"A01000,fee_income,{quarter},1.005",
        f"A01000,fee_income,{quarter},99999999999999999999",
        f"A01000,new_customers,{quarter},1.5",
        f"A01000,aum,{quarter},200",
        "A01000,aum,2026-12-31,2027-03-31,100",
        f"A01001,aum,{quarter},100,x",
        "A01001,aum",
    ]
    path = written(tmp_path, HEAD + "\n".join(lines))
    found = said(capsys, url, path, code=2)
    assert found["error"] == "TargetsRefused"
    named = sorted(int(one["sentence"].split()[1]) for one in found["issues"])
    assert named == list(range(3, 15))
    assert kept(url) == []
    assert told(url) == {}


def test_times_of_one_measure_do_not_overlap_with_those_that_are_there(
    url: str, tmp_path: Path, capsys: Capture
) -> None:
    said(capsys, url, written(tmp_path, HEAD + "A01000,aum,2026-10-01,2026-12-31,100\n"))
    path = written(tmp_path, HEAD + "A01000,aum,2026-12-31,2027-03-31,100\n")
    [issue] = said(capsys, url, path, code=2)["issues"]
    assert "2026-10-01" in issue["sentence"]
    # The next day, another measure and another advisor are free.
    said(
        capsys,
        url,
        written(
            tmp_path,
            HEAD
            + "A01000,aum,2027-01-01,2027-03-31,100\nA01000,fee_income,2026-12-31,2027-03-31,9\n"
            + "A01001,aum,2026-12-31,2027-03-31,100\n",
        ),
    )
    assert len(kept(url)) == 4


@pytest.mark.parametrize(
    "text",
    [
        b"",
        HEAD.encode(),
        b"advisor,measure\nA01000,aum\n",
        HEAD.encode() + "客户经理".encode("gb18030"),
        HEAD.encode() + b'A01000,"aum,2026-10-01\n',
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, capsys: Capture, text: bytes) -> None:
    demo_bank(tmp_path).dispose()
    url = f"sqlite:///{tmp_path / 'office.db'}"
    assert said(capsys, url, written(tmp_path, text), code=2)["sentence"]
    assert said(capsys, url, str(tmp_path / "none.csv"), code=2)["sentence"]
    assert kept(url) == []

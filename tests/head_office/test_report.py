"""`head-office report`, on both databases: figures of all, a branch and an advisor, and a page of plain text."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from advisor_app.domain.insights import HABITS, RFM, VERSION, Habits, Rfm
from advisor_app.domain.insights.habits import Month
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import Bank, Branch, Customer, Holding, Insight, Source, TierMonth
from tests.support.bank import fill
from tests.support.office import demo_bank

Capture = pytest.CaptureFixture[str]
AS_OF, NOVEMBER, OCTOBER = 20_781, 20_758, 20_727
NASTY = "<script>alert(1)</script>"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    given = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    engine = demo_bank(tmp_path, given)
    fill(engine, advisors=2, customers=2, transactions=1)  # A01000 and A01001, two customers each
    with engine.begin() as connection:
        connection.execute(update(Bank).values(as_of=AS_OF))
    engine.dispose()
    return given or f"sqlite:///{tmp_path / 'office.db'}"


@pytest.fixture
def bank(url: str) -> Iterator[Engine]:
    engine = open_bank(url)
    yield engine
    engine.dispose()


@pytest.fixture
def known(bank: Engine) -> list[bytes]:
    """Write months of tiers, insights and a maturity; the first customer is of a branch with a nasty name."""
    with bank.begin() as connection:
        ids = list(connection.execute(select(Customer.id).order_by(Customer.id)).scalars())
        source = connection.execute(select(Source.id)).scalars().first()
        connection.execute(Branch.__table__.insert().values(code="N1", name=NASTY))  # type: ignore[attr-defined]
        branch = connection.execute(select(Branch.id).where(Branch.code == "N1")).scalar_one()
        connection.execute(update(Customer).where(Customer.id == ids[0]).values(branch_id=branch))
        for place, customer in enumerate(ids):
            for month, tier in ((OCTOBER, "gold"), (NOVEMBER, "wealth" if place == 0 else "gold")):
                values = {"state": "normal", "currency": "CNY", "reason": "{}", "policy_version": 1}
                connection.execute(
                    TierMonth.__table__.insert().values(  # type: ignore[attr-defined]
                        customer_id=customer, month=month, tier=tier, average_minor=100_00, **values
                    )
                )
            came = 500 if place == 0 else 100
            habits = Habits("CNY", 0, months=(Month(NOVEMBER, came, 300, 0),)).to_json()
            rfm = Rfm("CNY", 1, 7_00, 5, 5, 5, "champion", 4).to_json()
            for kind, facts in ((HABITS, habits), (RFM, rfm if place < 3 else "{broken")):
                connection.execute(
                    Insight.__table__.insert().values(  # type: ignore[attr-defined]
                        customer_id=customer, kind=kind, data_on=AS_OF, version=VERSION, facts=facts
                    )
                )
        held = {"kind": "fund", "currency": "CNY", "value_minor": 900_00, "starts_on": 1, "as_of": AS_OF}
        connection.execute(
            Holding.__table__.insert().values(  # type: ignore[attr-defined]
                customer_id=ids[0], source_id=source, source_key="h1", matures_on=AS_OF + 1, **held
            )
        )
    return ids


def said(capsys: Capture, url: str, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main(["--db", url, "report", *arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


class Plain(HTMLParser):
    """Collects the tags and texts of a page, and what it would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_figures_of_the_whole_bank(url: str, known: list[bytes], tmp_path: Path, capsys: Capture) -> None:
    found = said(capsys, url, "--all", "--out", str(tmp_path / "all.html"))
    assert (found["customers"], found["name"], found["as_of"]) == (4, None, "2026-11-24")
    assert [
        (one["month"], one["tier"], one["customers"], one["assets_minor"]) for one in found["tier_months"]
    ] == [
        (OCTOBER, "gold", 4, 400_00),
        (NOVEMBER, "gold", 3, 300_00),
        (NOVEMBER, "wealth", 1, 100_00),
    ]
    assert found["moves"] == [{"month": NOVEMBER, "up": 1, "down": 0}]
    assert found["flows"] == [
        {"month": NOVEMBER, "in_minor": 800, "out_minor": 1200, "gaining": 1, "losing": 3}
    ]
    assert found["maturities"][0] == {"month": NOVEMBER, "customers": 1, "amount_minor": 900_00}
    assert found["segments"] == [{"code": "champion", "customers": 3, "assets_minor": 21_00}]
    assert found["kinds"]["fund"] == 1


def test_a_branch_and_an_advisor_have_their_own(
    url: str, known: list[bytes], tmp_path: Path, capsys: Capture
) -> None:
    branch = said(capsys, url, "--branch", "N1", "--out", str(tmp_path / "branch.html"))
    assert (branch["customers"], branch["name"]) == (1, NASTY)
    assert branch["flows"][0]["in_minor"] == 500
    books = [
        said(capsys, url, "--advisor", number, "--out", str(tmp_path / "book.html"))
        for number in ("A01000", "A01001")
    ]
    assert [book["customers"] for book in books] == [2, 2]
    assert sum(book["flows"][0]["in_minor"] for book in books) == 800


def test_the_page_is_self_contained_and_names_are_text(
    url: str, known: list[bytes], tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "branch.html"
    assert main(["--db", url, "report", "--branch", "N1", "--out", str(path), "--lang", "en"]) == 0
    page = Plain(path.read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert page.fetched == []
    texts = " ".join(page.texts)
    assert f"Figures of {NASTY}" in texts
    for part in ("AUM by tier", "Nov 2026", "Champion", "¥900.00", "Wealth"):
        assert part in texts, part
    assert page.tags.count("section") == 6
    assert main(["--db", url, "report", "--branch", "N1", "--out", str(path), "--lang", "zh_CN"]) == 0
    assert "各层级管理资产" in path.read_text(encoding="utf-8")
    capsys.readouterr()


def test_a_bank_in_which_nothing_was_computed_says_so(url: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "all.html"
    found = said(capsys, url, "--all", "--out", str(path), "--lang", "en")
    assert found["tier_months"] == found["flows"] == []
    assert path.read_text(encoding="utf-8").count("Nothing has been computed yet.") >= 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("--branch", "nowhere", "--out", "{}/a.html"),
        ("--advisor", "nobody", "--out", "{}/a.html"),
        ("--all", "--out", "{}/a.pdf"),
    ],
)
def test_what_cannot_be_reported_leaves_no_file(
    url: str, tmp_path: Path, capsys: Capture, arguments: tuple[str, ...]
) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    given = [one.format(tmp_path) for one in arguments]
    assert main(["--db", url, "report", *given]) == 2
    assert capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} <= before | {"office.db-shm", "office.db-wal"}


def test_a_folder_that_is_not_there_is_said(url: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["--db", url, "report", "--all", "--out", str(tmp_path / "no" / "a.html")]) != 0
    assert str(tmp_path / "no") in capsys.readouterr().err

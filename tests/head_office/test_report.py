"""`head-office report`, on both databases: figures of all, a branch and an advisor, and a page of plain text."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, delete, insert, select, update

from advisor_app.domain.ids import new_id
from advisor_app.domain.insights import FLOWS, RFM, VERSION, Flows, Rfm
from advisor_app.domain.insights.flows import Flow
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import open_bank
from advisor_app.head_office.db.models import (
    Bank,
    BookMember,
    Branch,
    Call,
    Campaign,
    CampaignMember,
    Customer,
    Holding,
    Insight,
    Opportunity,
    Product,
    Source,
    TierMonth,
)
from tests.support.bank import fill
from tests.support.office import demo_bank

Capture = pytest.CaptureFixture[str]
AS_OF, NOVEMBER, OCTOBER, SEPTEMBER = 20_781, 20_758, 20_727, 20_697
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
            flows = Flows("CNY", (Flow(NOVEMBER, came, 300),)).to_json()
            rfm = Rfm("CNY", 1, 7_00, 5, 5, 5, "champion", 4).to_json()
            for kind, facts in ((FLOWS, flows), (RFM, rfm if place < 3 else "{broken")):
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


@pytest.fixture
def campaign(bank: Engine, known: list[bytes]) -> bytes:
    """Write a campaign for a fund: the first three are called (two came far, one bought), the fourth is left alone."""
    key, days = new_id(), {"opens_on": AS_OF - 10, "closes_on": AS_OF + 10}
    with bank.begin() as connection:
        source = connection.execute(select(Source.id)).scalars().first()
        shared = {"source_id": source, "currency": "CNY", "as_of": AS_OF}
        product = connection.execute(
            insert(Product)
            .values(source_key="p1", code="F1", name="基金", kind="fund", **shared)
            .returning(Product.id)
        ).scalar_one()
        told = {"code": "Q4", "title": NASTY, "audience": "{}", "control_percent": 25, "published_at": 0}
        connection.execute(insert(Campaign).values(id=key, product_id=product, **days, **told))
        for place, (customer, outcome) in enumerate(
            zip(known, ("won", "declined", None, ""), strict=True), 1
        ):
            arm = "control" if outcome == "" else "call"
            connection.execute(insert(CampaignMember).values(campaign_id=key, customer_id=customer, arm=arm))
            if arm == "call":
                connection.execute(
                    insert(Call).values(
                        id=new_id(), customer_id=customer, list_id=key, position=place, outcome=outcome
                    )
                )
        connection.execute(
            insert(Holding).values(
                customer_id=known[0],
                source_key="h2",
                kind="fund",
                value_minor=1,
                starts_on=AS_OF - 1,
                **shared,
            )
        )
        connection.execute(
            insert(Opportunity).values(
                id=new_id(), customer_id=known[0], title="基金", campaign_id=key, stage="won",
                amount_minor=70_00, currency="CNY", opened_on=AS_OF, made_at=0,
            )
        )  # fmt: skip
    return key


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


def test_how_the_customers_are_made_up(
    url: str, known: list[bytes], bank: Engine, tmp_path: Path, capsys: Capture
) -> None:
    tier_month = {"tier": "gold", "state": "normal", "currency": "CNY", "reason": "{}", "policy_version": 1}
    with bank.begin() as connection:
        # In September the first had half of October, the second the same in dollars, which nothing converts.
        for customer, currency in ((known[0], "CNY"), (known[1], "USD")):
            values = tier_month | {"customer_id": customer, "month": SEPTEMBER, "average_minor": 50_00}
            connection.execute(insert(TierMonth).values(**values | {"currency": currency}))
        connection.execute(update(Customer).values(opened_on=20_454, closed_on=None))  # 2026-01-01
        connection.execute(update(Customer).where(Customer.id == known[0]).values(opened_on=20_453))
        connection.execute(
            update(Customer).where(Customer.id == known[1]).values(opened_on=20_453, closed_on=AS_OF)
        )
        later = update(Customer).where(Customer.id == known[2])
        connection.execute(later.values(opened_on=AS_OF + 1, closed_on=AS_OF + 1))
    found = said(capsys, url, "--all", "--out", str(tmp_path / "all.pdf"))
    groups = {one["name"]: one for one in found["groups"]}
    assert groups.keys() == {NASTY, None}
    assert groups[NASTY] == {"name": NASTY, "customers": 1, "assets_minor": 100_00, "before_minor": 50_00}
    assert groups[None] == {"name": None, "customers": 3, "assets_minor": 300_00, "before_minor": 0}
    assert [one["name"] for one in found["groups"]] == [None, NASTY]  # the most assets first
    assert found["cohorts"] == [
        {"year": 2025, "customers": 2, "left": 1, "assets_minor": 100_00},
        {"year": 2026, "customers": 1, "left": 0, "assets_minor": 100_00},
    ]
    held = {(one["kind"], one["tier"]): one["customers"] for one in found["held"]}
    assert (held["", "gold"], held["", "wealth"]) == (3, 1)
    assert held["fund", "wealth"] == 1
    assert ("fund", "gold") not in held


def test_the_tiers_of_the_next_month_are_not_told_yet(
    url: str, known: list[bytes], bank: Engine, tmp_path: Path, capsys: Capture
) -> None:
    with bank.begin() as connection:
        connection.execute(update(Bank).values(as_of=NOVEMBER - 1))  # the last of October
    found = said(capsys, url, "--all", "--out", str(tmp_path / "all.html"))
    assert {one["month"] for one in found["tier_months"]} == {OCTOBER}


def test_a_branch_is_split_by_advisor_and_a_book_not_at_all(
    url: str, known: list[bytes], bank: Engine, tmp_path: Path, capsys: Capture
) -> None:
    with bank.begin() as connection:
        branch = connection.execute(select(Branch.id).where(Branch.code == "N1")).scalar_one()
        connection.execute(update(Customer).values(branch_id=branch))
        connection.execute(delete(BookMember).where(BookMember.customer_id == known[3]))
    found = said(capsys, url, "--branch", "N1", "--out", str(tmp_path / "branch.html"))
    assert {one["name"]: one["customers"] for one in found["groups"]} == {
        "客户经理A01000": 2,
        "客户经理A01001": 1,
        None: 1,
    }
    assert said(capsys, url, "--advisor", "A01000", "--out", str(tmp_path / "a.html"))["groups"] == []


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
    for part in ("AUM by tier", "until the end of Jan 2027", "Champion", "¥900.00", "Wealth"):
        assert part in texts, part
    assert page.tags.count("section") == 10
    assert main(["--db", url, "report", "--branch", "N1", "--out", str(path), "--lang", "zh_CN"]) == 0
    assert "各层级管理资产" in path.read_text(encoding="utf-8")
    capsys.readouterr()


def test_campaigns_are_counted_in_the_scope_only(
    url: str, known: list[bytes], campaign: bytes, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "all.html"
    [whole] = said(capsys, url, "--all", "--out", str(path), "--lang", "en")["campaigns"]
    assert whole["funnel"] == {
        "members": 3, "called": 2, "reached": 2, "interested": 1, "won": 1, "amounts": {"CNY": 70_00},
    }  # fmt: skip
    assert (whole["campaign"], whole["product_kind"]) == ("Q4", "fund")
    arms = whole["effect"]
    assert (arms["call"]["n"], arms["control"]["n"], arms["control"]["value"]) == (3, 1, 0)
    assert arms["difference"] == pytest.approx(1 / 3)
    texts = " ".join(Plain(path.read_text(encoding="utf-8")).texts)
    # Of two who were called one was won: Wilson's interval of 1 of 2 is 9.5% to 90.5%.
    for part in (f"{NASTY} · Fund", "50.0% (9.5%–90.5%)", "+33.3 (", "Campaign results"):
        assert part in texts, part
    [branch] = said(capsys, url, "--branch", "N1", "--out", str(path))["campaigns"]
    assert (branch["funnel"]["members"], branch["funnel"]["won"]) == (1, 1)
    assert (branch["effect"]["call"]["n"], branch["effect"]["control"]["n"]) == (1, 0)
    assert branch["effect"]["difference"] is None
    books = [
        said(capsys, url, "--advisor", number, "--out", str(path))["campaigns"][0]["funnel"]["members"]
        for number in ("A01000", "A01001")
    ]
    assert sorted(books) == [1, 2]


def test_a_branch_without_the_customers_of_a_campaign_says_so(
    url: str, known: list[bytes], campaign: bytes, bank: Engine, tmp_path: Path, capsys: Capture
) -> None:
    with bank.begin() as connection:
        connection.execute(insert(Branch).values(code="N2", name="空"))
    path = tmp_path / "none.html"
    found = said(capsys, url, "--branch", "N2", "--out", str(path), "--lang", "en")
    assert (found["customers"], found["campaigns"]) == (0, [])
    assert "No campaign has customers here." in path.read_text(encoding="utf-8")


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
        ("--all", "--out", "{}/a.txt"),
        ("--all", "--out", "{}/pdf"),
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


def test_a_pdf_says_what_the_page_says(url: str, known: list[bytes], tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "branch.PDF"
    found = said(capsys, url, "--branch", "N1", "--out", str(path), "--lang", "en")
    assert (found["file"], found["customers"], found["policy_version"]) == (str(path), 1, 1)
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    demo = "Demonstration, not for business"
    for part in (
        f"Figures of {NASTY}",
        "data of 24 Nov 2026",
        "policy version 1",
        "Champion",
        "¥900.00",
        demo,
    ):
        assert part in text, part
    assert path.stat().st_mode & 0o077 == 0  # it is for its owner
    assert [one.name for one in tmp_path.iterdir() if "branch" in one.name] == ["branch.PDF"]


def test_a_place_that_cannot_be_written_is_said(url: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "folder.pdf").mkdir()
    for name in ("no/a.html", "no/a.pdf", "folder.pdf"):
        path = tmp_path / name
        assert main(["--db", url, "report", "--all", "--out", str(path)]) == 4
        assert str(path.parent) in capsys.readouterr().err


def test_what_fails_leaves_the_old_report_and_nothing_else(
    url: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out" / "a.pdf"
    path.parent.mkdir()
    path.write_text("old")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        assert main(["--db", url, "report", "--all", "--out", str(path)]) == 4
    assert str(path.parent) in capsys.readouterr().err
    assert [(one.name, one.read_text()) for one in path.parent.iterdir()] == [(path.name, "old")]
    assert main(["--db", url, "report", "--all", "--out", str(path)]) == 0
    assert path.stat().st_size > 1_000

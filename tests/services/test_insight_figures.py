"""The figures of the book over time, each against the list that it opens and against what was written by hand."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advisor_app.data import segments as segments_data
from advisor_app.data.reads import policies
from advisor_app.domain import insight_figures as domain
from advisor_app.domain.customers import CustomerQuery
from advisor_app.domain.dates import add_months, to_day
from advisor_app.domain.insight_figures import (
    Cohort,
    FlowMonth,
    MaturityMonth,
    MovedMonth,
    Segment,
    TierMonthFigure,
    counted_by,
)
from advisor_app.domain.insights import FLOWS, HABITS, RFM, VERSION, Flows, Habits, Rfm
from advisor_app.domain.insights.flows import Flow
from advisor_app.domain.insights.habits import Month
from advisor_app.errors import InputError
from advisor_app.services.export_insights import export_picture, export_table
from advisor_app.services.find_customers import count_customers, find_customers
from advisor_app.services.insight_figures import asset_figures, flow_figures, share_figures
from advisor_app.services.open_book import Book
from tests.services.conftest import logged
from tests.support import factories
from tests.support.factories import TODAY

NOVEMBER = TODAY - 23
OCTOBER, SEPTEMBER = add_months(NOVEMBER, -1), add_months(NOVEMBER, -2)


def numbers(book: Book, query: CustomerQuery) -> set[str]:
    found = find_customers(book, query, refines=True).rows
    assert len(found) == count_customers(book, query)
    return {row.number or "" for row in found}


def tier_month(office: factories.Book, customer: bytes, month: int, tier: str, average: int = 0) -> None:
    values = {"state": "normal", "reason": "{}", "policy_version": 1, "currency": "CNY"}
    office.add("tier_months", customer_id=customer, month=month, tier=tier, average_minor=average, **values)


def insight(office: factories.Book, customer: bytes, kind: str, facts: str, version: int = VERSION) -> None:
    office.add("insights", customer_id=customer, kind=kind, data_on=TODAY, version=version, facts=facts)


def test_a_bare_book_has_no_figures_and_looking_is_logged_once(book: Book) -> None:
    assert asset_figures(book).bank is None
    assert flow_figures(book).bank is None
    assert share_figures(book).bank is None
    asset_figures(book, refines=True)
    assert logged(book) == [("insights.view", None)]
    assert count_customers(book, counted_by(domain.SEGMENT, "champion")) == 0


def test_assets_and_movements_by_months(book: Book, office: factories.Book) -> None:
    one, two, three = (office.customer(number=number) for number in ("1", "2", "3"))
    tier_month(office, one, OCTOBER, "gold", 100_000_00)
    tier_month(office, one, NOVEMBER, "wealth", 600_000_00)
    tier_month(office, two, OCTOBER, "gold", 60_000_00)
    tier_month(office, two, NOVEMBER, "mass", 40_000_00)
    # Nothing is known of October, so that is no movement.
    tier_month(office, three, SEPTEMBER, "mass", 10_000_00)
    tier_month(office, three, NOVEMBER, "gold", 70_000_00)
    found = asset_figures(book)
    assert found.tier_months == (
        TierMonthFigure(SEPTEMBER, "mass", 1, 10_000_00),
        TierMonthFigure(OCTOBER, "gold", 2, 160_000_00),
        TierMonthFigure(NOVEMBER, "mass", 1, 40_000_00),
        TierMonthFigure(NOVEMBER, "gold", 1, 70_000_00),
        TierMonthFigure(NOVEMBER, "wealth", 1, 600_000_00),
    )
    assert flow_figures(book).moves == (MovedMonth(NOVEMBER, 1, 1),)
    assert numbers(book, counted_by(domain.IN_TIER, OCTOBER, "gold")) == {"1", "2"}
    assert numbers(book, counted_by(domain.MOVED, NOVEMBER, "up")) == {"1"}
    assert numbers(book, counted_by(domain.MOVED, NOVEMBER, "down")) == {"2"}


def test_flows_are_those_that_head_office_found(book: Book, office: factories.Book) -> None:
    one, two, three, four = (office.customer(number=number) for number in ("1", "2", "3", "4"))
    for customer, came, left in ((one, 500_00, 300_00), (two, 100_00, 400_00)):
        insight(office, customer, FLOWS, Flows("CNY", (Flow(OCTOBER, came, left),)).to_json())
    insight(office, three, FLOWS, "{broken")
    insight(office, four, FLOWS, Flows("CNY", (Flow(OCTOBER, 9, 0),)).to_json(), version=0)
    # Habits are of those who may be profiled only: they are not what is added up.
    insight(office, four, HABITS, Habits("CNY", 0, months=(Month(OCTOBER, 9, 0, 0),)).to_json())
    found = flow_figures(book)
    assert found.months == (FlowMonth(OCTOBER, 600_00, 700_00, gaining=1, losing=1),)
    assert found.data_on == TODAY
    assert numbers(book, counted_by(domain.GAINING, OCTOBER)) == {"1"}
    assert numbers(book, counted_by(domain.LOSING, OCTOBER)) == {"2"}


def test_maturities_ahead(book: Book, office: factories.Book) -> None:
    one, two = office.customer(number="1"), office.customer(number="2")
    held = {"starts_on": TODAY - 90, "closed_on": None, "value_minor": 10_000_00}
    office.add("holdings", customer_id=one, matures_on=TODAY + 1, **held)
    office.add("holdings", customer_id=one, matures_on=TODAY + 2, **held)
    office.add("holdings", customer_id=two, matures_on=TODAY + 20, **held)
    office.add("holdings", customer_id=two, matures_on=TODAY + 3, **{**held, "closed_on": TODAY - 1})
    office.add("holdings", customer_id=two, matures_on=TODAY + 3, **{**held, "starts_on": TODAY + 1})
    office.add("holdings", customer_id=two, matures_on=TODAY, **held)
    office.add("holdings", customer_id=two, matures_on=TODAY + 21, **held, currency="USD")
    found = flow_figures(book)
    december = add_months(NOVEMBER, 1)
    assert found.maturities[:2] == (
        MaturityMonth(NOVEMBER, 1, 20_000_00),
        MaturityMonth(december, 1, 10_000_00),
    )
    assert (len(found.maturities), found.other_currencies) == (12, 1)
    assert numbers(book, counted_by(domain.MATURES, NOVEMBER)) == {"1"}
    assert numbers(book, counted_by(domain.MATURES, december)) == {"2"}


def test_segments_products_and_cohorts(book: Book, office: factories.Book) -> None:
    opened = to_day(date(2021, 5, 1))
    one = office.customer(number="1", opened_on=opened)
    two = office.customer(number="2", opened_on=opened, closed_on=TODAY - 1)
    three = office.customer(number="3")
    office.add("tiers", customer_id=one, tier="gold", average_minor=80_000_00)
    office.add("holdings", customer_id=one, kind="fund", closed_on=None)
    office.add("holdings", customer_id=three, kind="fund", closed_on=None)
    for customer, segment in ((one, "champion"), (two, "other"), (three, "champion")):
        insight(office, customer, RFM, Rfm("CNY", 10, 50_000_00, 5, 5, 5, segment, 3).to_json())
    found = share_figures(book)
    assert found.segments == (Segment("champion", 2, 100_000_00), Segment("other", 1, 50_000_00))
    assert found.tiers == (("gold", 1), ("", 2))
    assert {(one.kind, one.tier): one.customers for one in found.held} == {
        ("fund", "gold"): 1,
        ("fund", ""): 1,
    }
    assert found.cohorts == (Cohort(2021, 2, 1, 80_000_00),)
    assert numbers(book, counted_by(domain.SEGMENT, "champion")) == {"1", "3"}
    assert numbers(book, counted_by(domain.OPENED, 2021)) == {"1", "2"}
    assert numbers(book, counted_by(domain.OPENED, 2020)) == set()


def test_whoever_wants_no_profile_is_in_no_segment_from_then_on(book: Book, office: factories.Book) -> None:
    one, two = office.customer(number="1"), office.customer(number="2")
    for customer in (one, two):
        insight(office, customer, RFM, Rfm("CNY", 10, 50_000_00, 5, 5, 5, "champion", 3).to_json())
        insight(office, customer, FLOWS, Flows("CNY", (Flow(NOVEMBER, 2, 1),)).to_json())
    refusal = {"channel": "all", "purpose": "profiling", "granted": 0, "recorded_at": 1}
    office.add("consents", customer_id=two, **refusal)
    assert share_figures(book).segments == (Segment("champion", 1, 50_000_00),)
    assert numbers(book, counted_by(domain.SEGMENT, "champion")) == {"1"}
    # Sums of bookings are no profile: they stay those of everybody.
    assert flow_figures(book).months == (FlowMonth(NOVEMBER, 4, 2, gaining=2, losing=0),)


def test_the_steps_of_a_campaign(book: Book, office: factories.Book) -> None:
    with book.store.read() as tx:
        calls = policies.in_force(tx).calls
    by_stage = {one.stage: one.code for one in calls.outcomes}
    campaign = office.add("campaigns", title="年末回馈", opens_on=TODAY - 5, closes_on=TODAY + 30)
    outcomes = [None, by_stage["skipped"], by_stage["not_reached"], by_stage["interested"], by_stage["won"]]
    for number, outcome in enumerate([*outcomes, "withdrawn"]):
        customer = office.customer(number=str(number))
        office.add(
            "calls",
            customer_id=customer,
            list_id=campaign,
            position=number,
            outcome=outcome,
            interaction_id=None,
        )
    [found] = share_figures(book).campaigns
    assert (found.title, found.counts) == ("年末回馈", (5, 3, 2, 2, 1))
    assert found.share(domain.LISTED).value is None
    assert found.share(domain.CALLED).value == 1
    share = found.share(domain.WON)
    assert share.n == 3
    assert share.value == pytest.approx(1 / 3)
    assert share.low is not None
    assert share.high is not None
    assert share.low < 1 / 3 < share.high
    expected = ({"0", "1", "2", "3", "4"}, {"2", "3", "4"}, {"3", "4"}, {"3", "4"}, {"4"})
    for step, who in zip(domain.STEPS, expected, strict=True):
        assert numbers(book, counted_by(domain.CAMPAIGN, campaign.hex(), step)) == who


def test_every_figure_of_a_random_book_opens_as_many_as_it_counts(book: Book, office: factories.Book) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    rng = random.Random(seed)  # printed, so that a failure can be repeated
    for _number in range(40):
        customer = office.customer(opened_on=TODAY - rng.randrange(4_000))
        for back in range(5):
            tier_month(
                office, customer, add_months(NOVEMBER, -back), rng.choice(("mass", "gold", "wealth")), 1
            )
        months = tuple(
            Flow(add_months(NOVEMBER, -back), rng.randrange(3), rng.randrange(3)) for back in range(4)
        )
        insight(office, customer, FLOWS, Flows("CNY", months).to_json())
        office.add(
            "holdings",
            customer_id=customer,
            starts_on=0,
            matures_on=TODAY + rng.randrange(400),
            closed_on=None,
        )
    assets, flows, shares = asset_figures(book), flow_figures(book), share_figures(book)
    opened = [
        *((counted_by(domain.IN_TIER, one.month, one.tier), one.customers) for one in assets.tier_months),
        *((counted_by(domain.MOVED, one.month, "up"), one.up) for one in flows.moves),
        *((counted_by(domain.MOVED, one.month, "down"), one.down) for one in flows.moves),
        *((counted_by(domain.GAINING, one.month), one.gaining) for one in flows.months),
        *((counted_by(domain.LOSING, one.month), one.losing) for one in flows.months),
        *((counted_by(domain.MATURES, one.month), one.customers) for one in flows.maturities),
        *((counted_by(domain.OPENED, one.year), one.customers) for one in shares.cohorts),
    ]
    assert len(opened) > 30
    for query, many in opened:
        assert count_customers(book, query) == many, query.insights


@pytest.mark.parametrize(
    "value",
    [
        "",
        "tier",
        "tier:x:gold",
        "nobody:1",
        "matures:99999999999999",
        "campaign:zz:won",
        "campaign:00:none",
        "moved:0",
    ],
)
def test_a_value_that_is_not_understood_finds_nobody(book: Book, office: factories.Book, value: str) -> None:
    office.customer()
    assert count_customers(book, CustomerQuery(insights=(value,))) == 0


def test_a_segment_keeps_what_a_figure_counts(book: Book, office: factories.Book) -> None:
    query = counted_by(domain.MATURES, NOVEMBER)
    with book.store.write() as tx:
        segments_data.save(tx, "本月到期", query, None)
    with book.store.read() as tx:
        assert segments_data.read(tx)[0].query == query


def test_a_table_is_saved_as_it_is_shown_and_logged(
    book: Book, office: factories.Book, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    export_table(book, "assets", [("月份", "私行"), ("=1+1", "¥5.00")], path)
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["月份,私行", "'=1+1,¥5.00"]
    assert logged(book)[-1] == ("insights.export_table", "insights:assets")


def test_a_picture_is_saved_and_logged(book: Book, office: factories.Book, tmp_path: Path) -> None:
    export_picture(book, "flows", b"png", tmp_path / "flows.png")
    assert (tmp_path / "flows.png").read_bytes() == b"png"
    assert logged(book)[-1] == ("insights.export_picture", "insights:flows")


def test_what_the_policy_does_not_allow_is_not_saved(
    book: Book, office: factories.Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book.store.read() as tx:
        policy = policies.in_force(tx)
    closed = replace(policy, insights=replace(policy.insights, exports=("table",)))
    monkeypatch.setattr(policies, "in_force", lambda _connection: closed)
    with pytest.raises(InputError):
        export_picture(book, "flows", b"png", tmp_path / "flows.png")
    assert not list(tmp_path.glob("*.png"))
    assert logged(book) == []

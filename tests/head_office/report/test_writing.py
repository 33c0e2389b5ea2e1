"""What a report says: the figures at the top, every section's numbers, and what is not known."""

import pytest

from advisor_app import i18n
from advisor_app.domain.insight_figures import TierMonthFigure
from advisor_app.head_office.report.document import Bar, Document, Line, Lines, Month, Months, lengthened
from advisor_app.head_office.report.figures import Report
from advisor_app.head_office.report.writing import written
from tests.head_office.report.sample import FOUND, NOTHING, OCTOBER, POLICY, WAN


def told(found: Report, language: str = "en") -> Document:
    with i18n.using(language):
        return written(found)


def months(document: Document, place: int) -> Months:
    section = document.sections[place]
    assert isinstance(section, Months)
    return section


def lines(document: Document, place: int) -> Lines:
    section = document.sections[place]
    assert isinstance(section, Lines)
    return section


def table(section: Months) -> dict[str, tuple[str, ...]]:
    return {one.name: one.cells for one in section.series}


def test_the_figures_at_the_top_are_of_whole_months() -> None:
    assert [tuple(tile) for tile in told(FOUND).tiles] == [
        ("Customers", "4", "3 of them with a tier"),
        ("AUM", "¥1.00M", "average of Oct 2026, +25.0% since Sep 2026"),
        ("Net flow", "¥50.00K", "Sep 2026 to Oct 2026"),
        ("Maturing", "¥600.00K", "until the end of Jan 2027"),
        ("Tier moves", "↑ 1   ↓ 3", "Nov 2026"),
    ]
    assert [tile.value for tile in told(FOUND, "zh_CN").tiles] == [
        "4",
        "¥100.00万",
        "¥5.00万",
        "¥60.00万",
        "↑ 1   ↓ 3",
    ]


def test_a_fall_is_told_with_a_minus() -> None:
    fallen = FOUND._replace(
        tier_months=(*FOUND.tier_months[:1], TierMonthFigure(OCTOBER, "gold", 3, 60 * WAN))
    )
    assert told(fallen).tiles[1].about == "average of Oct 2026, −25.0% since Sep 2026"
    lost = FOUND._replace(flows=FOUND.flows[1:])
    assert told(lost).tiles[2].value == "−¥250.00K"


def test_assets_and_customers_by_tier() -> None:
    assets = months(told(FOUND, "zh_CN"), 0)
    assert assets.unit == "万元"
    assert table(assets) == {
        "金卡": ("80.00", "30.00", "10.00"),
        "财富": ("0.00", "70.00", "90.00"),
        "合计": ("80.00", "100.00", "100.00"),
    }
    assert [one.name for one in assets.drawn] == ["金卡", "财富"]
    assert assets.months == (Month("9月", "2026"), Month("10月"), Month("11月", is_open=True))
    assert "2026年11月" in assets.about
    counts = months(told(FOUND), 1)
    assert table(counts) == {"Gold": ("4", "3", "1"), "Wealth": ("0", "1", "2"), "Together": ("4", "4", "3")}


def test_on_its_last_day_a_month_is_over() -> None:
    document = told(FOUND._replace(as_of=20_787))  # 2026-11-30
    assert document.tiles[1].about == "average of Nov 2026, +25.0% since Sep 2026"
    assert document.tiles[2] == ("Net flow", "¥100.00K", "Sep 2026 to Nov 2026")
    assert not any(month.is_open for month in months(document, 0).months)
    assert months(document, 0).about == ""
    before = told(FOUND._replace(as_of=20_786))
    assert before.tiles[2].value == "¥50.00K"
    assert months(before, 0).months[-1].is_open


def test_a_tier_that_the_policy_has_no_more_is_told_by_its_code() -> None:
    gone = (*FOUND.tier_months, TierMonthFigure(OCTOBER, "silver", 1, WAN))
    assets = months(told(FOUND._replace(tier_months=gone)), 0)
    assert [one.name for one in assets.series] == ["Gold", "Wealth", "silver", "Together"]
    assert table(assets)["Together"] == ("800", "1,010", "1,000")


def test_months_that_are_over_need_no_word() -> None:
    assert months(told(FOUND._replace(tier_months=FOUND.tier_months[:3])), 0).about == ""


def test_movements_flows_and_maturities() -> None:
    document = told(FOUND)
    assert table(months(document, 2)) == {
        "Moved up": ("1", "1"),
        "Moved down": ("0", "3"),
        "Net": ("+1", "−2"),
    }
    flows = months(document, 3)
    assert flows.unit == "¥ thousand"
    assert table(flows) == {
        "Inflow": ("500.00", "100.00", "50.00"),
        "Outflow": ("200.00", "350.00", "0.00"),
        "Net": ("300.00", "−250.00", "50.00"),
        "Customers with a gain": ("3", "1", "1"),
        "Customers with a loss": ("1", "2", "0"),
    }
    ahead = months(document, 4)
    assert table(ahead) == {
        "Amount": ("100.00", "200.00", "300.00", "900.00"),
        "Customers": ("1", "2", "1", "5"),
    }
    assert [one.year for one in ahead.months] == ["2026", "", "2027", ""]
    assert [one.is_open for one in ahead.months] == [True, False, False, False]


def test_products_and_segments() -> None:
    document = told(FOUND)
    products = lines(document, 6)
    assert products.headings == ("Customers", "Share", "Gold", "Wealth")
    assert [(line.name, line.cells) for line in products.lines] == [
        ("Current account", ("4", "100.0%", "100.0%", "100.0%")),
        ("Fund", ("3", "75.0%", "0.0%", "50.0%")),
    ]
    assert [line.bars[0].length for line in products.lines] == [1.0, 0.75]
    assert [(line.name, line.cells) for line in lines(document, 7).lines] == [
        ("Champion", ("2", "¥500.00K")),
        ("Other", ("1", "¥50.00K")),
    ]


def test_branches_stand_beside_each_other() -> None:
    branches = lines(told(FOUND), 5)
    assert (branches.title, branches.headings) == ("By branch", ("Customers", "AUM", "since Sep 2026"))
    assert [(line.name, line.cells) for line in branches.lines] == [
        ("城南支行", ("3", "¥700.00K", "+25.0%")),
        ("城北支行", ("1", "¥300.00K", "—")),
        ("Nobody's", ("0", "¥0.00", "−100.0%")),
    ]
    assert "Oct 2026" in branches.about
    assert lines(told(FOUND._replace(name="城南支行")), 5).title == "By advisor"


def test_one_branch_alone_has_nothing_beside_it() -> None:
    document = told(FOUND._replace(groups=FOUND.groups[:1]))
    assert "By branch" not in [section.title for section in document.sections]


def test_cohorts_with_those_who_left() -> None:
    cohorts = lines(told(FOUND), 8)
    assert [(line.name, line.cells) for line in cohorts.lines] == [
        ("2024", ("3", "1", "¥900.00K")),
        ("2026", ("1", "0", "¥100.00K")),
    ]
    assert [bar.length for bar in cohorts.lines[0].bars] == pytest.approx([2 / 3, 1 / 3])


def test_campaigns_with_n_and_intervals() -> None:
    [line] = lines(told(FOUND), 9).lines
    # Wilson, 95 %, by hand: 10 of 20 is 29.9 to 70.1, 5 of 20 is 11.2 to 46.9, 2 of 20 is 2.8 to 30.1.
    assert line.cells == ("40", "20", "50.0% (29.9%–70.1%)", "25.0% (11.2%–46.9%)", "10.0% (2.8%–30.1%)")
    assert [bar.length for bar in line.bars] == pytest.approx([2 / 40, 3 / 40, 5 / 40, 10 / 40, 20 / 40])
    called, control = lines(told(FOUND), 10).lines
    assert (called.name, control.name) == ("秋季基金 · Fund", "Control arm")
    assert called.cells[:2] == ("40", "20.0% (10.5%–34.8%)")
    assert control.cells == ("20", "5.0% (0.9%–23.6%)", "")
    assert called.cells[2].startswith("+15.0 (−")
    assert called.interval is not None
    assert called.interval[1] == pytest.approx(1.0)  # nothing reaches further
    assert called.bars[0].length == pytest.approx(0.2 / 0.348, abs=0.001)


def test_shares_of_many_need_no_interval() -> None:
    rules = POLICY.insights
    [campaign] = FOUND.campaigns
    many = campaign._replace(funnel=campaign.funnel._replace(called=rules.interval_below, reached=500))
    [line] = lines(told(FOUND._replace(campaigns=(many,))), 9).lines
    assert line.cells[2] == "50.0%"


def test_a_bank_in_which_nothing_is_known_says_so_everywhere() -> None:
    document = told(NOTHING)
    assert [tile.value for tile in document.tiles] == ["0", "—", "—", "—", "—"]
    for section in document.sections:
        assert not (section.months if isinstance(section, Months) else section.lines)
        assert section.nothing.endswith(".")


def test_a_report_says_of_whom_and_when_and_by_which_rules() -> None:
    document = told(FOUND)
    assert document.title == "Figures of 江城银行"
    assert document.about == "江城银行 · data of 24 Nov 2026 · policy version 1"
    assert document.notes[0] == "All customers of the bank."
    assert document.internal == "For use within the bank"
    assert told(FOUND._replace(is_demo=True)).internal == "Demonstration, not for business"
    branch = told(FOUND._replace(name="城南支行"))
    assert branch.title == "Figures of 城南支行"
    assert branch.notes[0].startswith("Only customers of 城南支行")


def test_bars_are_measured_by_the_longest_and_never_negative() -> None:
    made = lengthened(
        (
            Line("a", (Bar(2.0, 0), Bar(2.0, 1)), ()),
            Line("b", (Bar(-1.0, 0),), (), (-0.5, 8.0)),
            Line("c", (), ()),
        )
    )
    assert [[bar.length for bar in line.bars] for line in made] == [[0.25, 0.25], [0.0], []]
    assert made[1].interval == (0.0, 1.0)
    assert lengthened(()) == ()
    assert lengthened((Line("a", (Bar(0.0, 0),), ()),))[0].bars[0].length == 0.0

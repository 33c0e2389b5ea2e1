"""Charts show the numbers of the book, and say them in words."""

import pytest

from advisor_app.domain.figures import Figures
from advisor_app.i18n import using
from advisor_app.services.customer_figures import customer_figures
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.charts.bars import Bars
from advisor_app.ui.charts.donut import Donut
from advisor_app.ui.charts.trend import Trend
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer import pictures
from tests.support.factories import TODAY, Book
from tests.support.rich_book import MONTHS, ZENG_AUM, People


def test_the_trend_has_a_year_from_the_month_it_is_compared_with(desk: Desk, people: People) -> None:
    picture = pictures.aum(show_customer(desk.book, people.zeng))
    assert picture is not None
    trend = picture.chart
    assert isinstance(trend, Trend)
    assert picture.unit == "万元"
    known = [(ZENG_AUM - back * 100_000_00) / 1_000_000 for back in range(11, -1, -1)]
    assert trend.values == (None, *known)
    assert trend.labels[:3] == ("11月\n2025", "12月", "1月\n2026")
    assert (trend.labels[-1], trend.last) == ("11月", "¥820.00万")
    said = picture.words.split("；")
    assert said[:2] == ["2025年11月 —", f"2025年12月 ¥{known[0]:.2f}万"]
    assert (said[-1], len(said)) == ("2026年11月 ¥820.00万", 13)


def test_months_that_are_missing_or_known_in_part_are_marked(desk: Desk) -> None:
    book = Book(desk.book.store)
    customer = book.customer("赵一")
    for month, coverage in ((MONTHS[0], 100), (MONTHS[3], 60)):
        book.add("aum_months", customer_id=customer, month=month, average_minor=50_000_00, coverage=coverage)
    picture = pictures.aum(show_customer(desk.book, customer))
    assert picture is not None
    trend = picture.chart
    assert isinstance(trend, Trend)
    assert trend.values == (*(None,) * 9, 5.0, None, None, 5.0)
    assert [place for place, partly in enumerate(trend.partly) if partly] == [9]
    assert "2026年10月 —" in picture.lines
    assert "2026年8月 ¥5.00万（已知 60%）" in picture.lines
    assert picture.unit == "万元 · ○ 只部分已知"


def test_spending_has_eight_bars_and_the_rest_in_one(desk: Desk, people: People) -> None:
    spent = tuple((f"c{place}", (12 - place) * 100) for place in range(11))
    figures = Figures("CNY", TODAY, 0, 0, 0, TODAY - 365, spent, ())
    picture = pictures.spending(show_customer(desk.book, people.zeng), figures)
    assert picture is not None
    bars = picture.chart
    assert isinstance(bars, Bars)
    assert [bar.value for bar in bars.bars] == [1200, 1100, 1000, 900, 800, 700, 600, 500, 400 + 300 + 200]
    assert (bars.bars[-1].name, bars.bars[-1].amount, bars.rest) == ("其他", "¥9.00", True)
    assert picture.words.endswith("；其他 ¥9.00")


def test_spending_adds_up_what_the_book_has(desk: Desk) -> None:
    book = Book(desk.book.store)
    customer = book.customer("赵一")
    account = book.account(customer)
    for minor, category, day in (
        (-30_00, "dining", TODAY),
        (-12_00, "dining", TODAY - 200),
        (-50_00, "fuel", TODAY - 3),
        (-999_00, "fuel", TODAY - 400),
        (700_00, "salary", TODAY),
    ):
        book.add("transactions", account_id=account, amount_minor=minor, category=category, day=day)
    picture = pictures.spending(show_customer(desk.book, customer), customer_figures(desk.book, customer))
    assert picture is not None
    assert picture.words == "加油 ¥50.00；餐饮 ¥42.00"
    bars = picture.chart
    assert isinstance(bars, Bars)
    assert not bars.rest


def test_allocation_adds_up_to_the_assets(desk: Desk, people: People) -> None:
    picture = pictures.allocation(show_customer(desk.book, people.zeng))
    assert picture is not None
    donut = picture.chart
    assert isinstance(donut, Donut)
    deposits = 352_600_00 + 1_200_000_00 + round(20_000_00 * 7.1205)
    parts = {
        "理财产品": 2_000_000_00,
        "活期存款": deposits,
        "定期存款": 1_350_000_00,
        "基金": 900_000_00,
        "保险": 400_000_00,
        "贵金属": 120_000_00,
    }
    whole = sum(parts.values())
    assert {part.name: part.value for part in donut.slices} == parts
    assert [part.share for part in donut.slices] == [
        f"{100 * minor / whole:.1f}%" for minor in parts.values()
    ]
    assert donut.total == f"¥{whole / 1_000_000:.2f}万"
    assert "理财产品 30.9% ¥200.00万" in picture.words


@pytest.mark.parametrize("who", ["nobody", "prospect", "closed"])
def test_where_there_is_nothing_there_is_no_picture(desk: Desk, people: People, who: str) -> None:
    profile = show_customer(desk.book, getattr(people, who))
    assert pictures.aum(profile) is None
    assert pictures.allocation(profile) is None
    assert pictures.spending(profile, customer_figures(desk.book, profile.person.id)) is None


def test_in_english_units_and_words_are_english(desk: Desk, people: People) -> None:
    with using("en"):
        profile = show_customer(desk.book, people.zeng)
        trend, ring = pictures.aum(profile), pictures.allocation(profile)
    assert trend is not None
    assert ring is not None
    assert (trend.unit, trend.lines[-1]) == ("¥ million", "Nov 2026 ¥8.20M")
    assert ring.lines[:2] == ("Assets ¥6.47M", "Wealth product 30.9% ¥2.00M")

"""The key figures say what the rows add up to, and a dash where nothing is known."""

from typing import Any

import pytest

from advisor_app.domain.figures import Figures
from advisor_app.domain.profile import Profile
from advisor_app.i18n import using
from advisor_app.services.customer_figures import customer_figures
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.screens.customer import key_figures
from advisor_app.ui.screens.customer.key_figures import KeyFigure
from advisor_app.ui.theme import Tone
from tests.support.factories import NOON, TODAY, Book
from tests.support.rich_book import DAY, People

NOVEMBER, LAST_NOVEMBER, OCTOBER = 20_758, 20_393, 20_727


@pytest.fixture
def book(desk: Desk) -> Book:
    return Book(desk.book.store)


def profile(desk: Desk, customer: bytes) -> Profile:
    return show_customer(desk.book, customer)


def aum(book: Book, customer: bytes, month: int, minor: int, coverage: int = 100) -> None:
    book.add("aum_months", customer_id=customer, month=month, average_minor=minor, coverage=coverage)


def test_aum_is_compared_with_the_same_month_a_year_ago(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    aum(book, customer, NOVEMBER, 150_000_00)
    aum(book, customer, OCTOBER, 1_00)
    aum(book, customer, LAST_NOVEMBER, 100_000_00)
    shown = key_figures.aum(profile(desk, customer))
    assert shown.title == "2026年11月至今管理资产"
    assert (shown.figure, shown.note, shown.note_flow) == ("¥15.00万", "+50.0% 近 12 个月", 1)
    aum(book, customer, NOVEMBER, 75_000_00)
    fallen = key_figures.aum(profile(desk, customer))
    assert (fallen.note, fallen.note_flow) == ("−25.0% 近 12 个月", -1)


def test_aum_from_nothing_grows_by_an_amount(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    aum(book, customer, NOVEMBER, 150_000_00)
    aum(book, customer, LAST_NOVEMBER, 0)
    assert key_figures.aum(profile(desk, customer)).note == "+¥15.00万 近 12 个月"


def test_a_month_that_has_ended_is_not_so_far(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    aum(book, customer, OCTOBER, 100)
    assert key_figures.aum(profile(desk, customer)).title == "2026年10月月均管理资产"


def test_aum_that_is_known_in_part_says_so_and_is_not_compared(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    aum(book, customer, NOVEMBER, 150_000_00, coverage=86)
    aum(book, customer, LAST_NOVEMBER, 100_000_00)
    shown = key_figures.aum(profile(desk, customer))
    assert (shown.badge, shown.tone, shown.note) == ("已知 86%", Tone.WARN, "")
    aum(book, customer, NOVEMBER, 150_000_00)
    aum(book, customer, LAST_NOVEMBER, 100_000_00, coverage=99)
    assert key_figures.aum(profile(desk, customer)).note == ""


def test_assets_and_debts_are_added_up_and_what_has_no_rate_is_named(desk: Desk, people: People) -> None:
    shown = key_figures.assets(profile(desk, people.zeng))
    accounts = 352_600_00 + 1_200_000_00 + round(20_000_00 * 7.1205)
    holdings = 1_000_000_00 + 300_000_00 + 50_000_00 + 2_000_000_00 + 900_000_00 + 400_000_00 + 120_000_00
    assert shown.figure == f"¥{(accounts + holdings) / 100 / 10_000:,.2f}万"
    assert (shown.note, shown.extra) == ("负债 ¥164.00万", "不含 JPY（无汇率）")


def test_assets_of_which_nothing_can_be_added_up_are_no_zero(desk: Desk, people: People) -> None:
    shown = key_figures.assets(profile(desk, people.nobody))
    assert (shown.figure, shown.extra) == ("—", "不含 CZK（无汇率）")


def test_an_empty_account_is_worth_nothing_and_known(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    book.account(customer, balance_minor=0)
    assert key_figures.assets(profile(desk, customer)).figure == "¥0.00"


def flows(book: Book, customer: bytes, *amounts: tuple[int, str, int]) -> None:
    account = book.account(customer)
    for minor, category, day in amounts:
        book.add("transactions", account_id=account, amount_minor=minor, category=category, day=day)


def test_net_inflow_is_of_this_month(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    flows(
        book,
        customer,
        (12_000_00, "salary", NOVEMBER),
        (-2_500_00, "rent", TODAY),
        (99_000_00, "salary", NOVEMBER - 1),
    )
    shown = key_figures.net_inflow(customer_figures(desk.book, customer))
    assert shown.title == "2026年11月净流入"
    assert (shown.figure, shown.flow) == ("+¥9,500.00", 1)
    assert shown.note == "流入 ¥1.20万 · 流出 ¥2,500.00"


def test_net_outflow_has_its_sign_and_colour(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    flows(book, customer, (-2_500_00, "rent", TODAY))
    shown = key_figures.net_inflow(customer_figures(desk.book, customer))
    assert (shown.figure, shown.flow) == ("−¥2,500.00", -1)


def test_without_transactions_net_inflow_is_unknown(desk: Desk, people: People) -> None:
    shown = key_figures.net_inflow(customer_figures(desk.book, people.prospect))
    assert (shown.figure, shown.flow, shown.note) == ("—", 0, "本人账户没有交易")


@pytest.mark.parametrize(
    ("days", "badge", "tone"),
    [
        (1, "1 天后", Tone.BAD),
        (7, "7 天后", Tone.BAD),
        (8, "8 天后", Tone.WARN),
        (30, "30 天后", Tone.WARN),
        (31, "31 天后", Tone.NEUTRAL),
    ],
)
def test_the_next_maturity_and_how_near_it_is(
    desk: Desk, book: Book, days: int, badge: str, tone: Tone
) -> None:
    customer = book.customer("赵一")
    held: dict[str, Any] = {"customer_id": customer, "value_minor": 30_000_00}
    book.add("holdings", name="近", matures_on=TODAY + days, **held)
    book.add("holdings", name="远", matures_on=TODAY + days + 1, **held)
    book.add("holdings", name="已到期", matures_on=TODAY, **held)
    shown = key_figures.maturity(profile(desk, customer))
    assert (shown.figure, shown.note, shown.badge, shown.tone) == ("¥3.00万", "近", badge, tone)


def test_a_debt_that_ends_is_no_maturity(desk: Desk, book: Book) -> None:
    customer = book.customer("赵一")
    account = book.account(customer)
    book.add("loans", account_id=account, principal_minor=100, outstanding_minor=100, ends_on=TODAY + 3)
    assert key_figures.maturity(profile(desk, customer)) == KeyFigure("最近到期", note="没有会到期的持有")


@pytest.mark.parametrize(
    ("tier", "ago", "figure", "badge", "tone", "note"),
    [
        ("private", 3, "3 天前", "节奏正常", Tone.GOOD, "每 30 天"),
        ("private", 24, "24 天前", "6 天内应联系", Tone.WARN, "每 30 天"),
        ("private", 30, "30 天前", "今天应联系", Tone.WARN, "每 30 天"),
        ("private", 35, "35 天前", "已超期 5 天", Tone.BAD, "每 30 天"),
        ("private", None, "—", "从未联系", Tone.BAD, "每 30 天"),
        ("mass", 500, "500 天前", "", Tone.NEUTRAL, "按事件联系"),
        (None, None, "—", "", Tone.NEUTRAL, ""),
    ],
)
def test_the_last_contact_stands_to_the_rhythm_of_the_tier(
    desk: Desk, book: Book, tier: str | None, ago: int | None, figure: str, badge: str, tone: Tone, note: str
) -> None:
    customer = book.customer("赵一")
    if tier:
        book.add("tiers", customer_id=customer, tier=tier)
    if ago is not None:
        book.add("interactions", customer_id=customer, outcome="met", happened_at=NOON - ago * DAY)
    shown = key_figures.contact(profile(desk, customer))
    assert shown == KeyFigure("最近联系", figure, badge=badge, tone=tone, note=note)


def test_english_says_the_same(desk: Desk, people: People) -> None:
    with using("en"):
        zeng = profile(desk, people.zeng)
        assert key_figures.maturity(zeng).badge == "in 7 days"
        assert key_figures.contact(zeng).note == "every 30 days"
        unknown = Figures("CNY", NOVEMBER, None, 0, 0, LAST_NOVEMBER, (), ("USD",))
        assert key_figures.net_inflow(unknown).note == "without USD (no rate)"

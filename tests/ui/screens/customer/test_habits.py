"""The block of habits: a sentence for each that was found, the chart of the one that is chosen, and keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advisor_app.domain import insights
from advisor_app.domain.insights import Rfm
from advisor_app.domain.insights.habits import (
    Elsewhere,
    Habits,
    Income,
    Merchant,
    Month,
    OtherBank,
    Recurring,
    Season,
    Spent,
    Used,
)
from advisor_app.ui.charts.columns import Columns
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.habit_lines import standing
from advisor_app.ui.screens.customer.habits import HabitsSection
from tests.support.factories import TODAY, Book
from tests.support.rich_book import MONTHS, People
from tests.ui.screens.customer.conftest import ProfileOf, Settle

INCOME = Income("salary", "regular", 20_000_00, 15, 12, TODAY - 9, 20_000_00)
WHOLE = Habits(
    "CNY",
    TODAY - 364,
    spent_minor=100_000_00,
    out_minor=200_000_00,
    cash_minor=50_000_00,
    income=INCOME,
    season=Season(MONTHS[1], 180),
    months=tuple(Month(day, 20_000_00, 16_000_00, 8_000_00) for day in sorted(MONTHS[:4])),
    spending=(Spent("groceries", 40_000_00, 40, 90), Spent("travel", 20_000_00, 20, 4)),
    merchants=(Merchant("江城百货", 12_000_00, 30),),
    recurring=(Recurring("物业公司", 1_200_00, 30, 12, TODAY - 3), Recurring("云盘", 30_00, 91, 4, TODAY)),
    channels=(Used("mobile", 75), Used("branch", 25)),
    other_banks=(OtherBank("招商银行", 30_000_00, 5_000_00),),
    elsewhere=(Elsewhere("insurance", 6_000_00, 12, TODAY - 20),),
)


@pytest.fixture
def section(qtbot: QtBot, desk: Desk) -> Iterator[HabitsSection]:
    section = HabitsSection(desk)
    qtbot.addWidget(section)
    section.resize(900, 420)
    yield section
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)


@pytest.fixture
def customer(written: Book) -> bytes:
    return written.customer("赵一")


def sent(written: Book, customer: bytes, habits: Habits) -> None:
    facts = habits.to_json()
    values = {"kind": insights.HABITS, "data_on": TODAY, "version": insights.VERSION, "facts": facts}
    written.add("insights", customer_id=customer, **values)


def said(section: HabitsSection) -> list[str]:
    return [sentence.text() for sentence in section.sentences]


def test_each_habit_is_said_in_one_sentence(
    section: HabitsSection, written: Book, customer: bytes, profile_of: ProfileOf, settle: Settle
) -> None:
    sent(written, customer, WHOLE)
    section.show_profile(profile_of(customer))
    settle()
    assert said(section)[:2] == [
        "平均每月流入 ¥2.00万、流出 ¥1.60万，其中 25% 为取现。",
        "工资每月 ¥2.00万，通常在 15 日到账。",
    ]
    assert said(section)[3:5] == [
        "消费最多的商户是“江城百货”：30 笔，共 ¥1.20万。",
        "有 2 项定期付款，最大一项每月向“物业公司”付 ¥1,200.00。",
    ]
    assert "向他行转出 ¥3.00万，由他行转入 ¥5,000.00，往来最多的是招商银行。" in said(section)
    assert len(said(section)) == 9
    assert section.about.text() == "截至 2026年11月24日 的 12 个月"
    speak("en")
    assert said(section)[1] == "Salary of ¥20.00K a month, usually on day 15."


def test_the_segment_is_told_with_what_it_was_judged_by(
    section: HabitsSection, written: Book, customer: bytes, profile_of: ProfileOf, settle: Settle
) -> None:
    rfm = Rfm("CNY", 42, 1_500_000_00, 5, 4, 3, "active", 4_998, TODAY - 3)
    values = {"kind": insights.RFM, "data_on": TODAY, "version": insights.VERSION}
    written.add("insights", customer_id=customer, **values, facts=rfm.to_json())
    section.show_profile(profile_of(customer))
    settle()
    assert said(section) == [
        "活跃客户：最近一次自主交易在 2026年11月21日，12 个月 42 笔，月均资产 ¥150.00万。"
    ]
    picture = section.sentences[0].line.picture
    assert picture.lines == ("近期 5/5", "频率 4/5", "资产 3/5")
    assert picture.unit == "4,998 位客户中的五分位"
    speak("en")
    assert said(section)[0].startswith(
        "Active: last transaction of their own on 21 Nov 2026, 42 in 12 months"
    )
    quiet = rfm._replace(last_on=None, frequency=0, segment="other")
    assert standing(quiet, section.found.policy).sentence == (  # type: ignore[union-attr]
        "Other: no transaction of their own in 12 months, average assets ¥1.50M."
    )


def test_a_payee_of_whom_only_the_account_is_known_is_told_by_what_is_paid(
    section: HabitsSection, written: Book, customer: bytes, profile_of: ProfileOf, settle: Settle
) -> None:
    paid = (Recurring("", 1_200_00, 182, 3, TODAY, "household"), Recurring("", 30_00, 30, 4, TODAY))
    sent(written, customer, Habits("CNY", TODAY - 364, recurring=paid))
    section.show_profile(profile_of(customer))
    settle()
    assert said(section) == ["有 2 项定期付款，最大一项每半年付 ¥1,200.00。"]
    assert section.sentences[0].line.picture.lines == ("家庭缴费 · 每半年 ¥1,200.00", "— · 每月 ¥30.00")
    speak("en")
    assert said(section) == ["Has 2 recurring payments, the largest ¥1.20K every half year."]


@pytest.mark.parametrize(
    ("income", "sentence"),
    [
        (
            INCOME._replace(state="stopped", last_on=TODAY - 85),
            "工资已中断：最近一笔在 2026年8月31日，此前每月 ¥2.00万。",
        ),
        (INCOME._replace(state="changed", before_minor=15_000_00), "工资由每月 ¥1.50万 变为 ¥2.00万。"),
    ],
)
def test_an_income_that_stopped_or_changed_is_told_so(
    section: HabitsSection,
    written: Book,
    customer: bytes,
    profile_of: ProfileOf,
    settle: Settle,
    income: Income,
    sentence: str,
) -> None:
    sent(written, customer, Habits("CNY", TODAY - 364, income=income))
    section.show_profile(profile_of(customer))
    settle()
    assert said(section) == [sentence]


def test_the_chart_follows_the_arrow_keys(
    qtbot: QtBot,
    section: HabitsSection,
    written: Book,
    customer: bytes,
    profile_of: ProfileOf,
    settle: Settle,
) -> None:
    sent(written, customer, WHOLE)
    section.show_profile(profile_of(customer))
    settle()
    qtbot.waitExposed(section)
    first = section.chart.accessibleDescription()
    assert first.startswith("2026年8月 流入 ¥2.00万，2026年8月 流出 ¥1.60万")
    season = section.sentences[5]
    assert "180%" in season.text()
    section.sentences[0].setFocus()
    for sentence in section.sentences[:5]:
        qtbot.keyClick(sentence, Qt.Key.Key_Down)
    assert season.isChecked()
    assert not section.sentences[0].isChecked()
    chart = season.line.picture.chart
    assert isinstance(chart, Columns)
    assert chart.labels[chart.marked or 0] == "10月"
    assert section.chart.accessibleDescription() == season.line.picture.words != first


def test_a_customer_without_habits_gets_a_sentence_and_the_next_one_nothing_of_the_last(
    section: HabitsSection,
    written: Book,
    customer: bytes,
    people: People,
    profile_of: ProfileOf,
    settle: Settle,
) -> None:
    sent(written, customer, WHOLE)
    section.show_profile(profile_of(customer))
    settle()
    section.show_profile(profile_of(people.zeng))
    assert section.isHidden()
    settle()
    assert said(section) == []
    assert section.nothing.text() == "总行尚未发现可说明的习惯。"
    assert not section.nothing.isHidden()


def test_sentences_wrap_where_it_is_narrow(
    qtbot: QtBot,
    section: HabitsSection,
    written: Book,
    customer: bytes,
    profile_of: ProfileOf,
    settle: Settle,
) -> None:
    sent(written, customer, WHOLE)
    section.show_profile(profile_of(customer))
    settle()
    wide = section.sentences[0].heightForWidth(600)
    assert section.sentences[0].heightForWidth(160) > 1.8 * (wide - 16)

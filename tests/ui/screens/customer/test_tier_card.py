"""The card of a customer's tier: what it says in each state, the strip of months by keyboard, and what it gives."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_app.domain.dates import from_day, to_day
from advisor_app.domain.tiers import (
    CUT_OFF,
    GRACE,
    HELD,
    HOLD,
    LIFT,
    LIFTED,
    NO_ACTIVE_HOLDING,
    NORMAL,
    UPGRADE_NEXT,
    WATCH,
    Standing,
)
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.tier_card import TierCard
from advisor_app.ui.theme import Tone
from advisor_app.ui.widgets.badge import Badge
from tests.support.factories import TODAY, Book
from tests.ui.screens.customer.conftest import ProfileOf, Settle

WAN = 1_000_000


def day(text: str) -> int:
    return to_day(from_day(0).fromisoformat(text))


OCTOBER, NOVEMBER = day("2026-10-01"), day("2026-11-01")
WEALTH = Standing(
    "wealth",
    NORMAL,
    CUT_OFF,
    OCTOBER,
    day("2026-03-01"),
    average_minor=55 * WAN,
    cut_off_minor=50 * WAN,
    margin_minor=5 * WAN,
    next_tier="private",
    short_minor=545 * WAN,
    grace=3,
)
WATCHED = WEALTH._replace(
    state=WATCH, rule=GRACE, average_minor=46 * WAN + 200_000, margin_minor=-4 * WAN + 200_000, below=1
)


@pytest.fixture
def card(qtbot: QtBot, desk: Desk) -> Iterator[TierCard]:
    card = TierCard(desk)
    qtbot.addWidget(card)
    card.resize(900, 260)
    yield card
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)


def tiered(written: Book, standing: Standing, **changes: Any) -> bytes:
    """Write a customer with a tier, and the months of it that have ended and the present one."""
    customer = written.customer("赵一", aum=standing.average_minor)
    row = {"tier": standing.tier, "average_minor": standing.average_minor, "currency": "CNY"}
    values = {"since_on": standing.since, "month": standing.month, "policy_version": 1}
    written.add("tiers", customer_id=customer, reason=standing.to_json(), **(row | values | changes))
    for month, settled in ((day("2026-09-01"), True), (OCTOBER, True), (NOVEMBER, False)):
        state = standing.state if month >= OCTOBER else NORMAL
        average = standing.average_minor if month >= OCTOBER else 55 * WAN
        reason = standing._replace(settled=settled, state=state).to_json()
        written.add(
            "tier_months",
            customer_id=customer,
            month=month,
            reason=reason,
            state=state,
            policy_version=1,
            **(row | {"average_minor": average}),
        )
    return customer


@pytest.mark.parametrize(
    ("standing", "badge", "tone", "said"),
    [
        (
            WEALTH,
            "",
            Tone.NEUTRAL,
            [
                "2026年10月日均 ¥55.00万，层级标准 ¥50.00万",
                "距私行还差 ¥545.00万",
                "高于本层级标准 ¥5.00万",
            ],
        ),
        (
            WATCHED,
            "降级关注",
            Tone.WARN,
            [
                "距财富还差 ¥3.80万；降级关注第 24 天",
                "已低于标准 1 个月（保留期 3 个月）；月日均不达 ¥50.00万，将于2027年1月1日降级。",
                "2026年10月日均：¥46.20万",
            ],
        ),
        (
            WATCHED._replace(state=HELD, rule=HOLD, below=4, grace=6),
            "",
            Tone.WARN,
            [
                "距财富还差 ¥3.80万；降级关注第 116 天，因忠诚度延长保留",
                "已低于标准 4 个月（保留期 6 个月）；月日均不达 ¥50.00万，将于2027年1月1日降级。",
                "2026年10月日均：¥46.20万",
            ],
        ),
        (
            WATCHED._replace(state=LIFTED, rule=LIFT, below=0, transactions=150, categories=4),
            "",
            Tone.ACCENT,
            [
                "因忠诚度提升一级：12 个月内主动交易 150 笔，持有 4 类产品。",
                "2026年10月日均：¥46.20万",
                "距私行还差 ¥545.00万",
            ],
        ),
        (
            WEALTH._replace(state=UPGRADE_NEXT, coverage=80),
            "",
            Tone.GOOD,
            [
                "2026年10月日均 ¥55.00万，层级标准 ¥50.00万",
                "本月至今的日均已达到更高层级的标准。",
                "高于本层级标准 ¥5.00万",
                "仅知道 80% 的资产，层级可能偏低。",
            ],
        ),
        (
            Standing("prospect", NORMAL, NO_ACTIVE_HOLDING, OCTOBER, OCTOBER),
            "",
            Tone.NEUTRAL,
            ["目前在本行没有持有任何产品，层级不由资产决定。"],
        ),
    ],
    ids=["normal", "watch", "held", "lifted", "rises", "nothing"],
)
def test_what_is_said_of_each_state(
    card: TierCard,
    written: Book,
    profile_of: ProfileOf,
    settle: Settle,
    standing: Standing,
    badge: str,
    tone: Tone,
    said: list[str],
) -> None:
    # Of another policy's judgement nothing is foreseen, so that only the present is said.
    card.show_profile(profile_of(tiered(written, standing, policy_version=2)))
    settle()
    assert card.sentences == said
    assert card.state.tone is tone
    assert bool(card.state.text) is (tone is not Tone.NEUTRAL)
    if badge:
        assert card.state.text == badge


def test_what_is_to_come_with_and_without_what_matures(
    card: TierCard, written: Book, profile_of: ProfileOf, settle: Settle
) -> None:
    customer = tiered(written, WEALTH)
    written.account(customer, balance_minor=25 * WAN, balance_on=TODAY)
    written.add("holdings", customer_id=customer, value_minor=30 * WAN, matures_on=day("2026-12-10"))
    card.show_profile(profile_of(customer))
    settle()
    assert card.sentences[-3:] == [
        "2026年11月日均预计 ¥55.00万；2026年12月预计为财富。",
        "如到期的 ¥30.00万 流出：2026年12月日均 ¥33.71万，财富（低于标准第 1 个月，共 3 个月）。",
        "按当前资产、到期资金、工资入账和定期转账推算，不含其他收支。",
    ]


def test_the_months_are_gone_through_by_keyboard(
    card: TierCard, written: Book, profile_of: ProfileOf, settle: Settle
) -> None:
    card.show_profile(profile_of(tiered(written, WATCHED)))
    settle()
    card.show()
    card.strip.setFocus()
    assert card.month.text() == "依据策略第 1 版"
    QTest.keyClick(card.strip, Qt.Key.Key_Left)
    assert card.strip.chosen is not None
    assert card.strip.chosen.month == NOVEMBER
    QTest.keyClick(card.strip, Qt.Key.Key_Home)
    assert card.month.accessibleName() == "2026年9月：财富，日均 ¥55.00万"
    QTest.keyClick(card.strip, Qt.Key.Key_Left)
    QTest.keyClick(card.strip, Qt.Key.Key_Right)
    assert card.month.accessibleName().startswith("2026年10月：财富，日均 ¥46.20万 · ")
    speak("en")
    assert card.month.accessibleName().startswith("Oct 2026: Wealth, average ¥462.00K")
    card.strip.clearFocus()
    assert card.month.accessibleName() == "By policy version 1"
    assert card.strip.accessibleDescription() == "Wealth from Sep 2026"


def test_what_the_tier_gives(card: TierCard, written: Book, profile_of: ProfileOf, settle: Settle) -> None:
    card.show_profile(profile_of(tiered(written, WEALTH)))
    settle()
    chips = [chip for chip in card.entitled.findChildren(Badge) if not chip.isHidden()]
    assert [chip.text for chip in chips] == ["专属客户经理", "营销活动转化"]
    assert chips[0].accessibleDescription()


def test_without_a_tier_it_says_so_and_another_customer_is_not_mixed_in(
    card: TierCard, written: Book, profile_of: ProfileOf, settle: Settle
) -> None:
    card.show_profile(profile_of(tiered(written, WATCHED)))
    settle()
    nobody = written.customer("钱二")
    card.show_profile(profile_of(nobody))
    assert card.isHidden()
    settle()
    assert card.sentences == ["总行尚未计算客户层级。"]
    assert (card.tier.text, card.state.text, card.since.text()) == ("", "", "")
    assert card.strip.months == ()

"""The block of needs and risk: what is recommended and why, declined and taken back, and the list without a profile."""

import json
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_app.domain import insights
from advisor_app.domain.insights import Affinity
from advisor_app.ui.desk import Desk
from advisor_app.ui.dialogs.model_card import ModelCardDialog
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customer.recommendations import RecommendationsSection
from advisor_app.ui.widgets.label import Label
from tests.services.test_predictions import card, knows, publish
from tests.support.factories import TODAY, Book
from tests.ui.screens.customer.conftest import ProfileOf, Settle

ANSWERS = json.dumps({"goal": "growth", "horizon": "three_years", "liquidity": "half_year"})


@pytest.fixture
def section(qtbot: QtBot, desk: Desk) -> Iterator[RecommendationsSection]:
    section = RecommendationsSection(desk)
    qtbot.addWidget(section)
    section.resize(900, 400)
    yield section
    qtbot.waitUntil(lambda: not desk.background.busy, timeout=20_000)


@pytest.fixture
def customer(written: Book) -> bytes:
    """Return a customer who tolerates R3 and may be called, with a wealth product that suits."""
    key = written.customer("赵一", birth_day=5_000)
    written.account(key, balance_minor=800_000_00)
    written.add(
        "risk_assessments", customer_id=key, place="outlet", questionnaire="risk_2026", answers=ANSWERS
    )
    for channel in ("phone", "wechat"):
        written.add(
            "consents", customer_id=key, channel=channel, purpose="marketing", granted=1, recorded_at=1
        )
    written.add(
        "products",
        code="SC1",
        name="江盈<b>稳健",
        kind="wealth",
        issuer="江城银行",
        risk_grade="R2",
        placement="public",
        term_days=90,
        minimum_minor=100_00,
    )
    knows(written, key, views_90=20, visits_90=30)
    return key


def test_nothing_is_said_while_head_office_sends_no_card(
    section: RecommendationsSection, customer: bytes, profile_of: ProfileOf, settle: Settle
) -> None:
    section.show_profile(profile_of(customer))
    settle()
    assert section.found is not None
    assert section.isHidden()


def test_a_product_is_shown_with_what_speaks_for_it_and_against(
    section: RecommendationsSection, written: Book, customer: bytes, profile_of: ProfileOf, settle: Settle
) -> None:
    publish(written, "need", "wealth", card("need", "views_90"))
    publish(written, "churn", None, card("churn", "visits_90"))
    facts = Affinity("gold", 50, 59, 80, {"wealth": 50}).to_json()
    written.add(
        "insights", customer_id=customer, kind=insights.AFFINITY, version=1, data_on=TODAY, facts=facts
    )
    section.show_profile(profile_of(customer))
    settle()
    names = [row.name.text() for row in section.rows]
    assert len(names) == 1  # of one family only the best is offered
    said = section.rows[0].pros.text()
    assert said.startswith(
        "+ 100 位同类客户中有 30.0% 在 60 天内购买，全体为 4.8%；近 90 天浏览产品次数：20；80 位"
    )
    assert section.rows[0].cons.text().startswith("− ")
    assert (section.risk.text, section.risk_said.text()) == (
        "流失风险高",
        "100 位同类客户中有 30.0% 在 60 天内转走大部分资产，全体为 4.8%。原因：近 90 天线上访问次数：30",
    )
    assert "评分卡第 1 版" in section.stamp.text()
    speak("en")
    assert section.risk.text == "High risk of leaving"
    assert "of 80 customers alike hold it" in section.rows[0].pros.text()


def test_not_interested_takes_a_product_away_until_it_is_taken_back(
    section: RecommendationsSection,
    desk: Desk,
    written: Book,
    customer: bytes,
    profile_of: ProfileOf,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    publish(written, "need", "wealth", card("need", "views_90"))
    section.show_profile(profile_of(customer))
    settle()
    before = section.rows[0].offer.product.id
    with qtbot.waitSignal(desk.offered, timeout=10_000) as offered:
        section.rows[0].declined.click()
    settle()
    assert before not in [row.offer.product.id for row in section.rows]
    assert offered.args is not None
    offered.args[2]()
    settle()
    assert section.rows[0].offer.product.id == before


def test_the_list_without_a_profile_stands_in_the_place_of_the_recommendations(
    section: RecommendationsSection, written: Book, customer: bytes, profile_of: ProfileOf, settle: Settle
) -> None:
    publish(written, "need", "fund", card("need", "views_90"))
    section.show_profile(profile_of(customer))
    settle()
    section.without_profile.click()
    settle()
    assert section.rows == ()
    shown = [label.text() for label in section.findChildren(Label)]
    assert any("江盈<b>稳健 R2" in text for text in shown)
    assert "理财产品" in shown
    section.without_profile.click()
    settle()
    assert section.without_profile.isChecked() is False
    section.clear()
    assert section.isHidden()
    assert not section.without_profile.isChecked()


def read(dialog: ModelCardDialog) -> set[str]:
    return {label.text() for label in dialog.findChildren(Label) if label.isVisibleTo(dialog)}


def says(dialog: ModelCardDialog, texts: set[str]) -> bool:
    return texts <= read(dialog)


def test_the_scorecard_behind_a_product_and_behind_the_risk_is_one_key_away(
    section: RecommendationsSection,
    written: Book,
    customer: bytes,
    profile_of: ProfileOf,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    publish(written, "need", "wealth", card("need", "views_90"))
    publish(written, "churn", None, card("churn", "visits_90"))
    section.show_profile(profile_of(customer))
    settle()
    section.show()
    for button, title, field in (
        (section.rows[0].card, "评分卡“需求 · 理财产品”，第 1 版", "近 90 天浏览产品次数"),
        (section.risk_card, "评分卡“流失风险”，第 1 版", "近 90 天线上访问次数"),
    ):
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        settle()
        [dialog] = section.window().findChildren(ModelCardDialog)
        assert {title, field, "10 及以上", "+40", "30.0%", "不得用于"} <= read(dialog)
        speak("en")
        qtbot.waitUntil(partial(says, dialog, {"from 10", "What it must not be used for"}))
        assert "10 及以上" not in read(dialog)
        speak("zh_CN")
        dialog.close()
        qtbot.waitUntil(lambda: not section.window().findChildren(ModelCardDialog))


def test_a_card_that_is_gone_is_said(
    section: RecommendationsSection,
    desk: Desk,
    written: Book,
    customer: bytes,
    profile_of: ProfileOf,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    publish(written, "need", "wealth", card("need", "views_90"))
    section.show_profile(profile_of(customer))
    settle()
    with written.store.write() as tx:
        tx.exec_driver_sql("DELETE FROM scorecards")
    with qtbot.waitSignal(desk.failed, timeout=10_000) as failed:
        section.rows[0].card.click()
    assert failed.args is not None
    assert "停用" in str(failed.args[0])
    assert not section.window().findChildren(ModelCardDialog)


def test_declining_by_key_asks_once_and_leaves_the_focus_where_one_can_go_on(
    section: RecommendationsSection,
    desk: Desk,
    written: Book,
    customer: bytes,
    profile_of: ProfileOf,
    settle: Settle,
    qtbot: QtBot,
) -> None:
    publish(written, "need", "wealth", card("need", "views_90"))
    section.show()
    section.activateWindow()
    qtbot.waitUntil(section.isActiveWindow)
    section.show_profile(profile_of(customer))
    settle()
    button = section.rows[0].declined
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert not button.isEnabled()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: section.rows[0].declined is not button)
    settle()
    assert section.focusWidget() is section.rows[0].declined
    with desk.book.store.read() as tx:
        kept = tx.exec_driver_sql("SELECT count(*) FROM prompt_outcomes WHERE rule = 'recommendation'")
        assert kept.scalar_one() == 1

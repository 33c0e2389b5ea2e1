"""The card of assessments: what counts, all that were taken, what head office refused, and taking another."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.data import outbox
from advisor_app.domain.assessments import AssessmentEntry
from advisor_app.services.assessments import customer_assessments, record_assessment
from advisor_app.services.show_customer import show_customer
from advisor_app.ui.desk import Desk
from advisor_app.ui.main_window import MainWindow
from advisor_app.ui.models.assessments import AssessmentsModel, aims
from advisor_app.ui.screens.assessment.sheet import AssessmentSheet
from advisor_app.ui.screens.assessment.wanted import AssessmentWanted
from advisor_app.ui.screens.customer.assessments import AssessmentsCard
from advisor_app.ui.screens.customer.overview import OverviewTab
from tests.domain.test_assessments import MIDDLING, POLICY
from tests.support.rich_book import People
from tests.ui.screens.contact.conftest import CTRL, Open, Settle, open_window, settle
from tests.ui.screens.forms import settled

__all__ = ["open_window", "settle"]


@pytest.fixture
def card(desk: Desk, qtbot: QtBot) -> AssessmentsCard:
    found = AssessmentsCard(desk)
    qtbot.addWidget(found)
    found.show()
    return found


def shown(card: AssessmentsCard, desk: Desk, qtbot: QtBot, customer: bytes) -> list[str]:
    card.show_profile(show_customer(desk.book, customer))
    settled(qtbot, desk)
    return [card.model.entry_at(place).shown for place in range(card.model.rowCount())]


def taken(desk: Desk, customer: bytes) -> bytes:
    answers = tuple((name, answer) for name, answer in MIDDLING.items() if name != "age")
    entry = AssessmentEntry(customer, "risk_2026", "outlet", answers, confirmed=True)
    return record_assessment(desk.book, entry).assessment.id


def test_it_shows_what_counts_and_all_that_were_taken(
    card: AssessmentsCard, desk: Desk, qtbot: QtBot, people: People
) -> None:
    lines = shown(card, desk, qtbot, people.zeng)
    assert len(lines) == 2
    assert "C3 平衡型" in lines[0]
    assert "资产增值，可以承受波动 · 1 至 3 年 · 半年内" in lines[0]
    assert "C2 稳健型" in lines[1]
    assert card.state.text().startswith("C3 平衡型，")
    assert "上限 2 次" in card.allowed.text()
    key = taken(desk, people.zeng)
    lines = shown(card, desk, qtbot, people.zeng)
    assert len(lines) == 3
    newest = next(line for line in lines if "待上传" in line)
    assert "分 · 有效期至" in newest
    with desk.book.store.write() as tx:
        outbox.refuse(tx, key, "assessment_differs")
    refused = next(line for line in shown(card, desk, qtbot, people.zeng) if "总行已拒绝" in line)
    assert "待上传" not in refused
    card.clear()
    assert card.model.rowCount() == 0
    assert not card.take_button.isEnabled()


def test_who_was_never_assessed_is_told_to_be_offered_deposits_only(
    card: AssessmentsCard, desk: Desk, qtbot: QtBot, people: People
) -> None:
    assert shown(card, desk, qtbot, people.plain[0]) == []
    assert card.state.text() == "从未评估：只可推荐存款。"
    wanted: list[tuple[str, object]] = []
    desk.form_wanted.connect(lambda *asked: wanted.append(asked))
    card.take_button.click()
    assert wanted == [("assessment", AssessmentWanted(people.plain[0]))]


def test_the_model_keeps_the_rules_of_item_models(
    qtmodeltester: ModelTester, desk: Desk, people: People
) -> None:
    model = AssessmentsModel()
    model.show(customer_assessments(desk.book, people.zeng))
    qtmodeltester.check(model, force_py=False)


def test_answers_to_questions_that_are_gone_are_not_guessed() -> None:
    assert aims(POLICY, "risk_1999", '{"goal": "growth"}') == ""
    assert aims(POLICY, "risk_2026", '{"goal": "moon", "horizon": "longer"}') == "5 年以上"
    assert aims(POLICY, "risk_2026", None) == ""


def test_a_key_of_the_window_takes_that_of_the_customer_who_is_seen(
    open_window: Open, desk: Desk, people: People, settle: Settle, qtbot: QtBot
) -> None:
    window: MainWindow = open_window(desk)
    desk.customer_wanted.emit(people.zeng)
    settle()
    keys = CTRL | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_A, keys)
    settle()
    [sheet] = window.findChildren(AssessmentSheet)
    assert sheet.is_open
    assert sheet.entry.customer_id == people.zeng


def test_the_overview_offers_it_to_whom_no_assessment_counts_for_long(
    desk: Desk, qtbot: QtBot, people: People
) -> None:
    overview = OverviewTab(desk)
    qtbot.addWidget(overview)
    overview.show()
    wanted: list[tuple[str, object]] = []
    desk.form_wanted.connect(lambda *asked: wanted.append(asked))
    offered = {}
    for name in ("zeng", "qiu", "closed"):
        overview.show_profile(show_customer(desk.book, getattr(people, name)))
        offered[name] = overview.facts.assess_button.isVisibleTo(overview)
    assert offered == {"zeng": False, "qiu": True, "closed": False}  # 仇英's has expired
    overview.show_profile(show_customer(desk.book, people.qiu))
    overview.facts.assess_button.click()
    assert wanted == [("assessment", AssessmentWanted(people.qiu))]
    overview.clear()
    assert not overview.facts.assess_button.isVisibleTo(overview)
    settled(qtbot, desk)

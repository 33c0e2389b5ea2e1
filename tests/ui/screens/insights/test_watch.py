"""The watch list on the screen: who and why in words, by keyboard to a customer, to all of them and to a call list."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advisor_app.domain.insight_figures import LEAVING, counted_by
from advisor_app.services.watch_list import watch_list
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.watched import WatchedModel
from advisor_app.ui.say import speak
from advisor_app.ui.screens.calls.wanted import FORM, NewList
from advisor_app.ui.screens.insights.watch import WatchCard
from tests.services.test_predictions import card, knows, publish
from tests.support import factories
from tests.support.rich_book import People
from tests.ui.screens.forms import press, settled

Key = Qt.Key


@pytest.fixture
def office(desk: Desk) -> factories.Book:
    return factories.Book(desk.book.store)


@pytest.fixture
def likely(office: factories.Book, people: People) -> People:
    """Write a card, and what it makes of three customers: 曾国藩 and 欧阳修 may leave, 仇英 does not."""
    publish(office, "churn", None, card("churn", "visits_90"))
    for customer, visits in ((people.zeng, 30), (people.ouyang, 12), (people.qiu, 1)):
        knows(office, customer, visits_90=visits, aum_minor=1_000_000_00)
    return people


@pytest.fixture
def shown(qtbot: QtBot, desk: Desk, likely: People) -> WatchCard:
    window, made = QMainWindow(), WatchCard(desk)
    window.setCentralWidget(made)
    qtbot.addWidget(window)
    window.resize(1000, 400)
    made.show_list(watch_list(desk.book))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return made


def texts(model: WatchedModel, column: int) -> list[str]:
    return [model.cells_at(place)[column].shown for place in range(model.rowCount())]


def test_who_may_leave_is_told_in_words(shown: WatchCard) -> None:
    names = texts(shown.model, 0)
    assert sorted(name.split()[0] for name in names) == ["曾国藩", "欧阳修"]
    assert set(texts(shown.model, 1)) == {"近 90 天线上访问次数：30", "近 90 天线上访问次数：12"}
    assert texts(shown.model, 3) == ["30.0%", "30.0%"]
    assert texts(shown.model, 4) == ["6.2 倍", "6.2 倍"]
    assert shown.about.text() == "60 天内资产流失 50% 或离行 · 全体平均 4.8% · 评分卡第 1 版"
    counted = shown.everybody.counted
    assert counted is not None
    assert (counted.customers, counted.name) == (2, "流失可能为平均的 2.5 倍及以上")


def test_the_model_keeps_the_rules_of_models(shown: WatchCard, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(shown.model, force_py=False)
    assert shown.model.rowCount() == 2


def test_a_key_opens_the_customer(qtbot: QtBot, desk: Desk, shown: WatchCard) -> None:
    opened: list[Any] = []
    desk.customer_wanted.connect(opened.append)
    shown.table.setFocus()
    shown.table.setCurrentIndex(shown.model.index(1, 0))
    press(Key.Key_Return)
    assert opened == [shown.model.rows[1].customer.id]


def test_keys_open_all_of_them_and_make_a_call_list(qtbot: QtBot, desk: Desk, shown: WatchCard) -> None:
    opened: list[Any] = []
    forms: list[Any] = []
    desk.customers_wanted.connect(opened.append)
    desk.form_wanted.connect(lambda name, about: forms.append((name, about)))
    query = counted_by(LEAVING, 250)
    wanted = (FORM, NewList(query, "流失可能为平均的 2.5 倍及以上"))
    shown.everybody.setFocus()
    press(Key.Key_Return)
    assert opened == [query]
    qtbot.keyClick(shown.everybody, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    shown.to_call.setFocus()
    press(Key.Key_Space)
    assert forms == [wanted, wanted]


def test_in_english_it_says_the_same(desk: Desk, shown: WatchCard) -> None:
    speak("en")
    shown.show_list(watch_list(desk.book))
    assert shown.about.text() == (
        "loses 50% of the assets or leaves within 60 days · on average 4.8% · card 1"
    )
    assert texts(shown.model, 4)[0] == "6.2 ×"
    assert shown.model.heading(1) == "Why"


def test_why_nobody_is_watched_is_said(
    qtbot: QtBot, desk: Desk, office: factories.Book, people: People
) -> None:
    made = WatchCard(desk)
    qtbot.addWidget(made)
    made.show_list(watch_list(desk.book))
    assert made.nothing.text() == "总行尚未下发流失评分卡。"
    publish(office, "churn", None, card("churn", "visits_90"))
    knows(office, people.zeng, visits_90=1, aum_minor=1_000_000_00)
    settled(qtbot, desk)
    made.show_list(watch_list(desk.book))
    assert made.nothing.text() == "没有客户达到策略规定的预警水平。"
    assert made.about.text()
    assert not made.table.isVisibleTo(made)
    assert not made.to_call.isVisibleTo(made)

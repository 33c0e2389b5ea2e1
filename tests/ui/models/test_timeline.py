"""The list of events: what each kind shows, the months above them, and no number raw."""

import re
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from advisor_app.domain.timeline import EventKind, TimelineEvent, TimelineQuery
from advisor_app.i18n import set_language
from advisor_app.services.timeline import timeline_page
from advisor_app.ui.desk import Desk
from advisor_app.ui.models.entries import Entry
from advisor_app.ui.models.timeline import KINDS, Month, TimelineModel
from advisor_app.ui.theme import Tone
from tests.support.factories import NOON, TODAY
from tests.support.models import everything
from tests.support.rich_book import ZENG_CONTACTS, People
from tests.ui.models.conftest import ProfileOf

DAY = 86_400_000_000


@pytest.fixture
def model(people: People, profile_of: ProfileOf) -> TimelineModel:
    model = TimelineModel()
    model.profile = profile_of(people.zeng)
    return model


def event(kind: EventKind, back: int = 0, **fields: Any) -> TimelineEvent:
    return TimelineEvent(kind, back, NOON - back * DAY, TODAY - back, **fields)


def shown(model: TimelineModel, one: TimelineEvent) -> Entry:
    """Return the entry of an event that stands alone, below its month."""
    model.set_events([one])
    return model.entry_at(1)


def test_it_keeps_the_rules_of_item_models(qtmodeltester: ModelTester, model: TimelineModel) -> None:
    qtmodeltester.check(model, force_py=False)
    model.set_events([event(kind, place) for place, kind in enumerate(EventKind)])
    model.add_events([event(EventKind.CONTACT, 40)])
    model.set_events([])


def test_a_contact_shows_who_spoke_how_long_and_what_follows(model: TimelineModel) -> None:
    contact = event(
        EventKind.CONTACT,
        channel="branch_visit",
        direction="in",
        purpose="review",
        outcome="met",
        text="谈了存单",
        duration=390,
        next_step="带资料",
        next_step_on=TODAY + 3,
        advisor="李经理",
    )
    entry = shown(model, contact)
    assert entry.badge == "到行"
    assert entry.title == "资产检视 · 已面谈 · 客户联系我行 · 6 分钟"
    assert entry.body == "谈了存单"
    assert entry.foot == "下一步：带资料（2026-11-27） · 李经理"
    assert entry.stamp == "2026-11-24 12:00"


@pytest.mark.parametrize(
    ("fields", "foot"),
    [
        ({"next_step": "带资料"}, "下一步：带资料"),
        ({"next_step_on": TODAY}, "下一步：2026-11-24"),
        ({}, ""),
    ],
)
def test_a_next_step_may_be_half_known(model: TimelineModel, fields: dict[str, Any], foot: str) -> None:
    assert shown(model, event(EventKind.CONTACT, **fields)).foot == foot


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 秒"), (59, "59 秒"), (60, "1 分钟"), (3_600, "60 分钟")]
)
def test_how_long_a_contact_was(model: TimelineModel, seconds: int, said: str) -> None:
    assert shown(model, event(EventKind.CONTACT, duration=seconds)).title == said


def test_a_contact_that_was_withdrawn_says_so(model: TimelineModel) -> None:
    assert shown(model, event(EventKind.CONTACT, status="void")).mark == "已撤回"


def test_feedback_is_shown_as_in_its_own_tab(model: TimelineModel) -> None:
    entry = shown(
        model,
        event(
            EventKind.FEEDBACK, what="complaint", status="open", due_on=TODAY - 1, score=2, scale=5, text="慢"
        ),
    )
    assert (entry.badge, entry.tone, entry.title, entry.score) == ("投诉", Tone.BAD, "2/5 分", (2, 5))
    assert (entry.mark_tone, entry.body) == (Tone.BAD, "慢")


def test_of_an_assessment_only_the_day_is_known(model: TimelineModel) -> None:
    entry = shown(model, event(EventKind.ASSESSMENT, grade="C3", place="outlet", expires_on=TODAY + 30))
    assert (entry.title, entry.foot, entry.stamp) == (
        "C3 · 平衡型 · 网点",
        "有效期至 2026-12-24",
        "2026-11-24",
    )


@pytest.mark.parametrize(
    ("granted", "mark", "tone"), [(True, "已给予", Tone.GOOD), (False, "已撤回", Tone.WARN)]
)
def test_consent_is_given_or_withdrawn(model: TimelineModel, granted: bool, mark: str, tone: Tone) -> None:
    consent = event(EventKind.CONSENT, channel="phone", purpose="marketing", source="app", granted=granted)
    entry = shown(model, consent)
    assert (entry.title, entry.mark, entry.mark_tone) == ("电话 · 营销 · 手机银行", mark, tone)


def test_a_visit_names_what_was_looked_at_and_on_what_basis(model: TimelineModel) -> None:
    looked: dict[str, Any] = {"what": "product_view", "subject": "P1", "product": "稳健一号"}
    visit = event(EventKind.VISIT, channel="app", basis="consent", **looked)
    entry = shown(model, visit)
    assert (entry.badge, entry.title, entry.foot) == ("手机银行", "查看产品 · 稳健一号", "使用依据：同意")


def test_a_conversion_says_what_agreed_and_never_its_value(model: TimelineModel) -> None:
    entry = shown(model, event(EventKind.CONVERSION, status="proposed", evidence="id_hash"))
    assert (entry.mark, entry.foot) == ("待确认", "一致项：证件")


def test_every_kind_can_be_chosen_and_shown(model: TimelineModel) -> None:
    assert set(KINDS) == set(EventKind)
    for kind in EventKind:
        assert shown(model, event(kind)).drawing


def test_months_stand_above_their_events_once(model: TimelineModel) -> None:
    november, october = TODAY - 23, TODAY - 24
    model.set_events([event(EventKind.CONTACT, back) for back in (0, TODAY - november, TODAY - october)])
    model.add_events([event(EventKind.CONTACT, TODAY - october + 5), event(EventKind.CONTACT, 60)])
    titles = [
        model.entry_at(place).title for place in range(model.rowCount()) if model.entry_at(place).heading
    ]
    assert titles == ["2026年11月", "2026年10月", "2026年9月"]
    assert model.rows[0] == Month(november)
    assert model.events == 5


def test_headings_cannot_be_chosen(model: TimelineModel) -> None:
    model.set_events([event(EventKind.CONTACT)])
    chosen = Qt.ItemFlag.ItemIsSelectable
    assert [bool(model.flags(model.index(place, 0)) & chosen) for place in range(2)] == [False, True]


def test_no_number_is_seen_raw_in_any_role(desk: Desk, people: People, model: TimelineModel) -> None:
    model.set_events(timeline_page(desk.book, TimelineQuery(people.zeng, limit=500)).events)
    assert model.events > ZENG_CONTACTS
    texts = list(everything(model))
    assert any("139****2222" in text for text in texts)
    assert not [text for text in texts if re.search(r"\d{11}", text)]


def test_it_speaks_the_language_of_the_moment(model: TimelineModel) -> None:
    model.set_events([event(EventKind.CONTACT, channel="phone", duration=61)])
    set_language("en")
    model.render()
    assert [model.entry_at(place).title for place in range(2)] == ["Nov 2026", "1 minute"]
    assert model.entry_at(1).badge == "Phone"

"""The list of feedback: scores, states, deadlines, newest first, and no number raw."""

import re

import pytest
from pytestqt.modeltest import ModelTester

from advisor_app.i18n import set_language
from advisor_app.ui.models.feedback import FeedbackModel
from advisor_app.ui.theme import Tone
from tests.support.factories import NOON, TODAY, Book
from tests.support.models import everything
from tests.support.rich_book import People
from tests.ui.models.conftest import ProfileOf


@pytest.fixture
def model(people: People, profile_of: ProfileOf) -> FeedbackModel:
    model = FeedbackModel()
    model.show(profile_of(people.zeng))
    return model


def test_it_keeps_the_rules_of_item_models(
    qtmodeltester: ModelTester, people: People, profile_of: ProfileOf
) -> None:
    model = FeedbackModel()
    qtmodeltester.check(model, force_py=False)
    model.show(profile_of(people.zeng))
    model.render()
    model.show(None)


def test_a_score_is_said_and_drawn(model: FeedbackModel) -> None:
    newest, praise = (model.entry_at(place) for place in range(2))
    assert (newest.badge, newest.title, newest.score) == ("问卷", "9/10 分 · 稳健一号 · 手机银行", (9, 10))
    assert (newest.body, newest.mark, newest.stamp) == ("服务很好", "已关闭", "2026-11-24 12:00")
    assert (praise.badge, praise.tone, praise.score) == ("表扬", Tone.GOOD, None)
    assert praise.stamp == "2026-08-26 12:00"


def test_what_is_heard_holds_all_that_is_seen(model: FeedbackModel) -> None:
    assert (
        model.entry_at(0).heard
        == "2026-11-24 12:00 · 问卷 · 9/10 分 · 稳健一号 · 手机银行 · 已关闭 · 服务很好"
    )


@pytest.mark.parametrize(
    ("days", "mark", "tone"),
    [
        (-1, "待处理，已逾期（期限为 1 天前）", Tone.BAD),
        (0, "待处理，今天到期", Tone.WARN),
        (5, "待处理，5 天后到期", Tone.WARN),
        (6, "待处理，6 天后到期", Tone.NEUTRAL),
        (None, "待处理", Tone.WARN),
    ],
)
def test_an_open_complaint_says_how_long_there_is(
    days: int | None, mark: str, tone: Tone, people: People, profile_of: ProfileOf, written: Book
) -> None:
    due = None if days is None else TODAY + days
    written.add("feedback", customer_id=people.ouyang, kind="complaint", status="open", due_on=due)
    model = FeedbackModel()
    model.show(profile_of(people.ouyang))
    entry = model.entry_at(0)
    assert (entry.mark, entry.mark_tone, entry.tone) == (mark, tone, Tone.BAD)


def test_a_complaint_that_is_closed_is_not_late(people: People, profile_of: ProfileOf, written: Book) -> None:
    closed = {"kind": "complaint", "status": "resolved", "due_on": TODAY - 9}
    written.add("feedback", customer_id=people.ouyang, **closed)
    model = FeedbackModel()
    model.show(profile_of(people.ouyang))
    assert (model.entry_at(0).mark, model.entry_at(0).mark_tone) == ("已解决", Tone.NEUTRAL)
    assert model.entry_at(0).foot == "答复期限 2026-11-15"


def test_the_newest_comes_first(people: People, profile_of: ProfileOf, written: Book) -> None:
    for back in (3, 1, 2):
        written.add(
            "feedback", customer_id=people.ouyang, text=f"{back}", happened_at=NOON - back * 86_400_000_000
        )
    model = FeedbackModel()
    model.show(profile_of(people.ouyang))
    assert [model.entry_at(place).body for place in range(3)] == ["1", "2", "3"]


def test_codes_without_a_name_are_shown_as_they_are(
    people: People, profile_of: ProfileOf, written: Book
) -> None:
    written.add("feedback", customer_id=people.ouyang, kind="letter_to_ceo", status="asleep", score=4)
    model = FeedbackModel()
    model.show(profile_of(people.ouyang))
    entry = model.entry_at(0)
    assert (entry.badge, entry.mark, entry.title, entry.score) == ("letter_to_ceo", "asleep", "4", None)


def test_no_number_is_seen_raw_in_any_role(people: People, profile_of: ProfileOf) -> None:
    model = FeedbackModel()
    model.show(profile_of(people.qiu))
    texts = list(everything(model))
    assert any("137****6789" in text for text in texts)
    assert not [text for text in texts if re.search(r"\d{11}", text)]


def test_it_speaks_the_language_of_the_moment(model: FeedbackModel) -> None:
    set_language("en")
    model.render()
    assert model.entry_at(0).title == "9 of 10 · 稳健一号 · App"

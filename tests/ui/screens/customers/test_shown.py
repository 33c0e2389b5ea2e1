"""What rows say: known things by their names, unknown ones as unknown, and what is due in words."""

import pytest
from pytestqt.qtbot import QtBot

from advisor_app.domain.customers import CustomerQuery
from advisor_app.services.find_customers import find_customers
from advisor_app.ui.desk import Desk
from advisor_app.ui.say import speak
from advisor_app.ui.screens.customers.shown import Shown, shown
from advisor_app.ui.theme import Tone
from tests.support.factories import NOON
from tests.support.rich_book import People

Rows = dict[bytes, Shown]


@pytest.fixture
def rows(desk: Desk) -> Rows:
    found = find_customers(desk.book, CustomerQuery(), now=NOON)
    return {row.id: shown(row, found.policy, found.bank) for row in found.rows}


def test_the_rhythm_is_said_in_words(rows: Rows, people: People) -> None:
    said = {
        name: (rows[key].contact, rows[key].due, rows[key].late)
        for name, key in people._asdict().items()
        if isinstance(key, bytes)
    }
    assert said == {
        "zeng": ("9 天前", "", False),  # private: every 30 days
        "shanyu": ("50 天前", "将超期", False),  # wealth: 50 of 60 days
        "qiu": ("200 天前", "已超期", True),  # gold: every 180 days
        "ouyang": ("暂无联系", "", False),  # mass: by event
        "nobody": ("暂无联系", "", False),
        "prospect": ("暂无联系", "", False),
        "closed": ("已销户", "", False),
        "child": ("暂无联系", "", False),
    }


def test_tiers_have_their_names_and_tones(rows: Rows, people: People) -> None:
    keys = (people.zeng, people.shanyu, people.qiu, people.ouyang, people.nobody, people.prospect)
    assert [(rows[key].tier, rows[key].tone) for key in keys] == [
        ("私行", Tone.VIOLET),
        ("财富", Tone.ACCENT),
        ("金卡", Tone.GOLD),
        ("大众", Tone.NEUTRAL),
        ("", Tone.NEUTRAL),
        ("潜在客户", Tone.NEUTRAL),
    ]


def test_who_has_no_name_is_called_by_number(rows: Rows, people: People) -> None:
    nobody = rows[people.nobody]
    assert (nobody.title, nobody.name, nobody.aum) == ("C0005", None, "—")
    assert nobody.sentence == "C0005，暂无联系，不可营销：没有任何渠道的营销同意"


def test_who_has_neither_is_not_invented(desk: Desk) -> None:
    found = find_customers(desk.book, CustomerQuery())
    said = shown(found.rows[0]._replace(name=None, number=None), found.policy, found.bank)
    assert said.title == "—"


def test_pins_and_prompts_are_said(desk: Desk) -> None:
    found = find_customers(desk.book, CustomerQuery())
    said = shown(found.rows[0]._replace(pinned=True, prompts=3), found.policy, found.bank)
    assert (said.pinned, said.prompts) == (True, 3)
    assert "，已置顶，3 条行动提示，" in said.sentence


def test_the_light_is_said_with_its_reason(rows: Rows, people: People) -> None:
    lights = {key: row.light and (row.light.short, row.light.whole) for key, row in rows.items()}
    assert lights[people.zeng] == ("可营销", "可营销：电话，微信，上门，视频")
    assert lights[people.qiu] == ("不可营销", "不可营销：2026年11月14日的投诉尚未办结")
    assert lights[people.closed] is None


def test_everything_is_said_in_english_too(qtbot: QtBot, desk: Desk, people: People) -> None:
    speak("en")
    found = find_customers(desk.book, CustomerQuery("仇英"), now=NOON)
    said = shown(found.rows[0], found.policy, found.bank)
    light = "No marketing: a complaint of 14 Nov 2026 is open"
    assert said.sentence == f"仇英, Gold, AUM ¥120.00K, last contact 200 days ago, overdue, {light}"

"""Items in words: groups, marks, how often they repeat, and what a change of a task says where it waits or clashed."""

from typing import Any

import pytest
from pytestqt.modeltest import ModelTester

from advisor_app.domain.masking import mask_free_text
from advisor_app.domain.policy import Policy, parse
from advisor_app.domain.records import Bank
from advisor_app.domain.tasks import Item, Source
from advisor_app.paths import resources
from advisor_app.ui.models.tasks import ItemsModel, Known, repeats_text
from advisor_app.ui.models.written import Wording, field_names
from advisor_app.ui.theme import Tone

TODAY = 20_781
NOON = TODAY * 86_400_000_000 + 4 * 3_600_000_000
BANK = Bank(1, "江城银行", "CNY", "Asia/Shanghai", TODAY, 1)
POLICY: Policy = parse((resources() / "policy" / "default.toml").read_text(encoding="utf-8"))


def item(title: str, **values: Any) -> Item:
    given = {
        "source": Source.TASK,
        "id": title.encode(),
        "kind": "call",
        "title": mask_free_text(title),
        "due_on": TODAY,
        "made_at": NOON,
        "pending": False,
    }
    return Item(**{**dict.fromkeys(Item._fields), "ahead": False, **given, **values})


@pytest.fixture
def model() -> ItemsModel:
    model = ItemsModel(grouped=True)
    items = [
        item("过期", due_on=TODAY - 2),
        item(
            "今天", starts_at=NOON, ends_at=NOON + 1_800_000_000, customer="张伟", number="C1", place="三楼"
        ),
        item("寄送", source=Source.PROMISE, kind="promise", due_on=TODAY + 1, pending=True),
    ]
    model.set_items(items, Known(POLICY, BANK, TODAY))
    return model


def test_items_stand_under_overdue_today_and_later(model: ItemsModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model, force_py=False)
    entries = [model.entry_at(place) for place in range(model.rowCount())]
    assert [entry.title for entry in entries] == ["已逾期", "过期", "今天", "今天", "之后", "寄送"]
    overdue, appointment, promise = entries[1], entries[3], entries[5]
    assert (overdue.mark, overdue.mark_tone) == ("已超期 2 天", Tone.BAD)
    assert (appointment.stamp, appointment.foot) == ("12:00–12:30", "张伟 C1 · 三楼")
    assert (promise.badge, promise.foot) == ("承诺", "待上传")
    model.add_items([item("更晚", due_on=TODAY + 9)])
    assert model.entry_at(6).title == "更晚"  # below the same heading
    assert model.item_at(0) is None


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, ""),
        ("FREQ=DAILY", "每天"),
        ("FREQ=DAILY;INTERVAL=3", "每 3 天"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每个工作日"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "每 2 周"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "每季度"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1", "每年"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
    ],
)
def test_how_often_is_said_in_words(rule: str | None, expected: str) -> None:
    assert repeats_text(rule) == expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("status", None, "未办"),
        ("status", "done", "已完成"),
        ("kind", "visit", "上门"),
        ("due_on", TODAY, "2026年11月24日"),
        ("starts_at", NOON, "2026-11-24 12:00"),
        ("remind_minutes", 30, "提前 30 分钟"),
        ("repeats", "FREQ=WEEKLY", "每周"),
        ("settled_by", bytes(16), "联系记录"),
        ("place", None, "—"),
    ],
)
def test_a_change_of_a_task_is_said_in_words(field: str, value: Any, expected: str) -> None:
    assert field in field_names("tasks")
    assert Wording(POLICY, BANK).value("tasks", field, value) == expected

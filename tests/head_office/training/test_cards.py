"""What was published, as `head-office cards` tells it: the list, and the model card of one."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from advisor_app import i18n
from advisor_app.analysis.scorecards import model_card
from advisor_app.domain.dates import to_day
from advisor_app.domain.scorecards import Band, Calibration, Characteristic, Scorecard, to_json
from advisor_app.head_office.__main__ import main
from advisor_app.head_office.bootstrap import NewBank, create_bank, open_bank
from advisor_app.head_office.db.models import Scorecard as Row
from advisor_app.head_office.training import published

Capture = pytest.CaptureFixture[str]
JULY = to_day(date(2026, 7, 31))
AUC = {"scorecard": 0.7113, "boosted_tree": 0.6907}
CARD = Scorecard(
    "need",
    2,
    500,
    (
        Characteristic(
            "aum_minor",
            (Band(-7, None, 50_000_00), Band(12, 50_000_00, None), Band(0, missing=True)),
            0,
        ),
        Characteristic("held_fund_minor", (Band(-3, None, 1), Band(21, 1, None), Band(0, missing=True)), 0),
        Characteristic("channel", (Band(4, codes=("phone", "we|chat")),), 0),
    ),
    (Calibration(480, 0.02, 900), Calibration(530, 0.3, 100)),
    {
        "from": 400,
        "to": 1900,
        "cases": 1500,
        "events": 88,
        "half_life": 600,
        "stratum": 100,
        "penalty": 0.1,
        "bands": 10,
    },
    {
        **{name: {"auc": auc, "best_half": 0.75, "pooled_auc": 0.7} for name, auc in AUC.items()},
        "blocks": 1,
        "recent_auc": 0.7113,
        "drift": 0.0417,
        "each_block": [{"from": 800, "cases": 300, "events": 17, "auc": AUC}],
    },
    60,
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path / 'bank.db'}"
    create_bank(found, NewBank("江城银行")).dispose()
    return found


def publish(url: str, *cards: tuple[Scorecard, str | None]) -> None:
    engine = open_bank(url)
    with engine.begin() as connection:
        for card, family in cards:
            published.publish(connection, card, family)
    engine.dispose()


def told(capsys: Capture, url: str, *arguments: str, code: int = 0) -> dict[str, Any]:
    assert main(["--db", url, "--json", "cards", *arguments]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_newest_card_of_each_family_that_can_be_read_is_in_force(url: str, capsys: Capture) -> None:
    assert told(capsys, url) == {"cards": []}
    publish(url, (CARD._replace(version=1), "fund"), (CARD, "fund"), (CARD._replace(version=1), "bond"))
    engine = open_bank(url)
    with engine.begin() as connection:
        broken = {"task": "need", "family": "bond", "version": 2, "text": "{", "published_at": 1}
        connection.execute(insert(Row).values(broken))
    engine.dispose()
    found = told(capsys, url, "list")["cards"]
    assert [(one["family"], one["version"], one["readable"], one["in_force"]) for one in found] == [
        ("bond", 2, False, False),
        ("bond", 1, True, True),
        ("fund", 2, True, True),
        ("fund", 1, True, False),
    ]
    assert found[2]["auc"] == AUC
    assert main(["--db", url, "cards"]) == 0
    said = capsys.readouterr().out
    assert "0.711" in said
    assert "0.691" in said  # the best control beside it


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "buy of “Funds” within 60 days",
                "no ground for refusing",
                "| from ¥50.00K | +12 |",
                "boosted tree",
                "| some | +21 |",
            ],
        ),
        (
            "zh_CN",
            ["60 天内购买“基金”", "不得据此拒绝任何人", "提升树", "| ¥5.00万 及以上 | +12 |", "| 有 | +21 |"],
        ),
    ],
)
def test_a_model_card_says_what_it_is_for_how_it_was_judged_and_all_points(
    language: str, expected: list[str], url: str, capsys: Capture, tmp_path: Path
) -> None:
    made = model_card.of_bank(CARD, {"loans_minor": model_card.AS_TODAY}, {400: JULY - 92, 800: JULY})
    publish(url, (made, "fund"))
    with i18n.using(language):
        found = told(capsys, url, "show", "1", "--out", str(tmp_path / "card.md"))
    text = found["model_card"]
    assert (tmp_path / "card.md").read_text(encoding="utf-8") == text
    assert found["scorecard"]["trained"]["left_out"] == {"loans_minor": model_card.AS_TODAY}
    for part in [*expected, "0.7113", "0.6907", "0.042", "| 530 | 30.0", "we\\|chat", "1,500", "+12"]:
        assert part in text, part


def test_a_card_without_figures_still_has_a_model_card(url: str, capsys: Capture) -> None:
    publish(url, (CARD._replace(trained={}, judged={}, calibration=()), None))
    assert "+12" in told(capsys, url, "show", "1")["model_card"]


@pytest.mark.parametrize("arguments", [("show",), ("list", "1"), ("show", "7")])
def test_what_is_not_there_is_refused_with_a_sentence(
    arguments: tuple[str, ...], url: str, capsys: Capture
) -> None:
    assert told(capsys, url, *arguments, code=2)["sentence"]


def test_a_file_that_cannot_be_written_is_refused(url: str, capsys: Capture, tmp_path: Path) -> None:
    publish(url, (CARD, "fund"))
    wrong = tmp_path / "missing" / "card.md"
    assert str(wrong) in told(capsys, url, "show", "1", "--out", str(wrong), code=2)["sentence"]


def test_the_document_travels_whole() -> None:
    made = model_card.of_bank(CARD, {"loans_minor": "why"}, {800: JULY})
    assert json.loads(to_json(made))["judged"]["each_block"][0]["on"] == JULY

"""Predictions on the device: scored from what head office sent, with reasons, and in prompts."""

import json

import pytest

from advisor_app.domain import insights
from advisor_app.domain.insights import Features
from advisor_app.domain.prompts.types import Prompt
from advisor_app.domain.scorecards import Band, Calibration, Characteristic, Scorecard, to_json
from advisor_app.errors import InputError
from advisor_app.i18n import using
from advisor_app.services import prompt_words, recommendation_words
from advisor_app.services.open_book import Book
from advisor_app.services.predictions import best_reach, customer_predictions
from advisor_app.services.prompts import customer_prompts
from tests.support import factories
from tests.support.factories import NOON, TODAY

ANSWERS = json.dumps({"goal": "growth", "horizon": "three_years", "liquidity": "half_year"})


def card(task: str, field: str, version: int = 1, calibrated: bool = True) -> str:
    """Return a card by which whoever has the field from 10 on is six times as likely as others."""
    bands = (Band(-10, None, 10), Band(40, 10, None), Band(0, missing=True))
    steps = (Calibration(480, 0.02, 900), Calibration(530, 0.3, 100)) if calibrated else ()
    made = Scorecard(task, version, 500, (Characteristic(field, bands, 0),), steps, {}, {}, 60)
    return to_json(made)


def publish(office: factories.Book, task: str, family: str | None, text: str, version: int = 1) -> None:
    office.add("scorecards", task=task, family=family, version=version, text=text, published_at=0)


def knows(office: factories.Book, customer: bytes, **values: int) -> None:
    facts = Features("CNY", values).to_json()
    office.add(
        "insights",
        customer_id=customer,
        kind=insights.FEATURES,
        version=insights.VERSION,
        data_on=TODAY,
        facts=facts,
    )


@pytest.fixture
def zhang(office: factories.Book) -> bytes:
    """Return a customer who may be called, with 20 visits and a fall of assets that was large."""
    key = office.customer("张伟", aum=5_000_000_00, birth_day=5_000)
    office.add("tiers", customer_id=key, tier="wealth", average_minor=5_000_000_00, reason="{}")
    office.add("consents", customer_id=key, channel="phone", purpose="marketing", granted=1, recorded_at=1)
    knows(office, key, views_90=20, visits_90=30, aum_minor=5_000_000_00)
    office.account(key, balance_minor=5_000_000_00)
    office.add(
        "risk_assessments", customer_id=key, place="outlet", questionnaire="risk_2026", answers=ANSWERS
    )
    office.add(
        "products",
        code="F",
        name="云麓混合",
        kind="fund",
        risk_grade="R3",
        placement="public",
        issuer="江城银行",
        notice_days=2,
    )
    return key


def prompts(book: Book, customer: bytes, rule: str) -> list[Prompt]:
    return [one for one in customer_prompts(book, customer, now=NOON) if one.rule == rule]


def test_a_need_is_prompted_with_share_average_and_the_bands_that_gave_points(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    publish(office, "need", "fund", card("need", "views_90"))
    [prompt] = prompts(book, zhang, "need")
    policy = customer_predictions(book, zhang).policy
    assert (prompt.subject, prompt.action, prompt.marketing, prompt.light.green) == (
        "need:fund/1",
        "meet_need",
        True,
        True,
    )
    with using("en"):
        assert prompt_words.whys(prompt, policy) == (
            "Funds: 30.0 % of 100 customers alike bought within 60 days, 4.8 % of all (card 1);"
            " products looked at in 90 days: 20"
        )
    with using("zh_CN"):
        assert "基金：100 位同类客户中有 30.0% 在 60 天内购买，全体为 4.8%" in prompt_words.whys(
            prompt, policy
        )
        assert "基金" in prompt_words.opening(prompt, "张伟", policy)


def test_no_share_is_told_where_the_card_is_not_calibrated(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    publish(office, "churn", None, card("churn", "visits_90", calibrated=False))
    [prompt] = prompts(book, zhang, "churn")
    with using("en"):
        said = prompt_words.whys(prompt, customer_predictions(book, zhang).policy)
    assert "%" not in said.split(";")[0]
    assert "ranks high" in said


def test_nobody_is_prompted_below_the_policy_or_without_consent(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    publish(office, "need", "fund", card("need", "views_90"))
    other, silent = office.customer("李娜"), office.customer("王芳")
    office.add("consents", customer_id=other, channel="phone", purpose="marketing", granted=1, recorded_at=1)
    knows(office, other, views_90=3)
    knows(office, silent, views_90=20)
    assert prompts(book, other, "need") == []
    # Without consent a call about a product is no prompt at all.
    assert prompts(book, silent, "need") == []
    assert [one.rule for one in customer_prompts(book, zhang, now=NOON) if one.rule == "need"] == ["need"]


def test_nobody_is_called_for_a_need_that_nothing_suits(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    publish(office, "need", "fund", card("need", "views_90"))
    publish(office, "need", "bond", card("need", "visits_90"))
    assert [one.subject for one in prompts(book, zhang, "need")] == ["need:fund/1"]
    # An assessment by which nothing but deposits is offered takes the need of a fund away.
    office.add(
        "risk_assessments",
        customer_id=zhang,
        place="outlet",
        grade="C1",
        questionnaire="risk_2026",
        answers=ANSWERS,
        assessed_on=TODAY - 1,
    )
    assert prompts(book, zhang, "need") == []


def test_the_newest_card_that_can_be_read_counts(book: Book, office: factories.Book, zhang: bytes) -> None:
    publish(office, "churn", None, card("churn", "visits_90"))
    publish(office, "churn", None, card("churn", "complaints_365", version=2), version=2)
    publish(office, "churn", None, '{"format": 99}', version=3)
    [found] = customer_predictions(book, zhang).found
    # The second card knows of no complaints, which its band for what is not known stands for.
    assert (found.version, found.points) == (2, 500)
    assert prompts(book, zhang, "churn") == []


def test_what_was_looked_at_is_in_the_audit_log(book: Book, office: factories.Book, zhang: bytes) -> None:
    publish(office, "churn", None, card("churn", "visits_90"))
    customer_predictions(book, zhang)
    with book.store.read() as tx:
        found = tx.exec_driver_sql("SELECT reason FROM audit WHERE action = 'predictions.view'").scalar()
    assert found == f"policy:1 data:{TODAY} cards:churn//1"
    with pytest.raises(InputError):
        customer_predictions(book, b"nobody")


def test_a_customer_who_may_not_be_profiled_has_no_predictions(book: Book, office: factories.Book) -> None:
    publish(office, "churn", None, card("churn", "visits_90"))
    key = office.customer("赵六")
    facts = json.dumps({})
    office.add(
        "insights", customer_id=key, kind="features", version=insights.NOTHING, data_on=TODAY, facts=facts
    )
    assert customer_predictions(book, key).found == ()


def test_how_a_customer_is_best_reached_comes_from_the_channels_and_hours_of_the_policy(
    book: Book, office: factories.Book, zhang: bytes
) -> None:
    assert best_reach(book, zhang, now=NOON).attempt is None
    channel = Characteristic(
        "channel", (Band(5, codes=("phone",)), Band(-5, codes=("wechat",)), Band(90, codes=("sms",))), 0
    )
    hour = Characteristic("hour", (Band(-9, None, 10), Band(30, 10, 12), Band(0, 12, None)), 0)
    made = Scorecard("contact", 1, 500, (channel, hour), (Calibration(400, 0.5, 900),), {}, {})
    publish(office, "contact", None, to_json(made))
    found = best_reach(book, zhang, now=NOON)
    assert found.attempt is not None
    # Over an SMS nobody speaks, whatever a card says; of 10 and 11 o'clock the earlier.
    assert found.attempt[:2] == ("phone", 10)
    assert found.attempt.predicted.points == 535
    with using("en"):
        assert recommendation_words.reach(found) == (
            "Best reached today by Phone at 10:00: 50.0% of 900 contacts alike were answered, 50.0% of all."
        )
    with pytest.raises(InputError):
        best_reach(book, b"nobody")

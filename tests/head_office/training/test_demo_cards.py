"""The cards of the demo bank: published where the policy allows it, and said how little they were judged on."""

import pytest
from sqlalchemy import Engine, select

from advisor_app.domain.scorecards import from_json
from advisor_app.head_office.commands import demo_data
from advisor_app.head_office.db.models import Scorecard
from advisor_app.head_office.demo.cards import publish_cards
from advisor_app.i18n import using


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_card_or_a_reason_comes_out_of_each_task(bank: Engine, language: str) -> None:
    with using(language):
        said = demo_data._cards(bank)
        found = {one["family"] or one["task"]: str(one["sentence"]) for one in said}
    assert [one["family"] or one["task"] for one in said if not one["refused"]] == ["fund"]
    assert {"term_deposit", "wealth", "bond", "insurance", "metal", "churn", "contact"} < found.keys()
    fund, churn = ("Funds", "churn risk") if language == "en" else ("基金", "流失风险")
    assert fund in found["fund"]
    assert churn in found["churn"]
    # Nobody loses anything in this bank, so nothing can be learned; the sentence says how much was found.
    assert " 0 " in found["churn"]


def test_the_card_tells_on_how_few_months_it_was_judged(bank: Engine) -> None:
    runs, _policy = publish_cards(bank)
    [published] = [run for run in runs if run.card is not None]
    with bank.connect() as connection:
        text = connection.execute(
            select(Scorecard.text).where(Scorecard.family == "fund").order_by(Scorecard.version.desc())
        ).scalars()
        card = from_json(next(iter(text)))
    assert published.card is not None
    assert card.judged == published.card.judged
    assert card.judged["blocks"] == len(card.judged["each_block"]) == 2
